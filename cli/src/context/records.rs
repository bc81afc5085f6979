//! The market that a command is about, and its positions.

use super::chain::Context;
use super::fault::NotThere;
use anyhow::{Context as _, Result, anyhow};
use hypothec_client::{Error, MarketSnapshot, snapshot};
use hypothec_interface::builder::Owned;
use hypothec_interface::state::{ClosedMarket, Position};
use solana_account::Account;
use solana_address::Address;

impl Context<'_> {
    /// The market's address.
    pub fn market_address(&self) -> Result<Owned> {
        let none = || match self.is_embedded() {
            true => anyhow::Error::from(NotThere("no market yet: run `hypothec market create`".into())),
            false => anyhow!("which market? Give --market ADDRESS, or keep it: `hypothec config set market ADDRESS`"),
        };
        let market = self.state.market.as_ref().ok_or_else(none)?;
        let parsed = |text: &String| text.parse().ok().with_context(|| format!("{text:?} is not an address"));
        let named = self.env.options.named.market.as_ref();
        let Some(other) = named.filter(|own| self.is_embedded() && *own != market) else {
            return Ok(self.owned(parsed(market)?));
        };
        // what one that was closed has left can still be ended
        let address = parsed(other)?;
        if !self.account(&address)?.is_some_and(|account| self.is_closed_market(&account)) {
            let text = format!("the embedded chain's market is {market}, and {other} was named: leave out --market");
            return Err(NotThere(text).into());
        }
        Ok(self.owned(address))
    }

    /// Whether the chain's own market has been closed.
    pub fn own_market_is_closed(&self) -> Result<bool> {
        let Some(address) = self.state.market.as_ref().and_then(|market| market.parse().ok()) else { return Ok(false) };
        Ok(self.account(&address)?.is_some_and(|account| self.is_closed_market(&account)))
    }

    fn is_closed_market(&self, account: &Account) -> bool {
        account.owner == self.program() && account.data == bytemuck::bytes_of(&ClosedMarket::RECORD)
    }

    /// The market as it is.
    pub fn market(&self) -> Result<MarketSnapshot> {
        self.market_unless_closed()?.map_err(|at| {
            let is_own = self.state.market.as_ref().is_some_and(|own| *own == at.to_string());
            let mend = if is_own { "run `hypothec market create`" } else { "leave out --market" };
            NotThere(format!("market {} has been closed: {mend}", *at)).into()
        })
    }

    /// The market as it is, or its address once it has been closed.
    pub fn market_unless_closed(&self) -> Result<Result<MarketSnapshot, Owned>> {
        let at = self.market_address()?;
        let account = self.account(&at)?.ok_or(Error::Missing { what: "market", address: at.address })?;
        if account.owner != self.program() {
            let why = format!("program {} owns it, and Hypothec is taken to be at {}", account.owner, self.program());
            return Err(Error::Mismatch { what: "market", address: at.address, why }.into());
        }
        if self.is_closed_market(&account) {
            return Ok(Err(at));
        }
        Ok(Ok(MarketSnapshot::new(at, self.now(), &account.data)?))
    }

    /// The position at an address; an error says how the signer opens its own where there is none.
    pub fn position(&self, address: &Address) -> Result<Position> {
        self.position_or(address, ": run `hypothec position open`")
    }

    /// The position of somebody else at an address.
    pub fn others_position(&self, address: &Address) -> Result<Position> {
        self.position_or(address, ": `hypothec position list --all` lists those there are")
    }

    fn position_or(&self, address: &Address, mend: &str) -> Result<Position> {
        let none = || NotThere(format!("there is no position at {address}{mend}"));
        let account = self.account(address)?.ok_or_else(none)?;
        Ok(snapshot::record("position", address, &account.data)?)
    }

    /// Every position of the market, by address.
    pub fn positions(&self, market: &Address) -> Result<Vec<(Address, Position)>> {
        let mut found = snapshot::positions(self.cluster(), market, None)?;
        found.sort_by_key(|(address, _)| *address);
        Ok(found)
    }
}

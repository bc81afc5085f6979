//! The market that a command is about, and its positions.

use super::chain::Context;
use super::fault::NotThere;
use anyhow::{Context as _, Result, anyhow};
use hypothec_client::{Error, MarketSnapshot, snapshot};
use hypothec_interface::builder::Owned;
use hypothec_interface::state::{ClosedMarket, Position};
use solana_address::Address;

impl Context<'_> {
    /// The market's address.
    pub fn market_address(&self) -> Result<Owned> {
        let none = || match self.is_embedded() {
            true => anyhow::Error::from(NotThere("no market yet: run `hypothec market create`".into())),
            false => anyhow!("which market? Give --market ADDRESS, or keep it: `hypothec config set market ADDRESS`"),
        };
        let market = self.state.market.as_ref().ok_or_else(none)?;
        if let Some(other) = self.env.options.named.market.as_ref().filter(|own| self.is_embedded() && *own != market) {
            let text = format!("the embedded chain's market is {market}, and {other} was named: leave out --market");
            return Err(NotThere(text).into());
        }
        market.parse().map(|address| self.owned(address)).ok().with_context(|| format!("{market:?} is not an address"))
    }

    /// The market as it is.
    pub fn market(&self) -> Result<MarketSnapshot> {
        let closed = |at: Owned| NotThere(format!("market {} has been closed: run `hypothec market create`", *at));
        self.market_unless_closed()?.map_err(|at| closed(at).into())
    }

    /// The market as it is, or its address once it has been closed.
    pub fn market_unless_closed(&self) -> Result<Result<MarketSnapshot, Owned>> {
        let at = self.market_address()?;
        let account = self.account(&at)?.ok_or(Error::Missing { what: "market", address: at.address })?;
        if account.owner != self.program() {
            let why = format!("program {} owns it, and Hypothec is taken to be at {}", account.owner, self.program());
            return Err(Error::Mismatch { what: "market", address: at.address, why }.into());
        }
        if account.data == bytemuck::bytes_of(&ClosedMarket::RECORD) {
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

//! What the keeper knows of a market: its account and every position, as last read. All health is the interface's own.

use hypothec_client::{MarketSnapshot, Result, snapshot};
use hypothec_interface::action::has_open_order;
use hypothec_interface::builder::{Owned, RefreshEntry, ReserveAddresses};
use hypothec_interface::health::RiskContext;
use hypothec_interface::solvency::{AccountLiquidity, account_liquidity};
use hypothec_interface::state::{Market, MarketHeader, Position, Reserve};
use solana_address::Address;
use std::collections::HashMap;

/// A market and its positions in memory.
pub struct Book {
    address: Owned,
    market: Option<MarketSnapshot>,
    positions: HashMap<Address, Position>,
}

/// A position that may be acted upon.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Evaluated {
    /// Its address.
    pub address: Address,
    /// Health in the liquidation test, basis points, rounded down; `None` without debt.
    pub health_bps: Option<u64>,
    /// Whether anyone may liquidate it, or execute its owner's order, as far as health decides.
    pub is_open: bool,
}

impl Book {
    /// A market of this deployment that has not been read yet.
    #[must_use]
    pub fn new(address: Address, program: Address) -> Book {
        Book { address: Owned::by(program, address), market: None, positions: HashMap::new() }
    }

    /// A market that has been read, without positions.
    #[must_use]
    pub fn of(market: MarketSnapshot) -> Book {
        Book { address: market.address, market: Some(market), positions: HashMap::new() }
    }

    /// The market's address.
    #[must_use]
    pub const fn address(&self) -> Address {
        self.address.address
    }

    /// The market's address, with the program that owns it.
    #[must_use]
    pub const fn owned(&self) -> Owned {
        self.address
    }

    /// Takes in the market's account, as it is at this time.
    ///
    /// # Errors
    /// As [`MarketSnapshot::new`].
    pub fn read_market(&mut self, now: i64, data: &[u8]) -> Result<()> {
        self.market = Some(MarketSnapshot::new(self.address, now, data)?);
        Ok(())
    }

    /// Takes in a position's account; `None` forgets it. What is not a position of this market is left out.
    pub fn read_position(&mut self, address: Address, data: Option<&[u8]>) {
        match data.and_then(|data| self.own(&address, data)) {
            Some(position) => self.positions.insert(address, position),
            None => self.positions.remove(&address),
        };
    }

    /// Takes in every position there is; what is not among them is forgotten.
    pub fn read_positions<'a>(&mut self, all: impl IntoIterator<Item = (Address, &'a [u8])>) {
        let found: HashMap<_, _> =
            all.into_iter().filter_map(|(address, data)| Some((address, self.own(&address, data)?))).collect();
        self.positions = found;
    }

    fn own(&self, address: &Address, data: &[u8]) -> Option<Position> {
        let record: Position = snapshot::record("position", address, data).ok()?;
        (Address::from(record.market()) == self.address.address).then_some(record)
    }

    /// The positions.
    #[must_use]
    pub const fn positions(&self) -> &HashMap<Address, Position> {
        &self.positions
    }

    /// The market's header; `None` before it was read.
    #[must_use]
    pub fn header(&self) -> Option<&MarketHeader> {
        self.market.as_ref().map(MarketSnapshot::header)
    }

    /// The reserves that are listed.
    pub fn reserves(&self) -> impl Iterator<Item = &Reserve> {
        self.market.iter().flat_map(MarketSnapshot::reserves)
    }

    /// The reserve with this index, if it is listed.
    #[must_use]
    pub fn reserve(&self, index: u8) -> Option<&Reserve> {
        self.market.as_ref()?.reserve(index).ok()
    }

    /// What an instruction needs of a reserve.
    #[must_use]
    pub fn addresses(&self, reserve: &Reserve) -> ReserveAddresses {
        snapshot::reserve_addresses(self.address, reserve)
    }

    /// What a function of the interface says of the market, or would do to it: it is given a copy. `None` before the
    /// market was read.
    pub fn with_market<T>(&self, ask: impl FnOnce(&mut Market<'_>) -> T) -> Option<T> {
        self.market.as_ref()?.with_market(ask)
    }

    /// How every position with debt stands at this time; `None` before the market was read.
    #[must_use]
    pub fn evaluate(&self, now: i64) -> Option<Vec<Evaluated>> {
        self.with_market(|market| {
            let moment = market.header.liquidation_context(now);
            let all = self.positions.iter().filter(|(_, position)| position.has_debt());
            all.filter_map(|(address, position)| evaluated(market, *address, position, &moment)).collect()
        })
    }
}

/// A position of a market that has lost a reserve it names cannot be evaluated, and is left out.
fn evaluated(market: &Market<'_>, address: Address, position: &Position, moment: &RiskContext) -> Option<Evaluated> {
    let stands = account_liquidity(market, position, moment).ok()?;
    let is_open = stands.is_liquidatable() || has_open_order(market, position, &stands, moment);
    Some(Evaluated { address, health_bps: health_bps(&stands), is_open })
}

/// Health in the liquidation test, basis points, rounded down; `None` without debt.
#[must_use]
pub fn health_bps(stands: &AccountLiquidity) -> Option<u64> {
    let bps = stands.power.saturating_mul(10_000).checked_div(stands.debt)?;
    Some(u64::try_from(bps).unwrap_or(u64::MAX))
}

/// Entries of a refresh that posts no price and reads mint and vault of those reserves that read their issuer, by index.
pub fn issuer_entries<'a>(reserves: impl Iterator<Item = &'a Reserve>) -> Vec<RefreshEntry> {
    let entry = |reserve: &Reserve| RefreshEntry {
        index: reserve.index(),
        prices: [None, None],
        issuer_mint: Some(Address::from(reserve.mint())),
    };
    let mut entries: Vec<RefreshEntry> = reserves.filter(|reserve| reserve.reads_issuer()).map(entry).collect();
    entries.sort_by_key(|entry| entry.index);
    entries
}

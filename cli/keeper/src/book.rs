//! What the keeper knows of a market: its account and every position, as last read. All health is the interface's own.

use hypothec_interface::Error;
use hypothec_interface::action::has_open_order;
use hypothec_interface::builder::{Owned, RefreshEntry, ReserveAddresses};
use hypothec_interface::health::RiskContext;
use hypothec_interface::solvency::{AccountLiquidity, account_liquidity};
use hypothec_interface::state::{HEADER_SIZE, Market, MarketHeader, Position, Reserve, load};
use solana_address::Address;
use std::collections::HashMap;

/// A market and its positions in memory.
pub struct Book {
    address: Owned,
    /// The market's account, in words: its records want that alignment.
    market: Vec<u64>,
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
        Book { address: Owned::by(program, address), market: Vec::new(), positions: HashMap::new() }
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

    /// Takes in the market's account.
    ///
    /// # Errors
    /// `WrongLength`, `WrongTag`, `WrongVersion`.
    pub fn read_market(&mut self, data: &[u8]) -> Result<(), Error> {
        let mut words = vec![0u64; data.len() / 8];
        let bytes: &mut [u8] = bytemuck::cast_slice_mut(&mut words);
        if bytes.len() != data.len() {
            return Err(Error::WrongLength);
        }
        bytes.copy_from_slice(data);
        Market::load(bytes)?;
        self.market = words;
        Ok(())
    }

    /// Takes in a position's account; `None` forgets it. What is not a position of this market is left out.
    pub fn read_position(&mut self, address: Address, data: Option<&[u8]>) {
        match data.and_then(|data| self.own(data)) {
            Some(position) => self.positions.insert(address, position),
            None => self.positions.remove(&address),
        };
    }

    /// Takes in every position there is; what is not among them is forgotten.
    pub fn read_positions<'a>(&mut self, all: impl IntoIterator<Item = (Address, &'a [u8])>) {
        let found: HashMap<_, _> =
            all.into_iter().filter_map(|(address, data)| Some((address, self.own(data)?))).collect();
        self.positions = found;
    }

    fn own(&self, data: &[u8]) -> Option<Position> {
        if data.len() != size_of::<Position>() {
            return None;
        }
        let record: Position = bytemuck::pod_read_unaligned(data);
        load::<Position>(bytemuck::bytes_of(&record)).ok()?;
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
        let bytes: &[u8] = bytemuck::cast_slice(&self.market);
        bytemuck::try_from_bytes(bytes.get(..HEADER_SIZE)?).ok()
    }

    /// The reserves that are listed.
    pub fn reserves(&self) -> impl Iterator<Item = &Reserve> {
        let bytes: &[u8] = bytemuck::cast_slice(&self.market);
        let records: &[Reserve] = bytemuck::try_cast_slice(bytes.get(HEADER_SIZE..).unwrap_or_default()).unwrap_or(&[]);
        records.iter().filter(|reserve| reserve.listed() != 0)
    }

    /// The reserve with this index, if it is listed.
    #[must_use]
    pub fn reserve(&self, index: u8) -> Option<&Reserve> {
        self.reserves().find(|reserve| reserve.index() == index)
    }

    /// What an instruction needs of a reserve.
    #[must_use]
    pub fn addresses(&self, reserve: &Reserve) -> ReserveAddresses {
        ReserveAddresses {
            market: self.address,
            index: reserve.index(),
            mint: Address::from(reserve.mint()),
            token_program: Address::from(reserve.token_program()),
        }
    }

    /// A copy of the market's account, to work out what an instruction would do.
    #[must_use]
    pub fn scratch(&self) -> Scratch {
        Scratch { words: self.market.clone() }
    }

    /// How every position with debt stands at this time.
    ///
    /// # Errors
    /// `WrongLength` before the market was read.
    pub fn evaluate(&self, now: i64) -> Result<Vec<Evaluated>, Error> {
        let mut scratch = self.scratch();
        let market = scratch.market()?;
        let moment = market.header.liquidation_context(now);
        let all = self.positions.iter().filter(|(_, position)| position.has_debt());
        Ok(all.filter_map(|(address, position)| evaluated(&market, *address, position, &moment)).collect())
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

/// A market's account that may be written to without anybody seeing it.
#[derive(Clone)]
pub struct Scratch {
    words: Vec<u64>,
}

impl Scratch {
    /// The market in it.
    ///
    /// # Errors
    /// `WrongLength` before the market was read.
    pub fn market(&mut self) -> Result<Market<'_>, Error> {
        Market::load(bytemuck::cast_slice_mut(&mut self.words))
    }
}

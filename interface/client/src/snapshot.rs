//! A market as it was read, with the moment it was read at.

use crate::cluster::{Cluster, Filter};
use crate::{Error, Result};
use hypothec_interface::builder::{Owned, ReserveAddresses, vault_address};
use hypothec_interface::health::RiskContext;
use hypothec_interface::session::Session;
use hypothec_interface::state::{
    ClosedMarket, HEADER_SIZE, Market, MarketHeader, Position, Proposal, Record, Reserve, Side, Slot, load,
};
use solana_address::Address;

/// Where a position or a proposal names its market.
const MARKET_OFFSET: usize = 8;
/// Where a position names its owner.
const POSITION_OWNER_OFFSET: usize = 40;

/// A market, its bytes aligned, and the time by the cluster's clock.
#[derive(Clone, Debug)]
pub struct MarketSnapshot {
    /// Where it is, and under which program.
    pub address: Owned,
    /// The cluster's clock when it was read, unix seconds.
    pub now: i64,
    words: Vec<u64>,
}

/// Bytes copied to where records may be read.
fn aligned(data: &[u8]) -> Vec<u64> {
    let mut words = vec![0u64; data.len().div_ceil(8)];
    for (to, from) in bytemuck::cast_slice_mut::<u64, u8>(&mut words).iter_mut().zip(data) {
        *to = *from;
    }
    words
}

fn mismatch(what: &'static str, address: Address, why: impl Into<String>) -> Error {
    Error::Mismatch { what, address, why: why.into() }
}

/// A record of the program out of an account's bytes.
///
/// # Errors
/// `Mismatch` when the bytes are no such record, or one of a version that this build does not read.
pub fn record<T: Record>(what: &'static str, address: &Address, data: &[u8]) -> Result<T> {
    let wrong = |error: hypothec_interface::Error| mismatch(what, *address, error.message());
    let record =
        bytemuck::try_pod_read_unaligned::<T>(data).map_err(|_| wrong(hypothec_interface::Error::WrongLength))?;
    load::<T>(bytemuck::bytes_of(&record)).copied().map_err(wrong)
}

/// What the builder needs of a market's reserve.
#[must_use]
pub fn reserve_addresses(market: Owned, reserve: &Reserve) -> ReserveAddresses {
    let (mint, token_program) = (reserve.mint().into(), reserve.token_program().into());
    ReserveAddresses { market, index: reserve.index(), mint, token_program }
}

impl MarketSnapshot {
    /// Reads clock and market.
    ///
    /// # Errors
    /// `Missing` without an account there; `Mismatch` when it is another program's, no market, or one of a version that
    /// this build does not read; `Network` when the cluster cannot be asked.
    pub fn read(cluster: &dyn Cluster, market: Address) -> Result<Self> {
        let (now, program) = (cluster.clock()?.unix_timestamp, cluster.program());
        let account = cluster.account(&market)?.ok_or(Error::Missing { what: "market", address: market })?;
        if account.owner != program {
            let why = format!("program {} owns it, and Hypothec is taken to be at {program}", account.owner);
            return Err(mismatch("market", market, why));
        }
        Self::new(Owned::by(program, market), now, &account.data)
    }

    /// Of a market's bytes.
    ///
    /// # Errors
    /// `Mismatch` when they are no market, or one of a version that this build does not read.
    pub fn new(address: Owned, now: i64, data: &[u8]) -> Result<Self> {
        let mut words = aligned(data);
        if record::<ClosedMarket>("market", &address.address, data).is_ok() {
            return Err(mismatch("market", address.address, "the market that was here has been closed"));
        }
        let whole = bytemuck::cast_slice_mut(&mut words).get_mut(..data.len()).unwrap_or_default();
        Market::load(whole).map_err(|error| mismatch("market", address.address, error.message()))?;
        if data.len() < HEADER_SIZE || !(data.len() - HEADER_SIZE).is_multiple_of(size_of::<Reserve>()) {
            return Err(mismatch("market", address.address, "its length is none of a market"));
        }
        Ok(Self { address, now, words })
    }

    /// What a function of the interface says of it, or would do to it: the market it is given is a copy. `None` is not
    /// possible for a market that was read.
    pub fn with_market<T>(&self, ask: impl FnOnce(&mut Market<'_>) -> T) -> Option<T> {
        let mut words = self.words.clone();
        Some(ask(&mut Market::load(bytemuck::cast_slice_mut(&mut words)).ok()?))
    }

    fn bytes(&self) -> &[u8] {
        bytemuck::cast_slice(&self.words)
    }

    /// Its header.
    #[must_use]
    pub fn header(&self) -> &MarketHeader {
        bytemuck::from_bytes(self.bytes().get(..HEADER_SIZE).unwrap_or_default()) // its length was checked
    }

    fn records(&self) -> &[Reserve] {
        bytemuck::cast_slice(self.bytes().get(HEADER_SIZE..).unwrap_or_default())
    }

    /// Its listed reserves. Where one was closed, there is none at its index.
    pub fn reserves(&self) -> impl Iterator<Item = &Reserve> {
        self.records().iter().filter(|reserve| reserve.listed() != 0)
    }

    /// The reserve with this index.
    ///
    /// # Errors
    /// `Input` when the market has none.
    pub fn reserve(&self, index: u8) -> Result<&Reserve> {
        let none =
            || Error::Input(format!("the market has no reserve {index}: {} are listed", self.reserves().count()));
        let record = self.records().get(usize::from(index));
        record.filter(|reserve| reserve.listed() != 0).ok_or_else(none)
    }

    /// The reserve of a mint.
    #[must_use]
    pub fn of_mint(&self, mint: &Address) -> Option<&Reserve> {
        self.reserves().find(|reserve| Address::from(reserve.mint()) == *mint)
    }

    /// A reserve as it would be if it were touched now: interest since its last accrual is in its books.
    #[must_use]
    pub fn accrued(&self, reserve: &Reserve) -> Reserve {
        let mut reserve = *reserve;
        reserve.accrue(self.now);
        reserve
    }

    /// What a slot holds or owes now, pending interest counted, atoms: supply rounded down, debt up. `None` where the
    /// program would refuse the number.
    #[must_use]
    pub fn slot_atoms(&self, slot: &Slot) -> Option<u64> {
        let reserve = self.reserve(slot.reserve()).ok()?;
        match slot.side() {
            Side::Supply => self.accrued(reserve).supply_assets_down(slot.shares()),
            Side::Debt => reserve.debt_with_pending_up(slot.shares(), self.now),
        }
    }

    /// What the builder needs of a reserve.
    #[must_use]
    pub fn addresses(&self, reserve: &Reserve) -> ReserveAddresses {
        reserve_addresses(self.address, reserve)
    }

    /// A reserve's vault.
    #[must_use]
    pub fn vault(&self, reserve: &Reserve) -> Address {
        vault_address(self.address, reserve.index()).0
    }

    /// The moment it was read, as the program takes risk in it.
    #[must_use]
    pub fn risk_context(&self) -> RiskContext {
        self.header().risk_context(self.now)
    }

    /// The session of its calendar, and until when it lasts, unix seconds.
    #[must_use]
    pub fn session(&self) -> (Session, i64) {
        self.header().calendar().session_at(self.now)
    }
}

/// The position at an address.
///
/// # Errors
/// `Missing`, `Mismatch`, or of the class `Network`.
pub fn position(cluster: &dyn Cluster, address: &Address) -> Result<Position> {
    let what = "position";
    let account = cluster.account(address)?.ok_or(Error::Missing { what, address: *address })?;
    if account.owner != cluster.program() {
        return Err(mismatch(what, *address, format!("program {} owns it", account.owner)));
    }
    record(what, address, &account.data)
}

fn names(offset: usize, address: &Address) -> Filter {
    Filter::Bytes { offset, bytes: address.to_bytes().to_vec() }
}

/// What only the positions of a market pass, or one owner's.
#[must_use]
pub fn position_filters(market: &Address, owner: Option<&Address>) -> Vec<Filter> {
    let mut filters = vec![Filter::Size(size_of::<Position>() as u64), names(MARKET_OFFSET, market)];
    filters.extend(owner.map(|owner| names(POSITION_OWNER_OFFSET, owner)));
    filters
}

/// Every position of a market, or one owner's, in no order.
///
/// # Errors
/// `Unsupported` by a node that refuses such scans; of the class `Network` when it cannot be asked.
pub fn positions(cluster: &dyn Cluster, market: &Address, owner: Option<&Address>) -> Result<Vec<(Address, Position)>> {
    let found = cluster.program_accounts(&cluster.program(), &position_filters(market, owner))?;
    found.into_iter().map(|(address, account)| Ok((address, record("position", &address, &account.data)?))).collect()
}

/// Every proposal of a market that waits, in no order; one of another version is left out.
///
/// # Errors
/// As [`positions`].
pub fn proposals(cluster: &dyn Cluster, market: &Address) -> Result<Vec<(Address, Proposal)>> {
    let filters = [Filter::Size(size_of::<Proposal>() as u64), names(MARKET_OFFSET, market)];
    let found = cluster.program_accounts(&cluster.program(), &filters)?.into_iter();
    Ok(found
        .filter_map(|(address, account)| Some((address, record("proposal", &address, &account.data).ok()?)))
        .collect())
}

//! A market account as it was read.

use anyhow::{Context as _, Result, anyhow};
use hypothec_interface::builder::{ReserveAddresses, vault_address};
use hypothec_interface::health::RiskContext;
use hypothec_interface::state::{HEADER_SIZE, Market, MarketHeader, Position, Record, Reserve, load};
use solana_address::Address;

/// A market, its bytes aligned.
pub struct MarketSnapshot {
    pub address: Address,
    words: Vec<u64>,
}

/// Bytes copied to where records may be read.
fn aligned(data: &[u8]) -> Vec<u64> {
    let mut words = vec![0u64; data.len().div_ceil(8)];
    bytemuck::cast_slice_mut(&mut words)[..data.len()].copy_from_slice(data);
    words
}

impl MarketSnapshot {
    pub fn new(address: Address, data: &[u8]) -> Result<MarketSnapshot> {
        let mut words = aligned(data);
        Market::load(bytemuck::cast_slice_mut(&mut words))
            .map_err(|error| anyhow!("{address} is not a market: {}", error.message()))?;
        Ok(MarketSnapshot { address, words })
    }

    /// Looks at the market as the program loads it.
    pub fn with<T>(&self, look: impl FnOnce(&Market<'_>) -> T) -> T {
        let mut words = self.words.clone();
        look(&Market::load(bytemuck::cast_slice_mut(&mut words)).expect("it loaded before"))
    }

    /// As [`MarketSnapshot::with`], on a copy that may change.
    pub fn with_mut<T>(&self, look: impl FnOnce(&mut Market<'_>) -> T) -> T {
        let mut words = self.words.clone();
        look(&mut Market::load(bytemuck::cast_slice_mut(&mut words)).expect("it loaded before"))
    }

    fn bytes(&self) -> &[u8] {
        bytemuck::cast_slice(&self.words)
    }

    pub fn header(&self) -> &MarketHeader {
        bytemuck::from_bytes(&self.bytes()[..HEADER_SIZE])
    }

    /// The listed reserves.
    pub fn reserves(&self) -> &[Reserve] {
        let all: &[Reserve] = bytemuck::cast_slice(&self.bytes()[HEADER_SIZE..]);
        &all[..usize::from(self.header().reserve_count())]
    }

    pub fn reserve(&self, index: u8) -> Result<&Reserve> {
        self.reserves().get(usize::from(index)).with_context(|| format!("the market has no reserve {index}"))
    }

    /// The reserve of a mint.
    pub fn of_mint(&self, mint: &Address) -> Option<&Reserve> {
        self.reserves().iter().find(|reserve| Address::from(reserve.mint()) == *mint)
    }

    /// What the builder needs of a reserve.
    pub fn addresses(&self, reserve: &Reserve) -> ReserveAddresses {
        ReserveAddresses {
            market: self.address.into(),
            index: reserve.index(),
            mint: reserve.mint().into(),
            token_program: reserve.token_program().into(),
        }
    }

    pub fn vault(&self, reserve: &Reserve) -> Address {
        vault_address(self.address, reserve.index()).0
    }

    pub fn risk_context(&self, now: i64) -> RiskContext {
        self.header().risk_context(now)
    }
}

/// A position out of an account's bytes.
pub fn position(address: &Address, data: &[u8]) -> Result<Position> {
    record(address, data).with_context(|| format!("{address} is not a position"))
}

/// A record of the program out of an account's bytes.
pub fn record<T: Record>(address: &Address, data: &[u8]) -> Result<T> {
    let words = aligned(data);
    let bytes = &bytemuck::cast_slice(&words)[..data.len()];
    load::<T>(bytes).copied().map_err(|error| anyhow!("{address}: {}", error.message()))
}

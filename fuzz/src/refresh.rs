//! RefreshPrices without a runtime, and the price accounts it reads.

use crate::world::{Done, RESERVES, World};
use hypothec_interface::action::Moved;
use hypothec_interface::board::{IssuerReading, refresh_reserve};
use hypothec_interface::oracle::{self, Adapter};
use hypothec_interface::state::CLASS_EQUITY;
use hypothec_interface::token::issuer;
use hypothec_interface::{Error, Key};

/// Length of Pyth's `PriceUpdateV2` account.
const UPDATE_LEN: usize = 134;
const DISCRIMINATOR: [u8; 8] = [34, 241, 35, 99, 157, 126, 244, 205];

/// A `PriceUpdateV2` account, fully verified, exponent -8, the moving average at the spot.
#[derive(Clone, Debug)]
pub struct Posted {
    pub feed: Key,
    pub price: i64,
    pub conf: u64,
    pub publish_ts: i64,
    pub bytes: [u8; UPDATE_LEN],
}

impl Default for Posted {
    fn default() -> Self {
        Self { feed: Key::NONE, price: 0, conf: 0, publish_ts: 0, bytes: [0; UPDATE_LEN] }
    }
}

impl Posted {
    pub(crate) fn write(&mut self) {
        let mut put = |at: usize, bytes: &[u8]| self.bytes[at..at + bytes.len()].copy_from_slice(bytes);
        put(0, &DISCRIMINATOR);
        put(40, &[1]); // verification level: full
        put(41, &self.feed.to_bytes());
        put(73, &self.price.to_le_bytes());
        put(81, &self.conf.to_le_bytes());
        put(89, &(-8i32).to_le_bytes());
        put(93, &self.publish_ts.to_le_bytes());
        put(101, &(self.publish_ts - 1).to_le_bytes());
        put(109, &self.price.to_le_bytes());
        put(117, &self.conf.to_le_bytes());
    }
}

impl World {
    pub(crate) fn refresh_prices(&mut self, reserves: u8) -> Done {
        let now = self.now;
        let mut market = World::market(&mut self.words);
        let tick = market.header.tick(now);
        let adapters = market.header.adapters();
        for index in (0..RESERVES).filter(|index| reserves & 1 << index != 0) {
            let reserve = market.reserve_mut(index as u8)?;
            let (posted, [token_feed, _]) = (&self.prices[index], reserve.sources());
            let owner = Adapter::PythReceiver.programs().first().ok_or(Error::WrongOracleProgram)?;
            let print = oracle::read(&token_feed.id(), adapters, &Key::NONE, owner, &posted.bytes)?;
            let issuer = if reserve.class() == CLASS_EQUITY {
                let mint = issuer::read(&self.mints[index], &reserve.offsets())?;
                let vault = self.vaults[index];
                Some(IssuerReading { mint, vault_amount: vault.amount, vault_frozen: vault.frozen })
            } else {
                None
            };
            refresh_reserve(reserve, &tick, &[Some(print), None], issuer.as_ref())?;
        }
        Ok(Moved { amount: 0, shares: 0 })
    }
}

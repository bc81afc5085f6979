//! Price accounts as Pyth writes them: the receiver's `PriceUpdateV2` and the older aggregate account.

use solana_account::Account;
use solana_address::{Address, address};

/// Pyth's receiver, original address.
pub const RECEIVER: Address = address!("rec5EKMGg6MxZYaMdyBfgwp4d5rB9T1VQH5pJv5LtFJ");
/// Pyth's receiver, the second ("Core Compatible") deployment.
pub const RECEIVER_COMPATIBLE: Address = address!("rec2HHDDnjLfj4kE7VyEtFA1HPGQLK33259532cRyHp");
/// Pyth's push program, whose derived accounts the receiver writes; original address.
pub const PUSH: Address = address!("pythWSnswVUd12oZpeFP8e9CVaEqJg25g1Vtc2biRsT");
/// Pyth's push program, second deployment.
pub const PUSH_COMPATIBLE: Address = address!("pyt2F414BA6dPttK6RddPZUdHfapoBN24GL5wbrPCou");
/// Owner of the older aggregate accounts.
pub const AGGREGATE_PROGRAM: Address = address!("FsJ3A3u2vn5cTVofAjvy6y5kwABJAqYWpe4975bi2epH");

/// Length of a `PriceUpdateV2` account.
pub const UPDATE_LEN: usize = 134;
/// Length of an older aggregate account.
pub const AGGREGATE_LEN: usize = 3312;

const DISCRIMINATOR: [u8; 8] = [34, 241, 35, 99, 157, 126, 244, 205];

/// How much of an update's signatures the receiver checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// Only this many.
    Partial(u8),
    /// All that are required.
    Full,
}

/// One `PriceUpdateV2`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)] // the fields are Pyth's
pub struct PythUpdate {
    pub receiver: Address,
    pub write_authority: Address,
    pub level: Level,
    pub feed_id: [u8; 32],
    pub price: i64,
    pub conf: u64,
    pub exponent: i32,
    pub publish_time: i64,
    pub prev_publish_time: i64,
    pub ema_price: i64,
    pub ema_conf: u64,
    pub posted_slot: u64,
}

impl PythUpdate {
    /// A fully verified update with a confidence of 5 bps, one second after the one before it.
    #[must_use]
    pub fn new(feed_id: [u8; 32], price: i64, exponent: i32, publish_time: i64) -> Self {
        let conf = price.unsigned_abs() / 2000;
        Self {
            receiver: RECEIVER,
            write_authority: crate::NONE,
            level: Level::Full,
            feed_id,
            price,
            conf,
            exponent,
            publish_time,
            prev_publish_time: publish_time - 1,
            ema_price: price,
            ema_conf: conf,
            posted_slot: 0,
        }
    }

    /// The account's 134 bytes. A partial level takes one byte more, so that a full update ends in a spare one.
    #[must_use]
    pub fn data(&self) -> Vec<u8> {
        let mut data = [&DISCRIMINATOR[..], self.write_authority.as_ref()].concat();
        match self.level {
            Level::Partial(signatures) => data.extend_from_slice(&[0, signatures]),
            Level::Full => data.push(1),
        }
        data.extend_from_slice(&self.feed_id);
        data.extend_from_slice(&self.price.to_le_bytes());
        data.extend_from_slice(&self.conf.to_le_bytes());
        data.extend_from_slice(&self.exponent.to_le_bytes());
        data.extend_from_slice(&self.publish_time.to_le_bytes());
        data.extend_from_slice(&self.prev_publish_time.to_le_bytes());
        data.extend_from_slice(&self.ema_price.to_le_bytes());
        data.extend_from_slice(&self.ema_conf.to_le_bytes());
        data.extend_from_slice(&self.posted_slot.to_le_bytes());
        data.resize(UPDATE_LEN, 0);
        data
    }

    /// The account.
    #[must_use]
    pub fn account(&self) -> Account {
        crate::account(self.receiver, self.data())
    }
}

/// Where the push program keeps a feed: the addresses Pyth publishes are those of shard 0.
#[must_use]
pub fn push_address(push_program: &Address, shard: u16, feed_id: &[u8; 32]) -> Address {
    Address::find_program_address(&[&shard.to_le_bytes(), feed_id], push_program).0
}

/// Status of an older account that carries a price; any other number means it does not.
pub const TRADING: u32 = 1;

/// One older aggregate account, as far as a reader looks at it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)] // the fields are Pyth's
pub struct AggregatePrice {
    pub magic: u32,
    pub version: u32,
    pub account_type: u32,
    pub exponent: i32,
    pub price: i64,
    pub conf: u64,
    pub status: u32,
    pub publish_slot: u64,
    pub timestamp: i64,
    pub prev_slot: u64,
    pub prev_price: i64,
    pub prev_conf: u64,
    pub prev_timestamp: i64,
    pub ema_price: i64,
    pub ema_conf: u64,
    pub product: Address,
}

impl AggregatePrice {
    /// A trading price with a confidence of 5 bps, one slot and one second after the one before it.
    #[must_use]
    pub fn new(price: i64, exponent: i32, timestamp: i64, publish_slot: u64) -> Self {
        let conf = price.unsigned_abs() / 2000;
        Self {
            magic: 0xa1b2_c3d4,
            version: 2,
            account_type: 3,
            exponent,
            price,
            conf,
            status: TRADING,
            publish_slot,
            timestamp,
            prev_slot: publish_slot.saturating_sub(1),
            prev_price: price,
            prev_conf: conf,
            prev_timestamp: timestamp - 1,
            ema_price: price,
            ema_conf: conf,
            product: crate::NONE,
        }
    }

    /// The account's 3,312 bytes.
    #[must_use]
    pub fn data(&self) -> Vec<u8> {
        let mut data = vec![0; AGGREGATE_LEN];
        let mut put = |at: usize, bytes: &[u8]| data[at..at + bytes.len()].copy_from_slice(bytes);
        put(0, &self.magic.to_le_bytes());
        put(4, &self.version.to_le_bytes());
        put(8, &self.account_type.to_le_bytes());
        put(12, &(AGGREGATE_LEN as u32).to_le_bytes());
        put(16, &1u32.to_le_bytes()); // the account's values are prices
        put(20, &self.exponent.to_le_bytes());
        put(32, &self.publish_slot.to_le_bytes()); // last slot
        put(40, &self.publish_slot.saturating_sub(1).to_le_bytes()); // valid slot
        put(48, &self.ema_price.to_le_bytes());
        put(72, &self.ema_conf.to_le_bytes());
        put(96, &self.timestamp.to_le_bytes());
        put(104, &[1]); // publishers required
        put(112, self.product.as_ref());
        put(176, &self.prev_slot.to_le_bytes());
        put(184, &self.prev_price.to_le_bytes());
        put(192, &self.prev_conf.to_le_bytes());
        put(200, &self.prev_timestamp.to_le_bytes());
        put(208, &self.price.to_le_bytes());
        put(216, &self.conf.to_le_bytes());
        put(224, &self.status.to_le_bytes());
        put(232, &self.publish_slot.to_le_bytes());
        data
    }

    /// The account.
    #[must_use]
    pub fn account(&self) -> Account {
        crate::account(AGGREGATE_PROGRAM, self.data())
    }
}

/// Kamino's Scope.
pub const SCOPE: Address = address!("HFn8GnPADiny6XqUoWE8uRPPxb29ikn4yTuPa9MF2fWJ");
/// Switchboard On-Demand.
pub const SWITCHBOARD: Address = address!("SBondMDrcV3K4kxZR1HNVT7osZxAHVHgYXL5Ze1oMUv");
/// Switchboard's mainnet queue.
pub const SWITCHBOARD_QUEUE: Address = address!("A43DyUGA7s8eXPxqEjJY6EBu1KKbNgfxF8h17VAHn13w");

/// Bytes of Scope's `OraclePrices`: 512 entries.
pub const SCOPE_LEN: usize = 40 + 56 * 512;
/// Bytes of a Switchboard pull feed.
pub const PULL_FEED_LEN: usize = 3208;

/// Scope's `OraclePrices` with one entry written and all others zero.
#[must_use]
pub fn scope_account(entry: u16, value: i64, decimals: u64, unix_timestamp: i64) -> Account {
    let mut data = vec![0; SCOPE_LEN];
    data[..8].copy_from_slice(&[89, 128, 118, 221, 6, 72, 180, 146]);
    let at = 40 + 56 * usize::from(entry);
    for (n, word) in [value as u64, decimals, 1, unix_timestamp as u64].into_iter().enumerate() {
        data[at + 8 * n..at + 8 * n + 8].copy_from_slice(&word.to_le_bytes());
    }
    crate::account(SCOPE, data)
}

/// One Switchboard pull feed, as far as a reader looks at it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)] // the fields are Switchboard's
pub struct PullFeed {
    pub queue: Address,
    pub permit_write_by_authority: u8,
    pub min_sample_size: u8,
    pub last_update_timestamp: i64,
    pub value: i128,
    pub std_dev: i128,
    pub num_samples: u8,
    pub slot: u64,
}

impl PullFeed {
    /// A price in 10^-8 USD by three oracles of the mainnet queue that agree to 5 bps.
    #[must_use]
    pub fn new(price: i64, timestamp: i64) -> Self {
        let value = i128::from(price) * 10_000_000_000;
        Self {
            queue: SWITCHBOARD_QUEUE,
            permit_write_by_authority: 0,
            min_sample_size: 2,
            last_update_timestamp: timestamp,
            value,
            std_dev: value / 2000,
            num_samples: 3,
            slot: 1,
        }
    }

    /// The account's 3,208 bytes.
    #[must_use]
    pub fn data(&self) -> Vec<u8> {
        let mut data = vec![0; PULL_FEED_LEN];
        let mut put = |at: usize, bytes: &[u8]| data[at..at + bytes.len()].copy_from_slice(bytes);
        put(0, &[196, 27, 108, 196, 10, 215, 219, 40]);
        put(2088, self.queue.as_ref());
        put(2213, &[self.permit_write_by_authority, 0, self.min_sample_size]);
        put(2216, &self.last_update_timestamp.to_le_bytes());
        put(2264, &self.value.to_le_bytes());
        put(2280, &self.std_dev.to_le_bytes());
        put(2360, &[self.num_samples, 0]);
        put(2368, &self.slot.to_le_bytes());
        put(2952, &self.last_update_timestamp.to_le_bytes()); // of submission 0
        data
    }

    /// The account.
    #[must_use]
    pub fn account(&self) -> Account {
        crate::account(SWITCHBOARD, self.data())
    }
}

/// The mantissa of a decimal number at an exponent of 0 or less, exactly: `usd("180.25", -8)` is 18,025,000,000.
/// Panics when the number has more decimals than the exponent keeps, or does not fit.
#[must_use]
pub fn usd(number: &str, exponent: i32) -> i64 {
    let keep = exponent.checked_neg().and_then(|keep| usize::try_from(keep).ok()).expect("an exponent of 0 or less");
    let (whole, decimals) = number.split_once('.').unwrap_or((number, ""));
    assert!(decimals.len() <= keep, "{number} has more than {keep} decimals");
    let digits = format!("{whole}{decimals:0<keep$}");
    digits.parse().unwrap_or_else(|_| panic!("{number} at exponent {exponent} is no 64-bit mantissa"))
}

#[cfg(test)]
mod tests;

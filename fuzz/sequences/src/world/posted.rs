//! A price account of Pyth's receiver, and what its feed will say next.

use crate::action::Prints;
use hypothec_interface::Key;

/// Length of Pyth's `PriceUpdateV2` account.
const UPDATE_LEN: usize = 134;
const DISCRIMINATOR: [u8; 8] = [34, 241, 35, 99, 157, 126, 244, 205];
/// Time constant of a feed's moving average, seconds.
const EMA_TAU_S: i64 = 3_600;

/// A `PriceUpdateV2` account, fully verified, exponent -8, and what it will say next.
#[derive(Clone, Debug)]
pub struct Posted {
    pub feed: Key,
    /// What the next print says, 10^-8 USD.
    pub price: i64,
    pub conf: u64,
    /// The moving average of the prints so far; 0 before the first.
    pub ema: i64,
    /// Of the last print.
    pub publish_ts: i64,
    pub prints: Prints,
    pub bytes: [u8; UPDATE_LEN],
}

impl Posted {
    pub(crate) fn new(feed: Key, price: i64) -> Posted {
        Posted { feed, price, conf: 0, ema: 0, publish_ts: 0, prints: Prints::Live, bytes: [0; UPDATE_LEN] }
    }

    fn put(&mut self, at: usize, bytes: &[u8]) {
        self.bytes[at..at + bytes.len()].copy_from_slice(bytes);
    }

    /// Prints as of `publish_ts`.
    pub(super) fn print(&mut self, publish_ts: i64) {
        let dt = (publish_ts - self.publish_ts).max(0);
        let way = i128::from(self.price - self.ema) * i128::from(dt) / i128::from(dt + EMA_TAU_S);
        self.ema = if self.ema == 0 { self.price } else { self.ema + way as i64 };
        self.put(0, &DISCRIMINATOR);
        self.put(40, &[1]); // verification level: full
        self.put(41, &self.feed.to_bytes());
        self.put(73, &self.price.to_le_bytes());
        self.put(81, &self.conf.to_le_bytes());
        self.put(89, &(-8i32).to_le_bytes());
        self.put(109, &self.ema.to_le_bytes());
        self.put(117, &self.conf.to_le_bytes());
        self.stamp(publish_ts);
    }

    /// The last print as of another time.
    pub(super) fn stamp(&mut self, publish_ts: i64) {
        self.publish_ts = publish_ts;
        self.put(93, &publish_ts.to_le_bytes());
        self.put(101, &(publish_ts - 1).to_le_bytes());
    }
}

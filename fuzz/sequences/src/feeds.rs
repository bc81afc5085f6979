//! The price feeds of the fuzzed market, as Pyth's receiver keeps them: one of every token, and one of the stock's share.

use crate::genesis::PRICES;
use crate::world::{RESERVES, World};
use hypothec_interface::Key;
use hypothec_interface::session::Session;

/// The stock's reserve.
pub const STOCK: usize = 1;
/// The feed of the stock's share; feed n below it is that of reserve n's token.
pub const SHARE: usize = RESERVES;
/// Feeds there are.
pub const FEEDS: usize = RESERVES + 1;

/// Length of Pyth's `PriceUpdateV2` account.
const UPDATE_LEN: usize = 134;
const DISCRIMINATOR: [u8; 8] = [34, 241, 35, 99, 157, 126, 244, 205];
/// Time constant of a feed's moving average, seconds.
const EMA_TAU_S: i64 = 3_600;

/// What a feed does as time passes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Prints {
    /// Every print differs from the one before.
    #[default]
    Live,
    /// The last print again and again, with the time of now.
    Frozen,
    /// None.
    Stopped,
}

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
    fn print(&mut self, publish_ts: i64) {
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
    fn stamp(&mut self, publish_ts: i64) {
        self.publish_ts = publish_ts;
        self.put(93, &publish_ts.to_le_bytes());
        self.put(101, &(publish_ts - 1).to_le_bytes());
    }
}

impl World {
    /// Lets time pass, with the prints that come of it. The share's exchange prints nothing new while it is closed.
    pub(crate) fn advance(&mut self, seconds: i64) {
        self.pass(seconds);
        let now = self.now;
        let closed = self.header().calendar().session_at(now).0 == Session::Closed;
        for (feed, posted) in self.prices.iter_mut().enumerate() {
            match posted.prints {
                Prints::Live if feed != SHARE || !closed => {
                    posted.price += 1 + (now + feed as i64) % 3;
                    posted.print(now);
                }
                Prints::Live | Prints::Frozen => posted.stamp(now),
                Prints::Stopped => {}
            }
        }
    }

    /// What a feed says next becomes so much more or less.
    pub(crate) fn drift(&mut self, feed: usize, bps: i64) {
        let (first, posted) = (PRICES[feed], &mut self.prices[feed]);
        // a share goes through splits
        let (least, most) = if feed == SHARE { (first / 4_096, first * 64) } else { (first / 64, first * 16) };
        posted.price = (posted.price / 10_000 * (10_000 + bps)).clamp(least, most);
        posted.conf = posted.price.unsigned_abs() / 2_000;
    }

    /// Prints a price, with so many basis points of confidence, so many seconds old.
    pub(crate) fn post(&mut self, feed: usize, price: i64, conf_bps: u8, age_s: i64) {
        let now = self.now;
        let posted = &mut self.prices[feed];
        posted.price = price.max(1);
        posted.conf = posted.price.unsigned_abs() / 10_000 * u64::from(conf_bps);
        posted.print(now - age_s);
    }
}

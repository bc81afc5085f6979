//! What price feeds print: one of every token, and one of the stock's share.

use super::setup::PRICES;
use super::state::PureWorld;
use crate::action::{Prints, SHARE};
use hypothec_interface::session::Session;

impl PureWorld {
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

    /// Prints a price, with this many basis points of confidence, this many seconds old.
    pub(crate) fn post(&mut self, feed: usize, price: i64, conf_bps: u8, age_s: i64) {
        let now = self.now;
        let posted = &mut self.prices[feed];
        posted.price = price.max(1);
        posted.conf = posted.price.unsigned_abs() / 10_000 * u64::from(conf_bps);
        posted.print(now - age_s);
    }
}

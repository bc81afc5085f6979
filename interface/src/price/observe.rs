//! Observe: which prints are news. Nothing here is an error: a print that is no news changes nothing, whoever posts it.

use super::context::RefreshContext;
use crate::oracle::{Adapter, PriceUpdate};
use crate::session::Session;
use crate::state::{PriceSource, ReserveConfig};
use crate::time::per_session;

/// A print of Pyth's receiver may be this many seconds old when it is posted: whoever acts may pick within this, no
/// further back. An account that its own program writes offers no choice: there it is the session's `max_age_s`.
pub const MAX_AGE_S: i64 = 10;
/// A print may be this many seconds ahead: Solana's clock lags, and lags most when the chain is loaded.
pub const MAX_SKEW_S: i64 = 15;
/// A print of a feed with choice speaks for at most this many seconds; and two feeds speak together when they published
/// this near to each other.
pub const STAND_S: u16 = 20;
/// In Closed a share's price must have changed within this: there is no exchange to print it.
pub const SHARE_CLOSED_FREEZE_S: u16 = 600;

impl PriceSource {
    /// Whether anyone may post whichever of its prints they like.
    #[inline(always)]
    const fn is_posted(&self) -> bool {
        self.id.adapter == Adapter::PythReceiver as u8
    }

    /// How old a print may be when it is taken, seconds.
    #[inline(always)]
    fn window_s(&self, config: &ReserveConfig, session: Session) -> i64 {
        if self.is_posted() { MAX_AGE_S } else { i64::from(per_session(&config.max_age_s, session)) }
    }

    /// Longest time that one of its prints counts in the references, seconds: only where no caller can move the account
    /// does a print speak for as long as it may be used.
    #[inline(always)]
    pub(super) fn stand_s(&self, config: &ReserveConfig, session: Session) -> u16 {
        if self.id.adapter == Adapter::PythLegacy as u8 { per_session(&config.max_age_s, session) } else { STAND_S }
    }

    /// How far apart its prints and another source's may be published to speak together, seconds.
    #[inline(always)]
    pub(super) fn together_s(&self, other: &PriceSource, config: &ReserveConfig, session: Session) -> u16 {
        if self.is_posted() && other.is_posted() { STAND_S } else { per_session(&config.max_age_s, session) }
    }

    /// Whether the print is newer than every one seen of this source, and neither too old nor too far ahead of the clock.
    /// Prints are ordered by their own times, so that two ahead of the clock keep their order.
    #[inline(always)]
    pub(super) fn is_news(&self, print: &PriceUpdate, config: &ReserveConfig, context: &RefreshContext) -> bool {
        let window_s = self.window_s(config, context.session);
        // ARITH: a time outside the window wraps to a number far above its length
        let into = print.publish_ts.wrapping_sub(context.now.wrapping_sub(window_s)).cast_unsigned();
        into <= window_s.wrapping_add(MAX_SKEW_S).cast_unsigned() && print.publish_ts > self.seen_ts
    }

    /// Remembers a print as seen.
    #[inline(always)]
    pub(super) fn see(&mut self, print: &PriceUpdate, publish_ts: i64) {
        if self.price != print.price || self.conf != print.conf || self.exponent != print.exponent {
            self.change_ts = publish_ts;
            self.price = print.price;
            self.conf = print.conf;
            self.exponent = print.exponent;
        }
        self.seen_ts = print.publish_ts;
    }
}

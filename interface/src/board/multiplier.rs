//! The mint's UI multiplier on its way into the share feed's prices: what a share's price is multiplied by, and whether
//! a corporate action holds the share feed out.

use crate::oracle::Print;
use crate::state::Reserve;
use crate::token::Scaled;
use crate::token::multiplier::multiplier_q32_down;

/// 1.0 in Q32.32.
const ONE_Q32: u64 = 1 << 32;

/// What turns a share's price into a raw token's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Factor {
    /// For the lower bound and the spot, Q32.32.
    pub low_q32: u64,
    /// For the upper bound, Q32.32; differs from `low_q32` while a small change awaits its first print.
    pub high_q32: u64,
    /// Whether a corporate action holds the share feed out.
    pub suspended: bool,
}

impl Factor {
    /// Of the token feed, which quotes raw tokens.
    pub const ONE: Factor = Factor { low_q32: ONE_Q32, high_q32: ONE_Q32, suspended: false };
}

/// The factor of one print of the share feed: the multiplier in force at its publish time.
///
/// Here plugs in what judges a pending or unexplained change: `suspended` keeps this print out of the board, and a pair
/// `low_q32 < high_q32` counts collateral at the lesser multiplier and debt at the greater.
#[inline(always)]
#[must_use]
pub fn factor(reserve: &Reserve, scaled: &Scaled, print: &Print) -> Factor {
    let q32 = multiplier_q32_down(scaled.current(print.publish_ts)).unwrap_or(reserve.multiplier.accepted_q32);
    Factor { low_q32: q32, high_q32: q32, suspended: false }
}

/// Takes note of the multiplier in force. One that no longer decodes changes nothing: the last good one stays.
///
/// Here plugs in what holds the share feed out although nobody posts it: `SOURCE_SUSPENDED` in its source's flags, which
/// the next accepted print clears.
#[inline(always)]
pub fn remember(reserve: &mut Reserve, scaled: &Scaled, now: i64) {
    let memory = &mut reserve.multiplier;
    if let Ok(multiplier_q32) = multiplier_q32_down(scaled.current(now))
        && multiplier_q32 != memory.accepted_q32
    {
        memory.before_q32 = memory.accepted_q32;
        memory.accepted_q32 = multiplier_q32;
        memory.effective_ts = scaled.effective_ts;
    }
}

//! What a refresh sees of a mint's UI multiplier, and how the share feed may be used for it.

use crate::math::price::Price;
use crate::token::Scaled;

/// 1.0 in Q32.32.
pub const ONE_Q32: u64 = 1 << 32;

/// What a refresh sees.
#[derive(Clone, Copy, Debug)]
pub struct Observation {
    /// The mint's multipliers.
    pub scaled: Scaled,
    /// Unix seconds.
    pub now: i64,
    /// When the mint was last read before.
    pub seen_ts: i64,
    /// Whether the session is Regular.
    pub regular: bool,
    /// Whether the reserve has a share feed at all: without one the multiplier values nothing.
    pub watched: bool,
    /// The share print that came with this refresh, per share-atom; zero when none came.
    pub share: Price,
    /// Publish time of that print, or else of the share price the board holds.
    pub share_ts: i64,
    /// The share feed's last good value per raw atom; zero before the first.
    pub last: Price,
}

/// How the share feed may be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EffectiveMultipliers {
    /// What a share price is multiplied by where less is safer, Q32.32.
    pub low_q32: u64,
    /// Where more is safer.
    pub high_q32: u64,
    /// The multiplier in force at the price's publish time.
    pub spot_q32: u64,
    /// Whether the share feed is suspended: its prints are seen and not taken.
    pub suspended: bool,
    /// Whether prices have just borne the pending multiplier out.
    pub released: bool,
    /// Whether this refresh accepted another multiplier.
    pub changed: bool,
}

impl EffectiveMultipliers {
    /// Of the token feed, which quotes raw tokens.
    pub const ONE: EffectiveMultipliers = EffectiveMultipliers::plain(ONE_Q32);

    /// One multiplier and nothing unusual.
    #[inline(always)]
    #[must_use]
    pub const fn plain(q32: u64) -> EffectiveMultipliers {
        EffectiveMultipliers {
            low_q32: q32,
            high_q32: q32,
            spot_q32: q32,
            suspended: false,
            released: false,
            changed: false,
        }
    }

    /// Lets this multiplier count too, on the safe side of each.
    pub(super) fn admit(&mut self, q32: u64) {
        self.low_q32 = self.low_q32.min(q32);
        self.high_q32 = self.high_q32.max(q32);
    }
}

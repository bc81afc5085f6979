//! Which multipliers a share's print counts by. Which one is trusted, and which is pending, is the program's word.

use super::feed::Multipliers;
use super::refresh::Refresh;
use crate::number::ratio;
use hypothec_interface::state::{Reserve, SHARE_FEED};
use hypothec_interface::token::Scaled;
use hypothec_interface::token::multiplier::multiplier_q32_down;
use std::cmp::{max, min};

/// What is remembered from refresh to refresh.
#[derive(Clone, Debug, Default)]
pub(super) struct Memory {
    /// The multiplier of the last share print that was valued by one alone.
    counted_q32: u64,
    /// When the one that is trusted now came into force.
    effective_ts: i64,
}

impl Memory {
    pub(super) fn new(first: &Refresh<'_>) -> Memory {
        let multiplier = first.is.multiplier();
        Memory { counted_q32: multiplier.accepted_q32(), effective_ts: multiplier.effective_ts() }
    }

    /// The admin has accepted the present one: it counts alone.
    pub(super) fn accepted(&mut self, is: &Reserve) {
        *self = Memory { counted_q32: is.multiplier().accepted_q32(), effective_ts: 0 };
    }

    /// The share feed has taken a print.
    pub(super) fn printed(&mut self, refresh: &Refresh<'_>) {
        if refresh.is.sources()[SHARE_FEED].publish_ts() >= self.effective_ts {
            self.counted_q32 = refresh.is.multiplier().accepted_q32();
        }
    }

    /// By the multiplier in force at the print's time; while the feed has not printed since the last change of it, by what
    /// was before too; and by a pending one where it is not held out meanwhile.
    pub(super) fn multipliers(&mut self, refresh: &Refresh<'_>, scaled: &Scaled) -> Multipliers {
        let Refresh { was, is, now, .. } = *refresh;
        let [old, new] = [was, is].map(|reserve| reserve.multiplier().accepted_q32());
        let pending = is.pending().multiplier_q32();
        if old != new {
            let seen_ts = was.issuer_ts();
            let dated = scaled.effective_ts > seen_ts && scaled.effective_ts <= now && pending == 0;
            self.effective_ts = if dated { scaled.effective_ts } else { now + 1 };
            if i64::from(is.multiplier().day_ts()) != now {
                // no step: prices have borne it out, this one the last of them
                (self.counted_q32, self.effective_ts) = (new, is.multiplier().effective_ts());
            }
        }
        let publish_ts = match &refresh.prints[SHARE_FEED] {
            Some(print) => print.publish_ts.min(now),
            None => was.sources()[SHARE_FEED].publish_ts(),
        };
        let spot = if publish_ts < self.effective_ts { self.counted_q32 } else { new };
        let (mut least, mut most) = (min(spot, new), max(spot, new));
        let in_force = multiplier_q32_down(scaled.current(now)) != Ok(new);
        if pending != 0 && (in_force || !is_split(pending, new)) {
            (least, most) = (least.min(pending), most.max(pending));
        }
        Multipliers { least, most, spot }
    }
}

/// Whether one is more than a quarter above the other.
fn is_split(a: u64, b: u64) -> bool {
    ratio(max(a, b), min(a, b)) > ratio(5, 4)
}

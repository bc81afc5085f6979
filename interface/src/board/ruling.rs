//! What the board makes of the mint's UI multiplier. A step of at most 1 % is taken at its word within a budget per
//! time (every dividend), see `steps`; a larger one stands trial, see `trial`; what is no multiplier, or beyond the accepted
//! cumulative ratio, changes nothing and holds the share feed out. A stolen multiplier key mints no borrow power.

use super::steps::is_split;
use crate::math::price::Price;
use crate::state::{MultiplierMemory, MultiplierTrial};
use crate::token::Scaled;
use crate::token::multiplier::multiplier_q32_down;
use bytemuck::Zeroable;

/// 1.0 in Q32.32.
pub const ONE_Q32: u64 = 1 << 32;
/// The share feed is held out from this long before a larger change, seconds.
pub const AHEAD_S: i64 = 3600;
/// From this long before a larger change that is no split both multipliers count, seconds: the share may trade without
/// its payment before the mint's own time.
pub const NOTICE_S: i64 = 24 * 3600;

/// What a refresh sees.
#[derive(Clone, Copy, Debug)]
pub struct Sighting {
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
pub struct Ruling {
    /// What a share price is multiplied by where less is safer, Q32.32.
    pub low_q32: u64,
    /// Where more is safer.
    pub high_q32: u64,
    /// The multiplier in force at the price's publish time.
    pub spot_q32: u64,
    /// Whether the share feed is held out.
    pub held: bool,
    /// Whether a trial has just ended for the new multiplier: the jump guard starts anew from this print.
    pub released: bool,
    /// Whether this refresh accepted another multiplier.
    pub changed: bool,
}

/// Judges the multiplier of a refresh.
#[inline(never)]
#[must_use]
pub fn judge(memory: &mut MultiplierMemory, trial: &mut MultiplierTrial, seen: &Sighting) -> Ruling {
    let before_q32 = memory.accepted_q32;
    if memory.is_settled(trial, &seen.scaled, seen.now) {
        return Ruling::plain(before_q32);
    }
    let mut ruling = match multiplier_q32_down(seen.scaled.current(seen.now)) {
        Ok(q32) if q32 == before_q32 => {
            let mut ruling = memory.ruling(seen);
            match memory.announced(seen) {
                Some(next) => foresee(memory, trial, next, seen, &mut ruling),
                None => trial.dismiss(),
            }
            ruling
        }
        Ok(q32) if memory.tolerates(q32) => change(memory, trial, q32, seen),
        _ => {
            trial.dismiss();
            memory.holding(seen)
        }
    };
    ruling.changed = memory.accepted_q32 != before_q32;
    ruling
}

/// The admin's word on the multiplier, through the timelock: `q32` becomes the base of the cumulative ratio. Where just
/// this multiplier has stood trial for a day and prices could not decide, it is accepted.
pub fn rebase(memory: &mut MultiplierMemory, trial: &mut MultiplierTrial, q32: u64, now: i64) {
    if trial.has_hung(q32, now) {
        *trial = MultiplierTrial::zeroed();
        memory.rebase_to(q32, q32);
    } else {
        memory.base_q32 = q32;
    }
}

/// Another multiplier than the accepted one is in force.
fn change(memory: &mut MultiplierMemory, trial: &mut MultiplierTrial, q32: u64, seen: &Sighting) -> Ruling {
    // the accepted one was still in force when the mint was last read: an earlier time is back-dated; a later one than now
    // is that of the next change, already announced
    let effective_ts = seen.scaled.effective_ts;
    let dated = effective_ts > seen.seen_ts && effective_ts <= seen.now;
    let start_ts = if dated { effective_ts } else { seen.now.saturating_add(1) };
    if !seen.watched {
        trial.dismiss();
        memory.rebase_to(q32, memory.base_q32);
    } else if memory.affords(q32, seen.now, seen.seen_ts) {
        trial.dismiss();
        memory.step(q32, start_ts, seen.now);
    } else {
        return trial.hear(memory, q32, start_ts, seen);
    }
    memory.ruling(seen)
}

/// A larger change, or none that could be accepted (0), that the mint announces for later.
fn foresee(memory: &MultiplierMemory, trial: &mut MultiplierTrial, q32: u64, seen: &Sighting, ruling: &mut Ruling) {
    let ahead_s = seen.scaled.effective_ts.saturating_sub(seen.now);
    if q32 == 0 || ahead_s > NOTICE_S {
        trial.dismiss();
    } else {
        trial.prepare(q32, seen);
    }
    let split = is_split(q32, memory.accepted_q32);
    if ahead_s <= AHEAD_S || (q32 != 0 && split && trial.bears_out(memory, q32, seen)) {
        ruling.held = true;
    } else if ahead_s <= NOTICE_S && !split {
        ruling.admit(q32);
    }
}

impl Ruling {
    /// Of the token feed, which quotes raw tokens.
    pub const ONE: Ruling = Ruling::plain(ONE_Q32);

    /// One multiplier and nothing unusual.
    #[inline(always)]
    #[must_use]
    pub const fn plain(q32: u64) -> Ruling {
        Ruling { low_q32: q32, high_q32: q32, spot_q32: q32, held: false, released: false, changed: false }
    }

    /// Lets this multiplier count too, on the safe side of each.
    pub(super) fn admit(&mut self, q32: u64) {
        self.low_q32 = self.low_q32.min(q32);
        self.high_q32 = self.high_q32.max(q32);
    }
}

//! The multipliers of one refresh: what is settled, affordable, pending, announced or refused.

use super::steps::is_split;
use super::types::{EffectiveMultipliers, Observation};
use crate::state::{MultiplierMemory, PendingMultiplier};
use crate::token::multiplier::multiplier_q32_down;
use bytemuck::Zeroable;

/// The share feed is suspended from this long before a larger change, seconds.
pub const AHEAD_S: i64 = 3600;
/// From this long before a larger change that is no split both multipliers count, seconds: the share may trade without
/// its payment before the mint's own time.
pub const NOTICE_S: i64 = 24 * 3600;

/// The multipliers of a refresh, with what it teaches about them taken into memory.
#[inline(never)]
#[must_use]
pub fn evaluate(
    memory: &mut MultiplierMemory,
    pending: &mut PendingMultiplier,
    seen: &Observation,
) -> EffectiveMultipliers {
    let before_q32 = memory.accepted_q32;
    if memory.is_settled(pending, &seen.scaled, seen.now) {
        return EffectiveMultipliers::plain(before_q32);
    }
    let mut multipliers = match multiplier_q32_down(seen.scaled.current(seen.now)) {
        Ok(q32) if q32 == before_q32 => {
            let mut multipliers = memory.effective(seen);
            match memory.announced(seen) {
                Some(next) => foresee(memory, pending, next, seen, &mut multipliers),
                None => pending.dismiss(),
            }
            multipliers
        }
        Ok(q32) if memory.tolerates(q32) => change(memory, pending, q32, seen),
        _ => {
            pending.dismiss();
            memory.holding(seen)
        }
    };
    multipliers.changed = memory.accepted_q32 != before_q32;
    multipliers
}

/// The admin's word on the multiplier, through the timelock: `q32` becomes the base of the cumulative ratio. Where just
/// this multiplier has been pending for a day and prices could not decide, it is accepted.
pub fn rebase(memory: &mut MultiplierMemory, pending: &mut PendingMultiplier, q32: u64, now: i64) {
    if pending.has_hung(q32, now) {
        *pending = PendingMultiplier::zeroed();
        memory.rebase_to(q32, q32);
    } else {
        memory.base_q32 = q32;
    }
}

/// Another multiplier than the accepted one is in force.
fn change(
    memory: &mut MultiplierMemory,
    pending: &mut PendingMultiplier,
    q32: u64,
    seen: &Observation,
) -> EffectiveMultipliers {
    // the accepted one was still in force when the mint was last read: an earlier time is back-dated; a later one than now
    // is that of the next change, already announced
    let effective_ts = seen.scaled.effective_ts;
    let dated = effective_ts > seen.seen_ts && effective_ts <= seen.now;
    let start_ts = if dated { effective_ts } else { seen.now.saturating_add(1) };
    if !seen.watched {
        pending.dismiss();
        memory.rebase_to(q32, memory.base_q32);
    } else if memory.affords(q32, seen.now, seen.seen_ts) {
        pending.dismiss();
        memory.step(q32, start_ts, seen.now);
    } else {
        return pending.hear(memory, q32, start_ts, seen);
    }
    memory.effective(seen)
}

/// A larger change, or none that could be accepted (0), that the mint announces for later.
fn foresee(
    memory: &MultiplierMemory,
    pending: &mut PendingMultiplier,
    q32: u64,
    seen: &Observation,
    multipliers: &mut EffectiveMultipliers,
) {
    let ahead_s = seen.scaled.effective_ts.saturating_sub(seen.now);
    if q32 == 0 || ahead_s > NOTICE_S {
        pending.dismiss();
    } else {
        pending.prepare(q32, seen);
    }
    let split = is_split(q32, memory.accepted_q32);
    if ahead_s <= AHEAD_S || (q32 != 0 && split && pending.bears_out(memory, q32, seen)) {
        multipliers.suspended = true;
    } else if ahead_s <= NOTICE_S && !split {
        multipliers.admit(q32);
    }
}

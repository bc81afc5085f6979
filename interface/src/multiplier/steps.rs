//! What is remembered of a mint's UI multiplier, and the small steps that are taken at its word: at most 1 % in 20 hours
//! and 4 % in any 30 days, and never a quarter from the base that only the admin moves.

use super::types::{EffectiveMultipliers, Observation};
use crate::math::price::Price;
use crate::state::{MultiplierMemory, PendingMultiplier};
use crate::time::seconds_u32;
use crate::token::Scaled;
use crate::token::multiplier::multiplier_q32_down;
use bytemuck::Zeroable;

/// Steps at least this far apart have budgets of their own, seconds.
const DAY_S: i64 = 20 * 3600;
/// The long budget window, seconds.
const MONTH_S: i64 = 30 * 24 * 3600;
/// Budgets, hundredths: per day, and per month.
const DAY_PARTS: u64 = 1;
const MONTH_PARTS: u64 = 4;
/// Greatest distance from the base in one split, as a factor.
const SPLIT_MAX: u64 = 64;

/// The values that budgets are counted from.
struct Anchors {
    /// Before the steps of the last 20 hours.
    day_q32: u64,
    /// At the start of the present window of 30 days.
    month_q32: u64,
    /// At the start of the one before.
    earlier_q32: u64,
}

impl MultiplierMemory {
    /// The memory of a mint whose multiplier is this.
    #[must_use]
    pub fn new(q32: u64) -> MultiplierMemory {
        MultiplierMemory { accepted_q32: q32, before_q32: q32, base_q32: q32, ..MultiplierMemory::zeroed() }
    }

    /// Whether the mint says what it said before, and nothing is open: one decoding and a few comparisons.
    #[inline(always)]
    #[must_use]
    pub fn is_settled(&self, pending: &PendingMultiplier, scaled: &Scaled, now: i64) -> bool {
        scaled.effective_ts <= now
            && self.before_q32 == self.accepted_q32
            && pending.multiplier_q32 == 0
            && multiplier_q32_down(scaled.new_multiplier) == Ok(self.accepted_q32)
    }

    /// Takes `q32` as the multiplier in force, with `base_q32` as the base of the cumulative ratio and new budgets.
    pub(super) fn rebase_to(&mut self, q32: u64, base_q32: u64) {
        *self = MultiplierMemory { base_q32, ..MultiplierMemory::new(q32) };
    }

    /// By what a share price is multiplied while nothing is pending: a print from after the change by the new one alone.
    #[inline(never)]
    pub(super) fn effective(&self, seen: &Observation) -> EffectiveMultipliers {
        if !seen.share.is_zero() && seen.share_ts >= self.effective_ts {
            return EffectiveMultipliers::plain(self.accepted_q32);
        }
        let spot_q32 = if seen.share_ts < self.effective_ts { self.before_q32 } else { self.accepted_q32 };
        let (low_q32, high_q32) = (self.accepted_q32.min(self.before_q32), self.accepted_q32.max(self.before_q32));
        EffectiveMultipliers { low_q32, high_q32, ..EffectiveMultipliers::plain(spot_q32) }
    }

    /// The same with the share feed suspended.
    pub(super) fn holding(&self, seen: &Observation) -> EffectiveMultipliers {
        EffectiveMultipliers { suspended: true, ..self.effective(&Observation { share: Price::ZERO, ..*seen }) }
    }

    /// With the first share print from after a change on the board, the multiplier before it counts no more.
    #[inline(always)]
    pub fn settle(&mut self, share_ts: i64) {
        if self.before_q32 != self.accepted_q32 && share_ts >= self.effective_ts {
            self.before_q32 = self.accepted_q32;
        }
    }

    /// The larger change that the mint announces, as 0 when nothing could make it acceptable; none when there is none.
    pub(super) fn announced(&self, seen: &Observation) -> Option<u64> {
        let then = seen.scaled.effective_ts;
        if then <= seen.now {
            return None;
        }
        match multiplier_q32_down(seen.scaled.new_multiplier) {
            Ok(q32) if q32 == self.accepted_q32 || self.affords(q32, then, then) => None,
            Ok(q32) if self.tolerates(q32) => Some(q32),
            _ => Some(0),
        }
    }

    /// Whether the multiplier is one that any evidence could establish.
    #[inline(never)]
    pub(super) fn tolerates(&self, q32: u64) -> bool {
        let (least, most) = (q32.min(self.base_q32), q32.max(self.base_q32));
        most <= least.saturating_mul(SPLIT_MAX) && (is_split(q32, self.accepted_q32) || !is_split(q32, self.base_q32))
    }

    /// Whether the step is small and within its budgets. A mint unread for days may have stepped once a day.
    #[inline(never)]
    pub(super) fn affords(&self, q32: u64, now: i64, seen_ts: i64) -> bool {
        const DAY: u64 = DAY_S.unsigned_abs();
        let unread = now.saturating_sub(seen_ts).max(0).unsigned_abs() / DAY;
        let day_parts = unread.saturating_add(1).min(MONTH_PARTS).saturating_mul(DAY_PARTS);
        let Anchors { day_q32, month_q32, earlier_q32 } = self.anchors(now);
        is_within(q32, day_q32, day_parts)
            && is_within(q32, month_q32, MONTH_PARTS)
            && is_within(q32, earlier_q32, MONTH_PARTS)
            && !is_split(q32, self.base_q32)
    }

    /// What the budgets are counted from at a time. Any 30 days lie within the present window and the one before, so that
    /// a step within the budget of both anchors is within that of the 30 days.
    fn anchors(&self, now: i64) -> Anchors {
        let accepted_q32 = self.accepted_q32;
        let since = |ts: u32| now.saturating_sub(i64::from(ts));
        let day_q32 = if since(self.day_ts) >= DAY_S { accepted_q32 } else { self.day_q32 };
        let (month_q32, earlier_q32) = if since(self.day_ts) >= MONTH_S {
            (accepted_q32, accepted_q32) // no step in 30 days
        } else if since(self.month_ts) < MONTH_S {
            (self.month_q32, self.earlier_q32)
        } else {
            (accepted_q32, self.month_q32)
        };
        Anchors { day_q32, month_q32, earlier_q32 }
    }

    /// The multiplier nearest to `q32` that the budgets reach now.
    pub(super) fn instalment(&self, q32: u64, now: i64) -> u64 {
        let Anchors { day_q32, month_q32, earlier_q32 } = self.anchors(now);
        let (month_least, month_most) = (month_q32.max(earlier_q32), month_q32.min(earlier_q32));
        // the bounds of `is_within`: x * 101/100 and x * 100/101, x * 26/25 and x * 25/26
        const DAY: u64 = 100 / DAY_PARTS;
        const MONTH: u64 = 100 / MONTH_PARTS;
        let most = day_q32.saturating_add(day_q32 / DAY).min(month_most.saturating_add(month_most / MONTH));
        let least =
            day_q32.saturating_sub(day_q32 / (DAY + 1)).max(month_least.saturating_sub(month_least / (MONTH + 1)));
        if q32 > self.accepted_q32 {
            q32.min(most).max(self.accepted_q32)
        } else {
            q32.max(least).min(self.accepted_q32)
        }
    }

    /// Accepts a step within its budgets.
    #[inline(never)]
    pub(super) fn step(&mut self, q32: u64, start_ts: i64, now: i64) {
        let Anchors { day_q32, month_q32, earlier_q32 } = self.anchors(now);
        (self.day_q32, self.day_ts) = (day_q32, seconds_u32(now));
        if now.saturating_sub(i64::from(self.month_ts)) >= MONTH_S {
            self.month_ts = seconds_u32(now);
        }
        (self.month_q32, self.earlier_q32) = (month_q32, earlier_q32);
        // of several steps between two share prints the oldest stays beside the newest
        self.accepted_q32 = q32;
        self.effective_ts = start_ts;
    }
}

/// Whether the ratio lies outside [0.8, 1.25].
pub(super) fn is_split(a_q32: u64, b_q32: u64) -> bool {
    let (least, most) = (a_q32.min(b_q32), a_q32.max(b_q32));
    most.saturating_sub(least) > least / 4
}

/// Whether the ratio lies within this many hundredths, either way alike.
#[inline(never)]
fn is_within(a_q32: u64, b_q32: u64, hundredths: u64) -> bool {
    let (least, most) = (a_q32.min(b_q32), a_q32.max(b_q32));
    match most.saturating_sub(least).checked_mul(100) {
        Some(apart) => apart <= least.saturating_mul(hundredths),
        None => false,
    }
}

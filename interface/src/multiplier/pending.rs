//! A multiplier change that is larger than a dividend stays pending: the share feed is suspended until, for five minutes,
//! the new multiplier explains the price better than the old. Where that cannot be told (the change is no split and the
//! market has moved as far), the share feed comes back valued by both, and the new one is taken in instalments.

use super::steps::is_split;
use super::types::{EffectiveMultipliers, Observation};
use crate::math::divide::mul_div_down;
use crate::math::price::Price;
use crate::state::{MultiplierMemory, PendingMultiplier};
use crate::time::seconds_u32;
use bytemuck::Zeroable;

/// For how long prices must bear a multiplier out, seconds.
pub const PERSIST_S: i64 = 300;
/// How far from the last good price the new multiplier may leave it, bps: at first, and by how much more with every ten
/// minutes of Regular session.
const BAND_SPLIT_BPS: u16 = 4_000;
const BAND_BPS: u16 = 50;
const WIDENING_BPS: u16 = 100;
const WIDENING_S: u16 = 600;
/// The widest band: a price of a tenth is not the same stock.
const BAND_MAX_BPS: u16 = 9_000;
/// After this much Regular session it is enough to explain the price better, not twice as well, seconds.
const LENIENT_S: u16 = 7_200;
/// Most seconds of Regular session that one refresh can attest to.
const ATTESTED_S: u64 = 300;
/// For how long after a change prices may still speak for it once the share feed is back, seconds: a long weekend.
const REFERENCE_S: i64 = 4 * 24 * 3600;
/// After this long it may be ended by the admin's word, seconds.
const HUNG_S: i64 = 24 * 3600;
/// How long the price before a jump may still bear a split out, seconds.
const JUMP_RECALLED_S: i64 = 24 * 3600;

impl PendingMultiplier {
    /// Ends it, if one is pending, without a word on its multiplier.
    pub(super) fn dismiss(&mut self) {
        if self.multiplier_q32 != 0 {
            let (jumped_ts, before_jump) = (self.jumped_ts, self.before_jump);
            *self = PendingMultiplier { jumped_ts, before_jump, ..PendingMultiplier::zeroed() };
        }
    }

    /// Whether this multiplier has been pending for a day.
    pub(super) fn has_hung(&self, q32: u64, now: i64) -> bool {
        self.multiplier_q32 == q32 && now.saturating_sub(i64::from(self.start_ts)) >= HUNG_S
    }

    /// Remembers the share feed's good value before a jump: it may have been a split whose multiplier is still to come.
    pub fn recall_jump(&mut self, good: Price, now: i64) {
        (self.before_jump, self.jumped_ts) = (good, seconds_u32(now));
    }

    /// Hears what this refresh says for `q32`, which came into force at `start_ts`.
    pub(super) fn hear(
        &mut self,
        memory: &mut MultiplierMemory,
        q32: u64,
        start_ts: i64,
        seen: &Observation,
    ) -> EffectiveMultipliers {
        self.attend(q32, start_ts, seen);
        if !seen.share.is_zero() && seen.share_ts >= i64::from(self.start_ts) {
            if !self.is_timely(seen.now) || !self.bears_out(memory, q32, seen) {
                self.since_ts = 0;
            } else if self.since_ts == 0 {
                self.since_ts = seconds_u32(seen.now);
            } else if seen.now.saturating_sub(i64::from(self.since_ts)) >= PERSIST_S {
                return self.release(memory, q32);
            }
            if !is_split(q32, memory.accepted_q32) && self.is_plausible(q32, seen) {
                self.open = 1;
            }
        }
        if self.open == 0 {
            return memory.holding(seen);
        }
        let part_q32 = memory.instalment(q32, seen.now);
        if part_q32 != memory.accepted_q32 {
            memory.step(part_q32, seen.now.saturating_add(1), seen.now);
        }
        let mut multipliers = memory.effective(seen);
        multipliers.admit(q32);
        multipliers
    }

    /// Makes ready for a change that is announced: the share may trade by it before the mint's own time, so its good value
    /// of now is what the new multiplier will be held against.
    pub(super) fn prepare(&mut self, q32: u64, seen: &Observation) {
        if self.multiplier_q32 != q32 {
            self.begin(q32, seen.scaled.effective_ts, seen.last);
        }
    }

    fn begin(&mut self, q32: u64, start_ts: i64, reference: Price) {
        self.dismiss();
        (self.multiplier_q32, self.start_ts, self.reference) = (q32, seconds_u32(start_ts), reference);
    }

    /// Opens the case of `q32`, or goes on with it.
    fn attend(&mut self, q32: u64, start_ts: i64, seen: &Observation) {
        if self.multiplier_q32 != q32 {
            self.begin(q32, start_ts, seen.last);
            return;
        }
        // what was announced for later may come at once
        self.start_ts = self.start_ts.min(seconds_u32(start_ts));
        if seen.regular {
            let attested = seen.now.saturating_sub(seen.seen_ts).max(0).unsigned_abs().min(ATTESTED_S);
            self.regular_s = self.regular_s.saturating_add(u16::try_from(attested).unwrap_or(0));
        }
    }

    /// Whether the market cannot have drifted by the change meanwhile: suspended, the reference is the last good value.
    fn is_timely(&self, now: i64) -> bool {
        self.open == 0 || now.saturating_sub(i64::from(self.start_ts)) <= REFERENCE_S
    }

    /// Whether the print is near a good value from before the change by the new multiplier, and not by the old.
    pub(super) fn bears_out(&self, memory: &MultiplierMemory, q32: u64, seen: &Observation) -> bool {
        let (Some(new), Some(old)) = (seen.share.mul_q32_down(q32), seen.share.mul_q32_down(memory.accepted_q32))
        else {
            return false;
        };
        let split = is_split(q32, memory.accepted_q32);
        let (band, twice) = (self.band_bps(split), self.regular_s < LENIENT_S);
        let at = |good: Price| new.within_bps(good, band) && new.is_nearer_than(old, good, twice);
        let recalled = seen.now.saturating_sub(i64::from(self.jumped_ts)) <= JUMP_RECALLED_S;
        at(self.reference) || (self.open == 0 && at(seen.last)) || (split && recalled && at(self.before_jump))
    }

    /// Whether the new multiplier leaves the price within the band. Without a good price before there is none.
    fn is_plausible(&self, q32: u64, seen: &Observation) -> bool {
        let new = seen.share.mul_q32_down(q32).unwrap_or(Price::ZERO);
        let near = |good: Price| new.within_bps(good, self.band_bps(false));
        self.reference.is_zero() || near(self.reference) || near(seen.last)
    }

    fn band_bps(&self, split: bool) -> u16 {
        let start = if split { BAND_SPLIT_BPS } else { BAND_BPS };
        start.saturating_add((self.regular_s / WIDENING_S).saturating_mul(WIDENING_BPS)).min(BAND_MAX_BPS)
    }

    /// The prices have spoken for `q32`. A split carries the base along: it is none of the drift that the base bounds.
    fn release(&mut self, memory: &mut MultiplierMemory, q32: u64) -> EffectiveMultipliers {
        let base_q32 = if is_split(q32, memory.accepted_q32) {
            // ROUND: down; the base is a bound's middle, not a value
            mul_div_down(memory.base_q32, q32, memory.accepted_q32).unwrap_or(q32).max(1)
        } else {
            memory.base_q32
        };
        memory.rebase_to(q32, base_q32);
        memory.effective_ts = i64::from(self.start_ts);
        *self = PendingMultiplier::zeroed();
        EffectiveMultipliers { released: true, ..EffectiveMultipliers::plain(q32) }
    }
}

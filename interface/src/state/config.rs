//! Risk parameters of a reserve, their compiled-in bounds, and how a change is applied.

use super::layout::{layout, spans};
use crate::Error;
use crate::math::rate::{Point, curve_is_valid};
use crate::unit::BPS;
use bytemuck::{Pod, Zeroable};

/// A tokenized stock: sessions, multiplier, issuer checks.
pub const CLASS_EQUITY: u8 = 1;
/// A token that trades around the clock and has no session.
pub const CLASS_CONTINUOUS: u8 = 2;
/// The same of a mint whose issuer can change what it does: issuer checks too. `AddReserve` finds it out by itself.
pub const CLASS_WATCHED: u8 = 3;

/// Switch: deposits are on.
pub const SWITCH_DEPOSIT: u16 = 1;
/// Switch: borrowing is on.
pub const SWITCH_BORROW: u16 = 2;
/// Switch: flash loans are on.
pub const SWITCH_FLASH: u16 = 4;

/// A parameter that moves linearly from one value to another over time, so that nobody is liquidated by a vote.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Pod, Zeroable)]
pub struct Ramp {
    /// Value at `start_ts`, bps.
    pub from_bps: u16,
    /// Value from `start_ts + duration_s` on, bps.
    pub to_bps: u16,
    /// Length of the ramp; 0 is at once.
    pub duration_s: u32,
    /// Start of the ramp, unix seconds.
    pub start_ts: i64,
}

impl Ramp {
    /// A value that does not move.
    #[must_use]
    pub const fn fixed(bps: u16) -> Ramp {
        Ramp { from_bps: bps, to_bps: bps, duration_s: 0, start_ts: 0 }
    }

    /// The value at a time, bps, rounded toward `from_bps`.
    #[inline(always)]
    #[must_use]
    pub fn at(&self, now: i64) -> u16 {
        if self.from_bps == self.to_bps { self.to_bps } else { self.moving_at(now) }
    }

    #[inline(never)]
    fn moving_at(&self, now: i64) -> u16 {
        let elapsed = now.saturating_sub(self.start_ts).max(0).unsigned_abs();
        let duration = u64::from(self.duration_s);
        if elapsed >= duration {
            return self.to_bps;
        }
        let way = u64::from(self.from_bps.abs_diff(self.to_bps));
        // ARITH: way < 2^16 and elapsed < duration < 2^32; the quotient is at most way. BPF divides only unsigned.
        let moved = way.wrapping_mul(elapsed).checked_div(duration).unwrap_or(0);
        let moved = u16::try_from(moved).unwrap_or(0);
        if self.to_bps > self.from_bps {
            self.from_bps.saturating_add(moved)
        } else {
            self.from_bps.saturating_sub(moved)
        }
    }
}

layout! {
    /// Risk parameters of a reserve. A proposal or `Configure` names its fields by their place in this list.
    pub ReserveConfig: 200 {
        0 ltv_bps: [u16; 4] = "borrow power per session: Regular, Extended, Overnight, Closed";
        8 threshold: Ramp = "liquidation threshold {from bps, to bps, duration s, start ts}";
        24 liq_borrow_factor: Ramp = "borrow factor in the liquidation test, same form";
        40 borrow_factor_bps: u16 = "borrow factor where risk is taken";
        42 ltv_gap_bps: u16 = "least distance of LTV below threshold";
        44 decay_bps_per_hour: u16 = "off-hours loss of LTV per hour since the last regular print";
        46 ltv_floor_bps: u16 = "what decay leaves at least";
        48 reserve_factor_bps: u16 = "part of interest kept by the protocol";
        50 buffer_share_bps: u16 = "part of that which goes to the loss buffer";
        52 origination_fee_bps: u16 = "fee on a borrow, added to the debt";
        54 flash_fee_bps: u16 = "fee on a flash loan";
        56 bonus_min_bps: u16 = "least liquidation bonus";
        58 bonus_max_bps: u16 = "greatest liquidation bonus";
        60 bonus_slope_bps: u16 = "bonus per unit of 1 - HF";
        62 bonus_bad_bps: u16 = "bonus of an insolvent position";
        64 bonus_protocol_bps: u16 = "part of the bonus kept by the protocol";
        66 bonus_blocked_bps: u16 = "extra bonus while the token cannot move";
        68 utilisation_ceiling_bps: u16 = "utilisation a borrow may not pass";
        70 switches: u16 = "1 deposit, 2 borrow, 4 flash";
        72 curve: [Point; 8] = "interest curve {utilisation bps, apr bps}";
        104 supply_cap: u64 = "most atoms supplied, in share-equivalents (atoms times multiplier)";
        112 borrow_cap: u64 = "most debt, Value";
        120 groups: [u8; 2] = "issuer group, factor group; 0 is none";
        122 conf_limit_bps: u16 = "widest confidence that gives power, of the price; in the liquidation test it counts at most this";
        124 default_conf_bps: u16 = "confidence of adapters that give none";
        126 span_bps: u16 = "how far below (collateral) or above (debt) the slow reference an exchange may go, of it";
        128 limiter_cap: u64 = "net outflow per window, atoms; 0 is no limit";
        136 limiter_window_s: u32 = "the window, seconds";
        140 issuer_age_s: u32 = "how old the last mint and vault check may be where risk is taken";
        144 max_age_s: [u16; 4] = "how old a price may be, per session";
        152 freeze_age_s: [u16; 4] = "how long a price may stay unchanged, per session; 0 is permanently";
        160 required_sources: [u8; 4] = "bit mask of sources that must be fresh, per session";
        164 divergence_bps: u16 = "distance at which two sources disagree";
        166 slow_log2: [u8; 4] = "time constant of the slow reference, 2^n seconds, per session";
        170 event_ltv_bps: u16 = "LTV during an event window";
        172 event_from: u32 = "event window, from unix seconds; 0 is none";
        176 event_until: u32 = "event window, until unix seconds";
        180 stale_grace_s: u32 = "how long a stale slot keeps its liquidation weight";
        184 stale_ramp_s: u32 = "over which it then falls to zero";
        188 reserved: [u32; 3] = "zero";
    }
}

/// The range of `slow_log2`: 17 minutes to 4.5 hours.
const SLOW_LOG2: core::ops::RangeInclusive<u8> = 10..=14;
/// The quick reference is a quarter of the slow one's time, and no slower in Closed than elsewhere.
const QUICK_LOG2_MAX: u8 = 11;
/// The least span of a debt that the exchange of any collateral must stand against: a dollar token's.
const DEBT_SPAN_BPS: u16 = 300;

/// The curve of a reserve that charges nothing.
fn free() -> [Point; 8] {
    let full = Point { utilisation_bps: BPS, apr_bps: 0 };
    let empty = Point { utilisation_bps: 0, apr_bps: 0 };
    [empty, full, full, full, full, full, full, full]
}

impl ReserveConfig {
    /// The mask of all fields but the reserved one.
    // ARITH: the list is far below 64 long
    pub const ALL: u64 = (1u64 << (Self::FIELDS.len() - 1)) - 1;

    /// Offset and size of each field but the reserved one.
    pub(super) const SPANS: [(usize, usize); Self::FIELDS.len() - 1] = spans(Self::FIELDS);

    /// What a reserve lists with: no power, no caps, every switch off.
    #[must_use]
    pub fn listed() -> ReserveConfig {
        ReserveConfig {
            liq_borrow_factor: Ramp::fixed(BPS),
            borrow_factor_bps: BPS,
            curve: free(),
            slow_log2: [12; 4],
            ..ReserveConfig::zeroed()
        }
    }

    /// Takes over the fields named by `mask` (bit n: n-th field of [`ReserveConfig::FIELDS`]).
    ///
    /// # Errors
    /// `ArgumentOutOfRange` when the mask names no field; then nothing has changed.
    pub fn take_fields(&mut self, mask: u64, values: &ReserveConfig) -> Result<(), Error> {
        if mask == 0 || mask & !Self::ALL != 0 {
            return Err(Error::ArgumentOutOfRange);
        }
        let target = bytemuck::bytes_of_mut(self);
        let source = bytemuck::bytes_of(values);
        for (bit, (offset, size)) in Self::SPANS.into_iter().enumerate() {
            if mask & (1u64 << bit) == 0 {
                continue;
            }
            let end = offset.wrapping_add(size); // ARITH: inside the record by the layout's proof
            if let (Some(to), Some(from)) = (target.get_mut(offset..end), source.get(offset..end)) {
                to.copy_from_slice(from);
            }
        }
        Ok(())
    }

    /// Whether every parameter is inside its compiled-in bound and they fit together.
    ///
    /// # Errors
    /// `LtvAboveThreshold`, `BadCurve`, `ConfigOutOfBounds`.
    pub fn validate(&self) -> Result<(), Error> {
        // where the threshold goes: on its way there, LTV is capped by where it is (`Reserve::ltv_bps`)
        let threshold = self.threshold.to_bps;
        for ltv in self.ltv_bps.into_iter().chain([self.event_ltv_bps, self.ltv_floor_bps]) {
            if ltv > 0 && ltv.saturating_add(self.ltv_gap_bps) > threshold {
                return Err(Error::LtvAboveThreshold);
            }
        }
        if !curve_is_valid(&self.curve) {
            return Err(Error::BadCurve);
        }
        let top = self.threshold.from_bps.max(self.threshold.to_bps);
        let factor = self.borrow_factor_bps.min(self.liq_borrow_factor.from_bps).min(self.liq_borrow_factor.to_bps);
        let parts = [
            self.reserve_factor_bps,
            self.buffer_share_bps,
            self.bonus_protocol_bps,
            self.utilisation_ceiling_bps,
            self.conf_limit_bps,
            self.default_conf_bps,
            self.divergence_bps,
            self.span_bps,
        ];
        let bonus = u32::from(BPS).saturating_add(u32::from(self.bonus_max_bps));
        let sound = parts.into_iter().all(|part| part <= BPS)
            && top <= BPS
            && factor >= BPS
            && self.borrow_factor_bps <= 5 * BPS
            // what may be taken on is never nearer to liquidation than what is held
            && self.liq_borrow_factor.from_bps.max(self.liq_borrow_factor.to_bps) <= self.borrow_factor_bps
            && self.origination_fee_bps <= 500
            && self.flash_fee_bps <= 500
            && self.bonus_min_bps <= self.bonus_max_bps
            && self.bonus_bad_bps <= self.bonus_max_bps
            && self.bonus_max_bps <= 2_500
            && self.bonus_blocked_bps <= 2_500
            // (1 + b_max) * lt <= 0.99 * borrow factor, the least of which is 1
            && bonus.saturating_mul(u32::from(top)) <= 9_900 * u32::from(BPS)
            && self.conf_limit_bps <= 2_000
            && self.groups.into_iter().all(|group| group < 16)
            && (self.limiter_cap == 0 || self.limiter_window_s != 0)
            && self.event_from <= self.event_until
            && self.required_sources.into_iter().all(|mask| mask < 4)
            && self.switches <= (SWITCH_DEPOSIT | SWITCH_BORROW | SWITCH_FLASH)
            && self.references_are_sound()
            && self.span_stands_against(DEBT_SPAN_BPS, BPS);
        if sound { Ok(()) } else { Err(Error::ConfigOutOfBounds) }
    }

    /// Whether the references' time constants are in range, not quicker in Closed than in Regular, no print can be so old
    /// that one step would overshoot, and no session asks for younger prints than Regular.
    fn references_are_sound(&self) -> bool {
        let ([regular, _, _, closed], [regular_age, ..]) = (self.slow_log2, self.max_age_s);
        self.slow_log2.into_iter().all(|n| SLOW_LOG2.contains(&n))
            && closed >= regular
            && self.max_age_s.into_iter().all(|age| age >= regular_age)
            && self.slow_log2.into_iter().zip(self.max_age_s).all(|(n, age)| {
                let quick_s = 1u32.checked_shl(u32::from(quick_log2(n))).unwrap_or(0);
                u32::from(age) <= quick_s
            })
    }

    /// Whether an exchange of this supply, at the edge of its span, for that debt at the edge of its own makes no bad debt:
    /// `1 - span >= threshold * (1 + greatest bonus) * (1 + the debt's span) / the debt's borrow factor`.
    #[must_use]
    pub fn span_covers(&self, debt: &ReserveConfig) -> bool {
        self.span_stands_against(debt.span_bps, debt.liq_borrow_factor.from_bps.min(debt.liq_borrow_factor.to_bps))
    }

    fn span_stands_against(&self, debt_span_bps: u16, debt_factor_bps: u16) -> bool {
        const WHOLE: u64 = BPS as u64;
        let top = self.threshold.from_bps.max(self.threshold.to_bps);
        let over = |bps: u16| WHOLE.saturating_add(u64::from(bps));
        let owed = u64::from(top).saturating_mul(over(self.bonus_max_bps)).saturating_mul(over(debt_span_bps));
        let left = WHOLE.saturating_sub(u64::from(self.span_bps)).saturating_mul(WHOLE).saturating_mul(WHOLE);
        top == 0 || owed.saturating_mul(WHOLE) <= left.saturating_mul(u64::from(debt_factor_bps))
    }
}

/// Binary logarithm of the quick reference's time constant, seconds, given the slow one's.
#[inline(always)]
#[must_use]
pub const fn quick_log2(slow_log2: u8) -> u8 {
    let n = if slow_log2 < QUICK_LOG2_MAX { slow_log2 } else { QUICK_LOG2_MAX };
    n.saturating_sub(2)
}

//! I10: what an accepted change of the UI multiplier may do to a board. A step taken at its word is checked against the
//! same refresh of a mint that keeps the old multiplier; one that was pending and is released, by what the price was before.

use crate::math::divide::mul_div_up;
use crate::math::price::Price;
use crate::multiplier::{EffectiveMultipliers, ONE_Q32};
use crate::state::Reserve;

/// Units in the last place that the roundings of two boards can lie apart.
const DUST: u64 = 16;
/// The widest band of a pending multiplier, basis points.
const BAND_MAX_BPS: u16 = 9_000;

/// I10, multipliers: until a share print from after the change is on the board, collateral counts by no more, and is
/// liquidated by no less, than the multiplier by which the last print counted, `trusted_q32`; and both stay between it and
/// those that the mint has named since.
#[must_use]
pub fn i10_multipliers(multipliers: &EffectiveMultipliers, trusted_q32: u64, named_q32: &[u64]) -> bool {
    let least = named_q32.iter().fold(trusted_q32, |least, q32| least.min(*q32));
    let most = named_q32.iter().fold(trusted_q32, |most, q32| most.max(*q32));
    let EffectiveMultipliers { low_q32, high_q32, spot_q32, .. } = *multipliers;
    least <= low_q32
        && low_q32 <= spot_q32.min(trusted_q32)
        && spot_q32.max(trusted_q32) <= high_q32
        && high_q32 <= most
}

/// Whether [`i10_step`] can compare them: the same sources carry both boards.
#[must_use]
pub fn i10_comparable(unchanged: &Reserve, changed: &Reserve) -> bool {
    let flags = |reserve: &Reserve| reserve.sources.map(|source| source.flags);
    (unchanged.board_flags, flags(unchanged)) == (changed.board_flags, flags(changed))
}

/// I10, a step: no bound moves by more than the step; and until a share print from after it is on the board, no borrow
/// power rises, no debt weighs less, nothing is liquidated sooner. `unchanged` is what the same refresh makes of the same
/// price updates where the mint keeps the old multiplier. Other multipliers that count meanwhile, of a change before it or
/// pending, are part of the step.
#[must_use]
pub fn i10_step(unchanged: &Reserve, changed: &Reserve) -> bool {
    let (old, new) = (unchanged.multiplier.accepted_q32, changed.multiplier.accepted_q32);
    let pending_q32 = changed.pending.multiplier_q32;
    // of several changes between two prints of the share the oldest counts beside the newest
    let counting = [old, new, changed.multiplier.before_q32, if pending_q32 == 0 { new } else { pending_q32 }];
    let (least, most) = counting.iter().fold((new, new), |(least, most), q32| (least.min(*q32), most.max(*q32)));
    let step_q32 = mul_div_up(most, ONE_Q32, least).unwrap_or(u64::MAX);
    let within = |a: Price, b: Price| a.max(b) <= stretched(a.min(b), step_q32);
    let bounds = |reserve: &Reserve| [reserve.low, reserve.liq_low, reserve.high, reserve.liq_high];
    let (was, is) = (bounds(unchanged), bounds(changed));
    if !was.into_iter().zip(is).all(|(was, is)| within(was, is)) {
        return false;
    }
    // until that print the multiplier by which the last one counted is remembered
    if changed.multiplier.before_q32 != old {
        return true;
    }
    let [was_low, was_liq_low, was_high, was_liq_high] = was;
    let [low, liq_low, high, liq_high] = is;
    let no_more = |is: Price, was: Price| is <= stretched(was, ONE_Q32);
    no_more(low, was_low) && no_more(liq_low, was_liq_low) && no_more(was_high, high) && no_more(was_liq_high, liq_high)
}

/// I10, a release: the new multiplier leaves the price nearer to a good one from before than the old multiplier would, and
/// within the band of a pending multiplier.
#[must_use]
pub fn i10_release(before: &Reserve, after: &Reserve) -> bool {
    let ([_, was], [_, is]) = (&before.sources, &after.sources);
    let (old, new) = (before.multiplier.accepted_q32, after.multiplier.accepted_q32);
    let by_old = mul_div_up(old, ONE_Q32, new).and_then(|ratio_q32| is.spot.mul_q32_up(ratio_q32));
    let Some(by_old) = by_old else { return false };
    let good = [was.spot, before.pending.reference, before.pending.before_jump];
    good.into_iter().any(|good| is.spot.is_nearer_than(by_old, good, false) && is.spot.within_bps(good, BAND_MAX_BPS))
}

/// A price times a ratio of at least 1, and the dust of its roundings.
fn stretched(price: Price, ratio_q32: u64) -> Price {
    let price = price.mul_q32_up(ratio_q32).unwrap_or(Price::LARGEST);
    Price::from_bits(price.to_bits().saturating_add(DUST))
}

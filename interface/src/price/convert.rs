//! Convert: from a print to prices per raw atom, one scale for all of its numbers.

use crate::math::price::Price;
use crate::math::scale::{Bounds, Scale};
use crate::multiplier::EffectiveMultipliers;
use crate::oracle::PriceUpdate;
use crate::state::{PriceSource, ReserveConfig};
use crate::unit::BPS_64;

/// Confidence counts at most this part of a price.
const CONF_PART: u64 = 10;

/// A print in prices per raw atom.
#[derive(Clone, Copy, Debug)]
pub(super) struct Quote {
    /// Spot, down; spot less and plus confidence, down and up.
    pub bounds: Bounds,
    /// Whether the confidence is beyond `conf_limit_bps`.
    pub wide: bool,
    /// Leading zeros of the scale: the guess for the next print.
    pub zeros: u16,
}

/// Converts a print of a share by its multipliers, or of a token without. A print without confidence takes the configured
/// one. `None` when it cannot be represented: no price, a price of which nothing is left, or one too high.
#[inline(always)]
pub(super) fn quote(
    print: &PriceUpdate,
    zeros: u16,
    config: &ReserveConfig,
    decimals: u8,
    multipliers: Option<&EffectiveMultipliers>,
) -> Option<Quote> {
    let (conf, wide) = confidence(print, config);
    // ARITH: the price is at most i64::MAX and the confidence a tenth of it
    let top = print.price.wrapping_add(conf);
    let scale = Scale::guessed(print.exponent, decimals, top, zeros)?;
    let bounds = match multipliers {
        None => scale.bounds(print.price, conf)?,
        Some(multipliers) => multiplied(&scale, multipliers, print.price, conf)?,
    };
    (!bounds.spot.is_zero()).then_some(Quote { bounds, wide, zeros: scale.zeros() })
}

/// The confidence that counts, in the print's digits, and whether the print is wider than power allows.
#[inline(always)]
fn confidence(print: &PriceUpdate, config: &ReserveConfig) -> (u64, bool) {
    let conf = if print.conf != 0 { print.conf } else { part_up(print.price, config.default_conf_bps) };
    let limit = u64::from(config.conf_limit_bps);
    if (print.price | conf) >> 48 != 0 {
        return large_confidence(print.price, conf, limit);
    }
    // ARITH: both below 2^48, times below 2^14
    (conf.min(print.price / CONF_PART), conf.wrapping_mul(BPS_64) > print.price.wrapping_mul(limit))
}

#[cold]
#[inline(never)]
fn large_confidence(price: u64, conf: u64, limit_bps: u64) -> (u64, bool) {
    let wide = u128::from(conf).saturating_mul(BPS_64.into()) > u128::from(price).saturating_mul(limit_bps.into());
    (conf.min(price / CONF_PART), wide)
}

/// ceil(price * bps / 10,000) or one more, for prices up to `i64::MAX`; `bps` above 10,000 counts as 10,000.
#[cold]
#[inline(never)]
fn part_up(price: u64, bps: u16) -> u64 {
    let bps = u64::from(bps).min(BPS_64);
    // ARITH: with price = q * 10,000 + r: q * bps <= price, r * bps < 10^8; the sum is at most the price, and one
    let whole = (price / BPS_64).wrapping_mul(bps);
    whole.wrapping_add((price % BPS_64).wrapping_mul(bps) / BPS_64).wrapping_add(1)
}

/// Bounds of a share's print: by the multiplier in force; while two count, lows by the lesser and highs by the greater.
#[inline(always)]
fn multiplied(scale: &Scale, multipliers: &EffectiveMultipliers, price: u64, conf: u64) -> Option<Bounds> {
    let bounds = scale.times_q32(multipliers.spot_q32)?.bounds(price, conf)?;
    if multipliers.high_q32 == multipliers.low_q32 {
        return Some(bounds);
    }
    // copies: what escapes to a call would live on the stack
    let Bounds { spot, low, high } = spread(*scale, *multipliers, price, conf)?;
    Some(Bounds { spot, low, high })
}

#[cold]
#[inline(never)]
fn spread(scale: Scale, multipliers: EffectiveMultipliers, price: u64, conf: u64) -> Option<Bounds> {
    let bounds = |q32| scale.times_q32(q32)?.bounds(price, conf);
    let (least, most) = (bounds(multipliers.low_q32)?, bounds(multipliers.high_q32)?);
    Some(Bounds { spot: bounds(multipliers.spot_q32)?.spot, low: least.low, high: most.high })
}

impl PriceSource {
    /// The range of its last print for the liquidation test, where the confidence counts at most `conf_limit_bps`: a feed
    /// that stays wide vetoes nothing. Two multipliers that count in it still do.
    #[inline(always)]
    pub(super) fn test_range(&self, config: &ReserveConfig) -> (Price, Price) {
        if self.flags & crate::state::SOURCE_WIDE == 0 { (self.low, self.high) } else { self.narrowed(config) }
    }

    #[cold]
    #[inline(never)]
    fn narrowed(&self, config: &ReserveConfig) -> (Price, Price) {
        let conf = if self.conf != 0 { self.conf } else { part_up(self.price, config.default_conf_bps) };
        let counted = conf.min(self.price / CONF_PART);
        const WHOLE: u128 = BPS_64 as u128; // CAST: widens
        let limit = u128::from(self.price).saturating_mul(config.conf_limit_bps.into()) / WHOLE;
        let least = counted.min(u64::try_from(limit).unwrap_or(u64::MAX));
        // ARITH: both confidences are at most a tenth of the price
        let low = ratio(self.low, self.price.wrapping_sub(least), self.price.wrapping_sub(counted), false);
        let high = ratio(self.high, self.price.wrapping_add(least), self.price.wrapping_add(counted), true);
        (low, high)
    }
}

/// `price * part / whole`; the price itself where that cannot be.
fn ratio(price: Price, part: u64, whole: u64, up: bool) -> Price {
    use crate::math::divide::{mul_div_down, mul_div_up};
    use crate::multiplier::ONE_Q32;
    let q32 = if up { mul_div_up(part, ONE_Q32, whole) } else { mul_div_down(part, ONE_Q32, whole) };
    let moved = q32.and_then(|q32| if up { price.mul_q32_up(q32) } else { price.mul_q32_down(q32) });
    moved.unwrap_or(price)
}

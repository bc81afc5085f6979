//! Prices times multipliers, and prices compared with prices.

use super::divide::normalise_64;
use super::price::Price;
use super::wide::{LOW_32, low_u32};
use crate::unit::BPS;

impl Price {
    /// `floor` of `self * (multiplier_q32 / 2^32)` in 32 bits: a share's price to that of a raw atom. `None` above
    /// [`Price::LARGEST`] and for a malformed price.
    ///
    /// ROUND: relative error below 2^-31, downwards; below [`Price::SMALLEST`] it is 0.
    #[inline(always)]
    #[must_use]
    pub fn mul_q32_down(self, multiplier_q32: u64) -> Option<Price> {
        if self.is_zero() || multiplier_q32 == 0 {
            return Some(Price::ZERO);
        }
        let (top, _, exponent) = self.product_q32(multiplier_q32)?;
        Price::pack_down(top, exponent)
    }

    /// `ceil` of `self * (multiplier_q32 / 2^32)` in 32 bits; see [`Price::mul_q32_down`].
    ///
    /// ROUND: relative error below 2^-31, upwards; above 0 it is at least [`Price::SMALLEST`].
    #[inline(always)]
    #[must_use]
    pub fn mul_q32_up(self, multiplier_q32: u64) -> Option<Price> {
        if self.is_zero() || multiplier_q32 == 0 {
            return Some(Price::ZERO);
        }
        let (top, dropped, exponent) = self.product_q32(multiplier_q32)?;
        Price::pack_up(top, dropped, exponent)
    }

    /// `(top, dropped, exponent)` for [`Price::pack_up`], for factors above 0; `None` when malformed.
    #[inline(always)]
    fn product_q32(self, multiplier_q32: u64) -> Option<(u64, u64, i64)> {
        if !self.is_normal() {
            return None;
        }
        let (n, zeros) = normalise_64(multiplier_q32);
        // ARITH: digits; m in [2^31, 2^32) and n in [2^63, 2^64) put the top in [2^62, 2^64).
        let low = (n & LOW_32).wrapping_mul(self.mantissa());
        let top = (n >> 32).wrapping_mul(self.mantissa()).wrapping_add(low >> 32);
        let exponent = self.exponent().cast_signed().wrapping_add(32).wrapping_sub(zeros.cast_signed());
        Some((top, low & LOW_32, exponent))
    }

    /// Whether `|self / other - 1| <= bps / 10_000`, exactly and without division. False when either is zero;
    /// of a malformed one the answer means nothing.
    #[inline(always)]
    #[must_use]
    pub fn within_bps(self, other: Price, bps: u16) -> bool {
        let (a, b) = (self.to_bits(), other.to_bits());
        if (a ^ b) >> 32 == 0 && b >> 32 != 0 {
            // ARITH: of one exponent, keys lie apart as their mantissas do: below 2^32
            return is_within_part(a.wrapping_sub(b), other.mantissa(), bps);
        }
        self.is_within_bps(other, bps)
    }

    /// The same across exponents, and of the smallest.
    #[inline(never)]
    fn is_within_bps(self, other: Price, bps: u16) -> bool {
        if !self.is_normal() || !other.is_normal() {
            return false;
        }
        // ARITH: m * 10_000 < 2^46 and m * (10_000 + bps) < 2^49; shifted by at most 14 they stay below 2^63.
        let scaled = self.mantissa().wrapping_mul(u64::from(BPS));
        let above = other.mantissa().wrapping_mul(u64::from(BPS).wrapping_add(u64::from(bps)));
        let below = other.mantissa().wrapping_mul(u64::from(BPS.saturating_sub(bps)));
        let (a, b) = (self.exponent(), other.exponent());
        if a >= b {
            // 2^14 times apart is more than any bps allows.
            let up = a.wrapping_sub(b);
            if up > 14 {
                return false;
            }
            let scaled = scaled.wrapping_shl(low_u32(up));
            below <= scaled && scaled <= above
        } else {
            let up = b.wrapping_sub(a);
            if up > 14 {
                return bps >= BPS;
            }
            below.wrapping_shl(low_u32(up)) <= scaled && scaled <= above.wrapping_shl(low_u32(up))
        }
    }
}

/// Whether a difference, below 2^46 either way and wrapped when negative, is at most `bps / 10,000` of `whole`, which is
/// below 2^46 too.
#[inline(always)]
pub(crate) fn is_within_part(difference: u64, whole: u64, bps: u16) -> bool {
    // ARITH: both products are below 2^62: a sum that is negative wraps above all bounds
    let bound = whole.wrapping_mul(u64::from(bps));
    difference.wrapping_mul(u64::from(BPS)).wrapping_add(bound) <= bound.wrapping_mul(2)
}

/// How far the mantissa products below can lie apart: both are in `[2^93, 2^96)`, or in `[2^62, 2^64)`.
const NEAR_EXPONENTS: i64 = 4;

impl Price {
    /// Whether this lies nearer to `to` than `other` does, by ratio; with `twice`, less than half as far. Exact: compares
    /// `|ln(self / to)|` (doubled with `twice`) with `|ln(other / to)|` by products. False when any is zero or malformed.
    #[inline(never)]
    #[must_use]
    pub fn is_nearer_than(self, other: Price, to: Price, twice: bool) -> bool {
        if !self.is_normal() || !other.is_normal() || !to.is_normal() {
            return false;
        }
        // (far / near) of this, once or squared, against that of the other: cross-multiplied
        let (own_far, own_near) = (self.max(to), self.min(to));
        let (left, left_exponent) = own_far.power_times(twice, other.min(to));
        let (right, right_exponent) = own_near.power_times(twice, other.max(to));
        let up = left_exponent.wrapping_sub(right_exponent);
        // ARITH: shifted by less than 4, products stay below 2^99.
        match up {
            NEAR_EXPONENTS.. => false,
            0.. => left << up < right,
            _ if up > -NEAR_EXPONENTS => left < right << up.unsigned_abs(),
            _ => true,
        }
    }

    /// Mantissa and exponent of `self * factor`, or of `self^2 * factor`.
    #[inline(always)]
    fn power_times(self, squared: bool, factor: Price) -> (u128, i64) {
        let (m, e) = (u128::from(self.mantissa()), self.exponent().cast_signed());
        // ARITH: three 32-bit digits; exponents are at most 95.
        let once = m.wrapping_mul(u128::from(factor.mantissa()));
        let exponent = e.wrapping_add(factor.exponent().cast_signed());
        if squared { (once.wrapping_mul(m), exponent.wrapping_add(e)) } else { (once, exponent) }
    }
}

//! From an oracle's decimal price to a [`Price`]: multiplication by a reciprocal of a power of ten, no division.

use super::divide::normalise_64;
use super::price::Price;
use super::wide::{LOW_32, low_u32};

/// The largest k of a power 10^k: an exponent of -18 with 18 decimals.
const POWER_MAX: usize = 36;

/// `(r, 207 - e)` per k with `r = floor(2^e / 10^k)` in `[2^63, 2^64)`.
const RECIPROCALS: [(u64, i64); POWER_MAX + 1] = reciprocals();

/// Turns mantissas of one source (one exponent, one token) into prices; built once for its five prices.
#[derive(Clone, Copy, Debug)]
pub struct Scale {
    /// `floor(2^e / 10^k)`.
    reciprocal: u64,
    /// The price exponent (`95 - s`) of a product whose top bit is set, plus the mantissa's leading zeros.
    exponent: i64,
    /// Leading zeros to try first.
    zeros: u64,
    /// What a product of 64 bits may fall short of the exact one.
    slack: u64,
}

/// What a print comes to per atom.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bounds {
    /// Spot, down.
    pub spot: Price,
    /// Spot less confidence, down.
    pub low: Price,
    /// Spot plus confidence, up.
    pub high: Price,
}

impl Scale {
    /// For prices `mantissa * 10^exponent` USD per whole token of `10^decimals` atoms.
    ///
    /// `near` is a mantissa not below most of those to come, and of about their size (spot plus confidence). Nothing but
    /// speed depends on it. `None` unless `decimals - exponent` is in `0..=36` and `exponent` not above 0.
    #[inline(always)]
    #[must_use]
    pub fn new(exponent: i32, decimals: u8, near: u64) -> Option<Scale> {
        let (_, zeros) = normalise_64(near);
        Scale::with_zeros(exponent, decimals, zeros)
    }

    /// The same from a guess at the leading zeros of `near`: those of the print before, mostly.
    #[inline(always)]
    #[must_use]
    pub fn guessed(exponent: i32, decimals: u8, near: u64, guess: u16) -> Option<Scale> {
        let guess = u64::from(guess) & 63;
        let lifted = near.wrapping_shl(low_u32(guess));
        let right = lifted >> 63 != 0 && lifted.wrapping_shr(low_u32(guess)) == near;
        Scale::with_zeros(exponent, decimals, if right { guess } else { leading_zeros(near) & 63 })
    }

    #[inline(always)]
    fn with_zeros(exponent: i32, decimals: u8, zeros: u64) -> Option<Scale> {
        // ARITH: a positive exponent wraps far past the table
        let power = u64::from(exponent.wrapping_neg().cast_unsigned()).wrapping_add(u64::from(decimals));
        let &(reciprocal, exponent) = RECIPROCALS.get(usize::try_from(power).ok()?)?;
        // USD per atom = mantissa / 10^k, in units of 2^-16 USD. With n = mantissa * 2^z and p = n * r / 2^64:
        // mantissa * 2^16 * r * 2^-e = p * 2^(80 - z - e) = p * 2^(exponent - 127) for exponent = 207 - e - z.
        // ROUND: `product_down` loses less than 3, the reciprocal less than 1.
        Some(Scale { reciprocal, exponent, zeros, slack: 4 })
    }

    /// Leading zeros of the mantissas this scale expects: the guess for its successor.
    #[inline(always)]
    #[must_use]
    #[expect(clippy::cast_possible_truncation, reason = "CAST: at most 63")]
    pub const fn zeros(&self) -> u16 {
        self.zeros as u16
    }

    /// The scale of a unit that is worth `multiplier_q32 / 2^32` of this one's. `None` for a multiplier of 0.
    #[inline(always)]
    #[must_use]
    pub fn times_q32(&self, multiplier_q32: u64) -> Option<Scale> {
        if multiplier_q32 == 0 {
            return None;
        }
        // most multipliers lie between 1 and 2
        let (m, zeros) =
            if multiplier_q32 >> 32 == 1 { (multiplier_q32 << 31, 31) } else { normalise_64(multiplier_q32) };
        // ARITH: two numbers of [2^63, 2^64); the product of their upper digits alone is at least 2^62
        let product = product_down(self.reciprocal, m);
        let short = 1 ^ (product >> 63);
        let reciprocal = product.wrapping_shl(low_u32(short));
        // reciprocal * multiplier = product * 2^64 * 2^(-zeros - 32)
        let exponent = self.exponent.wrapping_add(32).wrapping_sub(zeros.wrapping_add(short).cast_signed());
        // ROUND: the product is less than 4 below the exact one, less than 8 after its shift; then 3 by `product_down`.
        Some(Scale { reciprocal, exponent, zeros: self.zeros, slack: 12 })
    }

    /// A price per atom not above `mantissa * 10^exponent` USD per token; `None` above [`Price::LARGEST`].
    ///
    /// ROUND: down by less than 2^-31 + 2^-59 relative; below [`Price::SMALLEST`] it is 0.
    #[inline(always)]
    #[must_use]
    pub fn price_down(&self, mantissa: u64) -> Option<Price> {
        let (n, zeros) = self.normalise(mantissa);
        if n == 0 {
            return Some(Price::ZERO);
        }
        let top = product_down(n, self.reciprocal);
        Price::pack_down(top, self.exponent.wrapping_sub(zeros.cast_signed()))
    }

    /// A price per atom not below `mantissa * 10^exponent` USD per token; `None` above [`Price::LARGEST`].
    ///
    /// ROUND: up by less than 2^-31 + 2^-59 relative; above 0 it is at least [`Price::SMALLEST`].
    #[inline(always)]
    #[must_use]
    pub fn price_up(&self, mantissa: u64) -> Option<Price> {
        let (n, zeros) = self.normalise(mantissa);
        if n == 0 {
            return Some(Price::ZERO);
        }
        // ROUND: at the very top it stops short of 2^64 by less than the 32 bits that `pack_up` rounds up.
        let top = product_down(n, self.reciprocal).saturating_add(self.slack);
        Price::pack_up(top, 0, self.exponent.wrapping_sub(zeros.cast_signed()))
    }

    /// The prices of a spot and of its confidence on both sides, for a scale made with `near` at their sum, at least.
    /// `None` where [`Scale::price_up`] says so.
    ///
    /// ROUND: as [`Scale::price_down`] and [`Scale::price_up`] of the sums, each within one unit in the last place of them.
    #[inline(always)]
    #[must_use]
    pub fn bounds(&self, spot: u64, conf: u64) -> Option<Bounds> {
        if let Some(bounds) = self.bounds_alike(spot, conf) {
            return Some(bounds);
        }
        // copies: what escapes to a call would live on the stack
        let Scale { reciprocal, exponent, zeros, slack } = *self;
        let scale = Scale { reciprocal, exponent, zeros, slack };
        let Bounds { spot, low, high } = scale.bounds_apart(spot, conf)?;
        Some(Bounds { spot, low, high })
    }

    /// The same where all three have the same leading bit, as they nearly always do: one shift serves them.
    #[inline(always)]
    fn bounds_alike(&self, spot: u64, conf: u64) -> Option<Bounds> {
        let shift = low_u32(self.zeros);
        debug_assert!(spot.wrapping_add(conf).wrapping_shl(shift).wrapping_shr(shift) == spot.wrapping_add(conf));
        let top = product_down(spot.wrapping_shl(shift), self.reciprocal);
        // not below the exact confidence; so a difference stays below the exact one, and a sum with the slack above
        let half = product_down(conf.wrapping_shl(shift), self.reciprocal).wrapping_add(self.slack);
        if half >= top >> 2 {
            return None;
        }
        // ARITH: half is less than 2^62: a sum that wraps is less than that, and fails the test of leading bits
        let (low, high) = (top.wrapping_sub(half), top.wrapping_add(self.slack).wrapping_add(half));
        let exponent = self.exponent.wrapping_sub(self.zeros.cast_signed()).cast_unsigned();
        let (cut, exponent) = if (low & high) >> 63 != 0 {
            (32, exponent)
        } else if (low | high) >> 63 == 0 && low >> 62 != 0 {
            (31, exponent.wrapping_sub(1))
        } else {
            return None;
        };
        let key = |top: u64| (exponent << 32) | (top >> cut);
        // ARITH: past a mantissa of 32 ones come zeros, which no mantissa is
        let high = key(high).wrapping_add(1);
        if exponent > 94 || high & LOW_32 == 0 {
            return None;
        }
        let [spot, low, high] = [key(top), key(low), high].map(Price::from_bits);
        Some(Bounds { spot, low, high })
    }

    /// The same by one conversion each.
    #[cold]
    #[inline(never)]
    fn bounds_apart(&self, spot: u64, conf: u64) -> Option<Bounds> {
        let low = self.price_down(spot.saturating_sub(conf))?;
        Some(Bounds { spot: self.price_down(spot)?, low, high: self.price_up(spot.saturating_add(conf))? })
    }

    /// `normalise_64`, faster from a good guess; `(0, _)` for 0.
    #[inline(always)]
    fn normalise(&self, mantissa: u64) -> (u64, u64) {
        let (mut n, mut zeros) = (mantissa.wrapping_shl(low_u32(self.zeros)), self.zeros);
        if n.wrapping_shr(low_u32(zeros)) != mantissa {
            // The guess was too far.
            return normalise_64(mantissa);
        }
        // ARITH: n > 0, so this stops at 63 zeros.
        while n >> 63 == 0 && n != 0 {
            (n, zeros) = (n << 1, zeros.wrapping_add(1));
        }
        (n, zeros)
    }
}

/// The count of `normalise_64`, off the path of a right guess.
#[cold]
#[inline(never)]
const fn leading_zeros(x: u64) -> u64 {
    normalise_64(x).1
}

/// `a * b / 2^64` from three of the four digit products: at most it, and less than 3 below it.
#[inline(always)]
fn product_down(a: u64, b: u64) -> u64 {
    let (al, ah, bl, bh) = (a & LOW_32, a >> 32, b & LOW_32, b >> 32);
    // ARITH: digits; at most the high limb of the whole product.
    ah.wrapping_mul(bh).wrapping_add(al.wrapping_mul(bh) >> 32).wrapping_add(ah.wrapping_mul(bl) >> 32)
}

/// Binary long division of a power of two by each power of ten, at compile time.
#[expect(clippy::arithmetic_side_effects, clippy::indexing_slicing, reason = "compile time: an error stops the build")]
const fn reciprocals() -> [(u64, i64); POWER_MAX + 1] {
    let mut table = [(1 << 63, 207 - 63); POWER_MAX + 1];
    let (mut k, mut power) = (1, 10_u128);
    while k <= POWER_MAX {
        let (mut quotient, mut rest, mut e) = (0_u64, 1_u128, 0);
        while quotient >> 63 == 0 {
            rest *= 2;
            e += 1;
            quotient *= 2;
            if rest >= power {
                rest -= power;
                quotient += 1;
            }
        }
        assert!(quotient >> 32 != u64::MAX >> 32);
        table[k] = (quotient, 207 - e);
        k += 1;
        power *= 10;
    }
    table
}

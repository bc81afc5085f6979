//! How a reference price moves: by bounded steps, in its own mantissa, with no division.

use super::divide::normalise_64;
use super::price::{EXPONENT_MAX, Price, TOP};
use super::wide::low_u32;
use core::hint::cold_path;

impl Price {
    /// This price moved toward `goal` by `floor(step * seconds / 2^log2)` units of its own last place, where `step` is their
    /// distance, at most a quarter of this. It passes the goal by a unit at most while `seconds <= 2^log2`, which is the
    /// caller's to see to, as that `seconds` is below 2^31.
    ///
    /// ROUND: the step down; a result that needs another exponent loses its last bit.
    #[inline(always)]
    #[must_use]
    pub fn stepped(self, goal: Price, seconds: u64, log2: u32) -> Price {
        let (from, to, quarter) = (self.to_bits(), goal.to_bits(), self.mantissa() >> 2);
        if (from ^ to) >> 32 != 0 {
            cold_path();
            let step = self.distance(goal).min(quarter).wrapping_mul(seconds).wrapping_shr(log2);
            return self.moved(goal, step);
        }
        // ARITH: of one exponent, keys lie apart as their mantissas do; so does everything between them
        if to >= from {
            let step = to.wrapping_sub(from).min(quarter);
            Price::from_bits(from.wrapping_add(step.wrapping_mul(seconds).wrapping_shr(log2)))
        } else {
            let step = from.wrapping_sub(to).min(quarter);
            Price::from_bits(from.wrapping_sub(step.wrapping_mul(seconds).wrapping_shr(log2)))
        }
    }

    /// This price carried toward the range `[low, high]`, by at most `floor(self / 4 * seconds / 2^log2)` units of its own
    /// last place, for `seconds <= 2^log2`; inside it stays where it is.
    #[inline(never)]
    #[must_use]
    pub fn carried(self, low: Price, high: Price, seconds: u64, log2: u32) -> Price {
        let edge = self.max(low).min(high);
        // ARITH: a quarter is below 2^30, and seconds below 2^31
        let most = (self.mantissa() >> 2).wrapping_mul(seconds).wrapping_shr(log2);
        if self.distance(edge) <= most { edge } else { self.moved(edge, most) }
    }

    /// How far `goal` lies away, in units of this mantissa; a goal of twice this or more counts as this far: all callers
    /// go by a quarter at most.
    fn distance(self, goal: Price) -> u64 {
        let (m, to) = (self.mantissa(), goal.mantissa());
        let (from, e) = (self.exponent(), goal.exponent());
        if e > from {
            // ARITH: of one exponent more, twice the goal is above m; of two more it is above 2 m
            if e.wrapping_sub(from) == 1 { (to << 1).wrapping_sub(m) } else { m }
        } else {
            let down = from.wrapping_sub(e);
            let aligned = if down < 32 { to.wrapping_shr(low_u32(down)) } else { 0 };
            m.abs_diff(aligned)
        }
    }

    /// This mantissa moved toward `goal` by `step`, at most a quarter of it.
    fn moved(self, goal: Price, step: u64) -> Price {
        let (m, exponent) = (self.mantissa(), self.exponent());
        // ARITH: m lies in [2^31, 2^32) and the step is at most m / 4
        if goal > self {
            let m = m.wrapping_add(step);
            if m >> 32 == 0 {
                return Price::from_bits((exponent << 32) | m);
            }
            if exponent >= EXPONENT_MAX {
                return Price::LARGEST;
            }
            return Price::from_bits((exponent.wrapping_add(1) << 32) | (m >> 1));
        }
        let m = m.wrapping_sub(step);
        if m >= TOP {
            return Price::from_bits((exponent << 32) | m);
        }
        if exponent == 0 {
            return Price::SMALLEST;
        }
        Price::from_bits((exponent.wrapping_sub(1) << 32) | (m << 1))
    }

    /// `bps / 10,000` of this price, at most 65,535 of them, rounded down; [`Price::LARGEST`] above all.
    #[cold]
    #[inline(never)]
    #[must_use]
    pub fn part_down(self, bps: u16) -> Price {
        let (top, _, exponent) = self.part(bps);
        if top == 0 { Price::ZERO } else { Price::pack_down(top, exponent).unwrap_or(Price::LARGEST) }
    }

    /// The same rounded up.
    #[cold]
    #[inline(never)]
    #[must_use]
    pub fn part_up(self, bps: u16) -> Price {
        let (top, dropped, exponent) = self.part(bps);
        if top == 0 { Price::ZERO } else { Price::pack_up(top, dropped, exponent).unwrap_or(Price::LARGEST) }
    }

    /// `(top, dropped, exponent)` for [`Price::pack_up`].
    fn part(self, bps: u16) -> (u64, u64, i64) {
        // ARITH: below 2^32 times below 2^16, times 2^15, stays below 2^63
        let product = self.mantissa().wrapping_mul(u64::from(bps)) << 15;
        let (quotient, rest) = (product / 10_000, product % 10_000);
        let (top, zeros) = normalise_64(quotient);
        // quotient * 2^(-15 + exponent - 95) = top * 2^(exponent + 17 - zeros - 127)
        (top, rest, self.exponent().cast_signed().wrapping_add(17).wrapping_sub(zeros.cast_signed()))
    }
}

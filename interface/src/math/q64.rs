//! Unsigned Q64.64: indices, interest, fees and buffers.

use core::cmp::Ordering;
use core::hint::cold_path;

use bytemuck::{Pod, Zeroable};

use crate::unit::BPS;

use super::divide::div_128_64;
use super::wide::{
    LOW_32, add_64, add_128, checked_mul_64, halves, halves_of, lt_128, mul_64, mul_hi_of, saturating_add_64, sub_128,
};

/// The number `(limb 0 + limb 1 * 2^64) / 2^64`: `[fraction, integer]`, 16 bytes little-endian in accounts.
#[repr(transparent)]
#[derive(Clone, Copy, PartialEq, Eq, Debug, Pod, Zeroable)]
pub struct Q64(pub [u64; 2]);

impl Q64 {
    /// 0.
    pub const ZERO: Q64 = Q64([0, 0]);
    /// 1.
    pub const ONE: Q64 = Q64([0, 1]);
    /// The largest number, just below 2^64.
    pub const MAX: Q64 = Q64([u64::MAX, u64::MAX]);

    /// A whole number.
    #[inline(always)]
    #[must_use]
    pub const fn from_atoms(atoms: u64) -> Q64 {
        Q64([0, atoms])
    }

    /// Whether this is exactly 1.
    #[inline(always)]
    #[must_use]
    pub const fn is_one(&self) -> bool {
        let Q64([fraction, integer]) = *self;
        fraction == 0 && integer == 1
    }

    /// Whether this is exactly 0.
    #[inline(always)]
    #[must_use]
    pub const fn is_zero(&self) -> bool {
        let Q64([fraction, integer]) = *self;
        fraction | integer == 0
    }

    /// The largest whole number not above this.
    #[inline(always)]
    #[must_use]
    pub const fn floor(self) -> u64 {
        let Q64([_, integer]) = self;
        integer
    }

    /// The smallest whole number not below this, or `None` when that is 2^64.
    #[inline(always)]
    #[must_use]
    pub fn ceil(self) -> Option<u64> {
        let Q64([fraction, integer]) = self;
        integer.checked_add(u64::from(fraction != 0))
    }

    /// The smallest whole number not below this, at most `u64::MAX`.
    #[inline(always)]
    #[must_use]
    pub const fn ceil_saturating(self) -> u64 {
        let Q64([fraction, integer]) = self;
        if fraction == 0 { integer } else { saturating_add_64(integer, 1) }
    }

    /// The sum, or `None` from 2^64.
    #[inline(always)]
    #[must_use]
    pub fn checked_add(self, other: Q64) -> Option<Q64> {
        add_128(self.0, other.0).map(Q64)
    }

    /// The difference, or `None` below zero.
    #[inline(always)]
    #[must_use]
    pub fn checked_sub(self, other: Q64) -> Option<Q64> {
        sub_128(self.0, other.0).map(Q64)
    }

    /// The sum, at most [`Q64::MAX`].
    #[inline(always)]
    #[must_use]
    pub fn saturating_add(self, other: Q64) -> Q64 {
        match self.checked_add(other) {
            Some(sum) => sum,
            None => Q64::MAX,
        }
    }

    /// The difference, at least 0.
    #[inline(always)]
    #[must_use]
    pub fn saturating_sub(self, other: Q64) -> Q64 {
        self.checked_sub(other).unwrap_or(Q64::ZERO)
    }

    /// `self * a` exactly, as three limbs of which the lowest is the fraction.
    #[inline(always)]
    #[must_use]
    pub const fn mul_u64(self, a: u64) -> [u64; 3] {
        let Q64([fraction, integer]) = self;
        let [lo, carry] = mul_64(a, fraction);
        let [mid, hi] = mul_64(a, integer);
        let (mid, over) = mid.overflowing_add(carry);
        // ARITH: the whole product is below 2^192, so its top limb cannot carry out.
        [lo, mid, hi.wrapping_add(over as u64)]
    }

    /// `self * a` exactly, or `None` from 2^64. Cheap when the integer part is 0 or 1.
    #[inline(always)]
    #[must_use]
    pub fn checked_mul_u64(self, a: u64) -> Option<Q64> {
        let Q64([fraction, _]) = self;
        let [lo, carry] = mul_64(a, fraction);
        Some(Q64([lo, add_64(self.mul_integer(a)?, carry)?]))
    }

    /// `floor(self * atoms)`, or `None` from 2^64.
    #[inline(always)]
    #[must_use]
    pub fn mul_atoms_down(self, atoms: u64) -> Option<u64> {
        Some(self.checked_mul_u64(atoms)?.floor())
    }

    /// `ceil(self * atoms)`, or `None` from 2^64.
    #[inline(always)]
    #[must_use]
    pub fn mul_atoms_up(self, atoms: u64) -> Option<u64> {
        let Q64([fraction, _]) = self;
        let [dust, carry] = mul_64(atoms, fraction);
        // ARITH: the high limb of a product is at most 2^64 - 2.
        add_64(self.mul_integer(atoms)?, carry.wrapping_add(u64::from(dust != 0)))
    }

    /// `floor(self * atoms)` in digits, of an amount in memory, where this is at least 1 and below 2 and the product below
    /// 2^64.
    #[inline(always)]
    pub(crate) fn fast_atoms_down(&self, atoms: &u64) -> Option<[u64; 2]> {
        let Q64([fraction, integer]) = self;
        if *integer != 1 {
            cold_path();
            return None;
        }
        if *fraction != 0 {
            cold_path(); // out of the way of what is not lent
            return Some(halves(add_64(*atoms, mul_hi_of(halves_of(atoms), halves(*fraction)))?));
        }
        Some(halves_of(atoms))
    }

    /// `ceil(self * atoms)`, otherwise as [`Q64::fast_atoms_down`].
    #[inline(always)]
    pub(crate) fn fast_atoms_up(&self, atoms: &u64) -> Option<u64> {
        let Q64([fraction, integer]) = self;
        if *integer != 1 {
            cold_path();
            return None;
        }
        let [low, high] = halves_of(fraction);
        if low | high == 0 {
            cold_path();
            return Some(*atoms);
        }
        let more = mul_hi_of(halves_of(atoms), [low, high]);
        let whole = add_64(*atoms, more)?;
        if atoms.wrapping_mul(*fraction) == 0 {
            cold_path();
            return Some(whole);
        }
        add_64(whole, 1)
    }

    /// The integer part times `a`, or `None` from 2^64.
    #[inline(always)]
    fn mul_integer(self, a: u64) -> Option<u64> {
        let Q64([_, integer]) = self;
        // ARITH: an integer part of 0 or 1 cannot overflow the product.
        if integer <= 1 { Some(a.wrapping_mul(integer)) } else { checked_mul_64(a, integer) }
    }

    /// `self * (part_q64 / 2^64)`, rounded up in the last place. Never overflows, since the factor is below 1.
    #[inline(always)]
    #[must_use]
    pub const fn mul_fraction_up(self, part_q64: u64) -> Q64 {
        let Q64([fraction, integer]) = self;
        let [dust, low] = mul_64(fraction, part_q64);
        let [lo, hi] = if integer == 1 { [part_q64, 0] } else { mul_64(integer, part_q64) };
        // ARITH: low <= 2^64 - 2, so one more fits; and the result is at most self, below 2^128.
        let (lo, carry) = lo.overflowing_add(low.wrapping_add((dust != 0) as u64));
        Q64([lo, hi.wrapping_add(carry as u64)])
    }

    /// The part of an amount: `floor(self * bps / 10_000)` in the last place. Above 10,000 counts as 10,000.
    #[inline(always)]
    #[must_use]
    pub const fn mul_bps_down(self, bps: u16) -> Q64 {
        let Q64([lo, hi]) = self;
        let bps = if bps > BPS { BPS as u64 } else { bps as u64 };
        // self = 10_000 * (q2 * 2^64 + q1 * 2^32 + q0) + r, by school division.
        // ARITH: remainders are below 10_000 < 2^14, so each dividend is below 2^46 (the first is a limb).
        let (q2, r) = (hi / 10_000, hi % 10_000);
        let n = (r << 32) | (lo >> 32);
        let (q1, r) = (n / 10_000, n % 10_000);
        let n = (r << 32) | (lo & LOW_32);
        let (q0, r) = (n / 10_000, n % 10_000);
        // ARITH: digit * bps < 2^46, and the whole is at most self.
        let t = q0.wrapping_mul(bps).wrapping_add(r.wrapping_mul(bps) / 10_000);
        let u = q1.wrapping_mul(bps).wrapping_add(t >> 32);
        Q64([(u << 32) | (t & LOW_32), q2.wrapping_mul(bps).wrapping_add(u >> 32)])
    }

    /// `floor(self / n)` in the last place, or `None` when `n == 0`.
    #[inline(always)]
    #[must_use]
    pub fn div_atoms_down(self, n: u64) -> Option<Q64> {
        Some(self.div_rem_atoms(n)?.0)
    }

    /// `ceil(self / n)` in the last place, or `None` when `n == 0`.
    #[inline(always)]
    #[must_use]
    pub fn div_atoms_up(self, n: u64) -> Option<Q64> {
        match self.div_rem_atoms(n) {
            Some((quotient, 0)) => Some(quotient),
            // A remainder means n >= 2, so the quotient is far from the top.
            Some((quotient, _)) => quotient.checked_add(Q64([1, 0])),
            None => None,
        }
    }

    /// `self / n` in the last place, and the remainder in units of it.
    #[inline(always)]
    fn div_rem_atoms(self, n: u64) -> Option<(Q64, u64)> {
        let Q64([lo, hi]) = self;
        let q1 = hi.checked_div(n)?;
        // ARITH: q1 * n <= hi.
        let (q0, r) = div_128_64([lo, hi.wrapping_sub(q1.wrapping_mul(n))], n)?;
        Some((Q64([q0, q1]), r))
    }
}

impl Ord for Q64 {
    #[inline(always)]
    fn cmp(&self, other: &Q64) -> Ordering {
        if self.0 == other.0 {
            Ordering::Equal
        } else if lt_128(self.0, other.0) {
            Ordering::Less
        } else {
            Ordering::Greater
        }
    }
}

impl PartialOrd for Q64 {
    #[inline(always)]
    fn partial_cmp(&self, other: &Q64) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

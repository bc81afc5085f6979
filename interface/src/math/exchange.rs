//! From Value back to atoms, by one division of 128 by 32 bits.

use super::price::{Price, TOP};
use super::wide::{LOW_32, low_u32};

impl Price {
    /// The most atoms worth no more than `value`: `floor(value / price)`. `None` from 2^64, and for a price that is zero
    /// or malformed.
    #[inline(never)]
    #[must_use]
    pub fn atoms_down(self, value: u64) -> Option<u64> {
        Some(self.quotient(value)?.0)
    }

    /// The fewest atoms worth at least `value`: `ceil(value / price)`. `None` as [`Price::atoms_down`].
    #[inline(never)]
    #[must_use]
    pub fn atoms_up(self, value: u64) -> Option<u64> {
        let (atoms, rest) = self.quotient(value)?;
        atoms.checked_add(u64::from(rest != 0))
    }

    /// [`Price::atoms_down`], or `u64::MAX`: a result in a register.
    #[inline(never)]
    #[must_use]
    pub fn atoms_down_saturating(self, value: u64) -> u64 {
        self.quotient(value).map_or(u64::MAX, |(atoms, _)| atoms)
    }

    /// [`Price::atoms_up`], or `u64::MAX`: a result in a register.
    #[inline(never)]
    #[must_use]
    pub fn atoms_up_saturating(self, value: u64) -> u64 {
        self.quotient(value).map_or(u64::MAX, |(atoms, rest)| atoms.saturating_add(u64::from(rest != 0)))
    }

    /// `(floor(value * 2^s / m), whether something was left)`.
    #[inline(always)]
    fn quotient(self, value: u64) -> Option<(u64, u64)> {
        if !self.is_normal() {
            return None;
        }
        let s = self.shift();
        // ARITH: a normal price has s in 0..=95; each shift count is below 64 by its branch.
        let [lo, hi] = if s < 64 {
            [value.wrapping_shl(low_u32(s)), (value >> 1).wrapping_shr(low_u32(63 ^ s))]
        } else {
            // a quotient below 2^64 needs value * 2^s below 2^96
            let up = low_u32(s.wrapping_sub(64));
            if value > LOW_32.wrapping_shr(up) {
                return None;
            }
            [0, value.wrapping_shl(up)]
        };
        let m = self.mantissa() | TOP; // tells the compiler that it is not zero
        if hi >= m {
            return None;
        }
        // ARITH: school division by one digit: hi and every remainder are below m < 2^32
        let n = (hi << 32) | (lo >> 32);
        let q1 = n.checked_div(m)?;
        let n = (n.wrapping_sub(q1.wrapping_mul(m)) << 32) | (lo & LOW_32);
        let q0 = n.checked_div(m)?;
        Some(((q1 << 32) | q0, n.wrapping_sub(q0.wrapping_mul(m))))
    }
}

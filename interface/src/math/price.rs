//! Prices per atom in 32 significant bits, and the Value of an amount by two multiplications.

use bytemuck::{Pod, Zeroable};

use super::wide::{LOW_32, halves_of, low_u32};
use core::hint::cold_path;

/// Values are below this: 2^48 units of 2^-16 USD, 4.29e9 USD. A Value times basis points fits one limb.
pub const VALUE_LIMIT: u64 = 1 << 48;

/// The largest Value, which the saturating functions stop at.
pub const VALUE_MAX: u64 = VALUE_LIMIT - 1;

/// Bits of a Value on the fast path: 16 of them times basis points add up to less than a limb. 2.7e8 USD.
pub(crate) const FAST_BITS: u32 = 44;

/// The shift of the smallest prices; `EXPONENT_MAX - shift` is the upper half of the key.
pub(super) const EXPONENT_MAX: u64 = 95;

/// The top bit of a mantissa.
pub(super) const TOP: u64 = 1 << 31;

/// `m * 2^-s` units of 2^-16 USD per atom, as the key `((95 - s) << 32) | m`: the order of keys is the order of prices.
///
/// Either the whole key is 0 (worth nothing) or `m` lies in `[2^31, 2^32)` and `s` in `0..=95`. Any other bits are
/// malformed: no constructor makes them, [`Price::is_well_formed`] tells them, and no function panics on them. They have
/// no mantissa test on the hot path: with an `s` in range they are worth the same formula, else the checked functions
/// give `None` and the saturating ones [`VALUE_MAX`].
#[repr(transparent)]
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Pod, Zeroable)]
pub struct Price(u64);

impl Price {
    /// Worth nothing.
    pub const ZERO: Price = Price(0);
    /// The smallest price above nothing: 2^-64 units.
    pub const SMALLEST: Price = Price(TOP);
    /// The largest price: just below 2^32 units, 65,536 USD, per atom.
    pub const LARGEST: Price = Price((EXPONENT_MAX << 32) | LOW_32);

    /// From the key, as it is.
    #[inline(always)]
    #[must_use]
    pub const fn from_bits(key: u64) -> Price {
        Price(key)
    }

    /// The key.
    #[inline(always)]
    #[must_use]
    pub const fn to_bits(self) -> u64 {
        self.0
    }

    /// `m`, below 2^32.
    #[inline(always)]
    #[must_use]
    pub const fn mantissa(self) -> u64 {
        self.0 & LOW_32
    }

    /// `s`; above 95 only when malformed.
    #[inline(always)]
    #[must_use]
    pub const fn shift(self) -> u64 {
        // ARITH: malformed keys wrap to a shift far above 95.
        EXPONENT_MAX.wrapping_sub(self.exponent())
    }

    /// `95 - s`.
    #[inline(always)]
    pub(super) const fn exponent(self) -> u64 {
        self.0 >> 32
    }

    /// Whether this is worth nothing.
    #[inline(always)]
    #[must_use]
    pub const fn is_zero(self) -> bool {
        self.0 == 0
    }

    /// Whether a constructor could have made it.
    #[inline(always)]
    #[must_use]
    pub const fn is_well_formed(self) -> bool {
        self.is_zero() || self.is_normal()
    }

    /// Whether this is well formed and above nothing.
    #[inline(always)]
    pub(super) const fn is_normal(self) -> bool {
        self.mantissa() >= TOP && self.exponent() <= EXPONENT_MAX
    }

    /// `floor(atoms * price)`, or `None` from [`VALUE_LIMIT`].
    #[inline(always)]
    #[must_use]
    pub fn value_down(self, atoms: u64) -> Option<u64> {
        let (value, _) = self.value(atoms)?;
        (value < VALUE_LIMIT).then_some(value)
    }

    /// `ceil(atoms * price)`, or `None` from [`VALUE_LIMIT`].
    #[inline(always)]
    #[must_use]
    pub fn value_up(self, atoms: u64) -> Option<u64> {
        let (value, dropped) = self.value(atoms)?;
        // ARITH: `value` leaves more than one unit of room (see there).
        let value = value.wrapping_add(u64::from(dropped != 0));
        (value < VALUE_LIMIT).then_some(value)
    }

    /// `floor(atoms * price)`, at most [`VALUE_MAX`].
    #[inline(always)]
    #[must_use]
    pub fn value_down_saturating(self, atoms: u64) -> u64 {
        self.value_down(atoms).unwrap_or(VALUE_MAX)
    }

    /// `ceil(atoms * price)`, at most [`VALUE_MAX`].
    #[inline(always)]
    #[must_use]
    pub fn value_up_saturating(self, atoms: u64) -> u64 {
        self.value_up(atoms).unwrap_or(VALUE_MAX)
    }

    /// `(floor(atoms * price), bits that are zero iff nothing was dropped)`: exact below [`VALUE_LIMIT`], else
    /// that value, or `None`.
    #[inline(always)]
    fn value(self, atoms: u64) -> Option<(u64, u64)> {
        let (m, exponent) = (self.mantissa(), self.exponent());
        // ARITH: digits; (2^32 - 1)^2 + 2^32 < 2^64.
        let (t, u) = ((atoms & LOW_32).wrapping_mul(m), (atoms >> 32).wrapping_mul(m));
        if exponent > 63 {
            return dear_value(t, u, exponent);
        }
        // s >= 32: atoms * m / 2^32 = whole + (t mod 2^32) / 2^32, then shift by s - 32 = 63 - exponent.
        let whole = u.wrapping_add(t >> 32);
        let shift = low_u32(63 ^ exponent);
        let value = whole.wrapping_shr(shift);
        Some((value, (t & LOW_32) | (value.wrapping_shl(shift) ^ whole)))
    }

    /// Whether the Value of this amount is below [`VALUE_LIMIT`] by its upper digit alone; false does not say otherwise.
    #[inline(always)]
    pub(super) const fn surely_has_value(self, atoms: u64) -> bool {
        let exponent = self.exponent();
        // ARITH: at most 2^32 times below 2^32; the atoms are below (digit + 1) * 2^32, so is their product, and with a
        // value below 2^47 there is room for the part of a unit
        let above = (atoms >> 32).wrapping_add(1).wrapping_mul(self.mantissa());
        exponent <= 63 && above.wrapping_shr(low_u32(63 ^ exponent)) >> 47 == 0
    }

    /// Whether [`Price::value_up_saturating`] is at least this, by the upper digit of the amount alone; false does not say
    /// otherwise.
    #[inline(always)]
    pub(super) fn is_surely_worth(self, atoms: u64, value: u64) -> bool {
        let exponent = self.exponent();
        // ARITH: digits
        let below = (atoms >> 32).wrapping_mul(self.mantissa());
        exponent <= 63 && below.wrapping_shr(low_u32(63 ^ exponent)).min(VALUE_MAX) >= value
    }

    /// `floor(atoms * price)` of the digits of an amount, where that is below 2^[`FAST_BITS`] and s at least 32.
    #[inline(always)]
    pub(crate) fn fast_down(&self, atoms: [u64; 2]) -> Option<u64> {
        let ([m, exponent], [low, high]) = (halves_of(&self.0), atoms);
        if exponent > 63 {
            cold_path();
            return None;
        }
        // ARITH: as in `value`
        let whole = high.wrapping_mul(m).wrapping_add(low.wrapping_mul(m) >> 32);
        fast(whole.wrapping_shr(low_u32(63 ^ exponent)))
    }

    /// `ceil(atoms * price)`, where that is at most 2^[`FAST_BITS`], s at least 32 and the lower digit not 0.
    #[inline(always)]
    pub(crate) fn fast_up(&self, atoms: [u64; 2]) -> Option<u64> {
        let ([m, exponent], [low, high]) = (halves_of(&self.0), atoms);
        if exponent > 63 {
            cold_path();
            return None;
        }
        let (t, u) = (low.wrapping_mul(m), high.wrapping_mul(m));
        if t == 0 {
            cold_path();
            return None;
        }
        // a unit of 2^-32 below the ceiling, shifted down, is one below the ceiling of that
        // ARITH: as in `value`; t >= 1
        let whole = u.wrapping_add(t.wrapping_sub(1) >> 32);
        Some(fast(whole.wrapping_shr(low_u32(63 ^ exponent)))?.wrapping_add(1))
    }

    /// The largest price not above `top * 2^(exponent - 127)` units, for `top` in `[2^62, 2^64)`; `None` above all.
    #[inline(always)]
    pub(super) fn pack_down(top: u64, exponent: i64) -> Option<Price> {
        // ARITH: exponents come from sums of small constants, far from the ends of i64.
        let (m, exponent) = if top >> 63 == 0 { (top >> 31, exponent.wrapping_sub(1)) } else { (top >> 32, exponent) };
        if exponent < 0 { Some(Price::ZERO) } else { Price::from_parts(m, exponent) }
    }

    /// The smallest price not below `(top + d) * 2^(exponent - 127)` units, for `top` in `[2^62, 2^64)` and some d with
    /// 0 < d < 1 iff `dropped != 0`; `None` above all.
    #[inline(always)]
    pub(super) fn pack_up(top: u64, dropped: u64, exponent: i64) -> Option<Price> {
        let (m, rest, exponent) = if top >> 63 == 0 {
            (top >> 31, top & (LOW_32 >> 1), exponent.wrapping_sub(1))
        } else {
            (top >> 32, top & LOW_32, exponent)
        };
        let m = m.wrapping_add(u64::from(rest | dropped != 0));
        let (m, exponent) = if m >> 32 == 0 { (m, exponent) } else { (TOP, exponent.wrapping_add(1)) };
        if exponent < 0 { Some(Price::SMALLEST) } else { Price::from_parts(m, exponent) }
    }

    #[inline(always)]
    fn from_parts(m: u64, exponent: i64) -> Option<Price> {
        let exponent = exponent.cast_unsigned();
        (exponent <= EXPONENT_MAX).then_some(Price((exponent << 32) | m))
    }
}

/// The value, when it is below 2^[`FAST_BITS`].
#[inline(always)]
fn fast(value: u64) -> Option<u64> {
    if value >> FAST_BITS != 0 {
        cold_path();
        return None;
    }
    Some(value)
}

/// [`Price::value`] for s < 32, where a unit is worth less than two atoms: a token of few decimals, or a very dear one.
#[cold]
#[inline(never)]
fn dear_value(t: u64, u: u64, exponent: u64) -> Option<(u64, u64)> {
    if exponent > EXPONENT_MAX {
        return None;
    }
    // u * 2^(32 - s) must stay below 2^48 not to lose bits.
    // ARITH: s = 95 - exponent in 0..=31; so 16 + s <= 47, and 32 - s in 1..=32.
    let s = low_u32(EXPONENT_MAX.wrapping_sub(exponent));
    if u.wrapping_shr(s.wrapping_add(16)) != 0 {
        return None;
    }
    let low = t.wrapping_shr(s);
    // ARITH: t <= (2^32 - 1)^2 = 2^64 - 2^33 + 1 and the other part is below 2^48 and even at s < 32.
    let value = u.wrapping_shl(32_u32.wrapping_sub(s)).checked_add(low)?;
    Some((value, low.wrapping_shl(s) ^ t))
}

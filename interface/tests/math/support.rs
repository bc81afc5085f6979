//! Exact numbers, and words that lie where arithmetic breaks.

use hypothec_interface::math::price::Price;
use hypothec_interface::math::q64::Q64;
use num_bigint::BigUint;
use num_rational::BigRational;
use proptest::prelude::*;

/// Limbs to a number.
pub fn big(limbs: &[u64]) -> BigUint {
    limbs.iter().rev().fold(BigUint::ZERO, |n, limb| (n << 64) + limb)
}

/// A number to one limb, if it fits.
pub fn limb(n: &BigUint) -> Option<u64> {
    u64::try_from(n).ok()
}

/// The smallest quotient not below `n / d`.
pub fn div_up(n: &BigUint, d: &BigUint) -> BigUint {
    (n + d - 1u8) / d
}

/// Two to a power.
pub fn pow2(k: u64) -> BigUint {
    BigUint::from(1u8) << k
}

/// `n / d`.
pub fn ratio(n: impl Into<BigUint>, d: impl Into<BigUint>) -> BigRational {
    BigRational::new(n.into().into(), d.into().into())
}

/// A Q64.64 as a fraction.
pub fn q64_value(q: Q64) -> BigRational {
    ratio(big(&q.0), pow2(64))
}

/// A price as a fraction, in units of 2^-16 USD per atom.
pub fn price_value(price: Price) -> BigRational {
    ratio(price.mantissa(), pow2(if price.is_zero() { 0 } else { price.shift() }))
}

/// Any word, with many near powers of two, powers of ten and the ends.
pub fn word() -> impl Strategy<Value = u64> {
    prop_oneof![
        3 => any::<u64>(),
        3 => (any::<u64>(), 0u32..64).prop_map(|(x, s)| x >> s),
        3 => (0u32..64, -2i64..=2).prop_map(|(k, d)| (1u64 << k).wrapping_add_signed(d)),
        1 => (0u32..20).prop_map(|k| 10u64.pow(k)),
        2 => (any::<u32>(), prop_oneof![Just(0u64), Just(u64::from(u32::MAX))]).prop_map(|(h, l)| u64::from(h) << 32 | l),
    ]
}

/// Two limbs.
pub fn double() -> impl Strategy<Value = [u64; 2]> {
    (word(), prop_oneof![1 => Just(0u64), 1 => Just(1u64), 4 => word()]).prop_map(|(lo, hi)| [lo, hi])
}

/// An index: from 2^-20 to below 2^62, most near 1.
pub fn index() -> impl Strategy<Value = Q64> {
    prop_oneof![
        1 => Just(Q64::ONE),
        4 => any::<u64>().prop_map(|fraction| Q64([fraction, 1])),
        2 => (1u64 << 44..=u64::MAX).prop_map(|fraction| Q64([fraction, 0])),
        2 => (word(), word()).prop_map(|(f, i)| Q64([f, (i >> 2).max(1)])),
        1 => Just(Q64([1 << 44, 0])),
    ]
}

/// A price that a constructor could have made.
pub fn price() -> impl Strategy<Value = Price> {
    let mantissa = prop_oneof![Just(1u64 << 31), Just((1u64 << 32) - 1), 1u64 << 31..1u64 << 32];
    prop_oneof![
        1 => Just(Price::ZERO),
        20 => (0u64..=95, mantissa).prop_map(|(e, m)| Price::from_bits(e << 32 | m)),
    ]
}

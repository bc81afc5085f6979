//! Rational numbers, and how the program's formats read as such.

use hypothec_interface::math::price::Price;
use hypothec_interface::math::q64::Q64;
use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::ToPrimitive;

/// An exact number: atoms, or 2^-16 USD an atom, as the name beside it says.
pub type Exact = BigRational;

/// `over / under`.
///
/// # Panics
/// When `under` is zero.
pub fn ratio(over: impl Into<BigInt>, under: impl Into<BigInt>) -> Exact {
    Exact::new(over.into(), under.into())
}

/// Whole atoms.
#[must_use]
pub fn atoms(n: u64) -> Exact {
    Exact::from_integer(BigInt::from(n))
}

/// A Q64.64 of the records.
#[must_use]
pub fn q64(Q64([fraction, integer]): Q64) -> Exact {
    ratio(BigInt::from(integer) << 64 | BigInt::from(fraction), BigInt::from(1) << 64)
}

/// A packed price of the records, 2^-16 USD an atom.
#[must_use]
pub fn price(price: Price) -> Exact {
    ratio(price.mantissa(), BigInt::from(1) << price.shift())
}

/// This many basis points of an amount.
#[must_use]
pub fn bps_of(amount: &Exact, bps: u16) -> Exact {
    amount * ratio(bps, 10_000)
}

/// The greatest multiple of 2^-256 that is not above `x`: it keeps fractions from growing without end.
#[must_use]
pub fn tidy(x: Exact) -> Exact {
    let scale: BigInt = BigInt::from(1) << 256;
    Exact::new((x * &scale).floor().to_integer(), scale)
}

/// The most that indices and the protocol's parts lose to rounding in a run of fewer than 40 accruals: each costs at most
/// 2^-64 of 10^13 shares, which is below 2^-20 atom, and two parts in units of 2^-32 atom.
#[must_use]
pub fn hair() -> Exact {
    ratio(1, 1 << 14)
}

/// For messages.
#[must_use]
pub fn approximately(x: &Exact) -> f64 {
    x.to_f64().unwrap_or(f64::NAN)
}

//! Atoms and shares of a reserve. The caller picks the direction in which the reserve keeps the dust.
//!
//! | action | conversion |
//! |---|---|
//! | deposit | [`shares_down`] |
//! | withdraw | an amount: [`shares_up`]; all: [`assets_down`] |
//! | borrow | [`shares_up`] |
//! | repay | an amount: [`shares_down`]; all: [`assets_up`] |

use super::divide::{div_128_64, div_128_128, div_below_two};
use super::q64::Q64;

/// `floor(shares * index)` atoms, or `None` from 2^64.
#[inline(always)]
#[must_use]
pub fn assets_down(shares: u64, index: &Q64) -> Option<u64> {
    if index.is_one() { Some(shares) } else { index.mul_atoms_down(shares) }
}

/// `ceil(shares * index)` atoms, or `None` from 2^64.
#[inline(always)]
#[must_use]
pub fn assets_up(shares: u64, index: &Q64) -> Option<u64> {
    if index.is_one() { Some(shares) } else { index.mul_atoms_up(shares) }
}

/// `floor(assets / index)` shares, or `None` from 2^64 or when the index is 0.
#[inline(always)]
#[must_use]
pub fn shares_down(assets: u64, index: &Q64) -> Option<u64> {
    let Q64([fraction, integer]) = *index;
    if integer != 1 {
        return Some(quotient(assets, index)?.0);
    }
    Some(if fraction == 0 { assets } else { below_two_down(assets, fraction) })
}

/// `ceil(assets / index)` shares, or `None` from 2^64 or when the index is 0.
#[inline(always)]
#[must_use]
pub fn shares_up(assets: u64, index: &Q64) -> Option<u64> {
    let Q64([fraction, integer]) = *index;
    if integer == 1 {
        return Some(if fraction == 0 { assets } else { below_two_up(assets, fraction) });
    }
    match quotient(assets, index) {
        Some((shares, true)) => Some(shares),
        Some((shares, false)) => shares.checked_add(1),
        None => None,
    }
}

/// [`shares_down`] at an index between 1 and 2, where every index spends its first years.
#[inline(never)]
fn below_two_down(assets: u64, fraction: u64) -> u64 {
    div_below_two(assets, fraction).0
}

/// [`shares_up`] there.
#[inline(never)]
fn below_two_up(assets: u64, fraction: u64) -> u64 {
    let (shares, exact) = div_below_two(assets, fraction);
    // ARITH: an index above 1 keeps the quotient below the assets, or it is 0 and exact.
    shares.wrapping_add(u64::from(!exact))
}

/// The general path of [`shares_down`] and [`shares_up`]: `(floor(assets / index), whether that is exact)`.
///
/// Public for the test that it agrees with the identity path at 1.0. For [`assets_down`] and [`assets_up`] that path
/// is [`Q64::mul_atoms_down`] and [`Q64::mul_atoms_up`].
#[inline(never)]
#[must_use]
pub fn quotient(assets: u64, index: &Q64) -> Option<(u64, bool)> {
    let Q64([fraction, integer]) = *index;
    if integer == 0 {
        let (shares, rest) = div_128_64([0, assets], fraction)?;
        return Some((shares, rest == 0));
    }
    // An index of at least 1 keeps the quotient within a limb.
    let ([shares, _], [r0, r1]) = div_128_128([0, assets], [fraction, integer])?;
    Some((shares, r0 | r1 == 0))
}

//! Interest: the polynomial of docs/math.md over its steps.

use crate::number::{Exact, atoms, ratio, tidy};
use hypothec_interface::math::interest::growth_up;
use num_bigint::BigInt;

/// By what a debt is multiplied in `dt` seconds at a rate in 2^-64 a second: the defined polynomial over the defined steps,
/// and linearly beyond them.
#[must_use]
pub fn growth(rate_q64: u64, dt: u64) -> Exact {
    let whole: BigInt = BigInt::from(1) << 64;
    let step_s = (1u64 << 60).checked_div(rate_q64).unwrap_or(u64::MAX);
    let (mut left, mut factor) = (dt, atoms(1));
    for _ in 0..32 {
        let s = left.min(step_s);
        factor *= ratio(&whole + BigInt::from(growth_up(rate_q64 * s)), whole.clone());
        left -= s;
        if left == 0 {
            return tidy(factor);
        }
    }
    tidy(factor * ratio(&whole + BigInt::from(rate_q64) * BigInt::from(left), whole.clone()))
}

/// By what a debt is multiplied at `x`, rate times time, of at most a sixteenth: the cubic without any rounding.
///
/// # Panics
/// Where `x` is more than the one polynomial is defined for.
#[must_use]
pub fn cubic(x: &Exact) -> Exact {
    assert!(*x <= ratio(1, 16), "steps longer than one polynomial is defined for");
    let square = x * x;
    atoms(1) + x + &square / atoms(2) + square * x / atoms(6)
}

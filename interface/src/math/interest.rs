//! Interest: growth of the debt index over time, and interest not yet booked.
//!
//! Interest is *defined* by the integer formulas here (`docs/math.md` repeats them): an exact model uses the same
//! polynomial, step split and rounding, and a separate test bounds the polynomial against the exponential.

use core::hint::cold_path;

use super::q64::Q64;
use super::rate::RATE_MAX_Q64;
use super::wide::{LOW_32, add_128_wrapping, mul_64, saturating_add_64, sub_128_wrapping};

/// The largest product of rate and time of one step: 2^-4, as a Q64 fraction.
const STEP_MAX_Q64: u64 = 1 << 60;

/// Compounding steps of one call; time beyond them accrues linearly.
const STEPS_MAX: u32 = 32;

/// The largest debt of a reserve in atoms.
pub const DEBT_MAX: u64 = 1 << 62;

/// Indices stay below this.
pub const INDEX_LIMIT: u64 = 1 << 62;

/// What accrual does to the books.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Accrual {
    /// The debt index after it.
    pub index: Q64,
    /// `debt_shares * (index after - index before)` atoms, exact: to be distributed (`Claims::distribute`).
    pub interest: Q64,
    /// Whether a limit stopped it: then the index is as before and the interest 0.
    pub saturated: bool,
}

/// Accrues `dt_s` seconds at `rate_q64` per second (at most [`RATE_MAX_Q64`]) on a debt of `debt_shares * index`.
///
/// Never fails: where the index would reach [`INDEX_LIMIT`] or the debt pass [`DEBT_MAX`] it changes nothing and says so.
#[inline(always)]
#[must_use]
pub fn accrue_up(index: Q64, debt_shares: u64, rate_q64: u64, dt_s: u64) -> Accrual {
    if is_fast(index, debt_shares, dt_s) {
        let (index, interest) = accrue_fast_up(index, debt_shares, rate_q64, dt_s);
        return Accrual { index, interest, saturated: false };
    }
    accrue_any_up(index, debt_shares, rate_q64, dt_s)
}

/// Three days, an index of 1 to 2, 2^50 shares: one step, and no limit within reach.
#[inline(always)]
pub(crate) const fn is_fast(index: Q64, debt_shares: u64, dt_s: u64) -> bool {
    index.floor() == 1 && (dt_s >> 18) | (debt_shares >> 50) == 0
}

/// [`accrue_up`] where [`is_fast`]: the index and the interest.
#[inline(always)]
pub(crate) fn accrue_fast_up(index: Q64, debt_shares: u64, rate_q64: u64, dt_s: u64) -> (Q64, Q64) {
    let Q64([fraction, _]) = index;
    // ARITH: rate < 2^42, so x < 2^60, which is one step; growth below 1 at most doubles the index.
    let growth = growth_of_step_up(rate_q64.min(RATE_MAX_Q64).wrapping_mul(dt_s));
    let [dust, more] = mul_64(fraction, growth);
    let delta = growth.wrapping_add(more).wrapping_add(u64::from(dust != 0));
    (Q64(add_128_wrapping(index.0, [delta, 0])), Q64(mul_64(delta, debt_shares)))
}

/// [`accrue_up`] whatever the index, the debt and the time; public for the test that both agree.
#[cold]
#[inline(never)]
#[must_use]
pub fn accrue_any_up(index: Q64, debt_shares: u64, rate_q64: u64, dt_s: u64) -> Accrual {
    let grown = index_up(index, rate_q64, dt_s).and_then(|after| {
        // ARITH: an index never falls.
        let interest = Q64(sub_128_wrapping(after.0, index.0)).checked_mul_u64(debt_shares)?;
        // Below 2^50 shares and an index below 2^11 the debt is below 2^61; only beyond it is worth a product.
        if (debt_shares >> 50) | (after.floor() >> 11) != 0 && after.mul_atoms_up(debt_shares)? > DEBT_MAX {
            return None;
        }
        Some(Accrual { index: after, interest, saturated: false })
    });
    grown.unwrap_or(Accrual { index, interest: Q64::ZERO, saturated: true })
}

/// The index after `dt_s` seconds at `rate_q64` per second, or `None` from [`INDEX_LIMIT`].
///
/// Time is cut into steps of `floor(2^60 / rate)` seconds (at 400 % APR 5.7 days), so that a step's x = rate * seconds
/// is at most 2^-4, and each step adds `ceil(index * growth(x))`; what is left after 32 steps adds `ceil(index * x)`.
#[inline(never)]
#[must_use]
pub fn index_up(index: Q64, rate_q64: u64, dt_s: u64) -> Option<Q64> {
    let rate = rate_q64.min(RATE_MAX_Q64);
    let step_s = STEP_MAX_Q64.checked_div(rate).unwrap_or(u64::MAX);
    if dt_s <= step_s {
        // ARITH: dt_s <= 2^60 / rate, or the rate is 0.
        step_up(index, rate.wrapping_mul(dt_s))
    } else {
        many_steps_up(index, rate, step_s, dt_s)
    }
}

/// [`index_up`] for more than one step.
#[cold]
#[inline(never)]
fn many_steps_up(mut index: Q64, rate: u64, step_s: u64, dt_s: u64) -> Option<Q64> {
    let mut left_s = dt_s;
    for _ in 0..STEPS_MAX {
        let s = left_s.min(step_s);
        // ARITH: s <= 2^60 / rate and s <= left_s.
        index = step_up(index, rate.wrapping_mul(s))?;
        left_s = left_s.wrapping_sub(s);
    }
    let [fraction, integer] = mul_64(rate, left_s);
    let delta = index.checked_mul_u64(integer)?.checked_add(index.mul_fraction_up(fraction))?;
    within_limit(index.checked_add(delta)?)
}

/// `index + ceil(index * growth)` for one step's x, or `None` from [`INDEX_LIMIT`].
#[inline(never)]
fn step_up(index: Q64, x_q64: u64) -> Option<Q64> {
    if index.floor() >= INDEX_LIMIT {
        return None;
    }
    // ARITH: growth below 1 at most doubles an index below 2^62.
    within_limit(Q64(add_128_wrapping(index.0, index.mul_fraction_up(growth_up(x_q64)).0)))
}

#[inline(always)]
fn within_limit(index: Q64) -> Option<Q64> {
    (index.floor() < INDEX_LIMIT).then_some(index)
}

/// `x + x^2 / 2 + x^3 / 6` as a Q64 fraction, rounded up, for x up to 2^-4; 0 for 0.
///
/// With h = x in 34 bits and k = h^2 in 34 bits, both rounded up: `x + ceil(h^2 / 2^5) + ceil(k * h / 96)`.
///
/// ROUND: up by at most 2^-33 * x + 3 * 2^-64.
#[inline(always)]
#[must_use]
pub fn growth_up(x_q64: u64) -> u64 {
    // More than 2^-4 is nobody's x.
    growth_of_step_up(x_q64.min(STEP_MAX_Q64))
}

#[inline(always)]
fn growth_of_step_up(x: u64) -> u64 {
    // Zero stays zero.
    if x == 0 {
        return 0;
    }
    // ARITH: h <= 2^30 + 1, h^2 < 2^61, k <= 2^26 + 1, k * h < 2^57; the sum is below 2^60 + 2^56 + 2^51.
    let h = (x >> 30).wrapping_add(1);
    let h2 = h.wrapping_mul(h);
    let k = (h2 >> 34).wrapping_add(1);
    let half_square = h2.wrapping_add(31) >> 5;
    let sixth_cube = k.wrapping_mul(h).wrapping_add(95) / 96;
    x.wrapping_add(half_square).wrapping_add(sixth_cube)
}

/// A debt with the interest not yet booked on it: `debt * (1 + rate * dt)` rounded up, at most `u64::MAX`.
///
/// Exactly: with x = rate * min(dt, 2^40), `debt + floor(debt * (floor(x / 2^32) + 1) / 2^32) + 1` if debt * x > 0, else
/// `debt`.
///
/// ROUND: up by at most `debt * 2^-32 + 1` atoms, against the borrower.
#[inline(always)]
#[must_use]
pub fn pending_up(debt: u64, rate_q64: u64, dt_s: u64) -> u64 {
    let rate = rate_q64.min(RATE_MAX_Q64);
    if rate == 0 || dt_s == 0 || debt == 0 {
        return debt;
    }
    if dt_s >> 22 != 0 {
        return pending_long_up(debt, rate, dt_s);
    }
    // ARITH: rate < 2^42 and dt_s < 2^22, so x < 2^64 and f <= 2^32; (2^32 - 1) * 2^32 + 2^32 - 1 < 2^64.
    let f = (rate.wrapping_mul(dt_s) >> 32).wrapping_add(1);
    let interest = (debt >> 32).wrapping_mul(f).wrapping_add((debt & LOW_32).wrapping_mul(f) >> 32);
    saturating_add_64(saturating_add_64(debt, interest), 1)
}

/// [`pending_up`] of 1 to 2^63 - 1 atoms over less than 48 days; `None` of others, and at a rate above the limit.
#[inline(always)]
pub(crate) fn pending_fast_up(debt: u64, rate_q64: u64, dt_s: u64) -> Option<u64> {
    if rate_q64 == 0 || dt_s == 0 {
        return Some(debt);
    }
    if debt.cast_signed() <= 0 || dt_s >= 1 << 22 || rate_q64 > RATE_MAX_Q64 {
        cold_path();
        return None;
    }
    // ARITH: f as in `pending_up`; with f <= 2^32 interest is at most the debt.
    let f = (rate_q64.wrapping_mul(dt_s) >> 32).wrapping_add(1);
    let interest = (debt >> 32).wrapping_mul(f).wrapping_add((debt & LOW_32).wrapping_mul(f) >> 32);
    Some(debt.wrapping_add(interest).wrapping_add(1))
}

/// [`pending_up`] from 48 days on.
#[cold]
#[inline(never)]
fn pending_long_up(debt: u64, rate: u64, dt_s: u64) -> u64 {
    let [lo, hi] = mul_64(rate, dt_s.min(1 << 40));
    // ARITH: hi < 2^18.
    let f = ((hi << 32) | (lo >> 32)).wrapping_add(1);
    let [lo, hi] = mul_64(debt, f);
    if hi >> 32 != 0 {
        return u64::MAX;
    }
    debt.saturating_add((hi << 32) | (lo >> 32)).saturating_add(1)
}

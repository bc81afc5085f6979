//! The interest curve: from the utilisation of a reserve to its rate per second.

use crate::unit::BPS;
use bytemuck::{Pod, Zeroable};

/// Seconds in the year of an APR: 365 days.
pub const YEAR_S: u64 = 31_536_000;

/// The highest APR: 400 %, in basis points.
pub const APR_MAX_BPS: u16 = 40_000;

/// One basis point of APR as a Q64 fraction per second: `ceil(2^64 / (10_000 * YEAR_S))`.
///
/// ROUND: up by 4.6e-9 relative.
pub const APR_BPS_Q64: u64 = 58_494_242;

/// The highest rate per second: [`APR_MAX_BPS`], below 2^42.
pub const RATE_MAX_Q64: u64 = APR_MAX_BPS as u64 * APR_BPS_Q64;

/// A point of the curve, 4 bytes.
#[repr(C)]
#[derive(Clone, Copy, PartialEq, Eq, Debug, Pod, Zeroable)]
pub struct Point {
    /// Utilisation in basis points, 0 to 10,000.
    pub utilisation_bps: u16,
    /// Annual rate at it in basis points, 0 to [`APR_MAX_BPS`].
    pub apr_bps: u16,
}

/// Whether a curve starts at 0, ends at 10,000, falls nowhere and stays within [`APR_MAX_BPS`].
///
/// Two points may share a utilisation only by being equal: so a curve of fewer kinks repeats its last point.
#[must_use]
pub fn curve_is_valid(curve: &[Point; 8]) -> bool {
    let [first, .., last] = curve;
    let ascends = curve
        .iter()
        .zip(curve.iter().skip(1))
        .all(|(a, b)| a == b || (a.utilisation_bps < b.utilisation_bps && a.apr_bps <= b.apr_bps));
    ascends && first.utilisation_bps == 0 && last.utilisation_bps == BPS && last.apr_bps <= APR_MAX_BPS
}

/// Utilisation `debt / (cash_and_flash + debt)` in basis points, rounded up, at most 10,000; 0 for an empty reserve.
///
/// From 2^50 atoms of debt both amounts lose their low 14 bits first; a sum above `u64::MAX` counts as that.
#[inline(always)]
#[must_use]
pub fn utilisation_bps_up(cash_and_flash: u64, debt: u64) -> u64 {
    let (cash, debt) = if debt >> 50 == 0 { (cash_and_flash, debt) } else { (cash_and_flash >> 14, debt >> 14) };
    let total = super::wide::saturating_add_64(cash, debt);
    // ARITH: debt < 2^50 and 10_000 < 2^14. A quotient q <= 10_000 has q * total <= n; a remainder makes q < 10_000.
    let n = debt.wrapping_mul(10_000);
    let q = n.checked_div(total).unwrap_or(0);
    q.wrapping_add(u64::from(q.wrapping_mul(total) != n))
}

/// The rate per second at a utilisation as a Q64 fraction, rounded up: linear between points, at most [`RATE_MAX_Q64`].
///
/// On a malformed curve some rate within that limit.
#[inline(always)]
#[must_use]
pub fn rate_q64_up(curve: &[Point; 8], cash_and_flash: u64, debt: u64) -> u64 {
    rate_at_q64_up(curve, utilisation_bps_up(cash_and_flash, debt))
}

/// [`rate_q64_up`] where the utilisation is known already.
#[inline(always)]
#[must_use]
pub fn rate_at_q64_up(curve: &[Point; 8], u: u64) -> u64 {
    let (from, to) = segment(curve, u);
    let (from_u, to_u) = (u64::from(from.utilisation_bps), u64::from(to.utilisation_bps));
    // ARITH: from_u <= u <= to_u on a valid curve: each distance is below 2^16, so the sum of products is below 2^33 and,
    // by APR_BPS_Q64 < 2^26, below 2^59. On a malformed one anything wraps to some rate, which the limit bounds.
    let width = to_u.wrapping_sub(from_u);
    let weighted = u64::from(from.apr_bps)
        .wrapping_mul(to_u.wrapping_sub(u))
        .wrapping_add(u64::from(to.apr_bps).wrapping_mul(u.wrapping_sub(from_u)))
        .wrapping_mul(APR_BPS_Q64);
    // ARITH: ceil(n / d) = floor((n + d - 1) / d), below 2^59 + 2^16.
    let rate = match weighted.wrapping_add(width.wrapping_sub(1)).checked_div(width) {
        Some(rate) => rate,
        // On a valid curve: nothing lent, and the first points are equal.
        None => u64::from(to.apr_bps).wrapping_mul(APR_BPS_Q64),
    };
    rate.min(RATE_MAX_Q64)
}

/// The neighbours of a utilisation: the first point at or above it (not the first of all), and the point before.
#[inline(always)]
fn segment(curve: &[Point; 8], u: u64) -> (&Point, &Point) {
    let [p0, p1, p2, p3, p4, p5, p6, p7] = curve;
    let reaches = |point: &Point| u64::from(point.utilisation_bps) >= u;
    if reaches(p4) {
        if reaches(p2) {
            if reaches(p1) { (p0, p1) } else { (p1, p2) }
        } else if reaches(p3) {
            (p2, p3)
        } else {
            (p3, p4)
        }
    } else if reaches(p6) {
        if reaches(p5) { (p4, p5) } else { (p5, p6) }
    } else {
        (p6, p7)
    }
}

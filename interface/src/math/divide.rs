//! Division of 64-bit limbs, little-endian as in [`super::wide`]: Knuth's algorithm D on 32-bit digits.

use super::wide::{LOW_32, low_u32, lt_128, mul_64, sub_128_wrapping};

/// `x` shifted left until its top bit is set, and the shift (its leading zeros). Zero gives `(0, 63)`.
///
/// BPF has no count-leading-zeros; its expansion and the usual six branches (which become selects) cost twice as much as
/// these loops of at most three rounds.
#[inline(always)]
#[must_use]
pub const fn normalise_64(x: u64) -> (u64, u64) {
    if x == 0 {
        return (0, 63);
    }
    let (mut x, mut zeros) = (x, 0_u64);
    // ARITH: x > 0, so the shifts sum to at most 63.
    while x >> 48 == 0 {
        (x, zeros) = (x << 16, zeros.wrapping_add(16));
    }
    while x >> 60 == 0 {
        (x, zeros) = (x << 4, zeros.wrapping_add(4));
    }
    while x >> 63 == 0 {
        (x, zeros) = (x << 1, zeros.wrapping_add(1));
    }
    (x, zeros)
}

/// One digit of a quotient: `((rem * 2^32 + next) / v, the remainder)`, for `rem < v`, `next < 2^32` and the top bit of
/// `v` set; so the digit is below 2^32. (Other arguments give a meaningless pair.)
#[inline(always)]
const fn digit(rem: u64, next: u64, v: u64) -> (u64, u64) {
    let (vl, vh) = (v & LOW_32, v >> 32);
    // ARITH: vh >= 2^31, so the quotient exists; `| 1 << 31` tells the compiler so and changes nothing.
    let vh = vh | (1 << 31);
    let mut q = match rem.checked_div(vh) {
        Some(q) => q,
        None => 0,
    };
    let mut r = rem.wrapping_sub(q.wrapping_mul(vh));
    // ARITH: rem < v gives q <= 2^32 + 1, so q * vl <= (2^32 + 1) * (2^32 - 1) < 2^64. Knuth: at most two rounds.
    while q >> 32 != 0 || q.wrapping_mul(vl) > ((r << 32) | next) {
        q = q.wrapping_sub(1);
        r = r.wrapping_add(vh);
        if r >> 32 != 0 {
            break;
        }
    }
    // ARITH: the true remainder is below v, so the difference modulo 2^64 is it.
    (q, ((rem << 32) | next).wrapping_sub(q.wrapping_mul(v)))
}

/// `((rem * 2^64 + low) / v, the remainder)` for `rem < v` and the top bit of `v` set.
#[inline(always)]
const fn two_digits(rem: u64, low: u64, v: u64) -> (u64, u64) {
    let (q1, rem) = digit(rem, low >> 32, v);
    let (q0, rem) = digit(rem, low & LOW_32, v);
    ((q1 << 32) | q0, rem)
}

/// `(n / d, n % d)`, or `None` when the quotient does not fit one limb (this includes `d == 0`).
#[inline(always)]
#[must_use]
pub fn div_128_64(n: [u64; 2], d: u64) -> Option<(u64, u64)> {
    // the usual case of one limb is worth no call, whose result goes through memory
    let [lo, hi] = n;
    if hi == 0 { div_rem_64(lo, d) } else { div_two_limbs(lo, hi, d) }
}

#[inline(never)]
fn div_two_limbs(lo: u64, hi: u64, d: u64) -> Option<(u64, u64)> {
    if hi >= d {
        return None;
    }
    if d >> 32 == 0 {
        // A one-digit divisor: school division, since hi < d < 2^32.
        let (q1, r) = div_rem_64((hi << 32) | (lo >> 32), d)?;
        let (q0, r) = div_rem_64((r << 32) | (lo & LOW_32), d)?;
        return Some(((q1 << 32) | q0, r));
    }
    let (v, shift) = normalise_64(d);
    // ARITH: shift <= 31 here, and (lo >> 1) >> (63 - shift) is lo >> (64 - shift) without a shift by 64.
    let rem = hi.wrapping_shl(low_u32(shift)) | (lo >> 1).wrapping_shr(low_u32(63 ^ shift));
    let low = lo.wrapping_shl(low_u32(shift));
    let (q, rem) = two_digits(rem, low, v);
    Some((q, rem.wrapping_shr(low_u32(shift))))
}

/// `(n / d, n % d)`, or `None` when `d == 0`.
#[inline(never)]
#[must_use]
pub fn div_128_128(n: [u64; 2], d: [u64; 2]) -> Option<([u64; 2], [u64; 2])> {
    let ([n0, n1], [d0, d1]) = (n, d);
    if d1 == 0 {
        let (q1, r) = div_rem_64(n1, d0)?;
        let (q0, r) = div_128_64([n0, r], d0)?;
        return Some(([q0, q1], [r, 0]));
    }
    // The quotient has one limb. Divide by the divisor's top 64 bits; halving n keeps that quotient in a limb. Taking
    // one off makes the estimate q or q - 1 (Hacker's Delight, 9-5).
    // An index between 1 and 2 is the common divisor, and 1 the slowest to normalise.
    let (top, shift) = if d1 == 1 { (1 << 63, 63) } else { normalise_64(d1) };
    let v = top | (d0 >> 1).wrapping_shr(low_u32(63 ^ shift));
    let (estimate, _) = two_digits(n1 >> 1, (n0 >> 1) | (n1 << 63), v);
    let q = estimate.wrapping_shr(low_u32(63 ^ shift)).saturating_sub(1);
    let [p0, p1] = mul_64(q, d0);
    // ARITH: q * d <= n < 2^128, and what remains is below 2 * d.
    let r = sub_128_wrapping(n, [p0, p1.wrapping_add(q.wrapping_mul(d1))]);
    if lt_128(r, d) { Some(([q, 0], r)) } else { Some(([q.wrapping_add(1), 0], sub_128_wrapping(r, d))) }
}

/// `(floor(a / index), whether exact)` for an index of 1 + fraction / 2^64: [`div_128_128`] without its cases.
#[inline(always)]
pub(crate) const fn div_below_two(a: u64, fraction: u64) -> (u64, bool) {
    // Half of numerator and divisor; taking one off makes the estimate q or q - 1, as there.
    let (estimate, _) = two_digits(a >> 1, a << 63, (1 << 63) | (fraction >> 1));
    let q = estimate.saturating_sub(1);
    // ARITH: q * (2^64 + fraction) <= a * 2^64, and what remains is below twice the divisor.
    let [p0, p1] = mul_64(q, fraction);
    let [r0, r1] = sub_128_wrapping([0, a], [p0, p1.wrapping_add(q)]);
    if r1 == 0 || (r1 == 1 && r0 < fraction) {
        (q, r0 | r1 == 0)
    } else {
        (q.wrapping_add(1), r1 == 1 && r0 == fraction)
    }
}

/// `floor(a * b / c)`, or `None` when `c == 0` or the quotient passes `u64::MAX`.
#[inline(always)]
#[must_use]
pub fn mul_div_down(a: u64, b: u64, c: u64) -> Option<u64> {
    Some(div_128_64(mul_64(a, b), c)?.0)
}

/// `ceil(a * b / c)`, or `None` when `c == 0` or the quotient passes `u64::MAX`.
#[inline(always)]
#[must_use]
pub fn mul_div_up(a: u64, b: u64, c: u64) -> Option<u64> {
    match div_128_64(mul_64(a, b), c) {
        Some((q, 0)) => Some(q),
        Some((q, _)) => q.checked_add(1),
        None => None,
    }
}

/// `(n / d, n % d)`, or `None` when `d == 0`.
#[inline(always)]
fn div_rem_64(n: u64, d: u64) -> Option<(u64, u64)> {
    let q = n.checked_div(d)?;
    // ARITH: q * d <= n.
    Some((q, n.wrapping_sub(q.wrapping_mul(d))))
}

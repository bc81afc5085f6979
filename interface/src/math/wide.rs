//! Arithmetic on 64-bit limbs, little-endian: `[lo, hi]` is `lo + hi * 2^64`.
//!
//! The BPF machine multiplies and divides 64-bit words in one unit each, while `u128` operators become calls of 57 to
//! 200 and more units; so products are built from 32-bit digits, and quotients by Knuth's algorithm D on them.

// The `cold_path()`s below are carries and overflows, not all of them rare: what they buy is a branch. The compiler would
// compute both outcomes and select one by a flag in a register, four units, where a branch takes one or two.
use core::hint::cold_path;

/// The low half of a limb.
pub(crate) const LOW_32: u64 = 0xffff_ffff;

/// Whether `a + b` passes one limb. Asked of the terms, not of the sum: LLVM makes of `sum < a` an addition with overflow,
/// whose flag this machine has to compute.
#[inline(always)]
const fn carries(a: u64, b: u64) -> bool {
    b > !a
}

/// `a * b`, exact.
///
/// This shape on purpose: LLVM turns the textbook forms of the high half (four products, and the running carry through
/// masked digits whenever the low half is not used) back into a 128-bit multiply, a call on BPF.
#[inline(always)]
#[must_use]
pub const fn mul_64(a: u64, b: u64) -> [u64; 2] {
    let (al, ah, bl, bh) = (a & LOW_32, a >> 32, b & LOW_32, b >> 32);
    // ARITH: a product of digits is at most (2^32 - 1)^2 = 2^64 - 2^33 + 1; it takes one more digit without a carry.
    let t = bl.wrapping_mul(ah).wrapping_add(al.wrapping_mul(bl) >> 32);
    let cross = bh.wrapping_mul(al);
    let mid = t.wrapping_add(cross);
    let hi = bh.wrapping_mul(ah).wrapping_add(mid >> 32);
    // The low limb needs no digits.
    let lo = a.wrapping_mul(b);
    if carries(t, cross) {
        cold_path();
        return [lo, hi.wrapping_add(1 << 32)];
    }
    [lo, hi]
}

/// The high limb of a product, of the digits of its factors.
#[inline(always)]
pub(crate) const fn mul_hi_of([al, ah]: [u64; 2], [bl, bh]: [u64; 2]) -> u64 {
    // ARITH: as in `mul_64`, whose shape this has
    let t = bl.wrapping_mul(ah).wrapping_add(al.wrapping_mul(bl) >> 32);
    let cross = bh.wrapping_mul(al);
    let hi = bh.wrapping_mul(ah).wrapping_add(t.wrapping_add(cross) >> 32);
    if carries(t, cross) {
        cold_path();
        return hi.wrapping_add(1 << 32);
    }
    hi
}

/// The high limb of `a * b`: `floor(a * b / 2^64)`.
#[inline(always)]
#[must_use]
pub const fn mul_hi_64(a: u64, b: u64) -> u64 {
    let [_, hi] = mul_64(a, b);
    hi
}

/// `a * b` when it fits one limb. (`u64::checked_mul` compiles to a 128-bit product.)
#[inline(always)]
#[must_use]
pub fn checked_mul_64(a: u64, b: u64) -> Option<u64> {
    match mul_64(a, b) {
        [lo, 0] => Some(lo),
        _ => None,
    }
}

/// `a + b`, or `None` from 2^64. (`u64::checked_add` computes its flag into a register: five units, where this takes
/// two.)
#[inline(always)]
#[must_use]
pub const fn add_64(a: u64, b: u64) -> Option<u64> {
    if carries(a, b) {
        cold_path();
        return None;
    }
    Some(a.wrapping_add(b))
}

/// `a + b`, at most `u64::MAX`.
#[inline(always)]
#[must_use]
pub const fn saturating_add_64(a: u64, b: u64) -> u64 {
    match add_64(a, b) {
        Some(sum) => sum,
        None => u64::MAX,
    }
}

/// `a - b`, at least 0.
#[inline(always)]
#[must_use]
pub const fn saturating_sub_64(a: u64, b: u64) -> u64 {
    if a < b {
        cold_path();
        return 0;
    }
    a.wrapping_sub(b)
}

/// `a + b`, or `None` from 2^128.
#[inline(always)]
#[must_use]
pub fn add_128(a: [u64; 2], b: [u64; 2]) -> Option<[u64; 2]> {
    // A sum that wrapped is below each of its terms: one comparison, where carries of both limbs take three.
    let sum = add_128_wrapping(a, b);
    if lt_128(sum, a) {
        cold_path();
        return None;
    }
    Some(sum)
}

/// Adds a term to a sum in memory, which is known to stay below 2^128: the upper limb is touched by a carry only.
#[inline(always)]
pub(crate) fn add_to(sum: &mut [u64; 2], term: u64) {
    let [low, high] = sum;
    if carries(*low, term) {
        cold_path();
        *high = high.wrapping_add(1);
    }
    *low = low.wrapping_add(term);
}

/// `a + b` modulo 2^128.
#[inline(always)]
pub(crate) const fn add_128_wrapping(a: [u64; 2], b: [u64; 2]) -> [u64; 2] {
    let ([a0, a1], [b0, b1]) = (a, b);
    let (lo, hi) = (a0.wrapping_add(b0), a1.wrapping_add(b1));
    if carries(a0, b0) {
        cold_path();
        return [lo, hi.wrapping_add(1)];
    }
    [lo, hi]
}

/// `a - b`, or `None` below zero.
#[inline(always)]
#[must_use]
pub fn sub_128(a: [u64; 2], b: [u64; 2]) -> Option<[u64; 2]> {
    if lt_128(a, b) { None } else { Some(sub_128_wrapping(a, b)) }
}

/// `a - b` modulo 2^128.
#[inline(always)]
pub(crate) const fn sub_128_wrapping(a: [u64; 2], b: [u64; 2]) -> [u64; 2] {
    let ([a0, a1], [b0, b1]) = (a, b);
    let (lo, hi) = (a0.wrapping_sub(b0), a1.wrapping_sub(b1));
    if a0 < b0 {
        cold_path();
        return [lo, hi.wrapping_sub(1)];
    }
    [lo, hi]
}

/// Whether `a < b`.
#[inline(always)]
#[must_use]
pub const fn lt_128(a: [u64; 2], b: [u64; 2]) -> bool {
    let ([a0, a1], [b0, b1]) = (a, b);
    a1 < b1 || (a1 == b1 && a0 < b0)
}

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

/// A shift count (always below 64 here) as the type that shifts take.
#[inline(always)]
#[expect(clippy::cast_possible_truncation, reason = "CAST: shift counts are below 64")]
pub(crate) const fn low_u32(count: u64) -> u32 {
    count as u32
}

/// The limbs of a sum that is told to the outside as a `u128`.
#[inline(always)]
#[expect(clippy::cast_possible_truncation, reason = "CAST: the two limbs of it")]
pub(crate) const fn limbs(a: u128) -> [u64; 2] {
    [a as u64, (a >> 64) as u64]
}

/// The two digits of a limb, `[low, high]`.
#[inline(always)]
pub(crate) const fn halves(a: u64) -> [u64; 2] {
    [a & LOW_32, a >> 32]
}

/// The two digits of a limb that lies in memory: each is a load, where cutting them out of the limb takes five units.
#[inline(always)]
pub(crate) fn halves_of(a: &u64) -> [u64; 2] {
    // little-endian, as accounts are
    let [low, high]: &[u32; 2] = bytemuck::must_cast_ref(a);
    [u64::from(*low), u64::from(*high)]
}

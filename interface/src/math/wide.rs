//! Arithmetic on 64-bit limbs, little-endian: `[lo, hi]` is `lo + hi * 2^64`.
//!
//! The BPF machine multiplies and divides 64-bit words in one unit each, while `u128` operators become calls of 57 to
//! 200 and more units; so products are built from 32-bit digits. Quotients are in `divide`.

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

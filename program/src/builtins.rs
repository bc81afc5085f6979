//! 128-bit arithmetic for the upstream BPF target (ways 2 and 3 of `program/build.sh`).
//!
//! LLVM turns u128 products and divisions into calls of these symbols and expects the result in registers. rustc's own
//! copies (compiler-builtins) return it through a pointer there, and the stock `__multi3` calls itself without end.
//! `extern "unadjusted"` is the ABI that matches; the stock copies are weak, so these win. Nothing below may multiply or
//! divide a u128, or it would call itself: the work is done in u64 limbs. Shifts need no symbol, LLVM expands them.
//! Solana's platform tools (`target_os = "solana"`) need none of this. `tests/builtins.rs` compares with the host.
#![cfg(all(target_arch = "bpf", not(target_os = "solana")))]

// SAFETY, for each `no_mangle`: name and signature are the ones that LLVM calls, and no other definition is strong.

#[unsafe(no_mangle)]
extern "unadjusted" fn __multi3(a: u128, b: u128) -> u128 {
    mul(Limbs::new(a), Limbs::new(b)).join()
}

#[unsafe(no_mangle)]
extern "unadjusted" fn __udivti3(n: u128, d: u128) -> u128 {
    div_rem(Limbs::new(n), Limbs::new(d)).0.join()
}

#[unsafe(no_mangle)]
extern "unadjusted" fn __umodti3(n: u128, d: u128) -> u128 {
    div_rem(Limbs::new(n), Limbs::new(d)).1.join()
}

/// Signed numbers come as their two's complement; the quotient is rounded towards zero.
#[unsafe(no_mangle)]
extern "unadjusted" fn __divti3(n: u128, d: u128) -> u128 {
    let (n, d) = (Limbs::new(n), Limbs::new(d));
    div_rem(n.abs(), d.abs()).0.negate_if(n.is_negative() != d.is_negative()).join()
}

/// The remainder has the sign of `n`.
#[unsafe(no_mangle)]
extern "unadjusted" fn __modti3(n: u128, d: u128) -> u128 {
    let (n, d) = (Limbs::new(n), Limbs::new(d));
    div_rem(n.abs(), d.abs()).1.negate_if(n.is_negative()).join()
}

/// A 128-bit number in two halves. All arithmetic is modulo 2^128.
#[derive(Clone, Copy)]
struct Limbs {
    lo: u64,
    hi: u64,
}

impl Limbs {
    #[expect(clippy::cast_possible_truncation, reason = "takes each half")]
    #[inline(always)]
    const fn new(value: u128) -> Self {
        // CAST: each half; a shift by the constant 64 is a choice of register.
        Self { lo: value as u64, hi: (value >> 64) as u64 }
    }

    #[inline(always)]
    const fn low(lo: u64) -> Self {
        Self { lo, hi: 0 }
    }

    #[inline(always)]
    const fn join(self) -> u128 {
        // CAST: widening.
        self.lo as u128 | (self.hi as u128) << 64
    }

    #[inline(always)]
    const fn less_than(self, other: Self) -> bool {
        self.hi < other.hi || (self.hi == other.hi && self.lo < other.lo)
    }

    #[inline(always)]
    const fn sub(self, other: Self) -> Self {
        let (lo, borrow) = self.lo.overflowing_sub(other.lo);
        // CAST: bool is 0 or 1.
        Self { lo, hi: self.hi.wrapping_sub(other.hi).wrapping_sub(borrow as u64) }
    }

    #[inline(always)]
    const fn is_negative(self) -> bool {
        self.hi >> 63 != 0
    }

    #[inline(always)]
    const fn negate_if(self, yes: bool) -> Self {
        if yes { Self::low(0).sub(self) } else { self }
    }

    #[inline(always)]
    const fn abs(self) -> Self {
        self.negate_if(self.is_negative())
    }

    /// Shift left by `n < 64`; the right shift goes in two steps, since one by 64 does not exist.
    #[inline(always)]
    const fn shl(self, n: u32) -> Self {
        let carry = (self.lo >> 1).wrapping_shr(63u32.wrapping_sub(n));
        Self { lo: self.lo.wrapping_shl(n), hi: self.hi.wrapping_shl(n) | carry }
    }

    #[inline(always)]
    const fn half(self) -> Self {
        Self { lo: self.lo >> 1 | self.hi << 63, hi: self.hi >> 1 }
    }
}

const LOW_32: u64 = 0xffff_ffff;

/// The full product. The running-carry form is deliberate: LLVM recognises the textbook sum of four partial products
/// and makes it a 128-bit multiply, which is a call of `__multi3`.
#[inline(always)]
const fn widening_mul(a: u64, b: u64) -> Limbs {
    let (a_lo, a_hi) = (a & LOW_32, a >> 32);
    let (b_lo, b_hi) = (b & LOW_32, b >> 32);
    // ARITH: each sum is at most (2^32 - 1)^2 + 2 * (2^32 - 1) = 2^64 - 1.
    let low = a_lo.wrapping_mul(b_lo);
    let mid = a_hi.wrapping_mul(b_lo).wrapping_add(low >> 32);
    let top = a_lo.wrapping_mul(b_hi).wrapping_add(mid & LOW_32);
    let hi = a_hi.wrapping_mul(b_hi).wrapping_add(mid >> 32).wrapping_add(top >> 32);
    Limbs { lo: low & LOW_32 | top << 32, hi }
}

#[inline(always)]
const fn mul(a: Limbs, b: Limbs) -> Limbs {
    let Limbs { lo, hi } = widening_mul(a.lo, b.lo);
    Limbs { lo, hi: hi.wrapping_add(a.lo.wrapping_mul(b.hi)).wrapping_add(a.hi.wrapping_mul(b.lo)) }
}

/// Quotient and remainder of one word. Zero never comes as `d`; the answer for it only spares a panic.
#[inline(always)]
const fn div_rem_word(n: u64, d: u64) -> (u64, u64) {
    match n.checked_div(d) {
        // ARITH: quotient * d <= n.
        Some(quotient) => (quotient, n.wrapping_sub(quotient.wrapping_mul(d))),
        None => (0, 0),
    }
}

/// Quotient and remainder of `(hi * 2^64 + lo) / d` for `hi < d`, so that the quotient is one word: Knuth's algorithm D
/// with two 32-bit digits.
#[inline(always)]
const fn div_rem_two_words(hi: u64, lo: u64, d: u64) -> (u64, u64) {
    let shift = d.leading_zeros();
    let n = Limbs { lo, hi }.shl(shift);
    let d = d.wrapping_shl(shift);
    let (first, rem) = digit(n.hi, n.lo >> 32, d);
    let (second, rem) = digit(rem, n.lo & LOW_32, d);
    (first << 32 | second, rem.wrapping_shr(shift))
}

/// Quotient (below 2^32) and remainder of `(rem * 2^32 + next) / d`, for `rem < d`, `next < 2^32` and the top bit of `d`
/// set. The guess from the upper half of `d` is at most two too large.
#[inline(always)]
const fn digit(rem: u64, next: u64, d: u64) -> (u64, u64) {
    let (d_hi, d_lo) = (d >> 32, d & LOW_32);
    let (mut guess, mut rest) = div_rem_word(rem, d_hi);
    while guess >> 32 != 0 || guess.wrapping_mul(d_lo) > (rest << 32 | next) {
        // ARITH: the test fails for a guess of 0; rest stays below 2^33.
        guess = guess.wrapping_sub(1);
        rest = rest.wrapping_add(d_hi);
        if rest >> 32 != 0 {
            break;
        }
    }
    // ARITH: the difference is below d, hence exact modulo 2^64, whatever the shift drops.
    (guess, (rem << 32 | next).wrapping_sub(guess.wrapping_mul(d)))
}

/// Quotient and remainder; rustc has ruled out a zero divisor before the call.
#[inline(never)]
const fn div_rem(n: Limbs, d: Limbs) -> (Limbs, Limbs) {
    if n.less_than(d) {
        return (Limbs::low(0), n);
    }
    if d.hi == 0 {
        let (hi, rest) = div_rem_word(n.hi, d.lo);
        let (lo, rem) = if rest == 0 { div_rem_word(n.lo, d.lo) } else { div_rem_two_words(rest, n.lo, d.lo) };
        return (Limbs { lo, hi }, Limbs::low(rem));
    }
    // n / 2 by the upper 64 bits of d gives, scaled back, the quotient or one more (Hacker's Delight 9-5). Take one
    // off, and put it back when the remainder says so.
    let shift = d.hi.leading_zeros();
    let Limbs { lo, hi } = n.half();
    let (guess, _) = div_rem_two_words(hi, lo, d.shl(shift).hi);
    // ARITH: n >= d, so the scaled guess is at least 1.
    let quotient = guess.wrapping_shr(63u32.wrapping_sub(shift)).wrapping_sub(1);
    let rem = n.sub(mul(d, Limbs::low(quotient)));
    if rem.less_than(d) {
        (Limbs::low(quotient), rem)
    } else {
        // ARITH: d >= 2^64, so the quotient is below 2^64.
        (Limbs::low(quotient.wrapping_add(1)), rem.sub(d))
    }
}

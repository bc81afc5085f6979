//! The UI multiplier of Token-2022's ScaledUiAmount: an f64, read by integers.

use crate::Error;
use crate::bytes::{le_i64, le_u64};

/// The bits of 1.0: the multiplier of a mint without one.
pub const ONE_BITS: u64 = 0x3ff0_0000_0000_0000;

/// Bias plus -20: the exponent field of the least multiplier accepted, 2^-20.
const LEAST: u64 = 1003;
/// Exponents accepted beyond the least: up to 2^30, so that every multiplier is below 2^31.
const SPAN: u64 = 50;
/// Fraction bits of an f64; the bit above them is implied.
const FRACTION: u64 = 1 << 52;

/// The part of ScaledUiAmount that says how many shares a token stands for, and from when.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scaled {
    /// f64 bits of the multiplier before `effective_ts`.
    pub multiplier: u64,
    /// f64 bits of the multiplier from `effective_ts` on.
    pub new_multiplier: u64,
    /// Unix seconds.
    pub effective_ts: i64,
}

impl Scaled {
    /// Of a mint without the extension: 1.0 permanently.
    pub const ONE: Scaled = Scaled { multiplier: ONE_BITS, new_multiplier: ONE_BITS, effective_ts: 0 };

    /// From the extension's TLV entry: header 4, authority 32, multiplier, effective time, new multiplier.
    #[inline(always)]
    pub(super) fn read(entry: &[u8; 60]) -> Scaled {
        Scaled {
            multiplier: le_u64::<36, _>(entry),
            effective_ts: le_i64::<44, _>(entry),
            new_multiplier: le_u64::<52, _>(entry),
        }
    }

    /// The f64 bits in force at `at_ts`: a price of a share is multiplied by those of its publish time.
    #[inline(always)]
    #[must_use]
    pub const fn current(&self, at_ts: i64) -> u64 {
        current(self.multiplier, self.new_multiplier, self.effective_ts, at_ts)
    }
}

/// The f64 bits in force at `at_ts`, as Token-2022 decides it.
#[inline(always)]
#[must_use]
pub const fn current(multiplier_bits: u64, new_bits: u64, effective_ts: i64, at_ts: i64) -> u64 {
    if at_ts >= effective_ts { new_bits } else { multiplier_bits }
}

/// floor(m * 2^32) of the f64 with these bits, for 2^-20 <= m < 2^31: less than 2^-32 below m, and exact where m has no
/// more than 32 binary places. The result is at least 2^12 and below 2^63.
///
/// # Errors
/// [`Error::BadMultiplier`] if it is negative, zero, subnormal, infinite, not a number, or outside the range.
#[inline]
pub const fn multiplier_q32_down(bits: u64) -> Result<u64, Error> {
    // The sign is the top bit of this, so a negative number lies far above the range.
    let step = (bits >> 52).wrapping_sub(LEAST);
    if step > SPAN {
        return Err(Error::BadMultiplier);
    }
    let significand = (bits & (FRACTION - 1)) | FRACTION;
    // m = significand * 2^(step - 72), so m * 2^32 = significand * 2^(step - 40).
    // ARITH: step <= 50: shifts of at most 10 left, where the significand has 53 bits, and of at most 40 right.
    Ok(if step >= 40 { significand << step.wrapping_sub(40) } else { significand >> 40u64.wrapping_sub(step) })
}

//! The rule of ingest: when a print may enter the board. How long it may then be used is the board's own rule.

use super::PriceUpdate;
use crate::Error;
use crate::unit::BPS_64;

/// A print may be this many seconds old when it is posted: whoever acts may pick within this, no further back.
pub const MAX_AGE_S: i64 = 10;
/// A print may be this many seconds ahead: Solana's clock lags, and lags most when the chain is loaded.
pub const MAX_SKEW_S: i64 = 15;

/// Whether the print may enter the board, and the publish time to store with it: never past `now`, so that a print
/// cannot be fresh for longer than one published now. Order is judged by the prints' own times, `last_seen_ts` being that
/// of the last print seen, so that two prints ahead of the clock keep theirs. An equal time is the caller's to judge.
///
/// # Errors
/// [`Error::PriceTooOld`], [`Error::PriceFromFuture`], [`Error::PriceTooWide`], [`Error::PriceOutOfOrder`].
#[inline(always)]
pub fn check(print: &PriceUpdate, now: i64, conf_limit_bps: u16, last_seen_ts: i64) -> Result<i64, Error> {
    // ARITH: the span is 25; a time outside the window wraps to a number far above it
    let into = print.publish_ts.wrapping_sub(now.wrapping_sub(MAX_AGE_S)).cast_unsigned();
    if into > (MAX_AGE_S + MAX_SKEW_S).cast_unsigned() {
        return Err(untimely(print.publish_ts, now));
    }
    if is_wider(print, conf_limit_bps) {
        return Err(Error::PriceTooWide.cold());
    }
    if print.publish_ts < last_seen_ts {
        return Err(Error::PriceOutOfOrder.cold());
    }
    Ok(print.publish_ts.min(now))
}

/// Whether the confidence is more than this part of the price.
#[inline(always)]
const fn is_wider(print: &PriceUpdate, limit_bps: u16) -> bool {
    if print.price >> 48 != 0 {
        return is_wider_large(print, limit_bps);
    }
    // ARITH: conf is at most the price: both products stay below 2^64
    print.conf.wrapping_mul(BPS_64) > print.price.wrapping_mul(limit_bps as u64)
}

#[cold]
#[inline(never)]
const fn is_wider_large(print: &PriceUpdate, limit_bps: u16) -> bool {
    print.conf > share_down(print.price, limit_bps)
}

/// On which side of the window a time lies.
#[cold]
#[inline(never)]
const fn untimely(publish_ts: i64, now: i64) -> Error {
    if publish_ts < now { Error::PriceTooOld } else { Error::PriceFromFuture }
}

/// floor(price * bps / 10,000), exactly, in 64 bits; `bps` above 10,000 counts as 10,000.
#[inline]
const fn share_down(price: u64, bps: u16) -> u64 {
    let bps = if bps as u64 > BPS_64 { BPS_64 } else { bps as u64 };
    // ARITH: with price = q * 10,000 + r: q * bps <= price, r * bps < 10^8, and their sum is at most price.
    let whole = (price / BPS_64).wrapping_mul(bps);
    let part = (price % BPS_64).wrapping_mul(bps) / BPS_64;
    whole.wrapping_add(part)
}

/// ceil(price * bps / 10,000) or one more, for prices up to `i64::MAX`; `bps` above 10,000 counts as 10,000.
#[inline]
pub(crate) const fn share_up(price: u64, bps: u16) -> u64 {
    // ARITH: at most the price, which is at most i64::MAX
    share_down(price, bps).wrapping_add(1)
}

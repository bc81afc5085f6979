//! The rule of ingest: when a print may enter the board. How long it may then be used is the board's own rule.

use super::Print;
use crate::Error;

/// A print may be this many seconds old when it is posted: whoever acts may pick within this, no further back.
pub const MAX_AGE_S: i64 = 10;
/// A print may be this many seconds ahead: Solana's clock lags, and lags most when the chain is loaded.
pub const MAX_SKEW_S: i64 = 15;
/// Basis points in one.
const ONE_BPS: u64 = 10_000;

/// Whether the print may enter the board, and the publish time to store with it: never past `now`, so that a print
/// cannot be fresh for longer than one published now. An equal time is not out of order: feeds publish several prints a
/// second.
///
/// # Errors
/// [`Error::PriceTooOld`], [`Error::PriceFromFuture`], [`Error::PriceTooWide`], [`Error::PriceOutOfOrder`].
#[inline]
pub fn check(print: &Print, now: i64, conf_limit_bps: u16, last_publish_ts: i64) -> Result<i64, Error> {
    if print.publish_ts < now.saturating_sub(MAX_AGE_S) {
        return Err(Error::PriceTooOld);
    }
    if print.publish_ts > now.saturating_add(MAX_SKEW_S) {
        return Err(Error::PriceFromFuture);
    }
    if print.conf > share_down(print.price, conf_limit_bps) {
        return Err(Error::PriceTooWide);
    }
    let stored_ts = print.publish_ts.min(now);
    if stored_ts < last_publish_ts {
        return Err(Error::PriceOutOfOrder);
    }
    Ok(stored_ts)
}

/// floor(price * bps / 10,000), exactly, in 64 bits; `bps` above 10,000 counts as 10,000.
#[inline]
const fn share_down(price: u64, bps: u16) -> u64 {
    let bps = if bps as u64 > ONE_BPS { ONE_BPS } else { bps as u64 };
    // ARITH: with price = q * 10,000 + r: q * bps <= price, r * bps < 10^8, and their sum is at most price.
    let whole = (price / ONE_BPS).wrapping_mul(bps);
    let part = (price % ONE_BPS).wrapping_mul(bps) / ONE_BPS;
    whole.wrapping_add(part)
}

//! What every adapter makes of its account.

use crate::Error;

/// What one price account says, in USD per unit of what the feed quotes (a raw token, or a share).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PriceUpdate {
    /// Spot price, times 10^`exponent`. Between 1 and `i64::MAX`.
    pub price: u64,
    /// Half-width of the confidence interval, times 10^`exponent`; 0 where the adapter has none.
    pub conf: u64,
    /// Decimal exponent, -18..=0.
    pub exponent: i32,
    /// Unix seconds at which the source published this.
    pub publish_ts: i64,
}

impl PriceUpdate {
    /// Checks the bounds that every adapter shares.
    ///
    /// # Errors
    /// [`Error::PriceNotPositive`], [`Error::PriceExponent`].
    #[inline]
    pub(super) fn checked(price: i64, conf: u64, exponent: i32, publish_ts: i64) -> Result<PriceUpdate, Error> {
        if price <= 0 {
            return Err(Error::PriceNotPositive.cold());
        }
        if !(-18..=0).contains(&exponent) {
            return Err(Error::PriceExponent.cold());
        }
        Ok(PriceUpdate { price: price.unsigned_abs(), conf, exponent, publish_ts })
    }
}

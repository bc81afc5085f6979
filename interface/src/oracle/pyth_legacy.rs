//! Pyth's older price account of 3,312 bytes, written by publishers directly.
//!
//! Layout (little-endian): magic u32 0, version u32 4, account type u32 8, price type u32 16, exponent i32 20,
//! aggregate's timestamp i64 96, aggregate price i64 208, conf u64 216, status u32 224. It names no feed: the
//! caller compares its address.

use super::update::PriceUpdate;
use crate::Error;
use crate::bytes::{le_i32, le_i64, le_u32, le_u64};

/// Magic 0xa1b2c3d4, version 2.
const MAGIC_V2: u64 = 0x0000_0002_a1b2_c3d4;
/// Account type: price.
const PRICE_ACCOUNT: u32 = 3;
/// Price type: price.
const PRICE: u32 = 1;
/// Status: trading, with no corporate action marked in the byte beside it.
const TRADING: u32 = 1;
/// Bytes of the account: 240 of header and 32 publishers of 96.
const LEN: usize = 3312;

/// Reads the aggregate price, which must be in trading status.
///
/// # Errors
/// [`Error::NotAPriceAccount`], [`Error::PriceNotTrading`], [`Error::PriceNotPositive`],
/// [`Error::PriceExponent`].
#[inline(never)]
pub fn parse(data: &[u8]) -> Result<PriceUpdate, Error> {
    let account = <&[u8; LEN]>::try_from(data).map_err(|_| Error::NotAPriceAccount)?;
    if le_u64::<0, _>(account) != MAGIC_V2
        || le_u32::<8, _>(account) != PRICE_ACCOUNT
        || le_u32::<16, _>(account) != PRICE
    {
        return Err(Error::NotAPriceAccount);
    }
    if le_u32::<224, _>(account) != TRADING {
        return Err(Error::PriceNotTrading);
    }
    PriceUpdate::checked(
        le_i64::<208, _>(account),
        le_u64::<216, _>(account),
        le_i32::<20, _>(account),
        le_i64::<96, _>(account),
    )
}

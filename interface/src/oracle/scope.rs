//! Kamino Scope's `OraclePrices`: 512 entries of 56 bytes behind a 40-byte head.
//!
//! Entry i at 40 + 56 i (little-endian): value u64 0, exp u64 8 (price = value / 10^exp), last slot u64 16, unix time
//! u64 24, 24 bytes of the entry's own. Anyone may create such an account: the caller compares its address. An entry has
//! no confidence, and off-hours a rotating time over a frozen value: never a proof of life.

use super::update::PriceUpdate;
use crate::Error;
use crate::bytes::le_u64;

/// First eight bytes of sha256("account:OraclePrices").
pub const DISCRIMINATOR: u64 = u64::from_le_bytes([89, 128, 118, 221, 6, 72, 180, 146]);

/// Bytes before the first entry: discriminator and the mappings' address.
const HEAD: usize = 40;
/// Bytes of an entry.
const ENTRY: usize = 56;
/// Entries.
pub const ENTRIES: usize = 512;
/// Bytes of the account.
const LEN: usize = HEAD + ENTRY * ENTRIES;

/// Reads one entry. `conf` of the result is 0.
///
/// # Errors
/// [`Error::NotAPriceAccount`], [`Error::WrongFeed`] if there is no such entry, [`Error::PriceNotPositive`],
/// [`Error::PriceExponent`], [`Error::PriceTooHigh`] from 2^63, [`Error::PriceFromFuture`] for a time past `i64`.
#[inline(never)]
pub fn parse(data: &[u8], index: u16) -> Result<PriceUpdate, Error> {
    let account = <&[u8; LEN]>::try_from(data).map_err(|_| Error::NotAPriceAccount)?;
    let (head, entries) = account.split_first_chunk::<HEAD>().ok_or(Error::NotAPriceAccount)?;
    if le_u64::<0, _>(head) != DISCRIMINATOR {
        return Err(Error::NotAPriceAccount);
    }
    let (entries, _) = entries.as_chunks::<ENTRY>();
    let entry = entries.get(usize::from(index)).ok_or(Error::WrongFeed)?;
    let price = i64::try_from(le_u64::<0, _>(entry)).map_err(|_| Error::PriceTooHigh)?;
    let exp = i32::try_from(le_u64::<8, _>(entry)).map_err(|_| Error::PriceExponent)?;
    let publish_ts = i64::try_from(le_u64::<24, _>(entry)).map_err(|_| Error::PriceFromFuture)?;
    // ARITH: exp lies in 0..=i32::MAX, whose negation fits.
    PriceUpdate::checked(price, 0, exp.wrapping_neg(), publish_ts)
}

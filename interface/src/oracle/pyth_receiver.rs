//! Pyth `PriceUpdateV2`: what a keeper posts under one of Pyth's two receivers.
//!
//! Layout (little-endian; Borsh, so everything after the verification level moves with it; only level Full is read):
//! discriminator 0..8, write authority 8..40, level 40 (0 Partial, 1 Full), feed id 41..73, price i64 73, conf u64 81,
//! exponent i32 89, publish time i64 93, previous publish time 101, ema price i64 109, ema conf u64 117 (neither is read), posted slot
//! 125..133. Accounts are 134 bytes: a Full update leaves the last one unused.

use super::update::PriceUpdate;
use crate::bytes::{at, key_is, le_i32, le_i64, le_u64};
use crate::{Error, Key};

/// First eight bytes of sha256("account:PriceUpdateV2").
pub const DISCRIMINATOR: u64 = u64::from_le_bytes([34, 241, 35, 99, 157, 126, 244, 205]);

/// Bytes of a fully verified update.
const FULL_LEN: usize = 133;

/// Reads the update if it is fully verified and of this feed. The address is free: the feed id is the identity.
///
/// # Errors
/// [`Error::NotAPriceAccount`], [`Error::PartlyVerified`], [`Error::WrongFeed`], [`Error::PriceNotPositive`],
/// [`Error::PriceExponent`].
#[inline(always)]
pub fn parse(data: &[u8], feed_id: &Key) -> Result<PriceUpdate, Error> {
    let update = data.first_chunk::<FULL_LEN>().ok_or(Error::NotAPriceAccount)?;
    if le_u64::<0, _>(update) != DISCRIMINATOR {
        return Err(Error::NotAPriceAccount.cold());
    }
    let [level] = *at::<40, 1, _>(update);
    match level {
        1 => {}
        0 => return Err(Error::PartlyVerified.cold()),
        _ => return Err(Error::NotAPriceAccount.cold()),
    }
    if !key_is::<41, _>(update, feed_id) {
        return Err(Error::WrongFeed.cold());
    }
    PriceUpdate::checked(
        le_i64::<73, _>(update),
        le_u64::<81, _>(update),
        le_i32::<89, _>(update),
        le_i64::<93, _>(update),
    )
}

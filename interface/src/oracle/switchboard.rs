//! Switchboard On-Demand's `PullFeedAccountData`, 3,208 bytes. Offsets derived from the struct of crate
//! switchboard-on-demand 0.13.
//!
//! Layout (little-endian): discriminator 0..8, submissions 8, authority 2056, queue 2088, feed hash 2120,
//! permit_write_by_authority u8 2213, min_sample_size u8 2215, last update time i64 2216, result: value i128 2264, std_dev
//! i128 2280, num_samples u8 2360, submission index u8 2361, slot u64 2368; submission times i64 x 32 from 2952. Anyone
//! may create a feed: the caller compares its address; its authority may re-point it, and must be trusted.

use super::update::PriceUpdate;
use crate::bytes::{at, key_is, le_i64, le_u64};
use crate::{Error, Key};

/// First eight bytes of sha256("account:PullFeedAccountData").
pub const DISCRIMINATOR: u64 = u64::from_le_bytes([196, 27, 108, 196, 10, 215, 219, 40]);
/// Switchboard's mainnet queue, `A43DyUGA7s8eXPxqEjJY6EBu1KKbNgfxF8h17VAHn13w`: whose oracles may have signed.
pub const QUEUE: Key =
    Key([0x6a18_2f43_6870_8086, 0x7d06_303a_b1f0_7c14, 0x048b_6c9d_ea04_6238, 0x5207_0b01_efc2_3a74]);

/// Bytes of the account.
const LEN: usize = 3208;
/// Values come times 10^18, of which 8 digits are dropped: a u64 then holds up to 9.2e8 USD.
const DROP: u128 = 100_000_000;
/// What remains.
const EXPONENT: i32 = -10;

/// Reads the feed's current result. `conf` is the standard deviation of its samples.
///
/// # Errors
/// [`Error::NotAPriceAccount`], [`Error::WrongFeed`] if the feed is of another queue or its authority may write results
/// itself, [`Error::PriceNotTrading`] if it holds no result of enough samples, [`Error::PriceNotPositive`]
/// (price or deviation below zero), [`Error::PriceTooHigh`].
#[inline(never)]
pub fn parse(data: &[u8]) -> Result<PriceUpdate, Error> {
    let feed = <&[u8; LEN]>::try_from(data).map_err(|_| Error::NotAPriceAccount)?;
    if le_u64::<0, _>(feed) != DISCRIMINATOR {
        return Err(Error::NotAPriceAccount);
    }
    let [permit_write_by_authority, _, min_sample_size] = *at::<2213, 3, _>(feed);
    if !key_is::<2088, _>(feed, &QUEUE) || permit_write_by_authority != 0 {
        return Err(Error::WrongFeed);
    }
    let [num_samples, submission] = *at::<2360, 2, _>(feed);
    if le_u64::<2368, _>(feed) == 0 || num_samples == 0 || num_samples < min_sample_size {
        return Err(Error::PriceNotTrading);
    }
    let (times, _) = at::<2952, 256, _>(feed).as_chunks::<8>();
    let submitted_ts = i64::from_le_bytes(*times.get(usize::from(submission)).ok_or(Error::NotAPriceAccount)?);
    // The older of the two: landing on chain makes no sample younger.
    let publish_ts = submitted_ts.min(le_i64::<2216, _>(feed));

    let value = i128::from_le_bytes(*at::<2264, 16, _>(feed));
    let value = u128::try_from(value).map_err(|_| Error::PriceNotPositive)?;
    let deviation =
        u128::try_from(i128::from_le_bytes(*at::<2280, 16, _>(feed))).map_err(|_| Error::PriceNotPositive)?;
    // ROUND: price down, deviation up: the interval never shrinks.
    let price = i64::try_from(value / DROP).map_err(|_| Error::PriceTooHigh)?;
    let conf = u64::try_from(deviation.div_ceil(DROP)).unwrap_or(u64::MAX);
    PriceUpdate::checked(price, conf, EXPONENT, publish_ts)
}

//! OpenReceipt: a reserve that is lent gets its receipt mint.

use crate::state::{Market, Reserve, SWITCH_BORROW};
use crate::{Error, Key};

/// Notes where the reserve's receipt mint is; returns its decimals, the asset's.
///
/// # Errors
/// `NoSuchReserve`, `NotLent`, `AlreadyInitialized`.
pub fn open_receipt(market: &mut Market<'_>, index: u8, receipt: Key) -> Result<u8, Error> {
    let reserve = market.reserve_mut(index)?;
    check_lent(reserve)?;
    if !reserve.receipt.is_none() {
        return Err(Error::AlreadyInitialized);
    }
    reserve.receipt = receipt;
    Ok(reserve.decimals)
}

/// Only an asset that is lent has receipts: a stock that is merely pledged stays where its owner pledged it.
pub(super) fn check_lent(reserve: &Reserve) -> Result<(), Error> {
    if reserve.config.switches & SWITCH_BORROW != 0 { Ok(()) } else { Err(Error::NotLent) }
}

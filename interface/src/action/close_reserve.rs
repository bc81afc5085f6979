//! CloseReserve: a reserve that nobody holds or owes anything of leaves the market.

use super::shared::signer::check_admin;
use crate::state::Market;
use crate::{Error, Key};

/// Empties the record, for another listing. The `held` atoms of its vault are nobody's but the fee recipient's: fees, the
/// buffer that stood before suppliers who have left, what roundings left over, what strangers sent. So no books have to
/// balance here, and no gift stops a closing. The receipt mint stays noted: see [`Market::free_index`].
///
/// # Errors
/// `NotAdmin`, `NoSuchReserve`, `NotClosing`, `ReserveInUse`, `FlashLoanOut`, `NotFeeRecipient`.
#[cold]
#[inline(never)]
pub fn close_reserve(market: &mut Market<'_>, index: u8, held: u64, payee: &Key, signer: &Key) -> Result<(), Error> {
    check_admin(market.header, signer)?;
    let reserve = market.reserve(index)?;
    if market.header.sealed != 0 && reserve.closing == 0 {
        return Err(Error::NotClosing);
    }
    // the shares of receipts are among those of the supply
    if reserve.supply_shares != 0 || reserve.debt_shares != 0 {
        return Err(Error::ReserveInUse);
    }
    if reserve.flash_out != 0 {
        return Err(Error::FlashLoanOut);
    }
    if held != 0 && market.header.fee_recipient != *payee {
        return Err(Error::NotFeeRecipient);
    }
    market.leave_groups(index)?;
    let reserve = market.reserve_mut(index)?;
    let receipt = reserve.receipt;
    reserve.clear();
    reserve.receipt = receipt;
    Ok(())
}

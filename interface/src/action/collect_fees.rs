//! CollectFees: what the protocol earned leaves the vault for the market's fee recipient.

use crate::math::q64::Q64;
use crate::state::Market;
use crate::{Error, Key};

/// Takes the whole atoms of the fees, as far as cash covers them, for a token account that `payee` owns; returns them.
///
/// ROUND: the fraction of an atom stays with the fees.
///
/// # Errors
/// `NotFeeRecipient`, `NoSuchReserve`, `NothingToCollect`.
pub fn collect_fees(market: &mut Market<'_>, index: u8, payee: &Key, now: i64) -> Result<u64, Error> {
    if market.header.fee_recipient != *payee {
        return Err(Error::NotFeeRecipient);
    }
    let reserve = market.reserve_mut(index)?;
    reserve.accrue(now);
    let amount = reserve.fees.floor().min(reserve.cash);
    if amount == 0 {
        return Err(Error::NothingToCollect);
    }
    // amount is at most either of them: nothing saturates
    reserve.fees = reserve.fees.saturating_sub(Q64::from_atoms(amount));
    reserve.cash = reserve.cash.saturating_sub(amount);
    reserve.set_rate_outlined();
    Ok(amount)
}

//! FlashRepay: the atoms of a flash loan, and its fee, come back.

use crate::Error;
use crate::instruction::FlashRepayArgs;
use crate::math::divide::mul_div_up;
use crate::math::q64::Q64;
use crate::state::Market;

/// The fee on the loan that `args` repays, atoms, rounded up.
///
/// # Errors
/// `NoSuchReserve`, `FlashNotOut`, `FlashOtherAmount`, `Overflow`.
pub fn flash_fee_up(market: &Market<'_>, args: &FlashRepayArgs) -> Result<u64, Error> {
    let reserve = market.reserve(args.reserve)?;
    if reserve.flash_out == 0 {
        return Err(Error::FlashNotOut);
    }
    if reserve.flash_out != args.amount {
        return Err(Error::FlashOtherAmount);
    }
    mul_div_up(args.amount, u64::from(reserve.config.flash_fee_bps), 10_000).ok_or(Error::Overflow)
}

/// Books the loan as repaid, after amount and [`flash_fee_up`] have arrived. The fee goes to buffer and fees, never to
/// suppliers: one who came for this transaction only would take it from the others.
///
/// # Errors
/// `NoSuchReserve`, `Overflow`.
pub fn flash_repay(market: &mut Market<'_>, args: &FlashRepayArgs, fee: u64, now: i64) -> Result<(), Error> {
    let reserve = market.reserve_mut(args.reserve)?;
    let arrived = reserve.flash_out.checked_add(fee).ok_or(Error::Overflow)?;
    reserve.flash_out = 0;
    if fee != 0 {
        reserve.accrue(now);
        let fee = Q64::from_atoms(fee);
        // ROUND: the buffer's part down, its dust goes to the fees
        let to_buffer = fee.mul_bps_down(reserve.config.buffer_share_bps);
        reserve.buffer = reserve.buffer.saturating_add(to_buffer);
        reserve.fees = reserve.fees.saturating_add(fee.saturating_sub(to_buffer));
    }
    reserve.cash = reserve.cash.checked_add(arrived).ok_or(Error::Overflow)?;
    if fee != 0 {
        reserve.set_rate();
    }
    Ok(())
}

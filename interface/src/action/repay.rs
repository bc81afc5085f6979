//! Repay: atoms that have arrived in the vault extinguish debt shares of a position. Anyone may repay.

use super::Moved;
use crate::Error;
use crate::health::Moment;
use crate::policy::{Action, permit};
use crate::state::{Market, Position, Side};

/// How many atoms to move in for a repayment of `asked`: never more than is owed, which is rounded up.
///
/// # Errors
/// `ZeroAmount`, `NoSuchReserve`, `NoSuchSlot`, `OtherSide`, `Overflow`, and the policy's.
#[inline(always)]
pub fn repayable_up(
    market: &mut Market<'_>,
    position: &Position,
    index: u8,
    asked: u64,
    moment: &Moment,
) -> Result<u64, Error> {
    if asked == 0 {
        return Err(Error::ZeroAmount);
    }
    let reserve = market.reserve_mut(index)?;
    permit(Action::Repay, reserve.state(moment))?;
    reserve.accrue(moment.ts);
    let held = position.slot(index, Side::Debt)?.shares();
    Ok(asked.min(reserve.debt_assets_up(held).ok_or(Error::Overflow)?))
}

/// Books `arrived` atoms against the position's debt, after [`repayable_up`] in the same instruction. Shares round
/// down, but all of them go when what is owed has arrived.
///
/// # Errors
/// `NoSuchReserve`, `NoSuchSlot`, `OtherSide`, `ZeroShares`, `Overflow`.
#[inline(always)]
pub fn repay(
    market: &mut Market<'_>,
    position: &mut Position,
    index: u8,
    arrived: u64,
    moment: &Moment,
) -> Result<Moved, Error> {
    let reserve = market.reserve_mut(index)?;
    let held = position.slot(index, Side::Debt)?.shares();
    let shares = reserve.repay_down(arrived, held)?;
    reserve.credit_inflow(arrived, moment.ts);
    reserve.set_rate();
    position.take_shares(index, Side::Debt, shares)?;
    Ok(Moved { amount: arrived, shares })
}

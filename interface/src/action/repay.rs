//! Repay: atoms that have arrived in the vault extinguish debt shares of a position. Anyone may repay.

use super::Moved;
use crate::health::RiskContext;
use crate::policy::{Action, permit};
use crate::state::{Market, Position, Reserve, Side};
use crate::{Error, Key};

/// Accrues, and says what the position owes, atoms, rounded up: no repayment moves more in.
///
/// # Errors
/// `NoSuchReserve`, `NoSuchSlot`, `OtherSide`, `Overflow`, and the policy's.
#[inline(always)]
pub fn owed_up(market: &mut Market<'_>, position: &Position, index: u8, moment: &RiskContext) -> Result<u64, Error> {
    let reserve = market.reserve_mut(index)?;
    permit(Action::Repay, reserve.state(moment))?;
    reserve.accrue(moment.ts);
    let held = position.slot_at(position.find(index), Side::Debt)?.shares();
    reserve.debt_assets_up(held).ok_or_else(|| Error::Overflow.cold())
}

/// Atoms that have arrived for a debt.
#[derive(Clone, Copy, Debug)]
pub struct Repayment {
    /// Reserve of the debt.
    pub reserve: u8,
    /// Atoms that have arrived.
    pub arrived: u64,
    /// What [`owed_up`] said before they did.
    pub owed: u64,
}

/// Books `arrived` atoms against the position's debt, after [`owed_up`] in the same instruction. Shares round
/// down, but all of them go when what is owed has arrived. A stranger may not leave a debt under the market's floor that
/// was not under it: its owner could neither withdraw nor borrow until all of it is repaid.
///
/// # Errors
/// `NoSuchReserve`, `NoSuchSlot`, `OtherSide`, `ZeroShares`, `Overflow`; `DebtBelowFloor` of a stranger's.
#[inline(always)]
pub fn repay(
    market: &mut Market<'_>,
    position: &mut Position,
    repayment: &Repayment,
    payer: &Key,
    moment: &RiskContext,
) -> Result<Moved, Error> {
    let n = position.find(repayment.reserve);
    let held = position.slot_at(n, Side::Debt)?.shares();
    let floor = market.header.debt_floor;
    let reserve = market.reserve_mut(repayment.reserve)?;
    let shares = extinguish(reserve, repayment, held, moment)?;
    if shares != held && !position.is_owner_or_delegate(payer) {
        check_floor(reserve, repayment.owed, held.saturating_sub(shares), floor)?;
    }
    position.take_shares_at(n, shares)?;
    Ok(Moved { amount: repayment.arrived, shares })
}

/// The reserve's part; returns the debt shares that go.
#[inline(never)]
fn extinguish(reserve: &mut Reserve, repayment: &Repayment, held: u64, moment: &RiskContext) -> Result<u64, Error> {
    let shares = reserve.repay_down(repayment.arrived, held, repayment.owed)?;
    reserve.credit_inflow(repayment.arrived, moment.ts);
    reserve.set_rate();
    Ok(shares)
}

#[cold]
#[inline(never)]
fn check_floor(reserve: &Reserve, owed: u64, left: u64, floor: u64) -> Result<(), Error> {
    let value = |atoms| reserve.high.value_up_saturating(atoms);
    let left = value(reserve.debt_assets_up(left).unwrap_or(u64::MAX));
    if left < floor && value(owed) >= floor { Err(Error::DebtBelowFloor) } else { Ok(()) }
}

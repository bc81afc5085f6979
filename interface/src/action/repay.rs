//! Repay: atoms that have arrived in the vault extinguish debt shares of a position. Anyone may repay.

use super::Moved;
use crate::Error;
use crate::health::RiskContext;
use crate::policy::{Action, permit};
use crate::state::{Market, Position, Reserve, Side};

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

/// Books `arrived` atoms against the position's debt, after [`owed_up`] in the same instruction. Shares round
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
    owed: u64,
    moment: &RiskContext,
) -> Result<Moved, Error> {
    let n = position.find(index);
    let held = position.slot_at(n, Side::Debt)?.shares();
    let shares = extinguish(market.reserve_mut(index)?, arrived, held, owed, moment)?;
    position.take_shares_at(n, shares)?;
    Ok(Moved { amount: arrived, shares })
}

/// The reserve's part; returns the debt shares that go.
#[inline(never)]
fn extinguish(reserve: &mut Reserve, arrived: u64, held: u64, owed: u64, moment: &RiskContext) -> Result<u64, Error> {
    let shares = reserve.repay_down(arrived, held, owed)?;
    reserve.credit_inflow(arrived, moment.ts);
    reserve.set_rate();
    Ok(shares)
}

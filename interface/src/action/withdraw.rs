//! Withdraw: supply shares become atoms that leave the vault.

use super::Moved;
use super::shared::signer::check_payout;
use crate::health::{RiskContext, check_risk};
use crate::instruction::WithdrawArgs;
use crate::policy::{Action, State, permit};
use crate::state::{Market, Position, Reserve, Side};
use crate::{Error, Key};

/// Takes `args.amount` atoms, or all with `u64::MAX` or more than is held. The owner is paid out anywhere, a delegate
/// only to accounts that `payee` = the owner owns. With debt left the position must be healthy afterwards.
///
/// # Errors
/// `ZeroAmount`, `NotOwnerOrDelegate`, `DelegatePayout`, `NoSuchSlot`, `OtherSide`, `InsufficientCash`, `DustSupply`,
/// `LimitNotMet`, `OutflowLimit`, `Unhealthy`, `DebtBelowFloor`, `Overflow`, and the policy's.
#[inline(always)]
pub fn withdraw(
    market: &mut Market<'_>,
    position: &mut Position,
    args: &WithdrawArgs,
    signer: &Key,
    payee: &Key,
    moment: &RiskContext,
) -> Result<Moved, Error> {
    let (moved, state) = withdraw_deferred(market, position, args, signer, payee, moment)?;
    if position.has_debt() {
        permit(Action::WithdrawIndebted, state)?;
        position.risk_ts = moment.ts;
        check_risk(market, position, moment)?;
    } else {
        permit(Action::Withdraw, state)?;
    }
    Ok(moved)
}

/// A withdrawal that is checked later, with the state of its reserve to check it by.
#[inline(always)]
pub(super) fn withdraw_deferred(
    market: &mut Market<'_>,
    position: &mut Position,
    args: &WithdrawArgs,
    signer: &Key,
    payee: &Key,
    moment: &RiskContext,
) -> Result<(Moved, State), Error> {
    if args.amount == 0 {
        return Err(Error::ZeroAmount.cold());
    }
    check_payout(position, signer, payee)?;
    let reserve = market.reserve_mut(args.reserve)?;
    let n = position.find(args.reserve);
    let held = position.slot_at(n, Side::Supply)?.shares();
    let moved = redeem(reserve, args, held, moment)?;
    let (state, grouped) = (reserve.state(moment), reserve.is_grouped());
    position.take_shares_at(n, moved.shares)?;
    if grouped {
        market.count_groups(args.reserve)?;
    }
    Ok((moved, state))
}

/// The reserve's part.
#[inline(never)]
fn redeem(reserve: &mut Reserve, args: &WithdrawArgs, held: u64, moment: &RiskContext) -> Result<Moved, Error> {
    reserve.accrue(moment.ts);
    let (amount, shares) = reserve.withdraw(args.amount, held)?;
    if amount < args.min_amount {
        return Err(Error::LimitNotMet.cold());
    }
    reserve.limit_outflow(amount, moment.ts)?;
    reserve.set_rate();
    Ok(Moved { amount, shares })
}

//! Withdraw: supply shares become atoms that leave the vault; and the choice whether a slot is collateral.

use super::Moved;
use crate::health::{RiskContext, check_risk};
use crate::instruction::{SetCollateralArgs, WithdrawArgs};
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

/// A withdrawal that is judged later, with the state of its reserve to judge it by.
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

/// Whether `signer` may have the position pay out to a token account of `payee`.
///
/// # Errors
/// `NotOwnerOrDelegate`, `DelegatePayout`.
#[inline(always)]
pub(super) fn check_payout(position: &Position, signer: &Key, payee: &Key) -> Result<(), Error> {
    if position.owner() == *signer {
        return Ok(());
    }
    if !position.is_owner_or_delegate(signer) {
        return Err(Error::NotOwnerOrDelegate.cold());
    }
    if position.owner() == *payee { Ok(()) } else { Err(Error::DelegatePayout.cold()) }
}

/// The owner's choice whether a supply slot counts as collateral. Switching it off under debt is judged like a
/// withdrawal of the slot; switching it on is new weight, which an asset of unsound price or mint does not give.
///
/// # Errors
/// `NotOwner`, `NoSuchSlot`, `OtherSide`, `ArgumentOutOfRange`, `Unhealthy`, `DebtBelowFloor`, `Tight` and the policy's.
pub fn set_collateral(
    market: &Market<'_>,
    position: &mut Position,
    args: &SetCollateralArgs,
    signer: &Key,
    moment: &RiskContext,
) -> Result<(), Error> {
    if position.owner() != *signer {
        return Err(Error::NotOwner.cold());
    }
    if args.on > 1 {
        return Err(Error::ArgumentOutOfRange.cold());
    }
    position.set_collateral(args.reserve, args.on == 1)?;
    if !position.has_debt() {
        return Ok(());
    }
    if args.on == 1 {
        permit(Action::CountAsCollateral, market.reserve(args.reserve)?.state(moment))?;
    } else {
        if moment.market_state != 0 {
            return Err(Error::Tight.cold());
        }
        position.risk_ts = moment.ts;
        check_risk(market, position, moment)?;
    }
    Ok(())
}

//! Deposit: atoms that have arrived in the vault become supply shares of a position.

use super::Moved;
use crate::health::Moment;
use crate::instruction::DepositArgs;
use crate::policy::{Action, State, permit};
use crate::state::{Market, Position, Reserve, SWITCH_DEPOSIT, Side};
use crate::{Error, Key};

/// Books `arrived` atoms for the position. Anyone may raise an existing slot; a new one needs owner or delegate. While
/// the market is unsealed only its admin pays in. Shares round down.
///
/// # Errors
/// `MarketNotSealed`, `StrangerOpensSlot`, `PositionFull`, `OtherSide`, `DepositDisabled`, `SupplyCap`, `GroupCap`,
/// `Wiped`, `ZeroShares`, `LimitNotMet`, `Overflow`, and the policy's.
#[inline(always)]
pub fn deposit(
    market: &mut Market<'_>,
    position: &mut Position,
    args: &DepositArgs,
    arrived: u64,
    payer: &Key,
    moment: &Moment,
) -> Result<Moved, Error> {
    if market.header.sealed() == 0 && market.header.admin() != *payer {
        return Err(Error::MarketNotSealed.cold());
    }
    let reserve = market.reserve_mut(args.reserve)?;
    let n = position.find(args.reserve);
    let action = match position.slot_at(n, Side::Supply) {
        Ok(_) => Action::TopUp,
        Err(Error::NoSuchSlot) if !position.is_owner_or_delegate(payer) => return Err(Error::StrangerOpensSlot.cold()),
        Err(Error::NoSuchSlot) if position.has_debt() => Action::DepositNewWeight,
        Err(Error::NoSuchSlot) => Action::Deposit,
        Err(error) => return Err(error),
    };
    let state = reserve.state(moment);
    if let Err(error) = may_deposit(reserve, action, state) {
        // more is allowed to who is in debt: asked only when it matters
        if action != Action::TopUp || !position.has_debt() {
            return Err(error);
        }
        permit(Action::TopUpIndebted, state)?;
    }
    let grouped = reserve.is_grouped();
    let shares = credit(reserve, position, n, arrived, args, moment.ts)?;
    position.add_shares_at(n, args.reserve, Side::Supply, shares)?;
    if grouped && market.count_groups(args.reserve)? && !doubles_at_most(position, n, shares) {
        return Err(Error::GroupCap.cold());
    }
    Ok(Moved { amount: arrived, shares })
}

#[inline(always)]
fn may_deposit(reserve: &Reserve, action: Action, state: State) -> Result<(), Error> {
    permit(action, state)?;
    if reserve.config.switches & SWITCH_DEPOSIT == 0 { Err(Error::DepositDisabled.cold()) } else { Ok(()) }
}

/// The reserve's part; returns the supply shares.
#[inline(never)]
fn credit(
    reserve: &mut Reserve,
    position: &Position,
    n: usize,
    arrived: u64,
    args: &DepositArgs,
    now: i64,
) -> Result<u64, Error> {
    reserve.accrue(now);
    let shares = reserve.supply_down(arrived)?;
    if shares < args.min_shares {
        return Err(Error::LimitNotMet.cold());
    }
    if reserve.over_supply_cap()? && arrived > top_up_of(reserve, position, n)? {
        return Err(Error::SupplyCap.cold());
    }
    reserve.credit_inflow(arrived, now);
    reserve.set_rate();
    Ok(shares)
}

/// Whether a position in debt has added no more than it held before to its `n`-th slot, which it may past a group's cap.
#[cold]
#[inline(never)]
fn doubles_at_most(position: &Position, n: usize, added: u64) -> bool {
    let slot = position.slot_at(n, Side::Supply);
    slot.is_ok_and(|slot| position.has_debt() && slot.shares().saturating_sub(added) >= added)
}

/// What a position in debt holds in its `n`-th slot, atoms, which it may double past a cap; 0 for any other position.
#[cold]
#[inline(never)]
fn top_up_of(reserve: &Reserve, position: &Position, n: usize) -> Result<u64, Error> {
    match position.slot_at(n, Side::Supply) {
        Ok(slot) if position.has_debt() => {
            reserve.supply_assets_down(slot.shares()).ok_or_else(|| Error::Overflow.cold())
        }
        _ => Ok(0),
    }
}

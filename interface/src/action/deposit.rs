//! Deposit: atoms that have arrived in the vault become supply shares of a position.

use super::Moved;
use crate::health::Moment;
use crate::instruction::DepositArgs;
use crate::policy::{Action, permit};
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
        return Err(Error::MarketNotSealed);
    }
    let reserve = market.reserve_mut(args.reserve)?;
    let in_debt = position.has_debt();
    let n = position.find(args.reserve);
    let (action, had_shares) = match position.slot_at(n, Side::Supply) {
        Ok(slot) if in_debt => (Action::TopUpIndebted, slot.shares()),
        Ok(slot) => (Action::TopUp, slot.shares()),
        Err(Error::NoSuchSlot) if !position.is_owner_or_delegate(payer) => return Err(Error::StrangerOpensSlot),
        Err(Error::NoSuchSlot) if in_debt => (Action::DepositNewWeight, 0),
        Err(Error::NoSuchSlot) => (Action::Deposit, 0),
        Err(error) => return Err(error),
    };
    permit(action, reserve.state(moment))?;
    if reserve.config.switches & SWITCH_DEPOSIT == 0 && action != Action::TopUpIndebted {
        return Err(Error::DepositDisabled);
    }
    let (top_up_of, grouped) = (if in_debt { had_shares } else { 0 }, reserve.is_grouped());
    let shares = credit(reserve, arrived, top_up_of, args.min_shares, moment)?;
    position.add_shares_at(n, args.reserve, Side::Supply, shares)?;
    if grouped && market.count_groups(args.reserve)? && shares > top_up_of {
        return Err(Error::GroupCap);
    }
    Ok(Moved { amount: arrived, shares })
}

/// The reserve's part; returns the supply shares. `top_up_of`: the shares that a position in debt may double past a cap.
#[inline(never)]
fn credit(reserve: &mut Reserve, arrived: u64, top_up_of: u64, min_shares: u64, moment: &Moment) -> Result<u64, Error> {
    reserve.accrue(moment.ts);
    let top_up_of = reserve.supply_assets_down(top_up_of).ok_or(Error::Overflow)?;
    let shares = reserve.supply_down(arrived)?;
    if shares < min_shares {
        return Err(Error::LimitNotMet);
    }
    reserve.check_supply_cap(arrived, top_up_of)?;
    reserve.credit_inflow(arrived, moment.ts);
    reserve.set_rate();
    Ok(shares)
}

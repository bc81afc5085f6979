//! Deposit: atoms that have arrived in the vault become supply shares of a position.

use super::Moved;
use crate::health::Moment;
use crate::instruction::DepositArgs;
use crate::policy::{Action, permit};
use crate::state::{Market, Position, SWITCH_DEPOSIT, Side};
use crate::{Error, Key};

/// Books `arrived` atoms for the position. Anyone may raise an existing slot; a new one needs owner or delegate. While
/// the market is unsealed only its admin pays in. Shares round down.
///
/// # Errors
/// `MarketNotSealed`, `StrangerOpensSlot`, `PositionFull`, `OtherSide`, `DepositDisabled`, `SupplyCap`, `Wiped`,
/// `ZeroShares`, `LimitNotMet`, `Overflow`, and the policy's.
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
    reserve.accrue(moment.ts);

    let in_debt = position.has_debt();
    let (action, had_shares) = match position.slot(args.reserve, Side::Supply) {
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

    let top_up_of = if in_debt { reserve.supply_assets_down(had_shares).ok_or(Error::Overflow)? } else { 0 };
    let shares = reserve.supply_down(arrived)?;
    if shares < args.min_shares {
        return Err(Error::LimitNotMet);
    }
    reserve.check_supply_cap(arrived, top_up_of)?;
    reserve.credit_inflow(arrived, moment.ts);
    reserve.set_rate();

    let slot = position.slot_or_open(args.reserve, Side::Supply)?;
    slot.shares = slot.shares.checked_add(shares).ok_or(Error::Overflow)?;
    Ok(Moved { amount: arrived, shares })
}

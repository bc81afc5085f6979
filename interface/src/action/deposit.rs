//! Deposit: atoms that have arrived in the vault become supply shares of a position.

use super::Moved;
use crate::health::RiskContext;
use crate::instruction::DepositArgs;
use crate::policy::{Action, State, permit};
use crate::solvency::account_liquidity;
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
    moment: &RiskContext,
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
    let shares = credit(reserve, arrived, args, moment.ts)?;
    let grouped = reserve.is_grouped();
    if reserve.over_supply_cap()? && !may_pass_caps(market, position, n, shares, moment)? {
        return Err(Error::SupplyCap.cold());
    }
    if grouped && market.recount(args.reserve)? && !may_pass_caps(market, position, n, shares, moment)? {
        return Err(Error::GroupCap.cold());
    }
    position.add_shares_at(n, args.reserve, Side::Supply, shares)?;
    Ok(Moved { amount: arrived, shares })
}

#[inline(always)]
fn may_deposit(reserve: &Reserve, action: Action, state: State) -> Result<(), Error> {
    permit(action, state)?;
    if reserve.config.switches & SWITCH_DEPOSIT == 0 { Err(Error::DepositDisabled.cold()) } else { Ok(()) }
}

/// The reserve's part; returns the supply shares.
#[inline(never)]
fn credit(reserve: &mut Reserve, arrived: u64, args: &DepositArgs, now: i64) -> Result<u64, Error> {
    reserve.accrue(now);
    let shares = reserve.supply_down(arrived)?;
    if shares < args.min_shares {
        return Err(Error::LimitNotMet.cold());
    }
    reserve.credit_inflow(arrived, now);
    reserve.set_rate();
    Ok(shares)
}

/// Whether a position may go past a cap: one in trouble may double its `n`-th slot, for caps must not hand it to
/// liquidators.
#[cold]
#[inline(never)]
fn may_pass_caps(
    market: &Market<'_>,
    position: &Position,
    n: usize,
    added: u64,
    moment: &RiskContext,
) -> Result<bool, Error> {
    let Ok(slot) = position.slot_at(n, Side::Supply) else { return Ok(false) };
    let moment = market.header.liquidation_context(moment.ts);
    let is_live = !market.reserve(slot.reserve)?.is_stale(&moment);
    Ok(is_live && slot.shares() >= added && is_in_trouble(market, position, &moment)?)
}

/// Whether the debt has gone half of the way from what the collateral can borrow at best to its liquidation. Debt alone
/// does not do, nor debt at its limit: who borrows could double, borrow and double again.
fn is_in_trouble(market: &Market<'_>, position: &Position, moment: &RiskContext) -> Result<bool, Error> {
    let mut half_way = 0u128;
    for slot in position.used().iter().filter(|slot| slot.is_collateral()) {
        let reserve = market.reserve(slot.reserve)?;
        let threshold = reserve.config.threshold.at(moment.ts);
        let best = reserve.config.ltv_bps.into_iter().fold(0, u16::max).min(threshold);
        let weight = u64::from(threshold).wrapping_add(best.into()) / 2; // ARITH: below 2^16 each
        // ARITH: a Value below 2^48 times below 2^16, of 16 slots
        half_way = half_way.wrapping_add(reserve.supply_value_up(slot).wrapping_mul(weight).into());
    }
    Ok(account_liquidity(market, position, moment)?.debt > half_way)
}

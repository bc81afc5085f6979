//! Deposit: atoms that have arrived in the vault become supply shares of a position.

use super::Moved;
use crate::health::RiskContext;
use crate::instruction::DepositArgs;
use crate::policy::{Action, State, permit};
use crate::solvency::is_in_trouble;
use crate::state::{MAX_SLOTS, Market, Position, Reserve, SWITCH_DEPOSIT, Side};
use crate::{Error, Key};

/// The least Value of a deposit that opens a slot, at the board's high price: half a dollar. Slots are few, and each of
/// them costs whoever has to liquidate the position.
pub const NEW_SUPPLY_MIN: u64 = 1 << 15;

/// Books `arrived` atoms for the position. Anyone may raise an existing slot; a new one needs owner or delegate. While
/// the market is unsealed only its admin pays in. Shares round down.
///
/// # Errors
/// `MarketNotSealed`, `StrangerOpensSlot`, `PositionFull`, `OtherSide`, `DepositDisabled`, `SupplyCap`, `GroupCap`,
/// `NewSupplyTooSmall`, `Wiped`, `ZeroShares`, `LimitNotMet`, `Overflow`, and the policy's.
#[inline(always)]
pub fn deposit(
    market: &mut Market<'_>,
    position: &mut Position,
    args: &DepositArgs,
    arrived: u64,
    payer: &Key,
    moment: &RiskContext,
) -> Result<Moved, Error> {
    deposit_after(market, position, args, arrived, payer, Earlier::default(), moment)
}

/// What the steps before this one have done, where several make one instruction. An exemption is for a position as it
/// was before the instruction: trouble that the instruction itself has made, and may yet unmake, gives none.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Earlier {
    /// Debt was repaid: the position had some, whatever it has now.
    pub repaid: bool,
    /// Debt was taken, or supply withdrawn, and is checked at the end only.
    pub risked: bool,
}

/// A deposit as one of several steps.
#[inline(always)]
pub(super) fn deposit_after(
    market: &mut Market<'_>,
    position: &mut Position,
    args: &DepositArgs,
    arrived: u64,
    payer: &Key,
    earlier: Earlier,
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
        Err(Error::NoSuchSlot) if earlier.repaid || position.has_debt() => Action::DepositNewWeight,
        Err(Error::NoSuchSlot) => Action::Deposit,
        Err(error) => return Err(error),
    };
    let State(bits) = reserve.state(moment);
    let state = State(bits | reserve.shortfall_state());
    let mut deep = false;
    if let Err(error) = may_deposit(reserve, action, state) {
        // a position with debt may top up in more states: asked only when it matters
        if action != Action::TopUp
            || earlier.risked
            || !position.has_debt()
            || !carries_debt(reserve, position, n, moment)
        {
            return Err(error);
        }
        permit(Action::TopUpIndebted, state)?;
        deep = state.any(State::SHORTFALL);
    }
    let shares = credit(reserve, arrived, args, moment.ts)?;
    if deep && !is_rescue(market, position, n, shares, moment)? {
        return Err(Error::DeepShortfall.cold());
    }
    let reserve = market.reserve_mut(args.reserve)?;
    if n == MAX_SLOTS && reserve.high.value_up_saturating(arrived) < NEW_SUPPLY_MIN {
        return Err(Error::NewSupplyTooSmall.cold());
    }
    let grouped = reserve.is_grouped();
    if reserve.over_supply_cap()? && (earlier.risked || !is_rescue(market, position, n, shares, moment)?) {
        return Err(Error::SupplyCap.cold());
    }
    if grouped && market.recount(args.reserve)? && (earlier.risked || !is_rescue(market, position, n, shares, moment)?)
    {
        return Err(Error::GroupCap.cold());
    }
    position.add_shares_at(n, args.reserve, Side::Supply, shares)?;
    Ok(Moved { amount: arrived, shares })
}

#[inline(always)]
fn may_deposit(reserve: &Reserve, action: Action, state: State) -> Result<(), Error> {
    if reserve.config.switches & SWITCH_DEPOSIT == 0 {
        Err(Error::DepositDisabled.cold())
    } else {
        permit(action, state)
    }
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

/// Whether a slot carries debt: it counts in the liquidation test, so that more of it mends the position.
#[cold]
#[inline(never)]
fn carries_debt(reserve: &Reserve, position: &Position, n: usize, moment: &RiskContext) -> bool {
    position.slot_at(n, Side::Supply).is_ok_and(|slot| reserve.liq_weight_bps(slot, moment) != 0)
}

/// Whether a deposit mends what must not be handed to liquidators: a position in trouble may double its `n`-th slot, where
/// that carries debt. It ends by itself, since what carries debt ends the trouble. Deposits and repayments before it in a
/// batch only mend a position, so trouble now is trouble before.
#[cold]
#[inline(never)]
fn is_rescue(
    market: &Market<'_>,
    position: &Position,
    n: usize,
    added: u64,
    moment: &RiskContext,
) -> Result<bool, Error> {
    let Ok(slot) = position.slot_at(n, Side::Supply) else { return Ok(false) };
    let moment = market.header.liquidation_context(moment.ts);
    let reserve = market.reserve(slot.reserve())?;
    let counts = !reserve.is_stale(&moment) && carries_debt(reserve, position, n, &moment);
    Ok(counts && slot.shares() >= added && is_in_trouble(market, position, &moment)?)
}

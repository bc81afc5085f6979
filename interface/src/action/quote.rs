//! Quote: how a position stands and what it could do now. Everything rounds against who asks: what is quoted as a
//! largest amount is accepted in the same second. Saturating, so that every position has a quote.

use super::shared::exchange::{Plan, evaluate};
use super::shared::offer::Offer;
use crate::Error;
use crate::health::{RiskContext, check_risk};
use crate::instruction::{NO_RESERVE, QuoteArgs};
use crate::math::liquidation::protocol_part_down;
use crate::math::{interest, shares};
use crate::policy::{Action, State, permit};
use crate::solvency::account_liquidity;
use crate::state::{MAX_SLOTS, Market, MarketHeader, Position, Reserve, SWITCH_BORROW, Side, Slot};
use crate::unit::BPS_64;
use bytemuck::{Pod, Zeroable};

/// The instruction's return data, 176 bytes. Values are in units of 2^-16 USD.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Pod, Zeroable)]
pub struct Quotation {
    /// Supply in the liquidation test, Value, rounded down.
    pub liq_power: u64,
    /// Debt in the liquidation test, Value, rounded up. The position is liquidatable when it exceeds `liq_power`.
    pub liq_debt: u64,
    /// Borrow power, Value, rounded down.
    pub power: u64,
    /// Weight of the debt where risk is taken, Value, rounded up.
    pub debt: u64,
    /// Health in the liquidation test, basis points, rounded down; `u64::MAX` without debt.
    pub health_bps: u64,
    /// Largest borrow of the reserve asked for, atoms.
    pub max_borrow: u64,
    /// Largest withdrawal of the reserve asked for, atoms.
    pub max_withdraw: u64,
    /// Largest repayment by a liquidation of the pair for tokens, atoms; 0 when there is none. Where a whole slot has to
    /// close, interest makes it more in the next second: give `u64::MAX`.
    pub repay: u64,
    /// What its liquidator would receive, atoms.
    pub receive: u64,
    /// Its bonus, basis points, the protocol's part included.
    pub bonus_bps: u64,
    /// Session of the exchange: 0 Regular, 1 Extended, 2 Overnight, 3 Closed.
    pub session: u64,
    /// When that may change next, unix seconds.
    pub session_until: i64,
    /// Per slot: at which multiple of its present price, basis points, the position becomes liquidatable when this price
    /// alone moves; below it for supply (rounded up), above it for debt (rounded down). 0: at none.
    pub trigger_bps: [u32; MAX_SLOTS],
    /// Health aimed at by a liquidation, basis points.
    pub target_health_bps: u64,
    /// Seconds until the cool-off ends.
    pub cool_off_s: u64,
}

/// The position's quotation.
///
/// # Errors
/// `NoSuchReserve` for a reserve that is asked for and not listed.
#[inline(never)]
pub fn quote(market: &Market<'_>, position: &Position, args: &QuoteArgs, now: i64) -> Result<Quotation, Error> {
    for index in [args.borrow, args.withdraw, args.repay, args.seize] {
        if index != NO_RESERVE {
            market.reserve(index)?;
        }
    }
    let moment = market.header.liquidation_context(now);
    let mut quotation = Quotation::zeroed();
    let (session, until) = market.header.calendar.session_at(now);
    (quotation.session, quotation.session_until) = (session as u64, until);
    quotation.target_health_bps = market.header.target_health_bps.into();
    quotation.cool_off_s = cool_off_s(market.header, position, now);
    say_test(&mut quotation, market, position, &moment)?;
    let moment = market.header.risk_context(now);
    let weights = say_risk(&mut quotation, market, position, &moment)?;
    if args.borrow != NO_RESERVE {
        quotation.max_borrow = max_borrow(market, position, args.borrow, weights, &moment).unwrap_or(0);
    }
    if args.withdraw != NO_RESERVE {
        quotation.max_withdraw = max_withdraw(market, position, args.withdraw, weights, &moment).unwrap_or(0);
    }
    if args.repay != NO_RESERVE && args.seize != NO_RESERVE {
        say_liquidation(&mut quotation, market, position, args, now);
    }
    Ok(quotation)
}

fn cool_off_s(header: &MarketHeader, position: &Position, now: i64) -> u64 {
    let end = position.risk_ts.saturating_add(i64::from(header.cool_off_s));
    end.saturating_sub(now).max(0).unsigned_abs()
}

/// Value bps to Value.
fn value_down(weighted: u128) -> u64 {
    u64::try_from(weighted.checked_div(10_000).unwrap_or(0)).unwrap_or(u64::MAX)
}

fn value_up(weighted: u128) -> u64 {
    u64::try_from(weighted.div_ceil(10_000)).unwrap_or(u64::MAX)
}

/// The liquidation test and, slot by slot, what each price would have to do.
fn say_test(
    quotation: &mut Quotation,
    market: &Market<'_>,
    position: &Position,
    moment: &RiskContext,
) -> Result<(), Error> {
    let stands = account_liquidity(market, position, moment)?;
    quotation.liq_power = value_down(stands.power);
    quotation.liq_debt = value_up(stands.debt);
    // ARITH: sums below 2^68, times 10,000
    let health = stands.power.wrapping_mul(10_000).checked_div(stands.debt);
    quotation.health_bps = health.map_or(u64::MAX, |bps| u64::try_from(bps).unwrap_or(u64::MAX));
    // a slot's own part: what is left when the position is only it
    let mut alone = Position::zeroed();
    alone.slot_count = 1;
    for (slot, trigger) in position.used().iter().zip(&mut quotation.trigger_bps) {
        alone.slots[0] = *slot;
        let part = account_liquidity(market, &alone, moment)?;
        let bps = match slot.side() {
            Side::Supply => {
                let others = stands.power.saturating_sub(part.power);
                let needed = stands.debt.saturating_sub(others).wrapping_mul(10_000);
                if part.power == 0 { 0 } else { needed.div_ceil(part.power) }
            }
            Side::Debt => {
                let others = stands.debt.saturating_sub(part.debt);
                let bearable = stands.power.saturating_sub(others).wrapping_mul(10_000);
                bearable.checked_div(part.debt).unwrap_or(0)
            }
        };
        *trigger = u32::try_from(bps).unwrap_or(u32::MAX);
    }
    Ok(())
}

/// Borrow power and weight of the debt; `None` of them when no risk may be taken at all.
fn say_risk(
    quotation: &mut Quotation,
    market: &Market<'_>,
    position: &Position,
    moment: &RiskContext,
) -> Result<Option<(u128, u128)>, Error> {
    let (mut power, mut debt) = (0u128, 0u128);
    for slot in position.used() {
        let reserve = market.reserve(slot.reserve)?;
        match slot.side() {
            Side::Supply => power = power.saturating_add(power_of(reserve, slot, moment)),
            Side::Debt => debt = debt.saturating_add(weight_of(reserve, slot, moment)),
        }
    }
    (quotation.power, quotation.debt) = (value_down(power), value_up(debt));
    // the same sums, where nothing refuses them
    match check_risk(market, position, moment) {
        Ok(()) | Err(Error::Unhealthy) => Ok(Some((power, debt))),
        Err(_) => Ok(None),
    }
}

fn power_of(reserve: &Reserve, slot: &Slot, moment: &RiskContext) -> u128 {
    if !slot.is_collateral() || reserve.state_outlined(moment).any(State::NO_POWER) {
        return 0;
    }
    let held = reserve.supply_assets_down(slot.shares).unwrap_or(u64::MAX);
    u128::from(reserve.low.value_down_saturating(held)).wrapping_mul(reserve.ltv_bps(moment).into())
}

fn weight_of(reserve: &Reserve, slot: &Slot, moment: &RiskContext) -> u128 {
    let owed = reserve.debt_with_pending_up(slot.shares, moment.ts).unwrap_or(u64::MAX);
    u128::from(reserve.high.value_up_saturating(owed)).wrapping_mul(reserve.config.borrow_factor_bps.into())
}

/// The largest borrow of this reserve that would be accepted; `None` is none.
fn max_borrow(
    market: &Market<'_>,
    position: &Position,
    index: u8,
    weights: Option<(u128, u128)>,
    moment: &RiskContext,
) -> Option<u64> {
    let (power, weight) = weights?;
    let reserve = market.reserve(index).ok()?;
    permit(Action::Borrow, reserve.state_outlined(moment)).ok()?;
    if reserve.config.switches & SWITCH_BORROW == 0 || reserve.is_wiped() {
        return None;
    }
    let held = match position.slot(index, Side::Debt) {
        Ok(slot) => Some(slot),
        Err(Error::NoSuchSlot) if position.used().len() < MAX_SLOTS => None,
        Err(_) => return None,
    };
    let (shares, own) = held.map_or((0, 0), |slot| (slot.shares, weight_of(reserve, slot, moment)));
    // the borrow accrues first: its own debt weighs by the index it will have then
    let dt_s = moment.ts.saturating_sub(reserve.accrued_ts).max(0).unsigned_abs();
    let debt_index = interest::index_up(reserve.debt_index, reserve.rate_q64, dt_s)?;
    let free = power.checked_sub(weight.saturating_sub(own))?;
    let budget = u64::try_from(free.checked_div(reserve.config.borrow_factor_bps.into())?).unwrap_or(u64::MAX);
    let owed_at_most = reserve.high.atoms_down(budget).unwrap_or(u64::MAX);
    let shares_left = shares::shares_down(owed_at_most, &debt_index)?.checked_sub(shares)?;
    let by_health = shares::assets_down(shares_left, &debt_index)?;

    let total = shares::assets_up(reserve.debt_shares, &debt_index)?;
    let slack = debt_index.ceil()?.checked_add(1)?;
    let by_cap = reserve.high.atoms_down(reserve.config.borrow_cap).unwrap_or(u64::MAX);
    let whole = u128::from(total).saturating_add(reserve.cash_and_flash().into());
    let ceiling = whole.saturating_mul(reserve.config.utilisation_ceiling_bps.into()).checked_div(10_000)?;
    let by_ceiling = u64::try_from(ceiling).unwrap_or(u64::MAX);
    let total_at_most = by_cap.min(by_ceiling).min(interest::DEBT_MAX);
    let owed = by_health.min(total_at_most.saturating_sub(total).saturating_sub(slack));

    // what is owed contains the origination fee
    let fee = u128::from(reserve.config.origination_fee_bps);
    let amount = u128::from(owed).saturating_mul(10_000).checked_div(fee.saturating_add(10_000))?;
    let amount = u64::try_from(amount).ok()?.min(reserve.cash).min(reserve.outflow_left(moment.ts));
    let after = shares::assets_up(shares, &debt_index)?.saturating_add(amount);
    (reserve.high.value_up_saturating(after) >= market.header.debt_floor).then_some(amount)
}

/// The largest withdrawal of this reserve that would be accepted; `None` is none.
fn max_withdraw(
    market: &Market<'_>,
    position: &Position,
    index: u8,
    weights: Option<(u128, u128)>,
    moment: &RiskContext,
) -> Option<u64> {
    let reserve = market.reserve(index).ok()?;
    let slot = position.slot(index, Side::Supply).ok()?;
    let state = reserve.state_outlined(moment);
    let mut free_shares = slot.shares;
    if position.has_debt() {
        permit(Action::WithdrawIndebted, state).ok()?;
        let (power, weight) = weights?;
        let own = power_of(reserve, slot, moment);
        let needed = weight.saturating_sub(power.saturating_sub(own));
        if power < weight {
            return None;
        }
        if own != 0 && needed != 0 {
            let value = needed.div_ceil(reserve.ltv_bps(moment).max(1).into());
            let kept = reserve.low.atoms_up(u64::try_from(value).ok()?)?;
            free_shares = slot.shares.checked_sub(shares::shares_up(kept, &reserve.supply_index)?)?;
        }
    } else {
        permit(Action::Withdraw, state).ok()?;
    }
    let worth = reserve.supply_assets_down(free_shares)?;
    Some(worth.min(reserve.cash).min(reserve.outflow_left(moment.ts)))
}

/// The largest liquidation of the pair, by anyone but the owner.
fn say_liquidation(quotation: &mut Quotation, market: &Market<'_>, position: &Position, args: &QuoteArgs, now: i64) {
    let moment = market.header.liquidation_context(now);
    let mut offer = Offer {
        repay_reserve: args.repay,
        seize_reserve: args.seize,
        amount: super::ALL,
        min_received: 0,
        action: Action::Liquidate,
    };
    let (Ok(debt), Ok(seized)) = (market.reserve(args.repay), market.reserve(args.seize)) else { return };
    let states = (debt.state_outlined(&moment), seized.state_outlined(&moment));
    let possible = permit(Action::RepayForSeizure, states.0).is_ok()
        && permit(offer.action, states.1).is_ok()
        && quotation.cool_off_s == 0;
    if !possible {
        return;
    }
    let Ok(mut plan) = evaluate(market, position, &offer, states, &moment) else { return };
    let mut receive = received_down(&plan, seized);
    if receive > seized.cash {
        // what is lent out cannot leave as tokens: where a part may go, one that the cash pays
        let (pair, part) = (&plan.pair, BPS_64.saturating_add(plan.bonus.bps));
        let value = pair.supply_price.value_down_saturating(seized.cash);
        let value = value.saturating_mul(BPS_64).checked_div(part).unwrap_or(0);
        offer.amount = pair.debt_price.atoms_down_saturating(value);
        let Ok(lesser) = evaluate(market, position, &offer, states, &moment) else { return };
        plan = lesser;
        receive = received_down(&plan, seized);
        if receive > seized.cash {
            return;
        }
    }
    quotation.repay = plan.size.repay;
    quotation.receive = receive;
    quotation.bonus_bps = plan.bonus.bps;
}

/// What the liquidator receives for all of this plan, atoms.
fn received_down(plan: &Plan, seized: &Reserve) -> u64 {
    let atoms =
        if plan.size.takes_supply { plan.pair.held } else { plan.pair.seized_down(plan.size.repay, &plan.bonus) };
    atoms.saturating_sub(protocol_part_down(atoms, &plan.bonus, seized.config.bonus_protocol_bps))
}

//! The exchange of both liquidations: one debt slot is repaid, one supply slot seized, as tokens or as shares. First a
//! plan, which says what must arrive; then, with what has arrived, the books.

use super::offer::Offer;
use super::orders::{self, ordered};
use super::write_off::{Told, settle_all, settles_at_once};
use crate::event::EVENT_ORDER;
use crate::health::RiskContext;
use crate::math::liquidation::{Bonus, BonusTerms, Limits, Pair, Size, protocol_part_down};
use crate::math::shares;
use crate::policy::{Action, State, permit};
use crate::solvency::{GRACE_HEALTH_BPS, account_liquidity_and_owed};
use crate::state::{MAX_ORDERS, Market, Position, Reserve, Side, Slot};
use crate::time::age;
use crate::{Error, Key};
use bytemuck::{Pod, Zeroable};

/// An exchange about to happen.
#[derive(Clone, Copy, Debug)]
pub struct Plan {
    /// How much is to arrive.
    pub size: Size,
    /// The bonus it gives.
    pub bonus: Bonus,
    /// Which order of the owner's allows it; [`MAX_ORDERS`] where the test does.
    order: usize,
    pub(in crate::action) pair: Pair,
    /// Where debt and supply lie in the position.
    slots: (usize, usize),
    debt_shares: u64,
    supply_shares: u64,
}

impl Plan {
    /// Whether an order of the owner's, not the test, allows it.
    #[inline(always)]
    #[must_use]
    pub const fn by_order(&self) -> bool {
        self.order != MAX_ORDERS
    }
}

/// What a liquidation did.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Pod, Zeroable)]
pub struct Liquidated {
    /// Atoms that were repaid.
    pub repaid: u64,
    /// Debt shares they extinguished.
    pub debt_shares: u64,
    /// Atoms, or shares, that the liquidator received.
    pub received: u64,
    /// Supply shares that the position lost.
    pub seized_shares: u64,
}

/// What a liquidation did, and the `EVENT_...` bits of how.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LiquidationOutcome {
    /// The amounts.
    pub moved: Liquidated,
    /// [`EVENT_ORDER`] or nothing.
    pub flags: u8,
}

/// Accrues both reserves and says what the exchange may be.
///
/// # Errors
/// `ZeroAmount`, `OwnPosition`, `CoolOff`, `NoSuchReserve`, `NoSuchSlot`, `OtherSide`, `NotLiquidatable`,
/// `OrderLowersHealth`, `Worthless`, `WholeSlotOnly`, `DebtBelowFloor`, and the policy's.
#[inline(always)]
pub fn plan_liquidation(
    market: &mut Market<'_>,
    position: &Position,
    offer: &Offer,
    liquidator: &Key,
    moment: &RiskContext,
) -> Result<Plan, Error> {
    if offer.amount == 0 {
        return Err(Error::ZeroAmount.cold());
    }
    if position.owner == *liquidator {
        return Err(Error::OwnPosition.cold());
    }
    if age(moment.ts, position.risk_ts) < i64::from(market.header.cool_off_s) {
        return Err(Error::CoolOff.cold());
    }
    let debt = market.reserve_mut(offer.repay_reserve)?;
    let debt_state = debt.state_among(moment, DEBT_STATES);
    permit(Action::RepayForSeizure, debt_state)?;
    debt.accrue(moment.ts);
    let seized = market.reserve_mut(offer.seize_reserve)?;
    let state = seized.state_among(moment, SEIZED_STATES);
    // each a constant
    match offer.action {
        Action::LiquidateToShares => permit(Action::LiquidateToShares, state),
        _ => permit(Action::Liquidate, state),
    }?;
    seized.accrue(moment.ts);
    evaluate(market, position, offer, (debt_state, state), moment)
}

/// The states of the debt's reserve that a liquidation asks for.
const DEBT_STATES: u32 = Action::RepayForSeizure.refused_in() | Action::HoldDebt.refused_in();
/// Those of the seized one's.
const SEIZED_STATES: u32 = Action::Liquidate.refused_in()
    | Action::LiquidateToShares.refused_in()
    | Action::ExecuteOrder.refused_in()
    | State::STUCK;

/// What the exchange may be, without accruing: pending interest of the debt is counted, that of the supply is not.
///
/// # Errors
/// Those of [`plan_liquidation`] that concern the slots.
#[inline(never)]
pub(in crate::action) fn evaluate(
    market: &Market<'_>,
    position: &Position,
    offer: &Offer,
    states: (State, State),
    moment: &RiskContext,
) -> Result<Plan, Error> {
    let (_, state) = states;
    let slots = (position.find(offer.repay_reserve), position.find(offer.seize_reserve));
    let debt_shares = position.slot_at(slots.0, Side::Debt)?.shares;
    let supply = position.slot_at(slots.1, Side::Supply)?;
    let (stands, owed) = account_liquidity_and_owed(market, position, offer.repay_reserve, moment)?;
    let pair = pair(market, offer, owed, supply, moment)?;
    let mut order = MAX_ORDERS;
    let (target_bps, cap_bps, asked) = if stands.is_liquidatable() {
        // the cheap question first: hardly ever is there a grace
        let seized = market.reserve(offer.seize_reserve)?;
        if seized.in_reopen_grace(market.header, moment.ts) && !stands.is_below(GRACE_HEALTH_BPS) {
            return Err(Error::ReopenGrace);
        }
        (market.header.target_health_bps, u16::MAX, offer.amount)
    } else {
        let found = ordered(market, position, offer, &stands, states, moment, &mut order)?;
        (found.target_bps, found.bonus_cap_bps, offer.amount.min(found.amount))
    };
    let terms = market.reserve(offer.seize_reserve)?.bonus_terms(offer.action, state, cap_bps);
    let bonus = stands.sums.bonus_down(&terms);
    if order != MAX_ORDERS && (bonus.insolvent || stands.sums.falls(&pair, &bonus)) {
        return Err(Error::OrderLowersHealth.cold());
    }
    let limits = Limits { target_bps, floor: market.header.debt_floor, asked };
    let size = stands.sums.size_up(&pair, &bonus, &limits)?;
    Ok(Plan { size, bonus, order, pair, slots, debt_shares, supply_shares: supply.shares })
}

/// The two slots, after accrual.
#[inline(always)]
fn pair(market: &Market<'_>, offer: &Offer, owed: u64, supply: &Slot, moment: &RiskContext) -> Result<Pair, Error> {
    let debt = market.reserve(offer.repay_reserve)?;
    let seized = market.reserve(offer.seize_reserve)?;
    Ok(Pair {
        owed,
        debt_price: debt.settle_low,
        factor_bps: debt.config.liq_borrow_factor.at(moment.ts),
        share_up: if debt.debt_index.is_one() { 0 } else { debt.debt_index.ceil_saturating() },
        held: seized.supply_assets_down(supply.shares).unwrap_or(u64::MAX),
        supply_price: seized.settle_high,
        weight_bps: seized.liq_weight_bps(supply, moment),
    })
}

impl Reserve {
    /// What bounds the bonus when this reserve's supply is seized.
    #[inline(always)]
    fn bonus_terms(&self, action: Action, state: State, cap_bps: u16) -> BonusTerms {
        let config = &self.config;
        let bad_bps = config.bonus_bad_bps;
        if self.terminal_ts != 0 {
            // the price is fixed and known: nobody need be paid for its risk
            return BonusTerms { min_bps: bad_bps, max_bps: bad_bps, slope_bps: 0, bad_bps, extra_bps: 0, cap_bps };
        }
        let stuck = action == Action::LiquidateToShares && state.any(State::STUCK);
        BonusTerms {
            min_bps: config.bonus_min_bps,
            max_bps: config.bonus_max_bps,
            slope_bps: config.bonus_slope_bps,
            bad_bps,
            extra_bps: if stuck { config.bonus_blocked_bps } else { 0 },
            cap_bps,
        }
    }
}

/// What the position loses for what has arrived.
pub(in crate::action) struct Seizure {
    debt_shares: u64,
    pub(in crate::action) shares: u64,
    pub(in crate::action) atoms: u64,
    pub(in crate::action) fee: u64,
}

/// Books the repayment, and says what is seized for it.
#[inline(never)]
pub(in crate::action) fn take_repayment(
    market: &mut Market<'_>,
    position: &mut Position,
    offer: &Offer,
    plan: &Plan,
    arrived: u64,
    moment: &RiskContext,
) -> Result<Seizure, Error> {
    let pair = &plan.pair;
    if arrived < plan.size.repay && plan.size.whole {
        return Err(Error::ArrivedShort.cold());
    }
    let debt = market.reserve_mut(offer.repay_reserve)?;
    let debt_shares = debt.repay_down(arrived, plan.debt_shares, pair.owed)?;
    let freed = if arrived >= pair.owed {
        pair.owed
    } else {
        // ROUND: the liquidator is paid for the debt that went, not for the part of a share
        shares::assets_down(debt_shares, &debt.debt_index).unwrap_or(arrived)
    };
    debt.credit_inflow(arrived, moment.ts);
    debt.set_rate();
    position.take_shares_at(plan.slots.0, debt_shares)?;

    let reserve = market.reserve(offer.seize_reserve)?;
    let takes_all = plan.size.takes_supply && arrived >= plan.size.repay;
    let atoms = if takes_all { pair.held } else { pair.seized_down(freed, &plan.bonus) };
    let burnt = if atoms == pair.held {
        plan.supply_shares
    } else {
        // ROUND: the position burns a share too many, never one too few
        shares::shares_up(atoms, &reserve.supply_index).ok_or_else(|| Error::Overflow.cold())?.min(plan.supply_shares)
    };
    if atoms == 0 {
        return Err(Error::ZeroShares.cold());
    }
    let fee = protocol_part_down(atoms, &plan.bonus, reserve.config.bonus_protocol_bps);
    Ok(Seizure { debt_shares, shares: burnt, atoms, fee })
}

/// Takes the shares off the position; when what is left may be settled, its debts go with them.
#[inline(always)]
#[expect(clippy::too_many_arguments, reason = "both forms of liquidation end here, and only they")]
pub(in crate::action) fn finish(
    market: &mut Market<'_>,
    position: &mut Position,
    offer: &Offer,
    plan: &Plan,
    seizure: &Seizure,
    repaid: u64,
    received: u64,
    moment: &RiskContext,
    told: Told<'_>,
) -> Result<LiquidationOutcome, Error> {
    let Seizure { debt_shares, shares: seized_shares, .. } = *seizure;
    // a debt slot that closed may have moved the supply's into its place
    let n = if debt_shares == plan.debt_shares { position.find(offer.seize_reserve) } else { plan.slots.1 };
    position.take_shares_at(n, seized_shares)?;
    market.count_groups(offer.seize_reserve)?;
    let flags = if plan.by_order() {
        orders::count(position, plan.order, repaid, plan.pair.debt_price);
        EVENT_ORDER
    } else {
        0
    };
    if seized_shares == plan.supply_shares && settles_at_once(market, position, moment)? {
        settle_all(market, position, moment, told)?;
    }
    Ok(LiquidationOutcome { moved: Liquidated { repaid, debt_shares, received, seized_shares }, flags })
}

//! Health where risk is taken: one pass over the slots, no division. Borrow power of the supply against the weight of
//! the debt, at the board's biased prices, with the effective weights of now.

mod fast;

use crate::Error;
use crate::math::wide::add_to;
use crate::math::{interest, shares};
use crate::policy::{Action, State, permit};
use crate::session::Session;
use crate::state::{Market, MarketHeader, Position, Reserve, SLOT_COLLATERAL, SLOT_DEBT, Side, Slot};
use crate::time::age;
use core::hint::cold_path;

/// The moment that an instruction sees: the clock and what the market's cache says of it.
#[derive(Clone, Copy, Debug)]
pub struct RiskContext {
    /// Unix seconds of the clock sysvar.
    pub ts: i64,
    /// Session of equities; past the cache's validity it is Closed.
    pub session: Session,
    /// [`State::REDUCE_ONLY`] or nothing.
    pub market_state: u32,
}

impl MarketHeader {
    /// The moment `ts` as a user action sees it.
    #[inline(always)]
    #[must_use]
    pub fn risk_context(&self, ts: i64) -> RiskContext {
        let session = if ts < self.session_until { Session::from_u8(self.session) } else { Session::Closed };
        let market_state = if ts < self.reduce_only_until_ts { State::REDUCE_ONLY } else { 0 };
        RiskContext { ts, session, market_state }
    }
}

impl Reserve {
    /// What debt shares oblige to now, with the interest that no instruction has accrued yet, atoms, rounded up.
    #[inline(always)]
    #[must_use]
    pub fn debt_with_pending_up(&self, debt_shares: u64, now: i64) -> Option<u64> {
        let accrued = shares::assets_up(debt_shares, &self.debt_index)?;
        let dt = age(now, self.accrued_ts);
        if dt <= 0 { Some(accrued) } else { Some(interest::pending_up(accrued, self.rate_q64, dt.unsigned_abs())) }
    }
}

/// Weighted sums of a position, in Value times basis points.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Weights {
    /// Borrow power of the supply, rounded down.
    pub power: u128,
    /// Weight of the debt, rounded up.
    pub debt: u128,
}

impl Weights {
    /// Whether risk may be taken.
    #[inline(always)]
    #[must_use]
    pub const fn is_healthy(&self) -> bool {
        self.debt <= self.power
    }
}

/// Sums of weighted Values, in two limbs each: in memory, since the loop has no registers to spare.
#[derive(Clone, Copy, Default)]
struct Sums {
    power: [u64; 2],
    debt: [u64; 2],
}

impl Sums {
    #[cold]
    #[inline(never)]
    fn add(&mut self, reserve: &Reserve, slot: &Slot, floor: u64, moment: &RiskContext) -> Result<(), Error> {
        if slot.side() == Side::Debt {
            self.add_debt(reserve, slot.shares(), floor, moment)
        } else if slot.is_collateral() {
            self.add_supply(reserve, slot.shares(), moment)
        } else {
            Ok(())
        }
    }

    /// Adds a supply slot that counts as collateral: what `low` and the LTV in force make of it.
    #[inline(never)]
    fn add_supply(&mut self, reserve: &Reserve, supply_shares: u64, moment: &RiskContext) -> Result<(), Error> {
        if reserve.state(moment).any(State::NO_POWER) {
            return Ok(());
        }
        let held = reserve.supply_assets_down(supply_shares).ok_or_else(|| Error::Overflow.cold())?;
        let value = reserve.low.value_down(held).ok_or_else(|| Error::Overflow.cold())?;
        // ARITH: value < 2^48, the LTV < 2^16
        add_to(&mut self.power, value.wrapping_mul(u64::from(reserve.ltv_bps(moment))));
        Ok(())
    }

    /// Adds a debt slot, with the interest it has pending, at `high` and its borrow factor.
    #[inline(never)]
    fn add_debt(&mut self, reserve: &Reserve, debt_shares: u64, floor: u64, moment: &RiskContext) -> Result<(), Error> {
        let state = reserve.state(moment);
        permit(Action::HoldDebt, state)?;
        let owed = reserve.debt_with_pending_up(debt_shares, moment.ts).ok_or_else(|| Error::Overflow.cold())?;
        let value = reserve.high.value_up(owed).ok_or_else(|| Error::Overflow.cold())?;
        if value < floor && !state.any(State::FLOORLESS) {
            return Err(Error::DebtBelowFloor.cold());
        }
        // ARITH: as above
        add_to(&mut self.debt, value.wrapping_mul(u64::from(reserve.config.borrow_factor_bps)));
        Ok(())
    }
}

/// Borrow power and debt weight of a position, as they count where risk is taken.
///
/// # Errors
/// The policy's error where a debt has no sound price; `DebtBelowFloor`; `Overflow` past 2^48 Value in a slot.
#[inline(always)]
pub fn risk_weights(market: &Market<'_>, position: &Position, moment: &RiskContext) -> Result<Weights, Error> {
    let floor = market.header.debt_floor;
    let (mut power, mut debt) = (0u64, 0u64);
    let mut unusual: Option<Sums> = None;
    for slot in position.used() {
        let reserve = market.reserve(slot.reserve())?;
        // ARITH: all slots together stay below 2^64, see `fast`
        match slot.flags {
            SLOT_COLLATERAL => {
                if let Some(more) = reserve.fast_power(slot, moment) {
                    power = power.wrapping_add(more);
                    continue;
                }
            }
            SLOT_DEBT => {
                if let Some(more) = reserve.fast_weight(slot, floor, moment) {
                    debt = debt.wrapping_add(more);
                    continue;
                }
            }
            _ => {}
        }
        cold_path();
        unusual.get_or_insert_default().add(reserve, slot, floor, moment)?;
    }
    let sums = match unusual {
        None => return Ok(Weights { power: power.into(), debt: debt.into() }),
        Some(sums) => sums,
    };
    let whole =
        |more: u64, [low, high]: [u64; 2]| (u128::from(high) << 64 | u128::from(low)).saturating_add(more.into());
    Ok(Weights { power: whole(power, sums.power), debt: whole(debt, sums.debt) })
}

/// Whether the position may be left as it is by an action that takes risk.
///
/// # Errors
/// `Unhealthy`, and those of [`risk_weights`].
#[inline(never)]
pub fn check_risk(market: &Market<'_>, position: &Position, moment: &RiskContext) -> Result<(), Error> {
    if risk_weights(market, position, moment)?.is_healthy() { Ok(()) } else { Err(Error::Unhealthy.cold()) }
}

/// Whether the fast path and the whole one say the same of a slot; `None` where the fast path says nothing.
pub(crate) fn fast_agrees(reserve: &Reserve, slot: &Slot, floor: u64, moment: &RiskContext) -> Option<bool> {
    let mut sums = Sums::default();
    let whole = sums.add(reserve, slot, floor, moment);
    let (says, sum) = match slot.flags {
        SLOT_COLLATERAL => (reserve.fast_power(slot, moment)?, sums.power),
        SLOT_DEBT => (reserve.fast_weight(slot, floor, moment)?, sums.debt),
        _ => return None,
    };
    Some(whole == Ok(()) && sum == [says, 0])
}

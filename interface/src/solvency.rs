//! Health in the liquidation test: one pass over the slots gives it at the test's own prices, which favour the position,
//! and the sums at settlement prices that size an exchange. Saturating: nothing here stops a liquidation.

use crate::Error;
use crate::health::Moment;
use crate::math::liquidation::Sums;
use crate::math::wide::add_to;
use crate::session::Calendar;
use crate::state::{Market, Position, Reserve, Side, Slot};

/// All of it, basis points.
const WHOLE: u64 = 10_000;

/// How a position stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// L: supply at `liq_high` times liquidation weight, Value bps.
    pub power: u128,
    /// D: debt with pending interest at `liq_low` times liquidation borrow factor, Value bps.
    pub debt: u128,
    /// The same and more at settlement prices.
    pub sums: Sums,
}

impl Standing {
    /// Whether L < D.
    #[inline(always)]
    #[must_use]
    pub const fn is_liquidatable(&self) -> bool {
        self.power < self.debt
    }

    /// Whether health is below a line in basis points.
    #[must_use]
    pub const fn is_below(&self, line_bps: u16) -> bool {
        // ARITH: sums below 2^68 times below 2^16
        self.power.wrapping_mul(10_000) < self.debt.wrapping_mul(line_bps as u128)
    }
}

/// The position's standing. Supply that is no collateral has no weight, yet answers for the debt: it counts in
/// `sums.supply`. What a stale slot counts fades in both.
///
/// # Errors
/// `NoSuchReserve`.
#[inline(always)]
pub fn standing(market: &Market<'_>, position: &Position, moment: &Moment) -> Result<Standing, Error> {
    let mut adding = Adding::default();
    for slot in position.used() {
        let reserve = market.reserve(slot.reserve())?;
        match slot.side() {
            Side::Debt => adding.add_debt(reserve, slot, moment),
            Side::Supply => adding.add_supply(reserve, slot, &market.header.calendar, moment),
        }
    }
    Ok(adding.standing())
}

/// A [`Standing`] in the making: limbs in memory.
#[derive(Clone, Copy, Default)]
struct Adding {
    power: [u64; 2],
    debt: [u64; 2],
    settled_power: [u64; 2],
    settled_weight: [u64; 2],
    settled_supply: u64,
    settled_debt: u64,
}

impl Adding {
    #[inline(never)]
    fn add_debt(&mut self, reserve: &Reserve, slot: &Slot, moment: &Moment) {
        let owed = reserve.debt_with_pending_up(slot.shares(), moment.ts).unwrap_or(u64::MAX);
        let factor = u64::from(reserve.config.liq_borrow_factor.at(moment.ts));
        let (test, settled) = (reserve.liq_low.value_up_saturating(owed), reserve.settle.value_up_saturating(owed));
        // ARITH: values below 2^48 times below 2^16, of 16 slots
        add_to(&mut self.debt, test.wrapping_mul(factor));
        add_to(&mut self.settled_weight, settled.wrapping_mul(factor));
        self.settled_debt = self.settled_debt.wrapping_add(settled);
    }

    #[inline(never)]
    fn add_supply(&mut self, reserve: &Reserve, slot: &Slot, calendar: &Calendar, moment: &Moment) {
        let (mut weight, mut part) = (u64::from(reserve.liq_weight_bps(slot, moment)), WHOLE);
        if reserve.is_stale(moment) {
            part = reserve.stale_part_bps_up(calendar, moment).into();
            weight = weight.wrapping_mul(part) / WHOLE; // ARITH: below 2^16 times at most 10,000
        }
        let held = reserve.supply_assets_down(slot.shares()).unwrap_or(u64::MAX);
        let (test, settled) =
            (reserve.liq_high.value_down_saturating(held), reserve.settle.value_down_saturating(held));
        // ARITH: as above
        add_to(&mut self.power, test.wrapping_mul(weight));
        add_to(&mut self.settled_power, settled.wrapping_mul(weight));
        let counted = if part == WHOLE { settled } else { settled.wrapping_mul(part) / WHOLE };
        self.settled_supply = self.settled_supply.wrapping_add(counted);
    }

    #[inline(always)]
    fn standing(&self) -> Standing {
        let whole = |[low, high]: [u64; 2]| u128::from(high) << 64 | u128::from(low);
        let sums = Sums {
            power: whole(self.settled_power),
            weight: whole(self.settled_weight),
            supply: self.settled_supply,
            debt: self.settled_debt,
        };
        Standing { power: whole(self.power), debt: whole(self.debt), sums }
    }
}

impl Reserve {
    /// Liquidation weight of a fresh supply slot: the threshold of this moment, 0 when it is no collateral.
    #[inline(always)]
    #[must_use]
    pub fn liq_weight_bps(&self, slot: &Slot, moment: &Moment) -> u16 {
        if slot.is_collateral() { self.config.threshold.at(moment.ts) } else { 0 }
    }

    /// What a supply slot is worth at `liq_high`, Value, rounded up.
    #[must_use]
    pub fn supply_value_up(&self, slot: &Slot) -> u64 {
        self.liq_high.value_up_saturating(self.supply_assets_down(slot.shares()).unwrap_or(u64::MAX))
    }
}

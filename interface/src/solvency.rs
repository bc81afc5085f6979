//! Health in the liquidation test: one pass over the slots gives it at the test's own prices, which favour the position,
//! and the sums at settlement prices that size an exchange. Saturating: nothing here stops a liquidation.

use crate::Error;
use crate::health::RiskContext;
use crate::instruction::NO_RESERVE;
use crate::math::interest;
use crate::math::liquidation::Sums;
use crate::math::price::Price;
use crate::math::wide::{add_128_wrapping, add_to, halves, limbs, lt_128};
use crate::session::Calendar;
use crate::staleness::OpenTimes;
use crate::state::{Market, Position, Reserve, SLOT_COLLATERAL, SLOT_DEBT, Side, Slot};
use crate::time::age;
use crate::unit::{BPS, BPS_64};
use core::hint::cold_path;

/// The reopen grace protects no position whose health is below this.
pub const GRACE_HEALTH_BPS: u16 = 9_000;

/// How a position stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AccountLiquidity {
    /// L: supply at `liq_high` times liquidation weight, Value bps.
    pub power: u128,
    /// D: debt with pending interest at `liq_low` times liquidation borrow factor, Value bps; a stale one as
    /// [`Reserve::stale_debt_part_bps`] says.
    pub debt: u128,
    /// The same and more at settlement prices.
    pub sums: Sums,
}

impl AccountLiquidity {
    /// Whether L < D.
    #[inline(always)]
    #[must_use]
    pub const fn is_liquidatable(&self) -> bool {
        lt_128(limbs(self.power), limbs(self.debt))
    }

    /// Whether health is below a line in basis points.
    #[must_use]
    pub const fn is_below(&self, line_bps: u16) -> bool {
        // ARITH: sums below 2^68 times below 2^16
        self.power.wrapping_mul(10_000) < self.debt.wrapping_mul(line_bps as u128)
    }
}

/// The position's account liquidity. Supply that is no collateral has no weight, yet answers for the debt: it counts in
/// `sums.supply`. What a stale supply slot counts fades in both; a stale debt counts by its part in `debt` and
/// `sums.weight`, and whole in `sums.debt`: it gives no room for a greater bonus.
///
/// # Errors
/// `NoSuchReserve`.
#[inline(always)]
pub fn account_liquidity(
    market: &Market<'_>,
    position: &Position,
    moment: &RiskContext,
) -> Result<AccountLiquidity, Error> {
    Ok(account_liquidity_and_owed(market, position, NO_RESERVE, moment)?.0)
}

/// The account liquidity, and the atoms that the position owes to this reserve, rounded up; 0 without such a debt.
///
/// # Errors
/// `NoSuchReserve`.
#[inline(always)]
pub(crate) fn account_liquidity_and_owed(
    market: &Market<'_>,
    position: &Position,
    to: u8,
    moment: &RiskContext,
) -> Result<(AccountLiquidity, u64), Error> {
    let mut adding = Adding { to: u64::from(to), ..Adding::default() };
    adding.add_all(market, position, moment)?;
    Ok((adding.account_liquidity(), adding.owed))
}

/// Whether the debt has gone half of the way from what the collateral can borrow at best to its liquidation. Having debt,
/// even at the borrow limit, is not enough: a borrower could otherwise double the deposit, borrow, and double again.
///
/// # Errors
/// `NoSuchReserve`.
#[cold]
#[inline(never)]
pub fn is_in_trouble(market: &Market<'_>, position: &Position, moment: &RiskContext) -> Result<bool, Error> {
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

/// A [`AccountLiquidity`] in the making: in memory, since the loop has no registers to spare. The sums of slots on the fast path have one
/// limb each: 16 Values of at most 2^44 times basis points stay below 2^64.
#[derive(Clone, Copy, Default)]
struct Adding {
    power: u64,
    debt: u64,
    settled_power: u64,
    settled_weight: u64,
    settled_supply: u64,
    settled_debt: u64,
    /// Reserve whose debt is asked for.
    to: u64,
    /// That debt.
    owed: u64,
    odd: Option<WideSums>,
}

impl Adding {
    #[inline(never)]
    fn add_all(&mut self, market: &Market<'_>, position: &Position, moment: &RiskContext) -> Result<(), Error> {
        for slot in position.used() {
            let reserve = market.reserve(slot.reserve())?;
            let added = match slot.flags {
                SLOT_COLLATERAL => self.add_collateral(reserve, slot, moment),
                SLOT_DEBT => self.add_debt(reserve, slot, moment),
                _ => None,
            };
            if added.is_none() {
                self.add_wide(reserve, slot, &market.header.calendar, moment);
            }
        }
        Ok(())
    }

    /// `None`, with nothing added, when [`WideSums::add_debt`] has to.
    #[inline(always)]
    fn add_debt(&mut self, reserve: &Reserve, slot: &Slot, moment: &RiskContext) -> Option<()> {
        if reserve.may_be_stale(moment) {
            cold_path();
            return None;
        }
        let owed = reserve.debt_index.fast_atoms_up(&slot.shares)?;
        // a time before the last accrual is a very long one here, which the fast path does not take
        let dt = age(moment.ts, reserve.accrued_ts).cast_unsigned();
        let owed = if dt == 0 { owed } else { interest::pending_fast_up(owed, reserve.rate_q64, dt)? };
        let factor = u64::from(reserve.config.liq_borrow_factor.at(moment.ts));
        let halves = halves(owed);
        let test = reserve.liq_low.fast_up(halves)?;
        let settled = reserve.settle_low.fast_up(halves)?;
        // ARITH: as the type says
        self.debt = self.debt.wrapping_add(test.wrapping_mul(factor));
        self.settled_weight = self.settled_weight.wrapping_add(settled.wrapping_mul(factor));
        self.settled_debt = self.settled_debt.wrapping_add(settled);
        if u64::from(slot.reserve) == self.to {
            self.owed = owed;
        }
        Some(())
    }

    /// As [`Adding::add_debt`], of supply that counts as collateral.
    #[inline(always)]
    fn add_collateral(&mut self, reserve: &Reserve, slot: &Slot, moment: &RiskContext) -> Option<()> {
        if reserve.is_stale(moment) {
            cold_path();
            return None;
        }
        let halves = reserve.supply_index.fast_atoms_down(&slot.shares)?;
        let weight = u64::from(reserve.config.threshold.at(moment.ts));
        let test = reserve.liq_high.fast_down(halves)?;
        let settled = reserve.settle_high.fast_down(halves)?;
        // ARITH: as the type says
        self.power = self.power.wrapping_add(test.wrapping_mul(weight));
        self.settled_power = self.settled_power.wrapping_add(settled.wrapping_mul(weight));
        self.settled_supply = self.settled_supply.wrapping_add(settled);
        Some(())
    }

    #[cold]
    #[inline(never)]
    fn add_wide(&mut self, reserve: &Reserve, slot: &Slot, calendar: &Calendar, moment: &RiskContext) {
        let odd = self.odd.get_or_insert_default();
        match slot.side() {
            Side::Debt => {
                let owed = odd.add_debt(reserve, slot, calendar, moment);
                if u64::from(slot.reserve) == self.to {
                    self.owed = owed;
                }
            }
            Side::Supply => odd.add_supply(reserve, slot, calendar, moment),
        }
    }

    #[inline(always)]
    fn account_liquidity(&self) -> AccountLiquidity {
        if let Some(odd) = &self.odd {
            return odd.with(self);
        }
        let sums = Sums {
            power: self.settled_power.into(),
            weight: self.settled_weight.into(),
            supply: self.settled_supply,
            debt: self.settled_debt,
        };
        AccountLiquidity { power: self.power.into(), debt: self.debt.into(), sums }
    }
}

/// The sums of the slots that the fast path does not take: stale ones; supply that is no collateral; a quarter of a billion dollars; an
/// index of 2 or more; a unit dearer than two atoms.
#[derive(Clone, Copy, Default)]
struct WideSums {
    power: [u64; 2],
    debt: [u64; 2],
    settled_power: [u64; 2],
    settled_weight: [u64; 2],
    settled_supply: u64,
    settled_debt: u64,
    /// See [`WideSums::open`].
    open: Option<OpenTimes>,
}

impl WideSums {
    /// Returns the atoms owed.
    fn add_debt(&mut self, reserve: &Reserve, slot: &Slot, calendar: &Calendar, moment: &RiskContext) -> u64 {
        let owed = reserve.debt_with_pending_up(slot.shares(), moment.ts).unwrap_or(u64::MAX);
        let factor = u64::from(reserve.config.liq_borrow_factor.at(moment.ts));
        let settled = reserve.settle_low.value_up_saturating(owed);
        self.settled_debt = self.settled_debt.wrapping_add(settled);
        let part = if reserve.is_stale(moment) {
            reserve.stale_debt_part_bps(self.open(calendar, moment), moment)
        } else {
            BPS
        };
        let (test, settled) = if part == BPS {
            (reserve.liq_low.value_up_saturating(owed), settled)
        } else {
            let value = |price: Price| price.part_down(part).value_down_saturating(owed);
            (value(reserve.liq_low), value(reserve.settle_low))
        };
        // ARITH: values below 2^48 times below 2^16, of 16 slots
        add_to(&mut self.debt, test.wrapping_mul(factor));
        add_to(&mut self.settled_weight, settled.wrapping_mul(factor));
        owed
    }

    /// The walk through the calendar, made by the first stale slot.
    fn open(&mut self, calendar: &Calendar, moment: &RiskContext) -> &OpenTimes {
        self.open.get_or_insert_with(|| OpenTimes::before(calendar, moment.ts))
    }

    fn add_supply(&mut self, reserve: &Reserve, slot: &Slot, calendar: &Calendar, moment: &RiskContext) {
        let (mut weight, mut part) = (u64::from(reserve.liq_weight_bps(slot, moment)), BPS_64);
        if reserve.is_stale(moment) {
            part = reserve.stale_part_bps_up(self.open(calendar, moment), moment).into();
            weight = weight.wrapping_mul(part) / BPS_64; // ARITH: below 2^16 times at most 10,000
        }
        let held = reserve.supply_assets_down(slot.shares()).unwrap_or(u64::MAX);
        let (test, settled) =
            (reserve.liq_high.value_down_saturating(held), reserve.settle_high.value_down_saturating(held));
        // ARITH: as above
        add_to(&mut self.power, test.wrapping_mul(weight));
        add_to(&mut self.settled_power, settled.wrapping_mul(weight));
        self.settled_supply = self.settled_supply.wrapping_add(settled.wrapping_mul(part) / BPS_64);
    }

    /// Together with the slots on the fast path.
    #[cold]
    #[inline(never)]
    fn with(&self, fast: &Adding) -> AccountLiquidity {
        // ARITH: sums of 16 slots are below 2^68, and below 2^52 without basis points
        let whole = |sum, more| {
            let [low, high] = add_128_wrapping(sum, [more, 0]);
            u128::from(high) << 64 | u128::from(low)
        };
        let sums = Sums {
            power: whole(self.settled_power, fast.settled_power),
            weight: whole(self.settled_weight, fast.settled_weight),
            supply: self.settled_supply.wrapping_add(fast.settled_supply),
            debt: self.settled_debt.wrapping_add(fast.settled_debt),
        };
        AccountLiquidity { power: whole(self.power, fast.power), debt: whole(self.debt, fast.debt), sums }
    }
}

impl Reserve {
    /// Liquidation weight of a fresh supply slot: the threshold of this moment, 0 when it is no collateral.
    #[inline(always)]
    #[must_use]
    pub fn liq_weight_bps(&self, slot: &Slot, moment: &RiskContext) -> u16 {
        if slot.is_collateral() { self.config.threshold.at(moment.ts) } else { 0 }
    }

    /// What a supply slot is worth at `liq_high`, Value, rounded up.
    #[must_use]
    pub fn supply_value_up(&self, slot: &Slot) -> u64 {
        self.liq_high.value_up_saturating(self.supply_assets_down(slot.shares()).unwrap_or(u64::MAX))
    }
}

//! Debt that nothing stands for goes through the waterfall of its reserve.

use crate::Error;
use crate::health::RiskContext;
use crate::math::q64::Q64;
use crate::solvency::{GRACE_HEALTH_BPS, account_liquidity};
use crate::state::{Market, Position, Reserve, Side, Slot};
use bytemuck::{Pod, Zeroable};

/// What a settlement did.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Pod, Zeroable)]
pub struct Settled {
    /// Debt written off, Value at settlement prices, rounded up.
    pub lost: u64,
    /// Debts written off.
    pub debts: u64,
}

/// Whether the debts may be written off: no supply of value is left; or the position is liquidatable, and what it holds is
/// below the floor. A stale slot counts in full there, at its last `liq_high`, and refuses nothing: an atom of a stock that
/// nobody quotes any more must not keep a loss out of the books. The reopen grace spares a position as in a liquidation.
///
/// # Errors
/// `NotSettleable`, `ReopenGrace`, `NoSuchReserve`.
pub(in crate::action) fn check_settleable(
    market: &Market<'_>,
    position: &Position,
    moment: &RiskContext,
) -> Result<(), Error> {
    let (mut stripped, mut supply, mut graced) = (true, 0u64, false);
    for slot in position.used().iter().filter(|slot| slot.side() == Side::Supply) {
        let reserve = market.reserve(slot.reserve)?;
        if reserve.has_value(slot) {
            stripped = false;
            supply = supply.saturating_add(reserve.leftover_value_up(slot));
            graced |= slot.is_collateral() && reserve.in_reopen_grace(market.header, moment.ts);
        }
    }
    if stripped {
        return Ok(());
    }
    let stands = account_liquidity(market, position, moment)?;
    if supply >= market.header.debt_floor || !stands.is_liquidatable() {
        return Err(Error::NotSettleable.cold());
    }
    if graced && !stands.is_below(GRACE_HEALTH_BPS) { Err(Error::ReopenGrace.cold()) } else { Ok(()) }
}

/// Whether a liquidation that has closed a supply slot writes off what debt is left. The vaults of other supply are not
/// read here: where one may hold returned tokens that nobody has booked, `SettleBadDebt` has to look.
///
/// # Errors
/// `NoSuchReserve`.
#[inline(always)]
pub(in crate::action) fn settles_at_once(
    market: &Market<'_>,
    position: &Position,
    moment: &RiskContext,
) -> Result<bool, Error> {
    // the first supply slot mostly answers
    if let Some(slot) = position.used().iter().find(|slot| slot.side() == Side::Supply)
        && market.reserve(slot.reserve())?.is_surely_left(slot, market.header.debt_floor)
    {
        return Ok(false);
    }
    may_settle(market, position, moment)
}

#[cold]
#[inline(never)]
fn may_settle(market: &Market<'_>, position: &Position, moment: &RiskContext) -> Result<bool, Error> {
    for slot in position.used().iter().filter(|slot| slot.side() == Side::Supply) {
        let reserve = market.reserve(slot.reserve)?;
        if reserve.recognised_loss != 0 && reserve.has_value(slot) {
            return Ok(false);
        }
    }
    Ok(position.has_debt() && check_settleable(market, position, moment).is_ok())
}

impl Reserve {
    /// Whether a supply slot is worth this Value, where that is cheap to say; false does not say otherwise.
    #[inline(always)]
    fn is_surely_left(&self, slot: &Slot, value: u64) -> bool {
        let halves = self.supply_index.fast_atoms_down(&slot.shares);
        // ARITH: a floor of 0 wraps to a Value that nothing is above
        halves.and_then(|halves| self.liq_high.fast_down(halves)).is_some_and(|worth| worth > value.wrapping_sub(1))
    }

    /// What a supply slot may be worth, Value, rounded up. A board that was never written says nothing of it.
    fn leftover_value_up(&self, slot: &Slot) -> u64 {
        if self.board_ts == 0 && self.terminal_ts == 0 { u64::MAX } else { self.supply_value_up(slot) }
    }

    /// Whether a supply slot is worth anything. A price of zero is believed in terminal settlement only: a board that was
    /// never written says nothing.
    #[inline(never)]
    fn has_value(&self, slot: &Slot) -> bool {
        let priced = !self.liq_high.is_zero() || self.terminal_ts == 0;
        priced && self.supply_assets_down(slot.shares).is_none_or(|atoms| atoms != 0)
    }
}

/// What a settlement did to one reserve.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Written {
    /// A debt was written off. What neither buffer nor fees bore of it, the suppliers did.
    Debt {
        /// Its reserve.
        reserve: u8,
        /// All of it, atoms, rounded up.
        atoms: u64,
        /// What the buffer bore of it, atoms, rounded down.
        buffer: u64,
        /// What the fees bore of it, atoms, rounded down.
        fees: u64,
    },
    /// Supply that the position left behind went to the buffer.
    Supply {
        /// Its reserve.
        reserve: u8,
        /// What it is worth, atoms, rounded down.
        atoms: u64,
        /// Its shares.
        shares: u64,
    },
}

/// Who is told of each reserve as it is settled.
pub type Told<'a> = &'a mut dyn FnMut(&Written);

/// Gives what is left of the supply to the buffers of its reserves, writes every debt off, and empties the position.
///
/// # Errors
/// `NoSuchReserve`, `Overflow`.
#[cold]
#[inline(never)]
pub(in crate::action) fn settle_all(
    market: &mut Market<'_>,
    position: &mut Position,
    moment: &RiskContext,
    told: Told<'_>,
) -> Result<Settled, Error> {
    let mut settled = Settled::default();
    for slot in position.used() {
        let reserve = market.reserve_mut(slot.reserve)?;
        reserve.accrue(moment.ts);
        match slot.side() {
            Side::Supply => {
                let (shares, atoms) = (slot.shares, reserve.supply_assets_down(slot.shares).unwrap_or(0));
                reserve.forfeit(shares)?;
                told(&Written::Supply { reserve: slot.reserve, atoms, shares });
            }
            Side::Debt => {
                let (buffer, fees) = (reserve.buffer, reserve.fees);
                let lost = reserve.write_off(slot.shares)?;
                let borne = |before: Q64, after: Q64| before.saturating_sub(after).floor();
                let (buffer, fees) = (borne(buffer, reserve.buffer), borne(fees, reserve.fees));
                told(&Written::Debt { reserve: slot.reserve, atoms: lost, buffer, fees });
                settled.lost = settled.lost.saturating_add(reserve.settle_low.value_up_saturating(lost));
                settled.debts = settled.debts.saturating_add(1);
            }
        }
        reserve.set_rate_outlined();
        market.count_groups(slot.reserve)?;
    }
    position.clear();
    Ok(settled)
}

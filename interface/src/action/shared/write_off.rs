//! Debt that nothing stands for goes through the waterfall of its reserve.

use crate::Error;
use crate::health::RiskContext;
use crate::state::{Market, Position, Reserve, Side, Slot};
use bytemuck::{Pod, Zeroable};

/// What a settlement did: the instruction's return data, 16 bytes.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Pod, Zeroable)]
pub struct Settled {
    /// Debt written off, Value at settlement prices, rounded up.
    pub lost: u64,
    /// Debts written off.
    pub debts: u64,
}

/// Whether no supply slot is worth anything.
///
/// # Errors
/// `NoSuchReserve`.
pub(in crate::action) fn is_stripped(market: &Market<'_>, position: &Position) -> Result<bool, Error> {
    for slot in position.used() {
        if slot.side() == Side::Supply && market.reserve(slot.reserve)?.has_value(slot) {
            return Ok(false);
        }
    }
    Ok(true)
}

impl Reserve {
    /// Whether a supply slot is worth anything. A price of zero is believed in terminal settlement only: a board that was
    /// never written says nothing.
    fn has_value(&self, slot: &Slot) -> bool {
        let priced = !self.liq_high.is_zero() || self.terminal_ts == 0;
        priced && self.supply_assets_down(slot.shares).is_none_or(|atoms| atoms != 0)
    }
}

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
) -> Result<Settled, Error> {
    let mut settled = Settled::default();
    for slot in position.used() {
        let reserve = market.reserve_mut(slot.reserve)?;
        reserve.accrue(moment.ts);
        match slot.side() {
            Side::Supply => reserve.forfeit(slot.shares)?,
            Side::Debt => {
                let lost = reserve.write_off(slot.shares)?;
                settled.lost = settled.lost.saturating_add(reserve.settle_low.value_up_saturating(lost));
                settled.debts = settled.debts.saturating_add(1);
            }
        }
        reserve.set_rate();
        market.count_groups(slot.reserve)?;
    }
    position.clear();
    Ok(settled)
}

//! SettleBadDebt: debt that nothing stands for goes through the waterfall of its reserve.

use super::shared::write_off::{Settled, is_stripped, settle_all};
use crate::Error;
use crate::health::RiskContext;
use crate::solvency::{GRACE_HEALTH_BPS, account_liquidity};
use crate::state::{Market, Position, Side};

/// Writes off the debts of a position in which no supply of value is left; or of one that is liquidatable, holds less
/// than the floor at `liq_high`, and has no stale slot: what it holds then goes to the buffers of its reserves. The reopen
/// grace spares it as it does in a liquidation.
///
/// # Errors
/// `NothingOwed`, `NotSettleable`, `StalePrice`, `ReopenGrace`, `NoSuchReserve`, `Overflow`.
pub fn settle_bad_debt(
    market: &mut Market<'_>,
    position: &mut Position,
    moment: &RiskContext,
) -> Result<Settled, Error> {
    if !position.has_debt() {
        return Err(Error::NothingOwed.cold());
    }
    if !is_stripped(market, position)? {
        check_leftovers(market, position, moment)?;
    }
    settle_all(market, position, moment)
}

/// Whether what is left is liquidatable, below the floor and judged by fresh prices.
fn check_leftovers(market: &Market<'_>, position: &Position, moment: &RiskContext) -> Result<(), Error> {
    let (mut supply, mut graced) = (0u64, false);
    for slot in position.used() {
        let reserve = market.reserve(slot.reserve)?;
        if reserve.is_stale(moment) {
            return Err(Error::StalePrice.cold());
        }
        if slot.side() == Side::Supply {
            supply = supply.saturating_add(reserve.supply_value_up(slot));
            graced |= slot.is_collateral() && reserve.in_reopen_grace(market.header, moment.ts);
        }
    }
    let stands = account_liquidity(market, position, moment)?;
    if supply >= market.header.debt_floor || !stands.is_liquidatable() {
        return Err(Error::NotSettleable.cold());
    }
    if graced && !stands.is_below(GRACE_HEALTH_BPS) { Err(Error::ReopenGrace.cold()) } else { Ok(()) }
}

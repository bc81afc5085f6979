//! SettleBadDebt: debt that nothing stands for goes through the waterfall of its reserve.

use super::shared::write_off::{Settled, Told, check_settleable, settle_all};
use crate::Error;
use crate::health::RiskContext;
use crate::state::{Market, Position};

/// Writes off the debts of a position in which no supply of value is left; or of one that is liquidatable and holds less
/// than the floor at `liq_high`, a stale slot at its last: what it holds then goes to the buffers of its reserves. The
/// reopen grace spares it as it does in a liquidation. `told` hears of every reserve.
///
/// # Errors
/// `NothingOwed`, `NotSettleable`, `ReopenGrace`, `NoSuchReserve`, `Overflow`.
pub fn settle_bad_debt(
    market: &mut Market<'_>,
    position: &mut Position,
    moment: &RiskContext,
    told: Told<'_>,
) -> Result<Settled, Error> {
    if !position.has_debt() {
        return Err(Error::NothingOwed.cold());
    }
    check_settleable(market, position, moment)?;
    settle_all(market, position, moment, told)
}

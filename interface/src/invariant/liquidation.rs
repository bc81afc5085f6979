//! T6 of `docs/prices.md`: what a stale board may do in a liquidation.

use crate::health::RiskContext;
use crate::solvency::account_liquidity;
use crate::staleness::OpenTimes;
use crate::state::{Market, Position, Side};

/// T6, one age, of a liquidation that happens: the boards of the repaid and of the seized reserve are as fresh as their
/// own session asks; any other debt whose board is stale counts at most at what is left of it after a fall by its span,
/// until its grace is over. `market` is accrued, `position` as it was before.
#[must_use]
pub fn t6_one_age(market: &Market<'_>, position: &Position, repay: u8, seize: u8, moment: &RiskContext) -> bool {
    let fresh = |index| market.reserve(index).is_ok_and(|reserve| !reserve.is_stale(moment));
    let Ok(stands) = account_liquidity(market, position, moment) else { return false };
    fresh(repay) && fresh(seize) && stands.debt <= debt_at_most(market, position, moment)
}

/// The position's debts by the rule as it reads, Value bps, rounded up.
fn debt_at_most(market: &Market<'_>, position: &Position, moment: &RiskContext) -> u128 {
    let open = OpenTimes::before(&market.header.calendar, moment.ts);
    let counted = position.used().iter().filter(|slot| slot.side() == Side::Debt).map(|slot| {
        let Ok(reserve) = market.reserve(slot.reserve) else { return 0 };
        let owed = reserve.debt_with_pending_up(slot.shares, moment.ts).unwrap_or(u64::MAX);
        let value = u128::from(reserve.liq_low.value_up_saturating(owed));
        let config = &reserve.config;
        let weighted = value.saturating_mul(config.liq_borrow_factor.at(moment.ts).into());
        if !reserve.is_stale(moment) || reserve.stale_s(&open, moment) > config.stale_grace_s.into() {
            return weighted;
        }
        weighted.saturating_mul(10_000_u16.saturating_sub(config.span_bps).into()).div_ceil(10_000)
    });
    counted.fold(0, u128::saturating_add)
}

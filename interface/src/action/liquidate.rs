//! Liquidate: one debt slot is repaid, and tokens of one supply slot leave for it.

use super::shared::exchange::{LiquidationOutcome, Plan, finish, take_repayment};
use super::shared::offer::Offer;
use super::shared::write_off::Told;
use crate::Error;
use crate::health::RiskContext;
use crate::instruction::LiquidateArgs;
use crate::math::wide::saturating_sub_64;
use crate::policy::Action;
use crate::state::{Market, Position};

impl From<&LiquidateArgs> for Offer {
    fn from(args: &LiquidateArgs) -> Offer {
        let LiquidateArgs { repay_reserve, seize_reserve, amount, min_received } = *args;
        Offer { repay_reserve, seize_reserve, amount, min_received, action: Action::Liquidate }
    }
}

/// Books `arrived` atoms and the tokens that leave for them, which are `received` of the result. `told` hears of debts that
/// are written off with it.
///
/// # Errors
/// `ArrivedShort`, `ZeroShares`, `LimitNotMet`, `InsufficientCash`, `Overflow`.
#[inline(always)]
pub fn liquidate(
    market: &mut Market<'_>,
    position: &mut Position,
    offer: &Offer,
    plan: &Plan,
    arrived: u64,
    moment: &RiskContext,
    told: Told<'_>,
) -> Result<LiquidationOutcome, Error> {
    let seizure = take_repayment(market, position, offer, plan, arrived, moment)?;
    let received = saturating_sub_64(seizure.atoms, seizure.fee);
    if received < offer.min_received {
        return Err(Error::LimitNotMet.cold());
    }
    let reserve = market.reserve_mut(offer.seize_reserve)?;
    reserve.seize_out(seizure.shares, received, seizure.fee)?;
    reserve.set_rate();
    finish(market, position, offer, plan, &seizure, arrived, received, moment, told)
}

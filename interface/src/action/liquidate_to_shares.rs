//! LiquidateToShares: one debt slot is repaid, and shares of one supply slot go to the liquidator's position.

use super::shared::exchange::{LiquidationOutcome, Plan, finish, take_repayment};
use super::shared::offer::Offer;
use super::shared::write_off::Told;
use crate::health::RiskContext;
use crate::instruction::LiquidateToSharesArgs;
use crate::math::shares;
use crate::math::wide::saturating_sub_64;
use crate::policy::{Action, permit};
use crate::state::{MAX_SLOTS, Market, Position, Side};
use crate::{Error, Key};

impl From<&LiquidateToSharesArgs> for Offer {
    fn from(args: &LiquidateToSharesArgs) -> Offer {
        let LiquidateToSharesArgs { repay_reserve, seize_reserve, amount, min_shares } = *args;
        Offer { repay_reserve, seize_reserve, amount, min_received: min_shares, action: Action::LiquidateToShares }
    }
}

/// Books `arrived` atoms and the shares that the receiver's position gains for them, which are `received` of the
/// result. The liquidator is the receiver's owner or delegate. A slot that opens in a position with debt, of an asset in
/// whose state no new weight is given, counts as collateral only when its owner says so.
///
/// # Errors
/// `NotOwnerOrDelegate`, `OwnPosition`, `ArrivedShort`, `ZeroShares`, `LimitNotMet`, `PositionFull`, `OtherSide`, `Overflow`.
#[inline(always)]
#[expect(clippy::too_many_arguments, reason = "all that a liquidation into a second position is")]
pub fn liquidate_to_shares(
    market: &mut Market<'_>,
    positions: (&mut Position, &mut Position),
    offer: &Offer,
    plan: &Plan,
    arrived: u64,
    liquidator: &Key,
    moment: &RiskContext,
    told: Told<'_>,
) -> Result<LiquidationOutcome, Error> {
    let (position, receiver) = positions;
    if !receiver.is_owner_or_delegate(liquidator) {
        return Err(Error::NotOwnerOrDelegate.cold());
    }
    if receiver.owner == position.owner {
        return Err(Error::OwnPosition.cold()); // by a delegate's hand the owner would liquidate itself
    }
    let seizure = take_repayment(market, position, offer, plan, arrived, moment)?;
    let reserve = market.reserve_mut(offer.seize_reserve)?;
    // ROUND: the receiver gains a share too few, never one too many
    let worth = saturating_sub_64(seizure.atoms, seizure.fee);
    let received =
        shares::shares_down(worth, &reserve.supply_index).ok_or_else(|| Error::Overflow.cold())?.min(seizure.shares);
    if received < offer.min_received {
        return Err(Error::LimitNotMet.cold());
    }
    if received == 0 {
        return Err(Error::ZeroShares.cold());
    }
    reserve.burn_for_fee(saturating_sub_64(seizure.shares, received), seizure.fee)?;
    let n = receiver.find(offer.seize_reserve);
    let weightless =
        n == MAX_SLOTS && receiver.has_debt() && permit(Action::DepositNewWeight, reserve.state(moment)).is_err();
    receiver.add_shares_at(n, offer.seize_reserve, Side::Supply, received)?;
    if weightless {
        receiver.set_collateral(offer.seize_reserve, false)?;
    }
    finish(market, position, offer, plan, &seizure, arrived, received, moment, told)
}

//! SetCollateral: the owner's choice whether a supply slot counts as collateral.

use super::shared::signer::check_owner;
use crate::health::{RiskContext, check_risk};
use crate::instruction::SetCollateralArgs;
use crate::policy::{Action, permit};
use crate::state::{Market, Position};
use crate::{Error, Key};

/// The owner's choice whether a supply slot counts as collateral. Switching it off under debt is checked like a
/// withdrawal of the slot; switching it on is new weight, which an asset of unsound price or mint does not give.
///
/// # Errors
/// `NotOwner`, `NoSuchSlot`, `OtherSide`, `ArgumentOutOfRange`, `Unhealthy`, `DebtBelowFloor`, `ReduceOnly` and the policy's.
pub fn set_collateral(
    market: &Market<'_>,
    position: &mut Position,
    args: &SetCollateralArgs,
    signer: &Key,
    moment: &RiskContext,
) -> Result<(), Error> {
    check_owner(position, signer)?;
    if args.on > 1 {
        return Err(Error::ArgumentOutOfRange.cold());
    }
    position.set_collateral(args.reserve, args.on == 1)?;
    if !position.has_debt() {
        return Ok(());
    }
    if args.on == 1 {
        permit(Action::CountAsCollateral, market.reserve(args.reserve)?.state_outlined(moment))?;
    } else {
        if moment.market_state != 0 {
            return Err(Error::ReduceOnly.cold());
        }
        position.risk_ts = moment.ts;
        check_risk(market, position, moment)?;
    }
    Ok(())
}

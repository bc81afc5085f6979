//! Borrow: atoms leave the vault against new debt shares.

use super::{ALL, Moved, withdraw::check_payout};
use crate::health::{Moment, check_risk};
use crate::instruction::BorrowArgs;
use crate::policy::{Action, permit};
use crate::state::{Market, Position, SWITCH_BORROW, Side};
use crate::{Error, Key};

/// Lends `args.amount` atoms; debt shares round up, and include the origination fee. The position must be healthy
/// afterwards. Who may be paid out: as for `withdraw`.
///
/// # Errors
/// `ZeroAmount`, `NoMeaningOfAll`, `NotOwnerOrDelegate`, `DelegatePayout`, `BorrowDisabled`, `PositionFull`,
/// `OtherSide`, `InsufficientCash`, `LimitNotMet`, `BorrowCap`, `UtilisationCeiling`, `OutflowLimit`, `DebtBelowFloor`,
/// `Unhealthy`, `Wiped`, `Overflow`, and the policy's.
#[inline(always)]
pub fn borrow(
    market: &mut Market<'_>,
    position: &mut Position,
    args: &BorrowArgs,
    signer: &Key,
    payee: &Key,
    moment: &Moment,
) -> Result<Moved, Error> {
    let amount = args.amount;
    if amount == 0 {
        return Err(Error::ZeroAmount);
    }
    if amount == ALL {
        return Err(Error::NoMeaningOfAll);
    }
    check_payout(position, signer, payee)?;
    let reserve = market.reserve_mut(args.reserve)?;
    if reserve.config.switches & SWITCH_BORROW == 0 {
        return Err(Error::BorrowDisabled);
    }
    permit(Action::Borrow, reserve.state(moment))?;
    reserve.accrue(moment.ts);

    let (shares, total_debt) = reserve.borrow_up(amount)?;
    if shares > args.max_shares {
        return Err(Error::LimitNotMet);
    }
    reserve.check_borrow_limits(total_debt)?;
    reserve.limit_outflow(amount, moment.ts)?;
    reserve.set_rate_for(total_debt);

    let slot = position.slot_or_open(args.reserve, Side::Debt)?;
    slot.shares = slot.shares.checked_add(shares).ok_or(Error::Overflow)?;
    position.risk_ts = moment.ts;
    check_risk(market, position, moment)?;
    Ok(Moved { amount, shares })
}

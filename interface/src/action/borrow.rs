//! Borrow: atoms leave the vault against new debt shares.

use super::shared::signer::check_payout;
use super::{ALL, Moved};
use crate::health::{RiskContext, check_risk};
use crate::instruction::BorrowArgs;
use crate::policy::{Action, permit};
use crate::state::{Market, Position, Reserve, SWITCH_BORROW, Side};
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
    moment: &RiskContext,
) -> Result<Moved, Error> {
    let moved = borrow_deferred(market, position, args, signer, payee, moment)?;
    check_risk(market, position, moment)?;
    Ok(moved)
}

/// A borrow whose health is checked later.
#[inline(always)]
pub(super) fn borrow_deferred(
    market: &mut Market<'_>,
    position: &mut Position,
    args: &BorrowArgs,
    signer: &Key,
    payee: &Key,
    moment: &RiskContext,
) -> Result<Moved, Error> {
    let amount = args.amount;
    if amount == 0 {
        return Err(Error::ZeroAmount.cold());
    }
    if amount == ALL {
        return Err(Error::NoMeaningOfAll.cold());
    }
    check_payout(position, signer, payee)?;
    let shares = lend(market.reserve_mut(args.reserve)?, amount, args.max_shares, moment)?;
    let n = position.find(args.reserve);
    position.add_shares_at(n, args.reserve, Side::Debt, shares)?;
    position.risk_ts = moment.ts;
    Ok(Moved { amount, shares })
}

/// The reserve's part; returns the debt shares. (A function of its own, as the other actions' are: within the room the
/// reserve's address would be fetched from the stack for every field.)
#[inline(never)]
fn lend(reserve: &mut Reserve, amount: u64, max_shares: u64, moment: &RiskContext) -> Result<u64, Error> {
    if reserve.config.switches & SWITCH_BORROW == 0 {
        return Err(Error::BorrowDisabled.cold());
    }
    permit(Action::Borrow, reserve.state(moment))?;
    reserve.accrue(moment.ts);

    let (shares, total_debt) = reserve.borrow_up(amount)?;
    if shares > max_shares {
        return Err(Error::LimitNotMet.cold());
    }
    let utilisation_bps = reserve.utilisation_bps_up(total_debt);
    reserve.check_borrow_limits(total_debt, utilisation_bps)?;
    reserve.limit_outflow(amount, moment.ts)?;
    reserve.set_rate_at(utilisation_bps);
    Ok(shares)
}

//! AcceptPosition: a position becomes that of who it was offered to, by their own signature.

use crate::health::{RiskContext, check_risk};
use crate::instruction::AcceptPositionArgs;
use crate::state::{Market, Position, Side};
use crate::{Error, Key};

/// Makes the signer the owner. With debt it is checked as a borrow: healthy at the board's prices, and the cool-off begins.
/// Without that, two keys of one owner could begin it again and again, and keep a position under water from liquidation.
///
/// # Errors
/// `NotOffered`, `FlashLoanOut`; `LimitNotMet` where the terms are not met; `Unhealthy`, `DebtBelowFloor` and the policy's.
pub fn accept_position(
    market: &Market<'_>,
    position: &mut Position,
    args: &AcceptPositionArgs,
    signer: &Key,
    moment: &RiskContext,
) -> Result<(), Error> {
    if position.offered_to.is_none() || position.offered_to != *signer {
        return Err(Error::NotOffered);
    }
    if market.reserves.iter().any(|reserve| reserve.flash_out != 0) {
        return Err(Error::FlashLoanOut);
    }
    check_terms(position, args)?;
    position.hand_over(*signer);
    if position.has_debt() {
        position.risk_ts = moment.ts;
        check_risk(market, position, moment)?;
    }
    Ok(())
}

/// The offer says nothing of what the position holds, and its owner may change that until the last moment.
fn check_terms(position: &Position, args: &AcceptPositionArgs) -> Result<(), Error> {
    let supplied = args
        .used()
        .filter(|term| term.is_debt == 0)
        .all(|term| position.slot(term.reserve, Side::Supply).is_ok_and(|slot| slot.shares >= term.shares));
    let owed = position.used().iter().filter(|slot| slot.side() == Side::Debt).all(|slot| {
        args.used().any(|term| term.is_debt != 0 && term.reserve == slot.reserve && slot.shares <= term.shares)
    });
    if supplied && owed { Ok(()) } else { Err(Error::LimitNotMet) }
}

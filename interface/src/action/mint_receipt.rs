//! MintReceipt: supply shares of a lent asset become an SPL token, one atom of it a share. What the positions and the
//! receipts hold is together what the reserve has given out; minting and redeeming move shares between the two and no
//! tokens.

use super::Moved;
use super::open_receipt::check_lent;
use super::shared::signer::check_payout;
use crate::health::{RiskContext, check_risk};
use crate::instruction::MintReceiptArgs;
use crate::policy::{Action, permit};
use crate::state::{Market, Position, Side};
use crate::{Error, Key};

/// Takes `args.shares`, or all with `u64::MAX` or more than are held, off the position's supply, to be minted. Checked as
/// a withdrawal, except for the token, which does not move.
///
/// # Errors
/// `ZeroAmount`, `NotOwnerOrDelegate`, `DelegatePayout`, `NotLent`, `Wiped`, `NoSuchSlot`, `OtherSide`, `Unhealthy`,
/// `DebtBelowFloor`, `Overflow`, and the policy's.
pub fn mint_receipt(
    market: &mut Market<'_>,
    position: &mut Position,
    args: &MintReceiptArgs,
    signer: &Key,
    payee: &Key,
    moment: &RiskContext,
) -> Result<Moved, Error> {
    if args.shares == 0 {
        return Err(Error::ZeroAmount);
    }
    check_payout(position, signer, payee)?;
    let reserve = market.reserve(args.reserve)?;
    check_lent(reserve)?;
    if reserve.is_wiped() {
        return Err(Error::Wiped);
    }
    permit(Action::MintReceipt, reserve.state_outlined(moment))?;
    let shares = position.slot(args.reserve, Side::Supply)?.shares().min(args.shares);
    position.take_shares(args.reserve, Side::Supply, shares)?;
    if position.has_debt() {
        position.risk_ts = moment.ts;
        check_risk(market, position, moment)?;
    }
    Ok(Moved { amount: shares, shares })
}

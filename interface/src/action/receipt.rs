//! Receipts: supply shares of a lent asset as an SPL token, one atom of it a share. What a position and the receipts hold
//! is together what the reserve has given out; minting and redeeming move shares between the two and no tokens.

use super::{Moved, withdraw::check_payout};
use crate::health::{RiskContext, check_risk};
use crate::instruction::{MintReceiptArgs, RedeemReceiptArgs};
use crate::policy::{Action, permit};
use crate::state::{Market, Position, Reserve, SWITCH_BORROW, Side};
use crate::{Error, Key};

/// Notes where the reserve's receipt mint is; returns its decimals, the asset's.
///
/// # Errors
/// `NoSuchReserve`, `NotLent`, `AlreadyInitialized`.
pub fn open_receipt(market: &mut Market<'_>, index: u8, receipt: Key) -> Result<u8, Error> {
    let reserve = market.reserve_mut(index)?;
    check_lent(reserve)?;
    if !reserve.receipt.is_none() {
        return Err(Error::AlreadyInitialized);
    }
    reserve.receipt = receipt;
    Ok(reserve.decimals)
}

/// Only an asset that is lent has receipts: a stock that is merely pledged stays where its owner pledged it.
fn check_lent(reserve: &Reserve) -> Result<(), Error> {
    if reserve.config.switches & SWITCH_BORROW != 0 { Ok(()) } else { Err(Error::NotLent) }
}

/// Takes `args.shares`, or all with `u64::MAX` or more than are held, off the position's supply, to be minted. Judged as
/// a withdrawal, but for the token, which does not move.
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
    permit(Action::MintReceipt, reserve.state(moment))?;
    let shares = position.slot(args.reserve, Side::Supply)?.shares().min(args.shares);
    position.take_shares(args.reserve, Side::Supply, shares)?;
    if position.has_debt() {
        position.risk_ts = moment.ts;
        check_risk(market, position, moment)?;
    }
    Ok(Moved { amount: shares, shares })
}

/// Adds `burnt` receipts to the position's supply. Anyone may raise an existing slot; a new one needs owner or delegate.
/// Neither a cap nor a switch stops it, since the reserve's supply stays what it is: it is the way out for a holder.
///
/// # Errors
/// `NoSuchReserve`, `StrangerOpensSlot`, `OtherSide`, `PositionFull`, `Overflow`; under debt those of the policy for new
/// weight.
pub fn redeem_receipt(
    market: &Market<'_>,
    position: &mut Position,
    args: &RedeemReceiptArgs,
    burnt: u64,
    payer: &Key,
    moment: &RiskContext,
) -> Result<Moved, Error> {
    let reserve = market.reserve(args.reserve)?;
    let action = match position.slot(args.reserve, Side::Supply) {
        Ok(_) => Action::RedeemReceipt,
        Err(Error::NoSuchSlot) if !position.is_owner_or_delegate(payer) => return Err(Error::StrangerOpensSlot),
        Err(Error::NoSuchSlot) if position.has_debt() => Action::DepositNewWeight,
        Err(Error::NoSuchSlot) => Action::RedeemReceipt,
        Err(error) => return Err(error),
    };
    permit(action, reserve.state(moment))?;
    let slot = position.slot_or_open(args.reserve, Side::Supply)?;
    slot.shares = slot.shares.checked_add(burnt).ok_or(Error::Overflow)?;
    Ok(Moved { amount: burnt, shares: burnt })
}

//! RedeemReceipt: receipts become supply shares of a position again.

use super::Moved;
use crate::health::RiskContext;
use crate::instruction::RedeemReceiptArgs;
use crate::policy::{Action, permit};
use crate::state::{Market, Position, Side};
use crate::{Error, Key};

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
    permit(action, reserve.state_outlined(moment))?;
    let slot = position.slot_or_open(args.reserve, Side::Supply)?;
    slot.shares = slot.shares.checked_add(burnt).ok_or(Error::Overflow)?;
    Ok(Moved { amount: burnt, shares: burnt })
}

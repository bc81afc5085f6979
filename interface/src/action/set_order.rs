//! SetOrder: "anyone may liquidate me once my health is below this line, up to this target, for at most this bonus".

use super::shared::signer::check_owner;
use crate::instruction::SetOrderArgs;
use crate::state::Position;
use crate::{Error, Key};

/// Health below which an order may be executed, at most; also its target.
pub const ORDER_HEALTH_MAX_BPS: u16 = 20_000;
/// The largest bonus an order can offer.
pub const ORDER_BONUS_MAX_BPS: u16 = 2_500;

/// Sets the order, or with three zeros clears it. Execution is by `Liquidate` and never lowers health.
///
/// # Errors
/// `NotOwner`; `ArgumentOutOfRange` unless 1 <= line <= target <= 2 and the bonus is at most 25 %.
pub fn set_order(position: &mut Position, args: &SetOrderArgs, signer: &Key) -> Result<(), Error> {
    check_owner(position, signer)?;
    let SetOrderArgs { line_bps, target_bps, bonus_cap_bps } = *args;
    let sound = (10_000..=target_bps).contains(&line_bps)
        && target_bps <= ORDER_HEALTH_MAX_BPS
        && bonus_cap_bps <= ORDER_BONUS_MAX_BPS;
    if !sound && (line_bps, target_bps, bonus_cap_bps) != (0, 0, 0) {
        return Err(Error::ArgumentOutOfRange);
    }
    position.order = [line_bps, target_bps, bonus_cap_bps, 0];
    Ok(())
}

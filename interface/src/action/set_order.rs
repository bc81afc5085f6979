//! SetOrder: "anyone may sell this collateral for this debt once its price, or my health, is past this line, up to this
//! target, for at most this bonus".

use super::shared::signer::check_owner;
use crate::instruction::SetOrderArgs;
use crate::math::price::Price;
use crate::state::{ORDER_KIND_HEALTH_BELOW, ORDER_KIND_NONE, ORDER_REGULAR_ONLY, Order, Position};
use crate::{Error, Key};
use bytemuck::Zeroable;

/// Health below which an order by health may be executed, at most; also its target.
pub const ORDER_HEALTH_MAX_BPS: u16 = 20_000;
/// The largest bonus an order can offer.
pub const ORDER_BONUS_MAX_BPS: u16 = 2_500;

/// Sets an order, or with zeros clears it. Execution is by `Liquidate` or `LiquidateToShares` and never lowers health.
///
/// # Errors
/// `NotOwner`; `ArgumentOutOfRange` for a third order and where [`is_sound`] says no.
pub fn set_order(position: &mut Position, args: &SetOrderArgs, signer: &Key, now: i64) -> Result<(), Error> {
    check_owner(position, signer)?;
    let (new, n) = (args.order, usize::from(args.index));
    match (position.orders.get_mut(n), position.ordered_ts.get_mut(n)) {
        (Some(order), Some(set_ts)) if is_sound(&new) => {
            *order = new;
            // of no order there is no time: it was never set
            *set_ts = if new.kind == ORDER_KIND_NONE { 0 } else { u32::try_from(now).unwrap_or(0) };
        }
        _ => return Err(Error::ArgumentOutOfRange),
    }
    Ok(())
}

/// Whether an order means something. By health: 1 <= line <= target <= 2. By price: a price, of one reserve that is sold,
/// and a target of at least 1. Either: a bonus of at most 25 %, and something to repay.
#[must_use]
pub fn is_sound(order: &Order) -> bool {
    let Order { target_bps, line, .. } = *order;
    let goal = match order.kind {
        ORDER_KIND_NONE => return *order == Order::zeroed(),
        ORDER_KIND_HEALTH_BELOW => {
            (10_000..=u64::from(target_bps)).contains(&line) && target_bps <= ORDER_HEALTH_MAX_BPS
        }
        _ => {
            let price = Price::from_bits(line);
            order.is_by_price()
                && price.is_well_formed()
                && !price.is_zero()
                && order.sell != u8::MAX
                && target_bps >= 10_000
        }
    };
    goal && order.bonus_cap_bps <= ORDER_BONUS_MAX_BPS && order.flags <= ORDER_REGULAR_ONLY && order.amount != 0
}

//! Which of the owner's orders allows an exchange that the liquidation test does not.
//!
//! A line of price is compared with the end of the liquidation test's range that favours the owner, and the slow reference
//! is inside that range: what bounds the influence of a feed on a liquidation (T1 of docs/prices.md) bounds it here too.
//! It is the price of a raw token. A split or a dividend changes what a token stands for, not what it is worth.

use super::offer::Offer;
use crate::Error;
use crate::health::RiskContext;
use crate::math::price::Price;
use crate::policy::{Action, State, permit};
use crate::session::Session;
use crate::solvency::AccountLiquidity;
use crate::state::{
    Market, ORDER_KIND_HEALTH_BELOW, ORDER_KIND_PRICE_ABOVE, ORDER_KIND_PRICE_BELOW, ORDER_REGULAR_ONLY, Order,
    Position, Side, Slot,
};
use crate::unit::BPS;
use bytemuck::Zeroable;

impl Order {
    /// Whether neither reserve that it names has become another since it was set: its line and its amount are of their
    /// tokens.
    #[cold]
    #[inline(never)]
    fn is_of_these(&self, market: &Market<'_>, set_ts: u32) -> bool {
        let same = |index| index == u8::MAX || market.reserve(index).is_ok_and(|own| !own.is_another_since(set_ts));
        same(self.sell) && same(self.repay)
    }

    /// Whether its line is passed now, where this reserve is sold.
    fn is_open(&self, market: &Market<'_>, sell: u8, stands: &AccountLiquidity, moment: &RiskContext) -> bool {
        let Ok(sold) = market.reserve(sell) else { return false };
        let line = Price::from_bits(self.line);
        let passed = match self.kind {
            ORDER_KIND_HEALTH_BELOW => stands.is_below(u16::try_from(self.line).unwrap_or(BPS)),
            ORDER_KIND_PRICE_BELOW => sold.liq_high < line,
            ORDER_KIND_PRICE_ABOVE => sold.liq_low > line,
            _ => false,
        };
        let in_time = self.flags & ORDER_REGULAR_ONLY == 0 || sold.session(moment) == Session::Regular;
        passed && in_time && moment.ts < self.until_ts
    }
}

/// Whether an order's line is passed for a pair that the position has: what a keeper asks before it tries. The policy and
/// the exchange have their say after this.
#[must_use]
pub fn has_open_order(
    market: &Market<'_>,
    position: &Position,
    stands: &AccountLiquidity,
    moment: &RiskContext,
) -> bool {
    let sold = || position.used().iter().filter(|slot| slot.side() == Side::Supply).map(Slot::reserve);
    let open = |order: &Order, sell| order.covers(sell, order.repay) && order.is_open(market, sell, stands, moment);
    let mut orders = position.orders.iter().zip(position.ordered_ts);
    orders.any(|(order, set_ts)| order.is_of_these(market, set_ts) && sold().any(|sell| open(order, sell)))
}

/// The first order that allows the offer; `n` becomes its number.
///
/// # Errors
/// `NotLiquidatable`, and the policy's.
#[cold]
#[inline(never)]
pub(super) fn ordered<'a>(
    market: &Market<'_>,
    position: &'a Position,
    offer: &Offer,
    stands: &AccountLiquidity,
    (debt_state, supply_state): (State, State),
    moment: &RiskContext,
    n: &mut usize,
) -> Result<&'a Order, Error> {
    let (sell, repay) = (offer.seize_reserve, offer.repay_reserve);
    let allows = |order: &Order, set_ts| {
        order.covers(sell, repay) && order.is_of_these(market, set_ts) && order.is_open(market, sell, stands, moment)
    };
    let ([first, second], [first_ts, second_ts]) = (&position.orders, position.ordered_ts);
    let found = if allows(first, first_ts) {
        *n = 0;
        first
    } else if allows(second, second_ts) {
        *n = 1;
        second
    } else {
        return Err(Error::NotLiquidatable.cold());
    };
    permit(Action::HoldDebt, debt_state)?;
    permit(Action::ExecuteOrder, supply_state)?;
    Ok(found)
}

/// The least Value that an order goes on with: half a dollar. Who filled an order up to an atom would leave one that
/// exchanges nothing, and stands before the owner's other one.
pub const ORDER_REST_MIN: u64 = 1 << 15;

/// Takes what was repaid, at this price of the debt, off the order that allowed it; with less than [`ORDER_REST_MIN`] left
/// it is used up.
#[cold]
#[inline(never)]
pub(super) fn count(position: &mut Position, n: usize, repaid: u64, price: Price) {
    let Some(order) = position.orders.get_mut(n).filter(|order| order.amount != u64::MAX) else { return };
    order.amount = order.amount.saturating_sub(repaid);
    if order.amount == 0 || price.value_up_saturating(order.amount) < ORDER_REST_MIN {
        *order = Order::zeroed();
    }
}

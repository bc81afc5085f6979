//! What an order allows, restated in exact numbers.

use crate::action::Exchange;
use crate::world::PureWorld;
use hypothec_interface::action::ORDER_REST_MIN;
use hypothec_interface::invariant::i6_health;
use hypothec_interface::math::price::Price;
use hypothec_interface::policy::State;
use hypothec_interface::session::Session;
use hypothec_interface::solvency::{AccountLiquidity, account_liquidity};
use hypothec_interface::state::{
    Market, ORDER_KIND_HEALTH_BELOW, ORDER_KIND_PRICE_ABOVE, ORDER_KIND_PRICE_BELOW, Order, Side,
};
use hypothec_model::number::{price, ratio};
use std::cmp::Ordering;

/// How a position stands in a market as it is.
fn stands(market: &Market<'_>, world: &PureWorld, of: usize, now: i64) -> AccountLiquidity {
    let context = market.header.liquidation_context(now);
    account_liquidity(market, &world.positions[of], &context).expect("listed")
}

/// Whether only an order allows this liquidation, at this time.
#[must_use]
pub fn is_by_order(before: &PureWorld, what: &Exchange, now: i64) -> bool {
    !stands(&PureWorld::market(&mut before.words.clone()), before, what.of, now).is_liquidatable()
}

/// The liquidation was by an order exactly when health was not below 1; then one allows it, by its line, pair, time and
/// session, on a sound board. The order pays for what was repaid, health rose, and no debt is left under the floor.
pub(super) fn check(was: &Market<'_>, is: &Market<'_>, before: &PureWorld, what: &Exchange, after: &PureWorld) {
    let (had, has) = (before.positions[what.of].orders(), after.positions[what.of].orders());
    let (stood, now) = (stands(was, before, what.of, after.now), stands(is, after, what.of, after.now));
    if stood.is_liquidatable() {
        assert_eq!(had, has, "no order takes part in {what:?}");
        return;
    }
    let repay = usize::from(what.repay);
    let repaid = before.wallets[what.by][repay] - after.wallets[what.by][repay];
    let set_ts = before.positions[what.of].ordered_ts();
    // set before the listing of a reserve that it names, it is of another token
    let of_these = |n: usize| {
        let named = [had[n].sell, had[n].repay].into_iter().filter(|index| *index != u8::MAX);
        let mut relisted = named.map(|index| was.reserve(index).expect("listed").relisted_ts());
        relisted.all(|at| at == 0 || at < set_ts[n])
    };
    let allowed = |n: &usize| allows(&had[*n], was, what, &stood, after.now) && of_these(*n);
    let n = (0..had.len()).find(allowed).unwrap_or_else(|| panic!("no order allows {what:?}: {had:?}, {stood:?}"));
    let mut expected = had;
    if had[n].amount != u64::MAX {
        assert!(repaid <= had[n].amount, "{repaid} of {:?} in {what:?}", had[n]);
        expected[n].amount -= repaid;
        let debt = was.reserve(what.repay).expect("listed");
        if debt.settle_low().value_up_saturating(expected[n].amount) < ORDER_REST_MIN {
            expected[n] = bytemuck::Zeroable::zeroed();
        }
    }
    assert_eq!(expected, has, "what is left of the orders after {what:?}");
    let slots = before.positions[what.of].used().len();
    assert!(i6_health(&stood.sums, &now.sums, slots), "health fell by an order: {what:?}");
    if let Ok(left) = after.positions[what.of].slot(what.repay, Side::Debt) {
        let debt = after.reserve(repay);
        let value = debt.settle_low().value_up_saturating(debt.debt_assets_up(left.shares()).expect("small"));
        assert!(value >= after.header().debt_floor(), "{value} is left by an order: {what:?}");
    }
}

fn allows(order: &Order, market: &Market<'_>, what: &Exchange, stood: &AccountLiquidity, now: i64) -> bool {
    let sold = market.reserve(what.seize).expect("listed");
    let context = market.header.liquidation_context(now);
    let states = [what.seize, what.repay].map(|index| market.reserve(index).expect("listed").state(&context));
    assert!(!states.iter().any(|state| state.any(State::UNPRICED)), "an order on an unsound board: {what:?}");
    let compared = |side: Price| price(side).cmp(&price(Price::from_bits(order.line)));
    let passed = match order.kind {
        ORDER_KIND_HEALTH_BELOW => {
            ratio(stood.power, 1u8) * ratio(10_000, 1u8) < ratio(stood.debt, 1u8) * ratio(order.line, 1u8)
        }
        ORDER_KIND_PRICE_BELOW => compared(sold.liq_high()) == Ordering::Less,
        ORDER_KIND_PRICE_ABOVE => compared(sold.liq_low()) == Ordering::Greater,
        _ => false,
    };
    let pair = [(order.sell, what.seize), (order.repay, what.repay)];
    let meant = pair.iter().all(|(named, index)| *named == u8::MAX || named == index);
    let session = order.flags == 0 || sold.session(&context) == Session::Regular;
    passed && meant && session && now < order.until_ts
}

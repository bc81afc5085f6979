//! The plan of a liquidation.

use crate::action::{Offer, Plan, liquidate_to_shares, plan_liquidation};
use crate::health::RiskContext;
use crate::policy::Action;
use crate::sample::{MOMENT, NOW, OWED, PLEDGED, dollars, in_market, position, reserves};
use crate::session::Session;
use crate::state::{
    BOARD_DIVERGED, Market, ORDER_KIND_HEALTH_BELOW, ORDER_KIND_PRICE_ABOVE, ORDER_KIND_PRICE_BELOW,
    ORDER_REGULAR_ONLY, Order, Position, Reserve, Side,
};
use crate::{Error, Key};
use bytemuck::Zeroable;

const LIQUIDATOR: Key = Key([7; 4]);
const GRACE_S: u32 = 900;

fn offer(action: Action) -> Offer {
    Offer { repay_reserve: OWED, seize_reserve: PLEDGED, amount: u64::MAX, min_received: 0, action }
}

/// 10 stocks of 100 USD, counted at 80 %, against this many times 100 USD.
fn owing(debt: u64) -> Position {
    position(&[(PLEDGED, Side::Supply, 10), (OWED, Side::Debt, debt)])
}

fn plan_in(reserves: [Reserve; 3], position: &Position, action: Action) -> Result<Plan, Error> {
    in_market(reserves, |market| plan(market, position, &offer(action)))
}

fn plan(market: &mut Market<'_>, position: &Position, offer: &Offer) -> Result<Plan, Error> {
    (market.header.target_health_bps, market.header.reopen_grace_s) = (10_500, GRACE_S);
    plan_liquidation(market, position, offer, &LIQUIDATOR, &MOMENT)
}

#[test]
fn a_plan_waits_for_the_last_second_of_the_cool_off() {
    let mut market = reserves();
    for (ago, expected) in [(0, Some(Error::CoolOff)), (59, Some(Error::CoolOff)), (60, None), (61, None)] {
        let mut position = owing(9);
        position.risk_ts = NOW - ago;
        let planned = in_market(market, |market| {
            market.header.cool_off_s = 60;
            plan(market, &position, &offer(Action::Liquidate))
        });
        assert_eq!(planned.err(), expected, "{ago} s after the last risk");
    }
    market[usize::from(PLEDGED)].board_flags = BOARD_DIVERGED;
    let planned = plan_in(market, &owing(9), Action::Liquidate);
    assert_eq!(planned.err(), None, "at bounds that hold both sources a divided board is liquidated");
}

#[test]
fn a_plan_refuses_nothing_its_own_owner_and_sound_health() {
    let nothing = Offer { amount: 0, ..offer(Action::Liquidate) };
    assert_eq!(in_market(reserves(), |market| plan(market, &owing(9), &nothing)).err(), Some(Error::ZeroAmount));
    let mut own = owing(9);
    own.owner = LIQUIDATOR;
    assert_eq!(plan_in(reserves(), &own, Action::Liquidate).err(), Some(Error::OwnPosition));
    assert_eq!(plan_in(reserves(), &owing(7), Action::Liquidate).err(), Some(Error::NotLiquidatable));
    assert_eq!(plan_in(reserves(), &owing(8), Action::Liquidate).err(), Some(Error::NotLiquidatable), "health of one");
}

#[test]
fn the_reopen_grace_spares_health_from_nine_tenths_until_its_last_second() {
    let reopened = |ago: i64| {
        let mut reserves = reserves();
        reserves[usize::from(PLEDGED)].reopen_ts = NOW - ago;
        reserves
    };
    // 800 / 900 is below nine tenths; with a price a little higher it is not
    let graced = |ago, threshold| {
        let mut reserves = reopened(ago);
        reserves[usize::from(PLEDGED)].config.threshold = crate::state::Ramp::fixed(threshold);
        plan_in(reserves, &owing(9), Action::Liquidate).err()
    };
    let grace = i64::from(GRACE_S);
    assert_eq!(graced(grace - 1, 8_200), Some(Error::ReopenGrace));
    assert_eq!(graced(grace, 8_200), None, "the grace is over");
    assert_eq!(graced(grace - 1, 8_000), None, "too far below for a grace");
}

#[test]
fn only_shares_of_what_is_stuck_earn_the_extra_bonus() {
    let bonus = |flags: u16, action| {
        let mut reserves = reserves();
        let stock = &mut reserves[usize::from(PLEDGED)];
        stock.issuer_flags = flags;
        (stock.config.bonus_min_bps, stock.config.bonus_max_bps, stock.config.bonus_blocked_bps) = (100, 500, 50);
        plan_in(reserves, &owing(9), action).map(|plan| plan.bonus.bps)
    };
    let paused = u16::try_from(crate::policy::State::PAUSED).unwrap();
    assert_eq!(bonus(0, Action::Liquidate), Ok(100));
    assert_eq!(bonus(0, Action::LiquidateToShares), Ok(100));
    assert_eq!(bonus(paused, Action::LiquidateToShares), Ok(150));
    assert_eq!(bonus(paused, Action::Liquidate), Err(Error::MintPaused));
}

#[test]
fn a_liquidator_gets_exactly_the_shares_that_were_asked_for() {
    let received = |least: u64| {
        let mut lent = reserves();
        for reserve in &mut lent {
            (reserve.supply_shares, reserve.debt_shares, reserve.cash) = (20, 20, 20);
        }
        let (mut owing, mut receiver) = (owing(9), Position { owner: LIQUIDATOR, ..position(&[]) });
        let offer = Offer { min_received: least, ..offer(Action::LiquidateToShares) };
        in_market(lent, |market| {
            let planned = plan(market, &owing, &offer)?;
            let pair = (&mut owing, &mut receiver);
            let (repay, told) = (planned.size.repay, &mut |_: &_| {});
            liquidate_to_shares(market, pair, &offer, &planned, repay, &LIQUIDATOR, &MOMENT, told)
        })
        .map(|outcome| outcome.moved.received)
    };
    let all = received(0).unwrap();
    assert!(all > 0);
    assert_eq!([received(all), received(all + 1)], [Ok(all), Err(Error::LimitNotMet)]);
}

/// A stop-loss by health of 15,000 basis points, and a line of price at 100 USD.
fn order(kind: u8) -> Order {
    let line = if kind == ORDER_KIND_HEALTH_BELOW { 15_000 } else { dollars(100).to_bits() };
    let terms =
        Order { target_bps: 15_000, bonus_cap_bps: 100, amount: u64::MAX, until_ts: i64::MAX, ..Order::zeroed() };
    Order { kind, sell: PLEDGED, repay: OWED, line, ..terms }
}

fn ordered(order: Order, price: u64, debt: u64) -> Result<bool, Error> {
    let mut reserves = reserves();
    let stock = &mut reserves[usize::from(PLEDGED)];
    let at = dollars(price);
    (stock.liq_low, stock.liq_high, stock.settle_low, stock.settle_high) = (at, at, at, at);
    let mut owner = owing(debt);
    owner.orders = [Order::zeroed(), order];
    plan_in(reserves, &owner, Action::Liquidate).map(|plan| plan.by_order())
}

#[test]
fn an_order_opens_past_its_line_and_not_at_it() {
    let by_health = order(ORDER_KIND_HEALTH_BELOW);
    // 800 of power against 533 and a third is the line
    assert_eq!([5, 6].map(|debt| ordered(by_health, 100, debt)), [Err(Error::NotLiquidatable), Ok(true)]);
    assert_eq!(ordered(by_health, 100, 9), Ok(false), "below one the test allows it");
    let [below, above] = [ORDER_KIND_PRICE_BELOW, ORDER_KIND_PRICE_ABOVE].map(order);
    let refused = Err(Error::NotLiquidatable);
    assert_eq!([99, 100, 101].map(|price| ordered(below, price, 6)), [Ok(true), refused, refused]);
    assert_eq!([99, 100, 101].map(|price| ordered(above, price, 6)), [refused, refused, Ok(true)]);
    for other in [Order { sell: OWED, ..below }, Order { repay: PLEDGED, ..below }, Order { until_ts: NOW, ..below }] {
        assert_eq!(ordered(other, 99, 6), refused, "another pair, or over");
    }
    assert_eq!(ordered(Order { until_ts: NOW + 1, ..below }, 99, 6), Ok(true));
}

#[test]
fn an_order_that_waits_for_regular_waits_for_it() {
    let opens = |flags: u8, session: Session| {
        let mut owner = owing(6);
        owner.orders = [Order { flags, ..order(ORDER_KIND_HEALTH_BELOW) }, Order::zeroed()];
        in_market(reserves(), |market| {
            let moment = RiskContext { session, ..MOMENT };
            plan_liquidation(market, &owner, &offer(Action::Liquidate), &LIQUIDATOR, &moment).is_ok()
        })
    };
    assert!(opens(0, Session::Regular) && opens(0, Session::Closed));
    assert!(opens(ORDER_REGULAR_ONLY, Session::Regular) && !opens(ORDER_REGULAR_ONLY, Session::Closed));
}

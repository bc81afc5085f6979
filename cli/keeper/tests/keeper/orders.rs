//! Orders that owners leave: the keeper executes them with a profit, as soon as both feeds say that their line is passed.

use crate::support::stage::{DOLLAR, NVDAX, Stage, TOKEN, USD, USDC};
use hypothec_interface::builder;
use hypothec_interface::instruction::SetOrderArgs;
use hypothec_interface::math::price::Price;
use hypothec_interface::math::scale::Scale;
use hypothec_interface::state::{BOARD_DIVERGED, ORDER_KIND_PRICE_ABOVE, ORDER_KIND_PRICE_BELOW, Order, Reserve, Side};
use hypothec_keeper::Keeper;
use hypothec_testkit::{Asset, User};

/// A healthy position of 100 NVDAx at 180 USD that owes 5,000 USD, with an order to sell below 170 USD, by two feeds.
fn ordered(more: &str) -> (Stage, Keeper, User) {
    with_order(Asset::nvdax_two_feeds(), more, ORDER_KIND_PRICE_BELOW, 170)
}

/// The same of this stock, with an order of this kind and line, USD.
fn with_order(stock: Asset, more: &str, kind: u8, line: u64) -> (Stage, Keeper, User) {
    let mut stage = Stage::of(&[Asset::usdc(), stock]);
    let mut keeper = stage.keeper(more);
    keeper.look(&mut stage.world.chain).expect("a look");
    let owner = stage.borrower(2, 100, 5_000);
    let line = Scale::new(0, 8, 170).and_then(|scale| scale.price_down(line)).expect("a price");
    let order = Order::at_price(kind, NVDAX as u8, line, 100);
    let place = builder::set_order(owner.position, owner.address(), &SetOrderArgs { index: 0, order });
    stage.world.send(&owner, place).expect("placed");
    (stage, keeper, owner)
}

fn owed(stage: &Stage, owner: &User) -> u64 {
    stage.world.position(owner).slot(USDC as u8, Side::Debt).map_or(0, |slot| slot.shares())
}

/// Ten minutes at a price, with a deep pool at it; how often the keeper has liquidated.
fn ten_minutes(stage: &mut Stage, keeper: &mut Keeper, price: u64) -> usize {
    stage.stock = price.cast_signed() * USD;
    stage.pool_at(1_000_000, price);
    (0..40).map(|_| stage.turn(keeper, 15).liquidated).sum()
}

#[test]
fn a_stop_loss_is_executed_with_a_profit_once_the_price_is_below_its_line() {
    let (mut stage, mut keeper, owner) = ordered("");
    for above in [180, 171] {
        let done = ten_minutes(&mut stage, &mut keeper, above);
        assert_eq!((done, keeper.metrics().open.get()), (0, 0), "{above} is above the line");
    }
    let done = ten_minutes(&mut stage, &mut keeper, 167);
    assert_eq!((done, owed(&stage, &owner)), (1, 0), "all that is owed is repaid, at once");
    let position = stage.world.position(&owner);
    let kept = position.slot(NVDAX as u8, Side::Supply).expect("a supply").shares() as f64 / 1e8;
    assert!((69.5..70.3).contains(&kept), "{kept}: 5,000 USD and a bonus of at most 1 % are sold at 167");
    let gained = stage.keeper_holds(USDC) as f64 / 1e6;
    assert!(gained > 1.0 && (keeper.metrics().profit_usd.get() / gained - 1.0).abs() < 0.01, "{gained}");
    let told = stage.webhook.told();
    assert!(told.iter().any(|alert| alert["title"].to_string().contains("by its owner's order")), "{told:?}");
    stage.assert_books();
}

#[test]
fn a_take_profit_is_executed_while_the_price_is_further_above_its_slow_reference_than_the_bonus() {
    let (mut stage, mut keeper, owner) = with_order(Asset::nvdax(), "", ORDER_KIND_PRICE_ABOVE, 200);
    let mut done = ten_minutes(&mut stage, &mut keeper, 199);
    assert_eq!((done, keeper.metrics().open.get()), (0, 0), "199 is below the line");
    stage.stock = 215 * USD;
    stage.pool_at(1_000_000, 216);
    for _ in 0..240 {
        done += stage.turn(&mut keeper, 15).liquidated;
        if keeper.metrics().open.get() != 0 || done != 0 {
            break;
        }
    }
    assert_eq!((done, owed(&stage, &owner)), (1, 0), "at the look that finds it open");
    let (slow, spot) = (dollars(&stage, |stock| stock.slow()), dollars(&stage, |stock| stock.sources()[0].spot()));
    assert!(spot > slow * 1.02, "{spot} is further above {slow} than the bonus of 1 %");
    let gained = stage.keeper_holds(USDC) as f64 / 1e6;
    assert!(gained > 1.0 && (keeper.metrics().profit_usd.get() / gained - 1.0).abs() < 0.01, "{gained}");
    stage.assert_books();
}

/// A price of the stock's board, USD a token.
fn dollars(stage: &Stage, price: impl Fn(&Reserve) -> Price) -> f64 {
    price(&stage.world.record(NVDAX)).value_down_saturating(TOKEN) as f64 / 65_536.0
}

#[test]
fn a_stop_loss_is_not_executed_while_its_feeds_diverge() {
    let (mut stage, mut keeper, owner) = ordered("");
    stage.share_off_bps = 1_000;
    // one says 150, the other 165: both are below the line
    let done = ten_minutes(&mut stage, &mut keeper, 150);
    assert_ne!(stage.world.record(NVDAX).board_flags() & BOARD_DIVERGED, 0);
    assert_eq!((done, owed(&stage, &owner)), (0, 5_000 * DOLLAR), "nobody's stock is sold while they disagree");
    assert_eq!(keeper.metrics().open.get(), 1, "whose line is passed");
    assert_eq!(keeper.metrics().refused.with_label_values(&["liquidate"]).get(), 0, "and nothing is sent in vain");
    stage.share_off_bps = 0;
    assert_eq!(ten_minutes(&mut stage, &mut keeper, 150), 1);
    assert_eq!(owed(&stage, &owner), 0);
    stage.assert_books();
}

#[test]
fn orders_are_left_alone_by_a_keeper_that_is_told_to() {
    let (mut stage, mut keeper, owner) = ordered("orders = false");
    assert_eq!((ten_minutes(&mut stage, &mut keeper, 160), owed(&stage, &owner)), (0, 5_000 * DOLLAR));
    assert_eq!(keeper.metrics().open.get(), 1, "it is open all the same");
}

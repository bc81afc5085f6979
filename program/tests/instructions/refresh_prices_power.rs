//! RefreshPrices: a print that is wide, far away or frozen enters the board and gives nobody power.

use crate::fixtures::market::*;
use hypothec_interface::Error;
use hypothec_interface::math::price::Price;
use hypothec_interface::state::BOARD_QUARANTINED;
use hypothec_testkit::market::admin;
use hypothec_testkit::price::PythUpdate;
use hypothec_testkit::{User, World};

fn indebted() -> (World, User) {
    let (mut world, _, borrower) = staffed();
    world.borrow(&borrower, USDC, 100 * DOLLAR).expect("borrowed");
    (world, borrower)
}

/// Posts without moving on and refreshes both.
fn refresh(world: &mut World) {
    let refresh = world.refresh(&[USDC, NVDAX]);
    world.chain.send(&[refresh], &[&admin()]).expect("refreshed");
}

#[test]
pub fn refresh_prices_gives_no_power_by_a_wide_print() {
    let (mut world, borrower) = indebted();
    let more = borrow(&world, &borrower, USDC, DOLLAR);
    world.chain.advance(10);
    let now = world.chain.clock().unix_timestamp;
    world.post(USDC, 100_000_001);
    let price = 18_025_000_000;
    let wide =
        PythUpdate { conf: 18_025_000_000 / 50 + 1, ..PythUpdate::new(world.assets[NVDAX].feed, price, -8, now) };
    world.chain.put_account(&world.price_account(NVDAX), wide.account());
    refresh(&mut world);
    let board = world.record(NVDAX);
    assert_ne!(board.board_flags() & BOARD_QUARANTINED, 0);
    assert_eq!(board.board_ts(), now, "it is the price");
    refuse(&mut world, &more, &[&borrower.keypair], Error::Unhealthy);
    // even one of the whole price: a tenth counts on the board, a fiftieth in the liquidation test
    world.chain.advance(10);
    let wider = PythUpdate { conf: u64::MAX, publish_time: now + 10, price: price + 1, ..wide };
    world.chain.put_account(&world.price_account(NVDAX), wider.account());
    world.post(USDC, 100_000_002);
    refresh(&mut world);
    let board = world.record(NVDAX);
    let per = |price: Price| price.value_down(100_000_000).expect("small") as f64 / 65_536.0;
    assert!((per(board.low()) / 180.25 - 0.9).abs() < 1e-6 && (per(board.high()) / 180.25 - 1.1).abs() < 1e-6);
    assert!((per(board.liq_high()) / 180.25 - 1.02).abs() < 1e-6, "{}", per(board.liq_high()));
    world.chain.advance(10);
    world.refresh_all();
    world.send(&borrower, more).expect("narrow again");
}

#[test]
fn refresh_prices_gives_no_power_by_a_print_far_away() {
    let (mut world, borrower) = indebted();
    let slow = world.record(NVDAX).slow();
    world.chain.advance(10);
    world.post(USDC, world.assets[USDC].price + 1);
    world.post(NVDAX, 18_025_000_000 / 100 * 126);
    refresh(&mut world);
    let far = world.record(NVDAX);
    assert_ne!(far.board_flags() & BOARD_QUARANTINED, 0);
    assert_eq!(far.board_ts(), world.chain.clock().unix_timestamp);
    assert_eq!((far.slow(), far.low()), (slow, slow), "one print alone moves no reference");
    let more = borrow(&world, &borrower, USDC, DOLLAR);
    refuse(&mut world, &more, &[&borrower.keypair], Error::Unhealthy);

    world.chain.advance(10);
    world.post(USDC, world.assets[USDC].price + 1);
    world.post(NVDAX, 18_025_000_000);
    refresh(&mut world);
    assert_eq!(world.record(NVDAX).board_flags() & BOARD_QUARANTINED, 0);
    world.send(&borrower, more).expect("back where it was");
}

#[test]
pub fn refresh_prices_lends_nothing_whose_print_is_far_away() {
    let (mut world, borrower) = indebted();
    world.chain.advance(10);
    world.post(USDC, 74_000_000);
    world.post(NVDAX, world.assets[NVDAX].price + 1);
    refresh(&mut world);
    let more = borrow(&world, &borrower, USDC, DOLLAR);
    refuse(&mut world, &more, &[&borrower.keypair], Error::PriceQuarantined);
}

#[test]
fn refresh_prices_lets_a_frozen_price_go_stale() {
    let (mut world, borrower) = indebted();
    let start = world.record(NVDAX).board_ts();
    let more = borrow(&world, &borrower, USDC, DOLLAR);
    for (seconds, fresh) in [(900, true), (900, true), (61, false)] {
        world.chain.advance(seconds);
        for index in [USDC, NVDAX] {
            world.post(index, world.assets[index].price);
        }
        refresh(&mut world);
        let now = world.chain.clock().unix_timestamp;
        assert_eq!(world.record(NVDAX).board_ts(), if fresh { now } else { start + 1_800 });
        assert_eq!(world.record(USDC).board_ts(), now, "a dollar may stand still");
    }
    refuse(&mut world, &more, &[&borrower.keypair], Error::Unhealthy);
    world.advance(1);
    world.send(&borrower, more).expect("it moves again");
}

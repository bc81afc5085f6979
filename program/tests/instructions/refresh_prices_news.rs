//! RefreshPrices: a print of the right account that is too early, too late, not newer or no price is no news, and no error.

use crate::fixtures::market::*;
use crate::instructions::refresh_prices::{event, later, print, taken};
use hypothec_testkit::World;
use hypothec_testkit::market::admin;
use hypothec_testkit::price::PythUpdate;
use solana_account::Account;

/// The account is the source's, and what it says is no news: nothing but interest moves, and the event says so.
#[track_caller]
fn no_news(world: &mut World, account: Account) {
    let before = world.record(USDC);
    world.chain.put_account(&world.price_account(USDC), account);
    let refresh = world.refresh(&[USDC]);
    let done = world.chain.send(&[refresh], &[&admin()]).expect("no error of whoever posts it");
    let after = world.record(USDC);
    assert_eq!(after.sources(), before.sources());
    assert_eq!((after.slow(), after.quick(), after.ref_ts()), (before.slow(), before.quick(), before.ref_ts()));
    assert_eq!((after.low(), after.high(), after.board_ts()), (before.low(), before.high(), before.board_ts()));
    assert_eq!(event(&done).amount, 1, "the token feed of the first reserve named");
}

#[test]
pub fn refresh_prices_takes_no_news_from_an_update_too_early_or_late() {
    let mut world = later();
    let now = world.chain.clock().unix_timestamp;
    for publish_time in [now + 16, now - 11, i64::MIN, i64::MAX] {
        let update = PythUpdate { publish_time, ..print(&world) };
        no_news(&mut world, update.account());
    }
    let update = PythUpdate { publish_time: now - 10, ..print(&world) };
    taken(&mut world, update.account());
    assert_eq!(world.record(USDC).board_ts(), now - 10);
    let update = PythUpdate { publish_time: now + 15, ..print(&world) };
    taken(&mut world, update.account());
    assert_eq!(world.record(USDC).board_ts(), now, "never past the clock");
}

#[test]
pub fn refresh_prices_takes_no_news_from_an_account_without_a_price() {
    let mut world = later();
    let good = print(&world);
    for price in [0, -1, i64::MIN] {
        no_news(&mut world, PythUpdate { price, ..good }.account());
    }
    for exponent in [1, -19, i32::MIN, i32::MAX] {
        no_news(&mut world, PythUpdate { exponent, ..good }.account());
    }
    let huge = PythUpdate { price: i64::MAX, exponent: 0, conf: 0, ..good };
    no_news(&mut world, huge.account());
    // an average is not read
    taken(&mut world, PythUpdate { ema_price: -1, ..good }.account());
}

#[test]
pub fn refresh_prices_takes_no_news_from_an_update_not_newer() {
    let mut world = later();
    let good = print(&world);
    taken(&mut world, good.account());
    let older = PythUpdate { publish_time: good.publish_time - 1, ..good };
    no_news(&mut world, older.account());
    let another = PythUpdate { price: good.price + 1, ..good };
    no_news(&mut world, another.account());
    no_news(&mut world, good.account());
}

#[test]
fn refresh_prices_keeps_the_order_of_two_prints_ahead_of_the_clock() {
    let mut world = later();
    let now = world.chain.clock().unix_timestamp;
    let ahead = |world: &World, seconds, price| PythUpdate { publish_time: now + seconds, price, ..print(world) };
    let first = ahead(&world, 9, 100_000_010);
    taken(&mut world, first.account());
    let other = ahead(&world, 8, 100_000_020);
    no_news(&mut world, other.account());
    let other = ahead(&world, 9, 100_000_020);
    no_news(&mut world, other.account());
    let second = ahead(&world, 10, 100_000_020);
    taken(&mut world, second.account());
    let [token, _] = world.record(USDC).sources();
    assert_eq!((token.price(), token.seen_ts(), token.publish_ts()), (100_000_020, now + 10, now));
}

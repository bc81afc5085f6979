//! RefreshPrices: which prints enter the board, and what is held out of it.

use crate::fixtures::events::events;
use crate::fixtures::market::*;

use hypothec_interface::Error;
use hypothec_interface::event::Event;
use hypothec_interface::math::price::Price;
use hypothec_interface::state::{BOARD_QUARANTINED, HEADER_SIZE};
use hypothec_testkit::market::admin;
use hypothec_testkit::price::{Level, PythUpdate, RECEIVER_COMPATIBLE};
use hypothec_testkit::{Executed, Snapshots, User, World, keys};
use solana_account::Account;

/// A print of USDC's price as of now.
fn print(world: &World) -> PythUpdate {
    let asset = &world.assets[USDC];
    PythUpdate::new(asset.feed, asset.price, -8, world.chain.clock().unix_timestamp)
}

/// Refreshes USDC alone with this account as its price.
#[track_caller]
fn refused(world: &mut World, account: Account, error: Error) {
    world.chain.put_account(&world.price_account(USDC), account);
    let refresh = world.refresh(&[USDC]);
    refuse(world, &refresh, &[&admin()], error);
}

#[track_caller]
fn taken(world: &mut World, account: Account) {
    world.chain.put_account(&world.price_account(USDC), account);
    let refresh = world.refresh(&[USDC]);
    world.chain.send(&[refresh], &[&admin()]).expect("a good print");
}

/// Half a minute after the last refresh.
fn later() -> World {
    let mut world = world();
    world.chain.advance(30);
    world
}

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
fn refresh_prices_accepts_a_sound_update() {
    let mut world = later();
    let update = print(&world);
    taken(&mut world, update.account());
    assert_eq!(world.record(USDC).board_ts(), world.chain.clock().unix_timestamp);
    world.chain.advance(1);
    let update = PythUpdate { receiver: RECEIVER_COMPATIBLE, ..print(&world) };
    taken(&mut world, update.account());
    assert_eq!(world.record(USDC).board_ts(), world.chain.clock().unix_timestamp);
}

/// The last event of a transaction.
pub fn event(done: &Executed) -> Event {
    *events(done).last().expect("an event")
}

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
pub fn refresh_prices_refuses_a_partly_verified_update() {
    let mut world = later();
    for signatures in [0, 1, 13] {
        let update = PythUpdate { level: Level::Partial(signatures), ..print(&world) };
        refused(&mut world, update.account(), Error::PartlyVerified);
    }
}

#[test]
pub fn refresh_prices_refuses_an_update_of_another_feed() {
    let mut world = later();
    let update = PythUpdate { feed_id: world.assets[NVDAX].feed, ..print(&world) };
    refused(&mut world, update.account(), Error::WrongFeed);
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
pub fn refresh_prices_refuses_forged_price_accounts() {
    let mut world = later();
    let good = print(&world).account();
    refused(&mut world, Account { owner: keys::address(9), ..good.clone() }, Error::WrongOracleProgram);
    refused(&mut world, Account { owner: hypothec_testkit::program_id(), ..good.clone() }, Error::WrongOracleProgram);
    let cut = Account { data: good.data[..132].to_vec(), ..good.clone() };
    refused(&mut world, cut, Error::NotAPriceAccount);
    refused(&mut world, Account { data: vec![], ..good.clone() }, Error::NotAPriceAccount);
    for (at, byte) in [(0, 35), (40, 2)] {
        let mut forged = good.clone();
        forged.data[at] = byte;
        refused(&mut world, forged, Error::NotAPriceAccount);
    }
    let market = world.chain.get_account(&world.market).expect("a market");
    refused(&mut world, market, Error::WrongOracleProgram);
    let mut refresh = world.refresh(&[USDC]);
    refresh.accounts[1].pubkey = world.market;
    refuse(&mut world, &refresh, &[&admin()], Error::DuplicateAccount);
}

#[test]
pub fn refresh_prices_refuses_unlisted_reserves_and_foreign_accounts() {
    let mut world = later();
    world.post(USDC, 100_000_000);
    world.post(NVDAX, 18_025_000_000);
    let good = world.refresh(&[USDC, NVDAX]);
    let mut unlisted = good.clone();
    unlisted.data[2] = 2;
    refuse(&mut world, &unlisted, &[&admin()], Error::NoSuchReserve);
    for (n, error) in [(3, Error::WrongMint), (4, Error::WrongVault)] {
        let mut wrong = good.clone();
        wrong.accounts[n].pubkey = wrong.accounts[1].pubkey;
        refuse(&mut world, &wrong, &[&admin()], error);
    }
    world.chain.send(&[good], &[&admin()]).expect("refreshed");
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

#[test]
pub fn refresh_prices_refuses_sources_that_do_not_exist() {
    let mut world = later();
    world.post(USDC, 100_000_000);
    let good = world.refresh(&[USDC]);
    let posting = |bits: u32| {
        let mut refresh = good.clone();
        refresh.data[17..].copy_from_slice(&bits.to_le_bytes());
        refresh
    };
    assert_eq!(posting(1), good);
    for (bits, error) in [(2, Error::NoSource), (3, Error::NotEnoughAccounts), (1 | 1 << 2, Error::ArgumentOutOfRange)]
    {
        refuse(&mut world, &posting(bits), &[&admin()], error);
    }
    let before = world.record(USDC);
    world.chain.send(&[posting(0)], &[&admin()]).expect("nothing posted, nothing changed");
    let after = world.record(USDC);
    assert_eq!((after.low(), after.high(), after.board_ts()), (before.low(), before.high(), before.board_ts()));
    world.chain.send(&[good], &[&admin()]).expect("posted");
}

#[test]
fn refresh_prices_changes_only_its_own_reserve() {
    let mut world = later();
    world.post(NVDAX, 18_100_000_000);
    let before = world.chain.snapshot(&[("market", world.market), ("vault", world.vault(NVDAX))]);
    let (usdc, refresh) = (world.record(USDC), world.refresh(&[NVDAX]));
    world.chain.send(&[refresh], &[&admin()]).expect("refreshed");
    assert_eq!(bytemuck::bytes_of(&usdc), bytemuck::bytes_of(&world.record(USDC)));
    let at = HEADER_SIZE + NVDAX * 1024;
    // prices and times, the accrual's clock, the board's flags, the token feed behind its identity, and the references
    let fields = [(at + 96, 64), (at + 264, 8), (at + 274, 1), (at + 552, 80), (at + 752, 24), (at + 920, 8)];
    before.assert_only_bytes(&world.chain, "market", &fields);
}

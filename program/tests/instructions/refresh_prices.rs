//! RefreshPrices: which prints enter the board, and what is held out of it.

use crate::fixtures::market::*;
use hypothec_interface::Error;
use hypothec_interface::state::{BOARD_QUARANTINED, HEADER_SIZE};
use hypothec_testkit::market::admin;
use hypothec_testkit::price::{Level, PythUpdate, RECEIVER_COMPATIBLE};
use hypothec_testkit::{Snapshots, User, World, keys};
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
pub fn refresh_prices_refuses_an_update_one_second_too_early_or_late() {
    let mut world = later();
    let now = world.chain.clock().unix_timestamp;
    for (publish_time, error) in [(now + 16, Error::PriceFromFuture), (now - 11, Error::PriceTooOld)] {
        let update = PythUpdate { publish_time, ..print(&world) };
        refused(&mut world, update.account(), error);
    }
    let update = PythUpdate { publish_time: now - 10, ..print(&world) };
    taken(&mut world, update.account());
    assert_eq!(world.record(USDC).board_ts(), now - 10);
    let update = PythUpdate { publish_time: now + 15, ..print(&world) };
    taken(&mut world, update.account());
    assert_eq!(world.record(USDC).board_ts(), now, "never past the clock");
}

#[test]
pub fn refresh_prices_refuses_prices_not_positive_or_out_of_range() {
    let mut world = later();
    let good = print(&world);
    for price in [0, -1, i64::MIN] {
        refused(&mut world, PythUpdate { price, ..good }.account(), Error::PriceNotPositive);
        refused(&mut world, PythUpdate { ema_price: price, ..good }.account(), Error::PriceNotPositive);
    }
    for exponent in [1, -19, i32::MIN, i32::MAX] {
        refused(&mut world, PythUpdate { exponent, ..good }.account(), Error::PriceExponent);
    }
    let huge = PythUpdate { price: i64::MAX, exponent: 0, conf: 0, ..good };
    refused(&mut world, huge.account(), Error::PriceTooHigh);
}

#[test]
pub fn refresh_prices_refuses_a_confidence_wider_than_two_per_cent() {
    let mut world = later();
    let update = PythUpdate { price: 100_000_000, conf: 2_000_001, ..print(&world) };
    refused(&mut world, update.account(), Error::PriceTooWide);
    for conf in [100_000_001, u64::MAX] {
        refused(&mut world, PythUpdate { conf, ..update }.account(), Error::PriceTooWide);
    }
    taken(&mut world, PythUpdate { conf: 2_000_000, ..update }.account());
}

#[test]
pub fn refresh_prices_refuses_updates_out_of_order() {
    let mut world = later();
    let good = print(&world);
    taken(&mut world, good.account());
    let older = PythUpdate { publish_time: good.publish_time - 1, ..good };
    refused(&mut world, older.account(), Error::PriceOutOfOrder);
    let another = PythUpdate { price: good.price + 1, ..good };
    refused(&mut world, another.account(), Error::PriceOutOfOrder);
    taken(&mut world, good.account());
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
fn refresh_prices_quarantines_a_jump_and_ignores_it() {
    let (mut world, borrower) = indebted();
    let before = world.record(NVDAX);
    world.chain.advance(10);
    world.post(USDC, world.assets[USDC].price + 1);
    world.post(NVDAX, 18_025_000_000 / 100 * 121);
    refresh(&mut world);
    let held = world.record(NVDAX);
    assert_ne!(held.board_flags() & BOARD_QUARANTINED, 0);
    assert_eq!((held.low(), held.high(), held.board_ts()), (before.low(), before.high(), before.board_ts()));
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
pub fn refresh_prices_quarantines_a_jump_of_the_debts_price() {
    let (mut world, borrower) = indebted();
    world.chain.advance(10);
    world.post(USDC, 79_000_000);
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
fn refresh_prices_releases_a_weekend_jump_in_the_regular_session() {
    let (mut world, _) = indebted();
    let tuesday_11 = world.chain.clock().unix_timestamp;
    world.advance(4 * 86_400);
    let jumped = world.assets[NVDAX].price / 100 * 130;
    let held_at = |world: &mut World, ts: i64| {
        world.chain.set_time(ts);
        world.post(USDC, world.assets[USDC].price + 1);
        world.post(NVDAX, jumped + ts % 1_000);
        refresh(world);
        world.record(NVDAX).board_flags() & BOARD_QUARANTINED != 0
    };
    let monday_9_31 = tuesday_11 + 6 * 86_400 - 89 * 60;
    for ts in [tuesday_11 + 4 * 86_400 + 60, monday_9_31 - 300] {
        assert!(held_at(&mut world, ts), "{ts}");
    }
    // ten minutes between two prints with nothing between them are no persistence
    for ts in [monday_9_31, monday_9_31 + 600, monday_9_31 + 661] {
        assert!(held_at(&mut world, ts), "{ts}");
    }
    for minute in 1..10 {
        assert!(held_at(&mut world, monday_9_31 + 661 + 60 * minute), "minute {minute}");
    }
    assert!(!held_at(&mut world, monday_9_31 + 661 + 600), "ten minutes of Regular session, print after print");
}

#[test]
fn refresh_prices_keeps_the_order_of_updates_ahead_of_the_clock() {
    let mut world = later();
    let now = world.chain.clock().unix_timestamp;
    let ahead = |world: &World, seconds, price| PythUpdate { publish_time: now + seconds, price, ..print(world) };
    let first = ahead(&world, 9, 100_000_010);
    taken(&mut world, first.account());
    refused(&mut world.clone(), ahead(&world, 8, 100_000_020).account(), Error::PriceOutOfOrder);
    refused(&mut world.clone(), ahead(&world, 9, 100_000_020).account(), Error::PriceOutOfOrder);
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
    // prices and times, the accrual's clock, the board's flags, and the token feed behind its identity
    let fields = [(at + 96, 64), (at + 264, 8), (at + 274, 1), (at + 552, 104)];
    before.assert_only_bytes(&world.chain, "market", &fields);
}

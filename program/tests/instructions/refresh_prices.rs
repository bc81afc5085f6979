//! RefreshPrices: which accounts it takes prices from, and what it changes. What is news is in `refresh_prices_news`, what
//! gives power in `refresh_prices_power`.

use crate::fixtures::events::events;
use crate::fixtures::market::*;
use hypothec_interface::Error;
use hypothec_interface::event::Event;
use hypothec_interface::state::HEADER_SIZE;
use hypothec_testkit::market::admin;
use hypothec_testkit::price::{Level, PythUpdate, RECEIVER_COMPATIBLE};
use hypothec_testkit::{Executed, Snapshots, World, keys};
use solana_account::Account;

/// A print of USDC's price as of now.
pub fn print(world: &World) -> PythUpdate {
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
pub fn taken(world: &mut World, account: Account) {
    world.chain.put_account(&world.price_account(USDC), account);
    let refresh = world.refresh(&[USDC]);
    world.chain.send(&[refresh], &[&admin()]).expect("a good print");
}

/// Half a minute after the last refresh.
pub fn later() -> World {
    let mut world = world();
    world.chain.advance(30);
    world
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

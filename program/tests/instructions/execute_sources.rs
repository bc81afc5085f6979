//! Execute of a new price source: it must say what the board says, with a price of now.

use crate::fixtures::market::*;
use crate::fixtures::proposals::*;
use crate::threats::prices::{SHARE, TOKEN, both, put, refresh, state, two_feeds};
use hypothec_interface::oracle::Adapter;
use hypothec_interface::policy::State;
use hypothec_interface::state::{Kind, PriceSource, SOURCE_COUNT, SourceId, TOKEN_FEED};
use hypothec_interface::{Error, Key, builder};
use hypothec_testkit::price::{AggregatePrice, PythUpdate};
use hypothec_testkit::{World, keys};
use solana_address::Address;
use solana_signer::Signer;

/// A feed of an id, in an account of its own.
fn post(world: &mut World, feed: u64, price: i64) -> (SourceId, Address) {
    let (feed, account) = (keys::address(feed).to_bytes(), keys::address(9_000));
    let now = world.chain.clock().unix_timestamp;
    world.chain.put_account(&account, PythUpdate::new(feed, price, -8, now).account());
    let adapter = Adapter::PythReceiver as u8;
    (SourceId { key: Key::from_bytes(feed), index: 0, adapter, reserved: [0; 5] }, account)
}

#[test]
fn threat_c4_a_new_source_that_says_what_the_board_says() {
    let mut world = world();
    let (id, account) = post(&mut world, 8_001, 100_000_000);
    let nonce = proposed(&mut world, Kind::Source, Some(USDC), 1, bytemuck::bytes_of(&id));
    wait(&mut world);
    let passer = passer(&mut world);
    let execute = builder::execute(world.market, nonce, keys::key(2).pubkey(), Some(account));
    let none = builder::execute(world.market, nonce, keys::key(2).pubkey(), None);
    refuse(&mut world, &none, &[&passer], Error::NotEnoughAccounts);
    refuse(&mut world, &execute, &[&passer], Error::PriceTooOld);
    post(&mut world, 8_002, 100_000_000);
    refuse(&mut world, &execute, &[&passer], Error::WrongFeed);
    let market = builder::execute(world.market, nonce, keys::key(2).pubkey(), Some(world.market));
    refuse(&mut world, &market, &[&passer], Error::DuplicateAccount);
    for far in [94_900_000, 105_100_000, 6_500_000_000_000] {
        post(&mut world, 8_001, far);
        refuse(&mut world, &execute, &[&passer], Error::SourceDiscontinuous);
    }
    post(&mut world, 8_001, 104_900_000);
    world.chain.send(&[execute], &[&passer]).expect("within five per cent");
    let [token_feed, share_feed] = world.record(USDC).sources();
    assert_eq!((token_feed.id(), token_feed.price(), share_feed.is_some()), (id, 104_900_000, false));
    assert_eq!(token_feed.publish_ts(), world.chain.clock().unix_timestamp, "what was shown is its first print");
    let old = world.refresh(&[USDC]);
    let refused = world.chain.send(&[old], &[&passer]).expect_err("the old feed is none any more");
    assert_eq!(refused.error, Some(Error::WrongFeed));
}

#[test]
pub fn execute_refuses_a_new_source_without_a_price_of_now() {
    let mut world = world();
    let (id, account) = post(&mut world, 8_001, 100_000_000);
    let nonce = proposed(&mut world, Kind::Source, Some(USDC), 1, bytemuck::bytes_of(&id));
    wait(&mut world);
    let passer = passer(&mut world);
    let execute = builder::execute(world.market, nonce, keys::key(2).pubkey(), Some(account));
    let now = world.chain.clock().unix_timestamp;
    let good = PythUpdate::new(keys::address(8_001).to_bytes(), 100_000_000, -8, now);
    for (update, error) in [
        (PythUpdate { price: -1, ..good }, Error::PriceNotPositive),
        (PythUpdate { exponent: -19, ..good }, Error::PriceExponent),
        (PythUpdate { price: i64::MAX, exponent: 0, conf: 0, ..good }, Error::PriceTooHigh),
        (PythUpdate { publish_time: now + 16, ..good }, Error::PriceFromFuture),
        (PythUpdate { publish_time: now - 11, ..good }, Error::PriceTooOld),
    ] {
        world.chain.put_account(&account, update.account());
        refuse(&mut world, &execute, &[&passer], error);
    }
    world.chain.put_account(&account, good.account());
    world.chain.send(&[execute], &[&passer]).expect("a price of now");
    // an older account that is not trading
    let mut world = crate::fixtures::market::world();
    let home = keys::address(9_001);
    let adapter = Adapter::PythLegacy as u8;
    let id = SourceId { key: Key::from(home), index: 0, adapter, reserved: [0; 5] };
    let nonce = proposed(&mut world, Kind::Source, Some(USDC), 1, bytemuck::bytes_of(&id));
    wait(&mut world);
    let halted = AggregatePrice::new(100_000_000, -8, world.chain.clock().unix_timestamp, 1);
    world.chain.put_account(&home, AggregatePrice { status: 2, ..halted }.account());
    let passer = crate::fixtures::proposals::passer(&mut world);
    let execute = builder::execute(world.market, nonce, keys::key(2).pubkey(), Some(home));
    refuse(&mut world, &execute, &[&passer], Error::PriceNotTrading);
}

#[test]
pub fn execute_refuses_a_price_that_no_band_names_however_dead_the_old_source_is() {
    let mut world = world();
    let (id, account) = post(&mut world, 8_001, 100_000_000);
    let nonce = proposed(&mut world, Kind::Source, Some(USDC), 1, bytemuck::bytes_of(&id));
    let (passer, last) = (passer(&mut world), world.record(USDC).board_ts());
    let execute = builder::execute(world.market, nonce, keys::key(2).pubkey(), Some(account));
    world.chain.set_time(last + 10 * DAY);
    post(&mut world, 8_001, 70_000_000);
    refuse(&mut world, &execute, &[&passer], Error::SourceDiscontinuous);
    post(&mut world, 8_001, 100_100_000);
    world.chain.send(&[execute], &[&passer]).expect("what the board said when it was last made");
}

/// No price is shown, and nothing of the source is left; the board stands on the other one.
#[test]
fn execute_takes_a_source_away() {
    let mut world = two_feeds();
    world.chain.advance(10);
    both(&mut world, TOKEN, SHARE);
    let none = [SourceId::NONE; SOURCE_COUNT];
    let nonce = proposed(&mut world, Kind::Source, Some(NVDAX), 2, bytemuck::bytes_of(&none));
    world.chain.advance(i64::from(world.header().delay_s()));
    both(&mut world, TOKEN + 1, SHARE + 1);
    let before = world.record(NVDAX).sources();
    execute(&mut world, nonce).expect("executed");
    let [token_feed, share_feed] = world.record(NVDAX).sources();
    assert_eq!(bytemuck::bytes_of(&token_feed), bytemuck::bytes_of(&before[TOKEN_FEED]));
    assert_eq!(bytemuck::bytes_of(&share_feed), [0; size_of::<PriceSource>()]);
    world.chain.advance(5);
    put(&mut world, TOKEN_FEED, TOKEN + 2, TOKEN + 2);
    let board = refresh(&mut world, [true, false]);
    assert_eq!(board.board_flags() >> 4, 0b01, "by the token feed alone");
    assert_eq!(
        state(&world).0 & (State::UNPRICED | State::PARTIAL),
        State::PARTIAL,
        "required still, by the parameters"
    );
}

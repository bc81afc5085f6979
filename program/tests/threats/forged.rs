//! C3: price accounts that somebody else made.

use super::prices::*;
use crate::fixtures::market::*;
use hypothec_interface::Error;
use hypothec_interface::oracle::Adapter;
use hypothec_interface::state::TOKEN_FEED;
use hypothec_testkit::market::admin;
use hypothec_testkit::price::{AggregatePrice, PullFeed, scope_account};
use hypothec_testkit::{Asset, World, keys};

#[test]
fn threat_c3_forged_scope() {
    let home = keys::address(6_000);
    let mut world = World::new(&[Asset::usdc().quoted_by(Adapter::Scope, home, 268)]);
    let board = world.record(USDC);
    // no confidence of its own: the configured 10 bps
    about(board.high(), 100 * 100_100_001);
    world.chain.advance(30);
    let now = world.chain.clock().unix_timestamp;
    // one's own account under the right program, with the right discriminator
    let mut refresh = world.refresh(&[USDC]);
    refresh.accounts[1].pubkey = keys::address(6_001);
    world.chain.put_account(&keys::address(6_001), scope_account(268, 900_000_000, 8, now));
    refuse(&mut world, &refresh, &[&admin()], Error::WrongFeed);
    // a price in another entry is not read
    world.chain.put_account(&home, scope_account(267, 900_000_000, 8, now));
    let refresh = world.refresh(&[USDC]);
    let [before, _] = world.record(USDC).sources();
    world.chain.send(std::slice::from_ref(&refresh), &[&admin()]).expect("no news");
    assert_eq!(world.record(USDC).sources()[TOKEN_FEED], before);
    let mut foreign = scope_account(268, 100_000_000, 8, now);
    foreign.owner = keys::address(9);
    world.chain.put_account(&home, foreign);
    refuse(&mut world, &refresh, &[&admin()], Error::WrongOracleProgram);
    world.chain.put_account(&home, scope_account(268, 101_000_000, 8, now));
    world.chain.send(&[refresh], &[&admin()]).expect("the real one");
    let board = world.record(USDC);
    about(board.settle_high(), 100 * 101_000_000);
    // one print after another, both on the same side: twenty seconds of a quarter of it in 2^8 s
    about(board.slow(), 100 * 100_000_001);
}

#[test]
fn threat_c3_forged_switchboard() {
    let home = keys::address(6_000);
    let mut world = World::new(&[Asset::usdc().quoted_by(Adapter::Switchboard, home, 0)]);
    about(world.record(USDC).high(), 100 * 100_050_001);
    world.chain.advance(30);
    let good = PullFeed::new(100_500_000, world.chain.clock().unix_timestamp);
    let refresh = world.refresh(&[USDC]);
    let mut elsewhere = refresh.clone();
    elsewhere.accounts[1].pubkey = keys::address(6_001);
    world.chain.put_account(&keys::address(6_001), good.account());
    refuse(&mut world, &elsewhere, &[&admin()], Error::WrongFeed);
    let own_queue = PullFeed { queue: keys::address(6_002), ..good };
    let self_written = PullFeed { permit_write_by_authority: 1, ..good };
    let unsigned = PullFeed { num_samples: 1, ..good };
    for forged in [own_queue, self_written] {
        world.chain.put_account(&home, forged.account());
        refuse(&mut world, &refresh, &[&admin()], Error::WrongFeed);
    }
    let [before, _] = world.record(USDC).sources();
    world.chain.put_account(&home, unsigned.account());
    world.chain.send(std::slice::from_ref(&refresh), &[&admin()]).expect("no news");
    assert_eq!(world.record(USDC).sources()[TOKEN_FEED], before);
    world.chain.put_account(&home, good.account());
    world.chain.send(&[refresh], &[&admin()]).expect("the real one");
    about(world.record(USDC).settle_high(), 100 * 100_500_000);
}

#[test]
pub fn threat_c3_forged_legacy() {
    let home = keys::address(6_000);
    let mut world = World::new(&[Asset::usdc().quoted_by(Adapter::PythLegacy, home, 0)]);
    world.chain.advance(30);
    let good = AggregatePrice::new(100_200_000, -8, world.chain.clock().unix_timestamp, 2);
    let refresh = world.refresh(&[USDC]);
    let mut elsewhere = refresh.clone();
    elsewhere.accounts[1].pubkey = keys::address(6_001);
    world.chain.put_account(&keys::address(6_001), good.account());
    refuse(&mut world, &elsewhere, &[&admin()], Error::WrongFeed);
    world.chain.put_account(&home, AggregatePrice { status: 2, ..good }.account());
    let [before, _] = world.record(USDC).sources();
    world.chain.send(std::slice::from_ref(&refresh), &[&admin()]).expect("no news");
    assert_eq!(world.record(USDC).sources()[TOKEN_FEED], before);
    world.chain.put_account(&home, good.account());
    world.chain.send(&[refresh], &[&admin()]).expect("the real one");
    about(world.record(USDC).settle_high(), 100 * 100_200_000);
}

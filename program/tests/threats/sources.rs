//! Attacks on the price board by way of its sources, continued: each with a debtor at the edge, whom somebody tries to
//! liquidate, and a saver who borrows all it can.

use crate::fixtures::market::NVDAX;
use crate::fixtures::near_liquidation::Debtor;
use crate::threats::prices::*;
use hypothec_interface::policy::State;
use hypothec_interface::state::{BOARD_DIVERGED, SHARE_FEED, TOKEN_FEED};
use hypothec_testkit::World;

/// What a token is worth before the attack, USD.
const WORTH: f64 = TOKEN as f64 / 1e8;

/// A market with both feeds, and a debtor of this health.
fn indebted(health: f64) -> (World, Debtor) {
    let mut world = two_feeds();
    let debtor = Debtor::new(&mut world, health);
    (world, debtor)
}

#[test]
fn threat_c7_a_thin_print_while_the_share_feed_is_not_posted() {
    let (mut world, debtor) = indebted(1.005);
    world.chain.advance(61);
    put(&mut world, TOKEN_FEED, TOKEN / 100 * 88, TOKEN);
    let board = refresh(&mut world, [true, false]);
    assert_eq!(board.liq_high(), board.slow());
    about(board.slow(), TOKEN);
    assert_eq!(board.settle_high(), board.quick(), "nor is it what collateral is exchanged at");
    dollar(&mut world);
    debtor.truthful(&world, WORTH * 0.88);
}

#[test]
fn threat_c7_a_thin_weekend_print_and_back() {
    let (mut world, debtor) = indebted(1.005);
    world.chain.set_time(SATURDAY_11);
    put(&mut world, TOKEN_FEED, TOKEN, TOKEN);
    let before = refresh(&mut world, [true, false]);
    world.chain.advance(30);
    put(&mut world, TOKEN_FEED, TOKEN / 100 * 88, TOKEN);
    let thin = refresh(&mut world, [true, false]);
    assert!(usd(thin.liq_high()) > TOKEN / 100 * 99, "nobody is liquidated by it");
    about(thin.low(), TOKEN / 100 * 88 / 2000 * 1999);
    dollar(&mut world);
    debtor.truthful(&world, WORTH * 0.88);
    world.chain.advance(30);
    put(&mut world, TOKEN_FEED, TOKEN, TOKEN);
    let back = refresh(&mut world, [true, false]);
    assert_eq!((back.low(), back.high()), (before.low(), before.high()));
    assert_eq!((back.liq_low(), back.liq_high()), (before.liq_low(), before.liq_high()));
    assert_eq!((back.slow(), back.quick()), (before.slow(), before.quick()), "no trace of it");
    debtor.truthful(&world, WORTH);
}

#[test]
fn threat_h5_a_frozen_but_restamped_weekend_price() {
    let (mut world, debtor) = indebted(1.005);
    world.chain.set_time(SATURDAY_11 - 601);
    both(&mut world, TOKEN, SHARE);
    world.chain.set_time(SATURDAY_11);
    // ten minutes on the share feed's time rotates over Friday's price: it is no source, and a cap; the token is at -15 %, print after print
    let mut opened = 0;
    for n in 0..90 {
        let board = both(&mut world, TOKEN / 100 * 85 + n, SHARE);
        assert_eq!(board.board_flags(), 1 << 4, "the token feed alone");
        assert!(!state(&world).any(State::UNPRICED), "liquidation goes on at weekends");
        dollar(&mut world);
        debtor.no_power_past(&world, WORTH * 0.85);
        if usd(board.liq_high()) < TOKEN / 10_000 * 9_948 {
            opened = n;
            break;
        }
        debtor.truthful(&world, WORTH * 0.85);
        world.chain.advance(20);
    }
    // half a per cent of the fifteen, at 2^12 s: under three minutes
    assert!((7..=12).contains(&opened), "{opened} prints of 20 s");
    debtor.liquidated(&mut world);

    // and it is a cap: power does not grow past the last close
    world.chain.advance(60);
    let board = both(&mut world, TOKEN / 100 * 101, SHARE);
    assert!(usd(board.low()) <= TOKEN / 2000 * 1999);
    dollar(&mut world);
    debtor.no_power_past(&world, WORTH);
}

#[test]
fn threat_c7_a_halted_stock_in_an_open_session() {
    let (mut world, debtor) = indebted(1.005);
    for _ in 0..30 {
        world.chain.advance(60);
        let token = world.assets[NVDAX].price + world.chain.clock().unix_timestamp % 1_000;
        both(&mut world, token, SHARE + 1);
        dollar(&mut world);
        debtor.truthful(&world, WORTH * 1.000_01);
    }
    assert_eq!((state(&world).any(State::PARTIAL), ltv(&world)), (false, 5_500));
    world.chain.advance(60);
    let board = both(&mut world, TOKEN + 77, SHARE + 1);
    assert_eq!(board.board_flags(), 1 << 4, "half an hour without a change: its stamps prove nothing");
    assert_eq!((state(&world).any(State::PARTIAL), ltv(&world)), (true, 4_500));
    dollar(&mut world);
    debtor.truthful(&world, WORTH * 1.000_01);
    both(&mut world.clone(), TOKEN + 77, SHARE + 1);
    world.chain.advance(1);
    both(&mut world, TOKEN + 78, SHARE + 2);
    assert_eq!((state(&world).any(State::PARTIAL), ltv(&world)), (false, 5_500));
}

/// The token at half of its value, the share feed where it was: nothing is lent, and the token feed, which is what is
/// seized, decides at half its pace.
#[test]
fn threat_c5_a_depeg_with_the_share_feed_high() {
    let (mut world, debtor) = indebted(1.25);
    let half = TOKEN / 2;
    let mut minutes = 0.0;
    for n in 1..=400 {
        world.chain.advance(20);
        let board = both(&mut world, half + n % 5, SHARE + n % 7);
        assert_ne!(board.board_flags() & BOARD_DIVERGED, 0);
        dollar(&mut world);
        debtor.no_power_past(&world, WORTH / 2.0);
        if usd(board.liq_high()) < TOKEN / 1000 * 799 {
            minutes = n as f64 / 3.0;
            break;
        }
    }
    // a fifth of it at a quarter of itself in 2 * 2^11 s: 4 * 4,096 * ln(1 / .8) seconds
    assert!((60.0..=63.0).contains(&minutes), "{minutes} minutes");
    debtor.liquidated(&mut world);
}

#[test]
fn threat_h8_a_share_feed_that_leaps_up_still_caps() {
    let (mut world, debtor) = indebted(1.005);
    let last_good = world.record(NVDAX).sources()[SHARE_FEED].low();
    world.chain.advance(20);
    let board = both(&mut world, TOKEN / 100 * 110, SHARE / 100 * 150);
    assert_eq!(board.board_flags() & BOARD_DIVERGED, BOARD_DIVERGED, "nothing is lent");
    dollar(&mut world);
    debtor.truthful(&world, WORTH);
    // its print far away, then silence: the cap is its last good price
    world.chain.advance(61);
    put(&mut world, TOKEN_FEED, TOKEN / 100 * 110, TOKEN);
    let board = refresh(&mut world, [true, false]);
    assert_eq!(board.board_flags(), 1 << 4);
    assert!(board.low() <= last_good, "the token's rise counts for nothing meanwhile");
    dollar(&mut world);
    debtor.truthful(&world, WORTH);
}

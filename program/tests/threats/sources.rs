//! Attacks on the price board by way of its sources, continued: each with a debtor at the edge, whom somebody tries to
//! liquidate, and a saver who borrows all it can.

use crate::fixtures::market::NVDAX;
use crate::fixtures::near_liquidation::Debtor;
use crate::threats::prices::*;
use hypothec_interface::policy::State;
use hypothec_interface::state::{BOARD_DIVERGED, BOARD_HELD, SHARE_FEED, SOURCE_JUMPED, TOKEN_FEED};
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
    about(board.liq_high(), TOKEN + TOKEN / 100 * 88 / 2000);
    assert!(usd(board.liq_high()) > TOKEN / 100 * 99, "the average joins: one venue does not liquidate");
    about(board.settle(), TOKEN / 100 * 88);
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
    debtor.truthful(&world, WORTH);
}

#[test]
fn threat_h5_a_frozen_but_restamped_weekend_price() {
    let (mut world, debtor) = indebted(1.005);
    let close = world.record(NVDAX);
    world.chain.set_time(SATURDAY_11);
    // the share feed's time rotates over Friday's price; the token is at -15 %, its average too
    let board = both(&mut world, TOKEN / 100 * 85, SHARE);
    assert_eq!(board.board_flags(), 1 << 4, "the token feed alone");
    about(board.liq_high(), TOKEN / 100 * 85 / 2000 * 2001);
    about(board.high(), TOKEN / 100 * 85 / 2000 * 2001);
    about(board.settle(), TOKEN / 100 * 85);
    assert!(!state(&world).any(State::UNPRICED), "liquidation goes on at weekends");
    dollar(&mut world);
    debtor.no_power_past(&world, WORTH * 0.85);
    debtor.liquidated(&mut world);

    // and it is a cap: power does not grow past the last close
    world.chain.advance(60);
    let board = both(&mut world, TOKEN / 100 * 101, SHARE);
    about(board.low(), TOKEN / 2000 * 1999);
    assert!(board.low() <= close.settle());
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

#[test]
fn threat_c5_a_depeg_with_the_share_feed_high() {
    // at half its value the one is far gone; the other has 2.5 % less than it needs, within what the share feed may add
    for (health, delayed) in [(1.005, false), (1.95, true)] {
        depeg(health, delayed);
    }
}

/// `delayed`: the debtor is healthy at 5 % above the token feed, which is as long as the share feed can help it.
fn depeg(health: f64, delayed: bool) {
    let (mut world, debtor) = indebted(health);
    let half = TOKEN / 2;
    world.chain.advance(20);
    let start = world.chain.clock().unix_timestamp;
    // nobody confirms the fall: it is held out, the share feed carries the board at off-hours power
    let board = both(&mut world, half, SHARE);
    assert_eq!(board.board_flags(), BOARD_HELD | 2 << 4);
    assert_eq!(board.sources()[TOKEN_FEED].flags(), SOURCE_JUMPED);
    assert_eq!((state(&world).any(State::PARTIAL), ltv(&world)), (true, 4_500));
    about(board.settle(), TOKEN);
    for n in 1..=20 {
        // 45 % of what it was: less than the half it may be worth
        debtor.truthful(&world, WORTH);
        world.chain.advance(30);
        both(&mut world, half, SHARE + n);
        dollar(&mut world);
    }
    // ten minutes of it, print after print: believed; the sources diverge, and the share feed may only delay
    let board = world.record(NVDAX);
    assert_eq!(world.chain.clock().unix_timestamp - start, 600);
    assert_eq!(board.board_flags(), BOARD_DIVERGED | 3 << 4);
    about(board.liq_high(), half / 2000 * 2001 / 100 * 105);
    about(board.low(), half / 2000 * 1999);
    about(board.settle(), half);
    if !delayed {
        return debtor.liquidated(&mut world);
    }
    for n in 1..=20 {
        debtor.truthful(&world, WORTH / 2.0);
        world.chain.advance(30);
        both(&mut world, half, SHARE + 20 + n);
        dollar(&mut world);
    }
    let board = world.record(NVDAX);
    about(board.liq_high(), half / 2000 * 2001);
    about(board.liq_low(), half / 2000 * 1999);
    assert_eq!(board.board_flags(), BOARD_DIVERGED | 3 << 4, "ten minutes on, the token feed alone decides");
    debtor.no_power_past(&world, WORTH / 2.0);
    debtor.liquidated(&mut world);
}

#[test]
fn threat_h8_a_held_out_source_still_caps() {
    let (mut world, debtor) = indebted(1.005);
    let last_good = world.record(NVDAX).sources()[SHARE_FEED].low();
    world.chain.advance(20);
    let board = both(&mut world, TOKEN / 100 * 110, SHARE / 100 * 150);
    assert_eq!(board.board_flags(), BOARD_HELD | 1 << 4);
    assert_eq!(board.low(), last_good, "the token's rise counts for nothing meanwhile");
    about(board.high(), TOKEN / 100 * 110 / 2000 * 2001);
    dollar(&mut world);
    debtor.truthful(&world, WORTH);
}

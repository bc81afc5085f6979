//! What an attacker of prices can reach at most, each by the number of the model of the law, through the program.

use crate::fixtures::market::*;
use crate::fixtures::sound_loan::{SoundLoan, part};
use crate::threats::prices::*;
use hypothec_interface::Error;
use hypothec_interface::state::{BOARD_DIVERGED, Reserve, SHARE_FEED, TOKEN_FEED};
use hypothec_testkit::market::admin;
use hypothec_testkit::{Asset, World};

/// Tuesday 18:00 and 22:00: Extended and Overnight.
const EXTENDED: i64 = SATURDAY_11 - 4 * 24 * HOUR + 7 * HOUR;
const OVERNIGHT: i64 = EXTENDED + 4 * HOUR;
const REGULAR: i64 = SATURDAY_11 - 4 * 24 * HOUR + 2 * HOUR;

/// Slow reference and price of the exchange of collateral, ten thousandths of the truth.
fn reach(board: &Reserve) -> [i64; 2] {
    [part(board.slow(), TOKEN), part(board.settle_high(), TOKEN)]
}

#[track_caller]
fn near(got: [i64; 2], model: [i64; 2]) {
    assert!(got.iter().zip(model).all(|(got, model)| (got - model).abs() <= 5), "{got:?}, by the model {model:?}");
}

#[test]
fn attack_h1_one_print_of_half_the_price_moves_nothing() {
    let mut loan = SoundLoan::on_saturday();
    let board = loan.print_after(1, TOKEN / 2);
    assert!(part(board.liq_high(), TOKEN) >= 9_999);
    loan.spared("a print of half");
}

#[test]
fn attack_a3_fourteen_steps_up_lend_at_the_truth() {
    for two in [false, true] {
        let mut loan = SoundLoan::new(if two { two_feeds() } else { world() });
        if two {
            loan.world.chain.set_time(SATURDAY_11);
        }
        let mut price = TOKEN;
        for _ in 0..14 {
            price = price / 100 * 119;
            loan.world.chain.advance(1);
            loan.world.post(NVDAX, price);
            let refresh = loan.world.refresh_with(&[NVDAX], [true, false]);
            loan.world.chain.send(&[refresh], &[&admin()]).expect("refreshed");
        }
        let low = part(loan.world.record(NVDAX).low(), TOKEN);
        assert!(low <= 10_020, "{low} of 10,000 where the print says {}", price / TOKEN);
        dollar(&mut loan.world);
        loan.lends_no_more(10, Error::Unhealthy);
    }
}

/// Both feeds at the truth, twenty seconds later both at this part of it, in hundredths.
fn pair(ts: i64, times: i64, hundredths: i64) -> Reserve {
    let mut world = two_feeds();
    world.chain.set_time(ts - 60);
    both(&mut world, TOKEN, SHARE);
    world.chain.set_time(ts);
    both(&mut world, TOKEN + 1, SHARE + 1);
    let mut board = world.record(NVDAX);
    for n in 0..times {
        world.chain.advance(20);
        board = both(&mut world, TOKEN / 100 * hundredths + n, SHARE / 100 * hundredths + n);
    }
    board
}

/// In Regular what both say is believed at once; elsewhere a pair of one-second wicks counts twenty seconds of a quarter
/// of the span's pace.
#[test]
fn attack_h5_a_wick_of_both_feeds_moves_a_hundredth_outside_regular() {
    for hundredths in [88, 81, 50] {
        let whole = hundredths * 100;
        for ts in [EXTENDED, OVERNIGHT] {
            near(reach(&pair(ts, 1, hundredths)), [9_902, 9_902]);
        }
        let regular = reach(&pair(REGULAR, 1, hundredths));
        assert!((regular[0] - whole).abs() <= 10, "{regular:?}, {hundredths}");
    }
    // ten pairs at foreseeable posts
    let [slow, exchange] = reach(&pair(OVERNIGHT, 10, 50));
    assert!(slow >= 8_800 && exchange >= 7_700, "{slow} {exchange}");
}

/// A second of -50 % at each of ten posts that can be foreseen counts twenty seconds of one feed each.
#[test]
fn attack_ten_wicks_at_foreseeable_posts_count_twenty_seconds_each() {
    for (ts, model) in [(REGULAR, [9_782, 9_155]), (SATURDAY_11, [9_891, 9_155])] {
        let mut world = if ts == REGULAR { world() } else { two_feeds() };
        world.chain.set_time(ts);
        let print = |world: &mut World, price: i64| {
            world.post(NVDAX, price);
            let refresh = world.refresh_with(&[NVDAX], [true, false]);
            world.chain.send(&[refresh], &[&admin()]).expect("refreshed");
            world.record(NVDAX)
        };
        print(&mut world, TOKEN);
        let mut board = world.record(NVDAX);
        for n in 0..10 {
            world.chain.advance(20);
            board = print(&mut world, TOKEN / 2 + n);
        }
        near(reach(&board), model);
    }
}

#[test]
fn attack_h8_a_second_feed_comes_in_near_the_first_only() {
    for (bps, taken) in [(10_490, true), (10_800, false)] {
        // listed, with no print of the share yet
        let mut world = World::unsealed(&[Asset::usdc(), Asset::nvdax_two_feeds()]);
        world.chain.advance(2);
        put(&mut world, TOKEN_FEED, TOKEN, TOKEN);
        refresh(&mut world, [true, false]);
        world.chain.advance(2);
        put(&mut world, SHARE_FEED, SHARE / 10_000 * bps, SHARE);
        let share = refresh(&mut world, [false, true]).sources()[SHARE_FEED];
        assert_eq!(share.publish_ts() != 0, taken, "{bps}");
    }
}

#[test]
fn attack_a_feed_that_is_posted_later_still_denies_the_other() {
    // the share at 1.12 or at .50, the token at the truth: posted at once, and the token half a minute after the share
    for hundredths in [112, 50] {
        for later in [0, 22] {
            let mut loan = SoundLoan::new(two_feeds());
            loan.world.chain.advance(30);
            put(&mut loan.world, SHARE_FEED, SHARE / 100 * hundredths, SHARE);
            refresh(&mut loan.world, [false, true]);
            loan.world.chain.advance(later);
            put(&mut loan.world, TOKEN_FEED, TOKEN + 1, TOKEN);
            let board = refresh(&mut loan.world, [true, false]);
            dollar(&mut loan.world);
            assert_ne!(board.board_flags() & BOARD_DIVERGED, 0, "{hundredths}, {later} s");
            loan.lends_no_more(1, Error::Unhealthy);
        }
    }
}

#[test]
fn attack_a_jump_of_the_share_is_remembered_with_the_good_price_before_it() {
    // a split of 4:3 that nobody announced: the share is a quarter lower
    let mut world = two_feeds();
    world.chain.advance(30);
    let before = both(&mut world, TOKEN, SHARE);
    world.chain.advance(20);
    put(&mut world, SHARE_FEED, SHARE / 4 * 3, SHARE);
    let after = refresh(&mut world, [false, true]);
    assert_eq!(i64::from(after.pending().jumped_ts()), world.chain.clock().unix_timestamp);
    assert_eq!(after.pending().before_jump(), before.sources()[SHARE_FEED].good());
}

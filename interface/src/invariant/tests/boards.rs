//! T1, T2, T3, T5 and T7: a board that the law allows, and one thing wrong with it at a time.

use super::super::{t1_step, t2_power, t3_sides, t5_no_news, t5_no_testimony, t7_terminal};
use crate::math::price::Price;
use crate::math::scale::Scale;
use crate::session::Session;
use crate::state::{BOARD_QUARANTINED, BOARD_USED_SHIFT, CLASS_EQUITY, Reserve, SOURCE_FAR, SOURCE_WIDE};
use bytemuck::Zeroable;

/// This many cents for a token of 8 decimals.
fn cents(cents: u64) -> Price {
    Scale::new(-2, 8, cents).and_then(|scale| scale.price_down(cents)).unwrap()
}

/// A stock at 100 USD, read from its token feed and its share feed; tau is 8,192 s, and 512 s for the quick reference.
fn board() -> Reserve {
    let mut reserve = Reserve { class: CLASS_EQUITY, board_ts: 1_000, ref_ts: 1_000, ..Reserve::zeroed() };
    reserve.config.slow_log2 = [13; 4];
    (reserve.slow, reserve.quick) = (cents(10_000), cents(10_000));
    reserve.board_flags = 3 << BOARD_USED_SHIFT;
    for source in &mut reserve.sources {
        (source.spot, source.low, source.high) = (cents(10_000), cents(9_990), cents(10_010));
        (source.seen_ts, source.change_ts, source.publish_ts) = (999, 999, 999);
    }
    (reserve.low, reserve.high) = (cents(9_990), cents(10_010));
    (reserve.liq_low, reserve.liq_high) = (cents(10_000), cents(10_000));
    (reserve.settle_low, reserve.settle_high) = (cents(10_000), cents(10_000));
    reserve
}

/// The board with one thing changed.
fn with(change: impl FnOnce(&mut Reserve)) -> Reserve {
    let mut reserve = board();
    change(&mut reserve);
    reserve
}

#[test]
fn t1_tells_a_reference_that_a_print_moved_too_far() {
    // a print speaks for 20 s: a quarter of 20/8,192 is 6 hundredths of a per cent, of 20/512 about one per cent
    let one_feed = |slow, quick| {
        with(|reserve| {
            reserve.board_flags = 1 << BOARD_USED_SHIFT;
            (reserve.slow, reserve.quick) = (cents(slow), cents(quick));
        })
    };
    let step = |after: &Reserve| t1_step(&board(), after, Session::Regular);
    assert!(step(&one_feed(10_000, 10_000)) && step(&one_feed(10_005, 9_910)));
    assert!(!step(&one_feed(10_015, 10_000)) && !step(&one_feed(9_985, 10_000)));
    assert!(!step(&one_feed(10_000, 10_110)) && !step(&one_feed(10_000, 9_890)));
    // two feeds together take a reference into their span at once in Regular, and no further
    let together = |slow| {
        with(|reserve| {
            reserve.sources.iter_mut().for_each(|source| (source.low, source.high) = (cents(8_000), cents(8_100)));
            reserve.slow = cents(slow);
        })
    };
    assert!(step(&together(8_050)) && !step(&together(7_900)) && !step(&together(9_000)));
    assert!(!t1_step(&board(), &together(8_050), Session::Closed), "outside it only four times as fast");
    let terminal = with(|reserve| (reserve.terminal_ts, reserve.slow) = (5, cents(1)));
    assert!(step(&terminal) && t1_step(&Reserve::zeroed(), &board(), Session::Regular));
}

#[test]
fn t2_tells_power_above_the_slow_reference() {
    assert!(t2_power(&board()));
    let breaks: [fn(&mut Reserve); 5] = [
        |reserve| reserve.slow = cents(9_980),
        |reserve| reserve.slow = cents(10_020),
        |reserve| reserve.low = cents(9_995),
        |reserve| reserve.sources[0].flags = SOURCE_WIDE,
        |reserve| reserve.sources[0].flags = SOURCE_FAR,
    ];
    for (n, broken) in breaks.into_iter().enumerate() {
        assert!(!t2_power(&with(broken)), "{n}");
    }
    let quarantined = with(|reserve| {
        reserve.sources[0].flags = SOURCE_FAR;
        reserve.board_flags |= BOARD_QUARANTINED;
    });
    assert!(t2_power(&quarantined) && t2_power(&with(|reserve| reserve.sources[1].flags = SOURCE_FAR)));
}

#[test]
fn t3_tells_a_side_that_does_not_favour_the_owner() {
    assert!(t3_sides(&board()));
    let breaks: [fn(&mut Reserve); 8] = [
        |reserve| reserve.liq_high = cents(9_999),
        |reserve| reserve.liq_low = cents(10_001),
        |reserve| reserve.settle_high = cents(9_999),
        |reserve| reserve.settle_low = cents(10_001),
        |reserve| reserve.slow = cents(10_001),
        |reserve| reserve.slow = cents(9_999),
        |reserve| reserve.quick = cents(10_001),
        |reserve| reserve.sources[0].spot = cents(9_999),
    ];
    for (n, broken) in breaks.into_iter().enumerate() {
        assert!(!t3_sides(&with(broken)), "{n}");
    }
}

#[test]
fn t5_tells_a_refresh_that_took_old_prints_for_news() {
    assert!(t5_no_news(&board(), &board()));
    let breaks: [fn(&mut Reserve); 6] = [
        |reserve| reserve.slow = cents(10_001),
        |reserve| reserve.quick = cents(10_001),
        |reserve| reserve.ref_ts = 1_001,
        |reserve| reserve.sources[0].seen_ts = 1_000,
        |reserve| reserve.sources[1].change_ts = 1_000,
        |reserve| reserve.sources[1].publish_ts = 1_000,
    ];
    for (n, broken) in breaks.into_iter().enumerate() {
        assert!(!t5_no_news(&board(), &with(broken)), "{n}");
    }
    assert!(t5_no_testimony(&board(), &board()));
    let breaks: [fn(&mut Reserve); 2] = [|reserve| reserve.pending.since_ts = 1, |reserve| reserve.pending.open = 1];
    for (n, broken) in breaks.into_iter().enumerate() {
        assert!(!t5_no_testimony(&board(), &with(broken)), "{n}");
    }
}

#[test]
fn t7_tells_a_second_terminal_price_and_a_board_that_is_not_it() {
    let settled = |at: u64| {
        with(|reserve| {
            (reserve.terminal_ts, reserve.terminal) = (2_000, cents(at));
            (reserve.low, reserve.high) = (cents(at), cents(at));
            (reserve.liq_low, reserve.liq_high) = (cents(at), cents(at));
            (reserve.settle_low, reserve.settle_high) = (cents(at), cents(at));
        })
    };
    let first = settled(9_000);
    assert!(t7_terminal(&board(), &board()) && t7_terminal(&board(), &first) && t7_terminal(&first, &first));
    assert!(!t7_terminal(&first, &settled(8_000)) && !t7_terminal(&first, &board()));
    let breaks: [fn(&mut Reserve); 7] = [
        |reserve| reserve.terminal_ts = 2_001,
        |reserve| reserve.low = cents(8_999),
        |reserve| reserve.high = cents(9_001),
        |reserve| reserve.liq_low = cents(8_999),
        |reserve| reserve.liq_high = cents(9_001),
        |reserve| reserve.settle_low = cents(8_999),
        |reserve| reserve.settle_high = cents(9_001),
    ];
    for (n, broken) in breaks.into_iter().enumerate() {
        let mut after = first;
        broken(&mut after);
        assert!(!t7_terminal(&first, &after), "{n}");
        assert!(n == 0 || !t7_terminal(&board(), &after), "{n}, the first");
    }
}

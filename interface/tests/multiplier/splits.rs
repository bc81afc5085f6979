use crate::setup::*;
use hypothec_interface::multiplier::{AHEAD_S, NOTICE_S};

/// A split of a 1,000 USD stock, announced a day ahead, at 13:30 with prints every 30 s.
fn split(ratio: f64) -> (Setup, i64) {
    let mut setup = Setup::new(1.0, 1_000.0);
    let at = setup.now + DAY;
    setup.update(ratio, at);
    (setup, at)
}

/// Prints until `to`, and says whether the feed was in the whole time.
fn run(setup: &mut Setup, to: i64, share_usd: f64) -> bool {
    let mut always = true;
    while setup.now + 30 <= to {
        setup.now += 30;
        always &= !setup.print(share_usd).suspended;
    }
    always
}

#[test]
fn held_out_from_one_hour_before() {
    let (mut setup, at) = split(10.0);
    assert!(run(&mut setup, at - AHEAD_S - 30, 1_000.0));
    setup.now = at - AHEAD_S - 1;
    assert!(!setup.print(1_000.0).suspended);
    setup.now += 1;
    assert!(setup.print(1_000.0).suspended);
}

#[test]
fn on_time_it_resumes_after_five_minutes() {
    for ratio in [10.0, 5.0, 2.0, 1.5, 0.5, 0.1] {
        for gap in [1.0, 0.9, 1.1] {
            let (mut setup, at) = split(ratio);
            run(&mut setup, at, 1_000.0);
            let back = setup.until_released(|_| 1_000.0 / ratio * gap, 30, HOUR);
            assert_eq!(back, Some(330), "{ratio} {gap}");
            assert!(setup.multipliers.released);
            let (low, high) = setup.worth();
            assert!(low == high && (low / (1_000.0 * gap) - 1.0).abs() < 1e-6, "{low}");
        }
    }
}

#[test]
fn threat_c8_the_feed_is_late_by_20_minutes() {
    let (mut setup, at) = split(10.0);
    run(&mut setup, at, 1_000.0);
    let (low, high) = setup.worth();
    assert_eq!(setup.until_released(|_| 1_001.0, 30, 1_200), None, "ten times the truth never enters");
    assert_eq!(setup.worth(), (low, high));
    assert_eq!(setup.until_released(|_| 100.1, 30, HOUR), Some(330));
}

#[test]
fn threat_c8_the_feed_moves_before_the_multiplier() {
    let (mut setup, at) = split(10.0);
    run(&mut setup, at - 6 * HOUR, 1_000.0);
    let before = setup.worth();
    while setup.now < at {
        setup.now += 30;
        assert!(setup.print(100.0).suspended, "five and a half hours of a tenth never enter");
        assert_eq!(setup.worth(), before);
    }
    assert_eq!(setup.until_released(|_| 99.0, 30, HOUR), Some(300));
}

#[test]
fn threat_c8_the_feed_moves_first_is_believed_and_the_multiplier_follows_without_notice() {
    let mut setup = Setup::new(1.0, 1_000.0);
    setup.now += HOUR;
    // the board saw the share feed jump to a tenth
    setup.pending.recall_jump(setup.last, setup.now);
    setup.last = price(100.0);
    setup.print(100.0);
    setup.now += 2 * HOUR;
    setup.update(10.0, setup.now);
    assert!(setup.print(100.0).suspended);
    assert_eq!(setup.until_released(|_| 100.0, 30, HOUR), Some(300));
    assert!((usd(setup.last) / 1_000.0 - 1.0).abs() < 1e-6, "back to what it was");
}

#[test]
fn a_remembered_jump_bears_out_no_later_change() {
    let mut setup = Setup::new(1.0, 1_000.0);
    setup.pending.recall_jump(setup.last, setup.now);
    setup.last = price(500.0);
    setup.now += 25 * HOUR;
    setup.print(500.0);
    setup.now += 60;
    setup.update(2.0, setup.now);
    assert_eq!(setup.until_released(|_| 500.0, 30, 8 * HOUR), None);
}

#[test]
fn announced_for_later_and_done_at_once() {
    let (mut setup, _) = split(2.0);
    setup.print(1_000.0);
    setup.now += 60;
    setup.update(2.0, 0);
    assert_eq!(setup.until_released(|_| 500.0, 30, HOUR), Some(360));
}

#[test]
fn a_contradiction_starts_the_five_minutes_again() {
    let (mut setup, at) = split(10.0);
    run(&mut setup, at, 1_000.0);
    for share in [100.0, 100.0, 1_000.0] {
        setup.now += 140;
        assert!(setup.print(share).suspended);
    }
    assert_eq!(setup.until_released(|_| 100.0, 30, HOUR), Some(330));
}

#[test]
fn a_print_from_before_the_split_says_nothing() {
    let (mut setup, at) = split(10.0);
    run(&mut setup, at, 1_000.0);
    for seconds in (30..=600).step_by(30) {
        setup.now = at + seconds;
        assert!(setup.print_of(100.0, at - 1).suspended);
    }
}

#[test]
fn an_earnings_gap_on_the_day_of_the_split() {
    // at 2:1 from -40 % to +26 % at once, beyond that after two hours of Regular session
    for (gap, soon, at_last) in [(0.62, true, true), (1.25, true, true), (1.3, false, true), (1.39, false, true)] {
        let (mut setup, at) = split(2.0);
        run(&mut setup, at, 1_000.0);
        assert_eq!(setup.until_released(|_| 500.0 * gap, 30, HOUR).is_some(), soon, "{gap}");
        let later = soon || setup.until_released(|_| 500.0 * gap, 30, 2 * HOUR).is_some();
        assert_eq!(later, at_last, "{gap}");
    }
    // a band permanently of 40 % would hold a crash of 55 % out permanently
    let (mut setup, at) = split(10.0);
    run(&mut setup, at, 1_000.0);
    assert!(setup.until_released(|_| 45.0, 30, HOUR).is_none());
    assert!(setup.until_released(|_| 45.0, 30, 2 * HOUR).is_some());
}

#[test]
fn a_special_dividend_of_five_per_cent() {
    let mut setup = Setup::new(1.0, 100.0);
    let at = setup.now + 2 * DAY;
    setup.update(1.05, at);
    assert!(run(&mut setup, at - NOTICE_S - 30, 100.0));
    assert_eq!(setup.multipliers.high_q32, q32(1.0));
    // the day before, an early ex-price lowers nobody's liquidation value
    assert!(run(&mut setup, at - AHEAD_S - 30, 100.0 / 1.05));
    let (low, high) = setup.worth();
    assert!((low - 100.0 / 1.05).abs() < 1e-4 && (high - 100.0).abs() < 1e-4);
    assert!(!run(&mut setup, at, 100.0 / 1.05));
    assert_eq!(setup.last, price(100.0 / 1.05), "by the old multiplier");
}

#[test]
fn a_special_dividend_with_a_gap_comes_back_valued_by_both_and_is_taken_in_instalments() {
    let mut setup = Setup::new(1.0, 100.0);
    setup.now += DAY;
    setup.print(100.0);
    setup.now += 30;
    setup.update(1.05, setup.now);
    // no fall at all: the market rose by as much as was paid, or a stolen key
    let back = setup.until_released(|_| 100.0, 30, 2 * HOUR).expect("released");
    assert!((2_700..=3_300).contains(&back), "the band reaches 5 % after 45 minutes of Regular session: {back}");
    assert!(!setup.multipliers.released);
    assert_eq!(setup.multipliers.high_q32, q32(1.05));
    let (low, _) = setup.worth();
    assert!(low <= 100.0 * 1.0 + 1e-6, "no power from it: {low}");
    // one per cent in 20 hours, four in a month, then the rest, when no step is younger than a month
    let mut hours = 0;
    while setup.memory.accepted_q32() != q32(1.05) {
        hours += 1;
        setup.now += HOUR;
        assert!(!setup.print(100.0).suspended);
        let budget = 1.0 + 0.01 * (1.0 + (hours / 20) as f64) + 1e-9;
        assert!(value(setup.memory.accepted_q32()) <= budget.min(1.04f64.max(1.0 + (hours / 720) as f64)) + 1e-3);
        assert!(hours < 24 * 34, "no hang");
    }
    assert!(hours >= 24 * 30);
    setup.now += HOUR;
    setup.print(100.0);
    assert_eq!((setup.pending.multiplier_q32(), setup.multipliers.low_q32), (0, q32(1.05)));
}

//! A change that is in force before anybody looked, with the next one already announced: the mint's effective time is then
//! the next one's, not that of the multiplier in force.

use crate::setup::*;

/// A mint at 1.0 that nobody reads while `ratio` comes into force, and that announces another half a percent for `ahead`
/// seconds later.
fn overtaken(ratio: f64, ahead: i64) -> Setup {
    let mut setup = Setup::new(1.0, 100.0);
    setup.update(ratio, setup.now + 10);
    setup.now += 60;
    setup.update(ratio * 1.005, setup.now + ahead);
    setup
}

#[test]
fn a_step_counts_alone_from_the_first_print_after_it_was_seen() {
    let mut setup = overtaken(1.005, 20 * DAY);
    let q = q32(1.005);
    setup.print_of(100.0, setup.now - 5);
    assert_eq!(
        (setup.multipliers.low_q32, setup.multipliers.high_q32, setup.multipliers.spot_q32),
        (q32(1.0), q, q32(1.0))
    );
    setup.now += 30;
    setup.print(100.0 / 1.005);
    assert_eq!(
        (setup.multipliers.low_q32, setup.multipliers.high_q32, setup.multipliers.spot_q32),
        (q, q, q),
        "not in twenty days"
    );
    assert_eq!(setup.memory.before_q32(), q);
}

#[test]
fn a_split_is_released_in_five_minutes() {
    for ratio in [10.0, 0.5] {
        let mut setup = overtaken(ratio, 20 * DAY);
        assert_eq!(setup.until_released(|_| 100.0 / ratio, 30, DAY), Some(360), "{ratio}: not in twenty days");
        assert_eq!(setup.memory.accepted_q32(), q32(ratio));
    }
}

#[test]
fn a_share_that_trades_by_an_announced_split_is_held_against_its_price_of_before() {
    let mut setup = Setup::new(1.0, 100.0);
    let at = setup.now + 20 * HOUR;
    setup.update(10.0, at);
    assert!(!setup.print(100.0).suspended, "twenty hours ahead");
    setup.now += 2 * HOUR;
    // by the setup's rule a far print is no good one; the board may have had others since, and forgotten the first
    setup.last = price(10.0);
    assert!(setup.print(10.0).suspended, "the share trades by the split already");
    setup.now = at;
    assert_eq!(setup.until_released(|_| 10.0, 30, DAY), Some(330));
}

#[test]
fn what_is_announced_for_later_than_a_day_is_not_pending() {
    let unprepared = |ahead: i64| {
        let mut setup = Setup::new(1.0, 100.0);
        setup.update(10.0, setup.now + ahead);
        setup.print(100.0);
        bytemuck::bytes_of(&setup.pending).iter().all(|byte| *byte == 0)
    };
    assert_eq!([DAY - 1, DAY, DAY + 1, 20 * DAY].map(unprepared), [false, false, true, true]);
}

/// Whether prices are believed that speak for a change of a fifth this long after it, when others had been as near to the
/// old multiplier as to the new one, and the share was no longer suspended.
fn is_borne_out(after: i64) -> bool {
    let mut setup = Setup::new(1.0, 100.0);
    setup.now += 60;
    setup.update(1.2, setup.now);
    let start = setup.now;
    while setup.now < start + 2 * HOUR {
        setup.print(91.0);
        setup.now += 60;
    }
    assert!(!setup.multipliers.suspended, "both multipliers count");
    setup.now = start + after - 600;
    for _ in 0..10 {
        setup.print(100.0 / 1.2);
        setup.now += 60;
    }
    setup.memory.accepted_q32() == q32(1.2)
}

#[test]
fn prices_speak_for_a_change_over_a_long_weekend_and_not_longer() {
    assert_eq!([DAY, 3 * DAY, 4 * DAY, 4 * DAY + HOUR, 9 * DAY].map(is_borne_out), [true, true, true, false, false]);
}

#[test]
fn what_is_withdrawn_at_once_is_no_longer_pending() {
    let mut setup = Setup::new(1.0, 100.0);
    let is_pending = |setup: &Setup| bytemuck::bytes_of(&setup.pending).iter().any(|byte| *byte != 0);
    setup.update(10.0, setup.now + 2 * HOUR);
    setup.print(100.0);
    assert!(is_pending(&setup));
    setup.now += 60;
    setup.update(1.0, setup.now);
    assert!(!setup.print(100.0).suspended && !is_pending(&setup));
}

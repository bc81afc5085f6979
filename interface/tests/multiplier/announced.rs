//! A change that is in force before anybody looked, with the next one already announced: the mint's effective time is then
//! the next one's, not that of the multiplier in force.

use crate::desk::*;

/// A mint at 1.0 that nobody reads while `ratio` comes into force, and that announces another half a percent for `ahead`
/// seconds later.
fn overtaken(ratio: f64, ahead: i64) -> Desk {
    let mut desk = Desk::new(1.0, 100.0);
    desk.update(ratio, desk.now + 10);
    desk.now += 60;
    desk.update(ratio * 1.005, desk.now + ahead);
    desk
}

#[test]
fn a_step_counts_alone_from_the_first_print_after_it_was_seen() {
    let mut desk = overtaken(1.005, 20 * DAY);
    let q = q32(1.005);
    desk.print_of(100.0, desk.now - 5);
    assert_eq!((desk.ruling.low_q32, desk.ruling.high_q32, desk.ruling.spot_q32), (q32(1.0), q, q32(1.0)));
    desk.now += 30;
    desk.print(100.0 / 1.005);
    assert_eq!((desk.ruling.low_q32, desk.ruling.high_q32, desk.ruling.spot_q32), (q, q, q), "not in twenty days");
    assert_eq!(desk.memory.before_q32(), q);
}

#[test]
fn a_split_is_released_in_five_minutes() {
    for ratio in [10.0, 0.5] {
        let mut desk = overtaken(ratio, 20 * DAY);
        assert_eq!(desk.until_released(|_| 100.0 / ratio, 30, DAY), Some(360), "{ratio}: not in twenty days");
        assert_eq!(desk.memory.accepted_q32(), q32(ratio));
    }
}

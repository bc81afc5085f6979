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

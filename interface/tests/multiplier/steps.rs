use crate::setup::*;
use hypothec_interface::math::price::Price;
use hypothec_interface::multiplier::EffectiveMultipliers;

/// NVDAx around 2026-09-10 00:30:00 UTC.
const BEFORE: f64 = 1.000_918_075_849_099_6;
const AFTER: f64 = 1.001_701_196_801_074;
const STEP: f64 = AFTER / BEFORE;

#[test]
fn nothing_new_changes_nothing() {
    let mut setup = Setup::new(BEFORE, 180.0);
    let settled = setup.clone();
    for _ in 0..10 {
        setup.now += 30;
        let q = q32(BEFORE);
        let plain = EffectiveMultipliers {
            low_q32: q,
            high_q32: q,
            spot_q32: q,
            suspended: false,
            released: false,
            changed: false,
        };
        assert_eq!(setup.print(181.0), plain);
    }
    assert_eq!((setup.memory, setup.pending), (settled.memory, settled.pending));
}

#[test]
fn a_dividend_pauses_nothing_and_counts_on_the_safe_side_until_the_next_print() {
    let mut setup = Setup::new(BEFORE, 180.0);
    let at = setup.now + DAY;
    setup.update(AFTER, at);
    let (power, _) = setup.worth();
    for now in [setup.now + HOUR, at - HOUR, at - 1] {
        setup.now = now;
        assert_eq!(setup.print(180.0), EffectiveMultipliers { ..setup.multipliers });
        assert!(!setup.multipliers.suspended);
        assert_eq!(setup.worth(), (power, power), "announced only");
    }
    setup.now = at;
    assert!(!setup.look().suspended);
    assert_eq!(
        (setup.multipliers.low_q32, setup.multipliers.high_q32, setup.multipliers.spot_q32),
        (q32(BEFORE), q32(AFTER), q32(BEFORE))
    );
    // a print from before the change is still multiplied by what was in force then
    setup.now = at + 8;
    assert_eq!(setup.print_of(180.0, at - 1).spot_q32, q32(BEFORE));
    assert_eq!(setup.worth().0, power);
    // the first print after it, without the dividend
    setup.now = at + 20;
    setup.print(180.0 / STEP);
    let q = q32(AFTER);
    assert_eq!((setup.multipliers.low_q32, setup.multipliers.high_q32, setup.multipliers.spot_q32), (q, q, q));
    assert!((setup.worth().0 / power - 1.0).abs() < 1e-8);
    assert_eq!(setup.memory.effective_ts(), at);
}

#[test]
fn three_dividends_after_a_month_without_refresh() {
    let mut setup = Setup::new(1.0, 100.0);
    setup.now += 31 * DAY;
    setup.update(1.005f64.powi(3), setup.now - 9 * DAY);
    assert!(!setup.print(100.0).suspended);
    assert_eq!(setup.memory.accepted_q32(), q32(1.005f64.powi(3)));
}

#[test]
fn a_dividend_every_20_hours_up_to_the_month() {
    let mut setup = Setup::new(1.0, 100.0);
    let mut m = 1.0;
    for n in 0..6 {
        setup.now += 20 * HOUR;
        m *= 1.0075;
        setup.update(m, setup.now);
        setup.now += 1;
        setup.print(100.0 / m);
        // 1.0075^5 is 3.8 %, ^6 is 4.6 %: the price has to speak for that one
        assert_eq!(setup.memory.accepted_q32() == q32(m), n < 5, "{n}");
        assert!(!setup.multipliers.suspended);
    }
    assert_eq!((setup.multipliers.low_q32, setup.multipliers.high_q32), (setup.memory.before_q32(), q32(m)));
    setup.now += 300;
    assert!(setup.print(100.0 / m).released);
}

#[test]
fn one_second_short_of_20_hours_is_one_budget() {
    for (gap, small) in [(20 * HOUR, true), (20 * HOUR - 1, false)] {
        let mut setup = Setup::new(1.0, 100.0);
        setup.now += DAY;
        setup.update(1.009, setup.now);
        setup.print(100.0);
        assert_eq!(setup.memory.accepted_q32(), q32(1.009));
        // prints go on, so that the mint is not unread for a day
        setup.now += gap - 1;
        setup.print(100.0);
        setup.now += 1;
        setup.update(1.009 * 1.009, setup.now);
        setup.print(100.0);
        assert_eq!(setup.memory.accepted_q32() == q32(1.009 * 1.009), small, "{gap}");
    }
}

#[test]
fn exactly_one_per_cent_and_one_part_more() {
    let one = 1u64 << 32;
    for (q, small) in [(one + one / 100, true), (one + one / 100 + 1, false)] {
        let mut setup = Setup::new(1.0, 100.0);
        setup.now += DAY;
        setup.look();
        setup.now += 1;
        setup.update(value(q), setup.now);
        setup.look();
        assert_eq!(setup.memory.accepted_q32() == q, small);
    }
}

#[test]
fn a_change_without_notice_waits_for_a_later_print() {
    let mut setup = Setup::new(1.0, 100.0);
    setup.now += DAY;
    setup.print(100.0);
    setup.now += 60;
    // back-dated by the key, as Token-2022 allows
    setup.update(1.005, 0);
    setup.print(100.0);
    assert_eq!((setup.multipliers.low_q32, setup.multipliers.high_q32), (q32(1.0), q32(1.005)));
    setup.now += 1;
    setup.print(100.0);
    assert_eq!((setup.multipliers.low_q32, setup.multipliers.high_q32), (q32(1.005), q32(1.005)));
}

#[test]
fn what_was_announced_and_withdrawn() {
    let mut setup = Setup::new(1.0, 100.0);
    setup.update(10.0, setup.now + HOUR);
    assert!(setup.print(100.0).suspended);
    setup.update(1.0, setup.now + HOUR);
    assert!(!setup.print(100.0).suspended);
    assert_eq!(setup.memory.accepted_q32(), q32(1.0));
}

#[test]
fn without_a_share_feed_nothing_waits() {
    let mut setup = Setup::new(1.0, 100.0);
    for multiplier in [1.001, 10.0, 1.0] {
        setup.now += 60;
        setup.update(multiplier, setup.now);
        let mut observation = setup.observation(Price::ZERO, 0);
        observation.watched = false;
        let multipliers = hypothec_interface::multiplier::evaluate(&mut setup.memory, &mut setup.pending, &observation);
        assert_eq!((multipliers.spot_q32, multipliers.suspended), (q32(multiplier), false));
        assert_eq!(setup.memory.before_q32(), q32(multiplier));
    }
}

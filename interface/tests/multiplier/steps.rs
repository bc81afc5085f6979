use crate::desk::*;
use hypothec_interface::math::price::Price;
use hypothec_interface::multiplier::EffectiveMultipliers;

/// NVDAx around 2026-09-10 00:30:00 UTC.
const BEFORE: f64 = 1.000_918_075_849_099_6;
const AFTER: f64 = 1.001_701_196_801_074;
const STEP: f64 = AFTER / BEFORE;

#[test]
fn nothing_new_changes_nothing() {
    let mut desk = Desk::new(BEFORE, 180.0);
    let settled = desk.clone();
    for _ in 0..10 {
        desk.now += 30;
        let q = q32(BEFORE);
        let plain = EffectiveMultipliers {
            low_q32: q,
            high_q32: q,
            spot_q32: q,
            suspended: false,
            released: false,
            changed: false,
        };
        assert_eq!(desk.print(181.0), plain);
    }
    assert_eq!((desk.memory, desk.trial), (settled.memory, settled.trial));
}

#[test]
fn a_dividend_pauses_nothing_and_counts_on_the_safe_side_until_the_next_print() {
    let mut desk = Desk::new(BEFORE, 180.0);
    let at = desk.now + DAY;
    desk.update(AFTER, at);
    let (power, _) = desk.worth();
    for now in [desk.now + HOUR, at - HOUR, at - 1] {
        desk.now = now;
        assert_eq!(desk.print(180.0), EffectiveMultipliers { ..desk.ruling });
        assert!(!desk.ruling.suspended);
        assert_eq!(desk.worth(), (power, power), "announced only");
    }
    desk.now = at;
    assert!(!desk.look().suspended);
    assert_eq!(
        (desk.ruling.low_q32, desk.ruling.high_q32, desk.ruling.spot_q32),
        (q32(BEFORE), q32(AFTER), q32(BEFORE))
    );
    // a print from before the change is still multiplied by what was in force then
    desk.now = at + 8;
    assert_eq!(desk.print_of(180.0, at - 1).spot_q32, q32(BEFORE));
    assert_eq!(desk.worth().0, power);
    // the first print after it, without the dividend
    desk.now = at + 20;
    desk.print(180.0 / STEP);
    let q = q32(AFTER);
    assert_eq!((desk.ruling.low_q32, desk.ruling.high_q32, desk.ruling.spot_q32), (q, q, q));
    assert!((desk.worth().0 / power - 1.0).abs() < 1e-8);
    assert_eq!(desk.memory.effective_ts(), at);
}

#[test]
fn three_dividends_after_a_month_without_refresh() {
    let mut desk = Desk::new(1.0, 100.0);
    desk.now += 31 * DAY;
    desk.update(1.005f64.powi(3), desk.now - 9 * DAY);
    assert!(!desk.print(100.0).suspended);
    assert_eq!(desk.memory.accepted_q32(), q32(1.005f64.powi(3)));
}

#[test]
fn a_dividend_every_20_hours_up_to_the_month() {
    let mut desk = Desk::new(1.0, 100.0);
    let mut m = 1.0;
    for n in 0..6 {
        desk.now += 20 * HOUR;
        m *= 1.0075;
        desk.update(m, desk.now);
        desk.now += 1;
        desk.print(100.0 / m);
        // 1.0075^5 is 3.8 %, ^6 is 4.6 %: the price has to speak for that one
        assert_eq!(desk.memory.accepted_q32() == q32(m), n < 5, "{n}");
        assert!(!desk.ruling.suspended);
    }
    assert_eq!((desk.ruling.low_q32, desk.ruling.high_q32), (desk.memory.before_q32(), q32(m)));
    desk.now += 300;
    assert!(desk.print(100.0 / m).released);
}

#[test]
fn one_second_short_of_20_hours_is_one_budget() {
    for (gap, small) in [(20 * HOUR, true), (20 * HOUR - 1, false)] {
        let mut desk = Desk::new(1.0, 100.0);
        desk.now += DAY;
        desk.update(1.009, desk.now);
        desk.print(100.0);
        assert_eq!(desk.memory.accepted_q32(), q32(1.009));
        // prints go on, so that the mint is not unread for a day
        desk.now += gap - 1;
        desk.print(100.0);
        desk.now += 1;
        desk.update(1.009 * 1.009, desk.now);
        desk.print(100.0);
        assert_eq!(desk.memory.accepted_q32() == q32(1.009 * 1.009), small, "{gap}");
    }
}

#[test]
fn exactly_one_per_cent_and_one_part_more() {
    let one = 1u64 << 32;
    for (q, small) in [(one + one / 100, true), (one + one / 100 + 1, false)] {
        let mut desk = Desk::new(1.0, 100.0);
        desk.now += DAY;
        desk.look();
        desk.now += 1;
        desk.update(value(q), desk.now);
        desk.look();
        assert_eq!(desk.memory.accepted_q32() == q, small);
    }
}

#[test]
fn a_change_without_notice_waits_for_a_later_print() {
    let mut desk = Desk::new(1.0, 100.0);
    desk.now += DAY;
    desk.print(100.0);
    desk.now += 60;
    // back-dated by the key, as Token-2022 allows
    desk.update(1.005, 0);
    desk.print(100.0);
    assert_eq!((desk.ruling.low_q32, desk.ruling.high_q32), (q32(1.0), q32(1.005)));
    desk.now += 1;
    desk.print(100.0);
    assert_eq!((desk.ruling.low_q32, desk.ruling.high_q32), (q32(1.005), q32(1.005)));
}

#[test]
fn what_was_announced_and_withdrawn() {
    let mut desk = Desk::new(1.0, 100.0);
    desk.update(10.0, desk.now + HOUR);
    assert!(desk.print(100.0).suspended);
    desk.update(1.0, desk.now + HOUR);
    assert!(!desk.print(100.0).suspended);
    assert_eq!(desk.memory.accepted_q32(), q32(1.0));
}

#[test]
fn without_a_share_feed_nothing_waits() {
    let mut desk = Desk::new(1.0, 100.0);
    for multiplier in [1.001, 10.0, 1.0] {
        desk.now += 60;
        desk.update(multiplier, desk.now);
        let mut sighting = desk.sighting(Price::ZERO, 0);
        sighting.watched = false;
        let ruling = hypothec_interface::multiplier::evaluate(&mut desk.memory, &mut desk.trial, &sighting);
        assert_eq!((ruling.spot_q32, ruling.suspended), (q32(multiplier), false));
        assert_eq!(desk.memory.before_q32(), q32(multiplier));
    }
}

//! What a stolen multiplier key can do.

use crate::desk::*;
use hypothec_interface::math::price::Price;
use hypothec_interface::multiplier::rebase;

/// Every minute of a Regular session for so long, the key playing with the mint and the price standing still.
fn play(desk: &mut Desk, minutes: i64, mut key: impl FnMut(&mut Desk, i64)) -> f64 {
    let mut most = 0f64;
    for minute in 0..minutes {
        desk.now += 60;
        key(desk, minute);
        desk.print(100.0);
        most = most.max(desk.worth().0);
    }
    most
}

#[test]
fn threat_h7_seventy_steps_of_one_per_cent() {
    let mut desk = Desk::new(1.0, 100.0);
    let most = play(&mut desk, 70, |desk, n| desk.update(1.01f64.powi(n as i32 + 1), 0));
    assert!(most <= 101.0 + 1e-4, "{most}");
    // and with time: a per cent a day, four a month, a quarter for ever
    let mut desk = Desk::new(1.0, 100.0);
    let mut most = 0f64;
    for hour in 0..24 * 360 {
        desk.now += HOUR;
        desk.regular = hour % 4 == 0;
        desk.update(value(desk.memory.accepted_q32()) * 1.01, 0);
        desk.print(100.0);
        most = most.max(desk.worth().0);
        let months = (hour / 720 + 1) as f64;
        assert!(most <= 100.0 * 1.04f64.powf(months) + 1e-3 && most <= 125.0 + 1e-3, "{hour} {most}");
    }
    assert!(desk.ruling.suspended, "the cumulative ratio ends it");
}

#[test]
fn threat_h7_a_five_per_cent_step_is_not_released_by_its_own_tolerance() {
    let mut desk = Desk::new(1.0, 100.0);
    let most = play(&mut desk, 19 * 60, |desk, n| {
        if n % 10 == 0 {
            desk.update(1.05f64.powi((n / 10) as i32 + 1), 0);
        }
    });
    assert!(most <= 101.0 + 1e-4, "{most}");
}

#[test]
fn a_rogue_multiplier_of_any_size_adds_no_power() {
    let sizes: [f64; 10] = [1.011, 1.1, 1.24, 1.26, 2.0, 10.0, 63.0, 65.0, 1_000.0, 1e9];
    for size in sizes.into_iter().chain(sizes.map(|size| 1.0 / size)) {
        let mut desk = Desk::new(1.0, 100.0);
        desk.update(size.clamp(1e-6, 2e9), 0);
        let most = play(&mut desk, 19 * 60, |_, _| ());
        assert!(most <= 101.0 + 1e-4, "{size} {most}");
        let split = !(0.8..=1.25).contains(&size);
        assert_eq!(desk.ruling.suspended, split, "{size}");
        if split {
            assert_eq!(desk.memory.accepted_q32(), q32(1.0));
        } else {
            let (low, high) = desk.worth();
            assert!(low >= 100.0 * size.min(1.0) - 1e-3 && high <= 100.0 * size.max(1.0) + 1e-3);
        }
    }
}

#[test]
fn what_is_no_multiplier() {
    let bad = [0.0, -0.0, -1.0, f64::NAN, f64::INFINITY, 5e-324, f64::MIN_POSITIVE, 3e9, 1e-7];
    for multiplier in bad {
        let mut desk = Desk::new(1.0, 100.0);
        desk.now += 60;
        desk.update(multiplier, 0);
        assert!(desk.print(100.0).suspended, "{multiplier}");
        assert_eq!(desk.memory.accepted_q32(), q32(1.0));
        desk.update(1.0, 0);
        assert!(!desk.print(100.0).suspended, "and well again when it is one");
        // announced for later it is held out an hour before
        desk.update(multiplier, desk.now + 3_601);
        assert!(!desk.print(100.0).suspended);
        desk.now += 1;
        assert!(desk.print(100.0).suspended);
    }
}

#[test]
fn beyond_the_cumulative_ratio() {
    let mut desk = Desk::new(1.0, 1_000.0);
    desk.now += 60;
    desk.update(65.0, desk.now);
    assert_eq!(desk.until_released(|_| 1_000.0 / 65.0, 30, 6 * HOUR), None, "even when prices bear it out");
    let mut desk = Desk::new(1.0, 1_000.0);
    desk.now += 60;
    desk.update(64.0, desk.now);
    assert!(desk.until_released(|_| 1_000.0 / 64.0, 30, 6 * HOUR).is_some());
    // splits do not use the ratio up
    desk.now += 60;
    desk.update(640.0, desk.now);
    assert!(desk.until_released(|_| 1_000.0 / 640.0, 30, 6 * HOUR).is_some());
    assert_eq!(desk.memory.base_q32(), q32(640.0));
}

#[test]
fn before_the_first_share_price_no_split_is_taken() {
    let mut desk = Desk::new(1.0, 100.0);
    (desk.last, desk.share, desk.share_ts) = (Price::ZERO, Price::ZERO, 0);
    desk.now += 60;
    desk.update(50.0, 0);
    assert_eq!(desk.until_released(|_| 100.0, 30, 6 * HOUR), None);
    desk.update(1.2, 0);
    desk.now += 60;
    desk.print(100.0);
    desk.now += 60;
    desk.print(100.0);
    let (low, high) = desk.worth();
    assert!(!desk.ruling.suspended && low <= 101.0 + 1e-4 && high >= 119.9, "{low} {high}");
}

#[test]
fn the_admin_re_bases_what_the_rules_refuse() {
    let mut desk = Desk::new(1.0, 1_000.0);
    desk.now += 60;
    desk.update(100.0, 0);
    assert_eq!(desk.until_released(|_| 10.0, 30, 6 * HOUR), None);
    rebase(&mut desk.memory, &mut desk.trial, q32(100.0), desk.now);
    assert_eq!(desk.until_released(|_| 10.0, 30, HOUR), Some(360), "now prices may speak for it");
    assert!((desk.worth().0 / 1_000.0 - 1.0).abs() < 1e-6);
    // a split on the day of a takeover: the old multiplier explains the price better, for ever
    let mut desk = Desk::new(1.0, 1_000.0);
    desk.now += 60;
    desk.update(2.0, desk.now);
    assert_eq!(desk.until_released(|_| 850.0, 60, 23 * HOUR), None);
    rebase(&mut desk.memory, &mut desk.trial, q32(2.0), desk.now);
    assert_eq!(desk.until_released(|_| 850.0, 60, 2 * HOUR), None, "not before it has hung for a day");
    rebase(&mut desk.memory, &mut desk.trial, q32(2.0), desk.now);
    desk.now += 60;
    assert!(!desk.print(850.0).suspended);
    // and the drift of years
    let mut desk = Desk::new(1.0, 100.0);
    let mut m = 1.0;
    while desk.memory.accepted_q32() == q32(m) {
        desk.now += 91 * DAY;
        m *= 1.008;
        desk.update(m, desk.now);
        desk.print(100.0);
    }
    assert!(desk.ruling.suspended && m > 1.25 && m < 1.26, "{m}");
    rebase(&mut desk.memory, &mut desk.trial, q32(m), desk.now);
    desk.now += 30;
    assert!(!desk.print(100.0).suspended);
}

/// L5: whatever a thief writes and when it begins, any 30 days see at most 4 %.
#[test]
fn attack_l5_any_thirty_days_take_four_per_cent_at_most() {
    for wait in [0, 200, 500, 640, 700] {
        for way in [1.01, 1.0 / 1.01] {
            let mut desk = Desk::new(1.0, 100.0);
            let mut history = vec![(desk.now, 1.0)];
            for n in 0..220 {
                // one step opens the window; the rest of its budget is kept for the end of it
                desk.now += if n == 1 { wait * HOUR } else { 20 * HOUR + 1 };
                let now = value(desk.memory.accepted_q32());
                let step = if n == 0 { 1.0 + (way - 1.0) / 100.0 } else { way };
                desk.update(now * step, desk.now);
                desk.look();
                history.push((desk.now, value(desk.memory.accepted_q32())));
            }
            for (at, after) in &history {
                let month = history.iter().filter(|(then, _)| *then <= *at && at - then < 30 * DAY);
                let most = month.map(|(_, before)| (after / before).max(before / after)).fold(1.0, f64::max);
                assert!(most <= 1.04 + 1e-6, "{most} in the 30 days to {at}, wait {wait}");
            }
        }
    }
}

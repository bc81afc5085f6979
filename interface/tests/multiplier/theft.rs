//! What a stolen multiplier key can do.

use crate::setup::*;
use hypothec_interface::math::price::Price;
use hypothec_interface::multiplier::rebase;

/// Every minute of a Regular session for so long, the key playing with the mint and the price at rest.
fn play(setup: &mut Setup, minutes: i64, mut key: impl FnMut(&mut Setup, i64)) -> f64 {
    let mut most = 0f64;
    for minute in 0..minutes {
        setup.now += 60;
        key(setup, minute);
        setup.print(100.0);
        most = most.max(setup.worth().0);
    }
    most
}

#[test]
fn threat_h7_seventy_steps_of_one_per_cent() {
    let mut setup = Setup::new(1.0, 100.0);
    let most = play(&mut setup, 70, |setup, n| setup.update(1.01f64.powi(n as i32 + 1), 0));
    assert!(most <= 101.0 + 1e-4, "{most}");
    // and with time: a per cent a day, four a month, a quarter permanently
    let mut setup = Setup::new(1.0, 100.0);
    let mut most = 0f64;
    for hour in 0..24 * 360 {
        setup.now += HOUR;
        setup.regular = hour % 4 == 0;
        setup.update(value(setup.memory.accepted_q32()) * 1.01, 0);
        setup.print(100.0);
        most = most.max(setup.worth().0);
        let months = (hour / 720 + 1) as f64;
        assert!(most <= 100.0 * 1.04f64.powf(months) + 1e-3 && most <= 125.0 + 1e-3, "{hour} {most}");
    }
    assert!(setup.multipliers.suspended, "the cumulative ratio ends it");
}

#[test]
fn threat_h7_a_five_per_cent_step_is_not_released_by_its_own_tolerance() {
    let mut setup = Setup::new(1.0, 100.0);
    let most = play(&mut setup, 19 * 60, |setup, n| {
        if n % 10 == 0 {
            setup.update(1.05f64.powi((n / 10) as i32 + 1), 0);
        }
    });
    assert!(most <= 101.0 + 1e-4, "{most}");
}

#[test]
fn a_rogue_multiplier_of_any_size_adds_no_power() {
    let sizes: [f64; 10] = [1.011, 1.1, 1.24, 1.26, 2.0, 10.0, 63.0, 65.0, 1_000.0, 1e9];
    for size in sizes.into_iter().chain(sizes.map(|size| 1.0 / size)) {
        let mut setup = Setup::new(1.0, 100.0);
        setup.update(size.clamp(1e-6, 2e9), 0);
        let most = play(&mut setup, 19 * 60, |_, _| ());
        assert!(most <= 101.0 + 1e-4, "{size} {most}");
        let split = !(0.8..=1.25).contains(&size);
        assert_eq!(setup.multipliers.suspended, split, "{size}");
        if split {
            assert_eq!(setup.memory.accepted_q32(), q32(1.0));
        } else {
            let (low, high) = setup.worth();
            assert!(low >= 100.0 * size.min(1.0) - 1e-3 && high <= 100.0 * size.max(1.0) + 1e-3);
        }
    }
}

#[test]
fn what_is_not_a_multiplier() {
    let bad = [0.0, -0.0, -1.0, f64::NAN, f64::INFINITY, 5e-324, f64::MIN_POSITIVE, 3e9, 1e-7];
    for multiplier in bad {
        let mut setup = Setup::new(1.0, 100.0);
        setup.now += 60;
        setup.update(multiplier, 0);
        assert!(setup.print(100.0).suspended, "{multiplier}");
        assert_eq!(setup.memory.accepted_q32(), q32(1.0));
        setup.update(1.0, 0);
        assert!(!setup.print(100.0).suspended, "and well again when it is one");
        // announced for later it is held out an hour before
        setup.update(multiplier, setup.now + 3_601);
        assert!(!setup.print(100.0).suspended);
        setup.now += 1;
        assert!(setup.print(100.0).suspended);
    }
}

#[test]
fn beyond_the_cumulative_ratio() {
    let mut setup = Setup::new(1.0, 1_000.0);
    setup.now += 60;
    setup.update(65.0, setup.now);
    assert_eq!(setup.until_released(|_| 1_000.0 / 65.0, 30, 6 * HOUR), None, "even when prices bear it out");
    let mut setup = Setup::new(1.0, 1_000.0);
    setup.now += 60;
    setup.update(64.0, setup.now);
    assert!(setup.until_released(|_| 1_000.0 / 64.0, 30, 6 * HOUR).is_some());
    // splits do not use the ratio up
    setup.now += 60;
    setup.update(640.0, setup.now);
    assert!(setup.until_released(|_| 1_000.0 / 640.0, 30, 6 * HOUR).is_some());
    assert_eq!(setup.memory.base_q32(), q32(640.0));
}

#[test]
fn before_the_first_share_price_no_split_is_taken() {
    let mut setup = Setup::new(1.0, 100.0);
    (setup.last, setup.share, setup.share_ts) = (Price::ZERO, Price::ZERO, 0);
    setup.now += 60;
    setup.update(50.0, 0);
    assert_eq!(setup.until_released(|_| 100.0, 30, 6 * HOUR), None);
    setup.update(1.2, 0);
    setup.now += 60;
    setup.print(100.0);
    setup.now += 60;
    setup.print(100.0);
    let (low, high) = setup.worth();
    assert!(!setup.multipliers.suspended && low <= 101.0 + 1e-4 && high >= 119.9, "{low} {high}");
}

#[test]
fn the_admin_re_bases_what_the_rules_refuse() {
    let mut setup = Setup::new(1.0, 1_000.0);
    setup.now += 60;
    setup.update(100.0, 0);
    assert_eq!(setup.until_released(|_| 10.0, 30, 6 * HOUR), None);
    rebase(&mut setup.memory, &mut setup.pending, q32(100.0), setup.now);
    assert_eq!(setup.until_released(|_| 10.0, 30, HOUR), Some(360), "now prices may speak for it");
    assert!((setup.worth().0 / 1_000.0 - 1.0).abs() < 1e-6);
    // a split on the day of a takeover: the old multiplier explains the price better, permanently
    let mut setup = Setup::new(1.0, 1_000.0);
    setup.now += 60;
    setup.update(2.0, setup.now);
    assert_eq!(setup.until_released(|_| 850.0, 60, 23 * HOUR), None);
    rebase(&mut setup.memory, &mut setup.pending, q32(2.0), setup.now);
    assert_eq!(setup.until_released(|_| 850.0, 60, 2 * HOUR), None, "not before it has hung for a day");
    rebase(&mut setup.memory, &mut setup.pending, q32(2.0), setup.now);
    setup.now += 60;
    assert!(!setup.print(850.0).suspended);
    // and the drift of years
    let mut setup = Setup::new(1.0, 100.0);
    let mut m = 1.0;
    while setup.memory.accepted_q32() == q32(m) {
        setup.now += 91 * DAY;
        m *= 1.008;
        setup.update(m, setup.now);
        setup.print(100.0);
    }
    assert!(setup.multipliers.suspended && m > 1.25 && m < 1.26, "{m}");
    rebase(&mut setup.memory, &mut setup.pending, q32(m), setup.now);
    setup.now += 30;
    assert!(!setup.print(100.0).suspended);
}

/// L5: whatever a thief writes and when it begins, any 30 days see at most 4 %.
#[test]
fn attack_l5_any_thirty_days_take_four_per_cent_at_most() {
    for wait in [0, 200, 500, 640, 700] {
        for way in [1.01, 1.0 / 1.01] {
            let mut setup = Setup::new(1.0, 100.0);
            let mut history = vec![(setup.now, 1.0)];
            for n in 0..220 {
                // one step opens the window; the rest of its budget is kept for the end of it
                setup.now += if n == 1 { wait * HOUR } else { 20 * HOUR + 1 };
                let now = value(setup.memory.accepted_q32());
                let step = if n == 0 { 1.0 + (way - 1.0) / 100.0 } else { way };
                setup.update(now * step, setup.now);
                setup.look();
                history.push((setup.now, value(setup.memory.accepted_q32())));
            }
            for (at, after) in &history {
                let month = history.iter().filter(|(then, _)| *then <= *at && at - then < 30 * DAY);
                let most = month.map(|(_, before)| (after / before).max(before / after)).fold(1.0, f64::max);
                assert!(most <= 1.04 + 1e-6, "{most} in the 30 days to {at}, wait {wait}");
            }
        }
    }
}

//! A thin weekend, and the Monday after.

use crate::fixtures::market::{NVDAX, USDC, poke_header};
use crate::replays::stage::*;
use hypothec_interface::Error;
use hypothec_testkit::market::admin;
use hypothec_testkit::price::PythUpdate;

const TOKEN: f64 = 180.25;

/// A token print of the weekend.
fn thin(replay: &mut Replay, ts: i64, usd: f64) {
    let world = &mut replay.world;
    world.chain.set_time(ts);
    world.post(USDC, 100_000_000 + ts % 8);
    let e8 = |usd: f64| (usd * 1e8).round() as i64 + ts % 8;
    let update = PythUpdate::new(world.assets[NVDAX].feed, e8(usd), -8, ts);
    let at = world.price_account(NVDAX);
    world.chain.put_account(&at, update.account());
    let refresh = world.refresh_with(&[NVDAX], [true, false]);
    let dollar = world.refresh(&[USDC]);
    world.chain.send(&[refresh, dollar], &[&admin()]).expect("refreshed");
}

#[test]
fn weekend_price_twelve_per_cent_lower_and_back_liquidates_nobody() {
    let mut replay = Replay::new(OPEN - 4 * DAY, Feeds::Both, 1.0, TOKEN).indebted(1.05);
    replay.run(OPEN - 4 * DAY + 60, |_| (Some(TOKEN), Some(TOKEN)), |replay, _| truthful(replay, TOKEN));
    thin(&mut replay, SATURDAY, TOKEN);
    assert!((replay.liq_high() / TOKEN - 1.0).abs() < 2.0 * CONF);
    // an hour of prints twelve per cent lower, every minute
    for minute in 1..=60 {
        thin(&mut replay, SATURDAY + minute * MINUTE, TOKEN * 0.88);
        // each print counts twenty seconds of a time constant of 4,096: three per cent of the twelve in the hour
        let held = 20.0 * f64::from(minute as i32);
        let least = TOKEN * (1.0 - 0.12 * (1.0 - (-held / 4_096.0).exp()));
        assert!(replay.liq_high() >= least, "the slow reference keeps the liquidation value: {}", replay.liq_high());
        assert!(replay.low() <= TOKEN * 0.88, "borrow power follows at once: {}", replay.low());
        replay.debtor().truthful(&replay.world, TOKEN * 0.88);
    }
    thin(&mut replay, SATURDAY + 61 * MINUTE, TOKEN);
    // the truth is back in force with its first print; power is low until the reference is back too
    assert!(replay.low() / TOKEN > 0.96 && replay.liq_high() >= TOKEN);
    truthful(&replay, TOKEN);
}

/// Seconds of grace after a long Closed spell.
const GRACE_S: u32 = 1_800;

/// The first share print of Monday, an hour after the exchange's early session has opened.
const MONDAY: i64 = OPEN - DAY - 4 * HOUR;

/// Friday, a quiet weekend, and a Monday on which both feeds open at `part` of where they were.
fn gap(part: f64) -> Replay {
    let mut replay = Replay::new(OPEN - 4 * DAY, Feeds::Both, 1.0, TOKEN).indebted(1.01);
    poke_header(&mut replay.world, "reopen_grace_s", &GRACE_S.to_le_bytes());
    for hour in 0..36 {
        replay.step(SATURDAY + hour * HOUR, Some(TOKEN), None);
        truthful(&replay, TOKEN);
    }
    replay.step(MONDAY, Some(TOKEN * part), Some(TOKEN * part));
    replay
}

#[test]
fn weekend_gap_of_eight_per_cent_waits_for_the_grace_and_no_longer() {
    let mut replay = gap(0.92);
    let reopened = replay.world.record(NVDAX).reopen_ts();
    assert_eq!(reopened, MONDAY, "the share feed has moved after a long spell");
    let low = TOKEN * 0.92;
    replay.run(
        reopened + i64::from(GRACE_S) - 1,
        |_| (Some(low), Some(low)),
        |replay, _| {
            replay.debtor().spared_by(&replay.world, Error::ReopenGrace);
            replay.debtor().no_power_past(&replay.world, low);
        },
    );
    replay.step(reopened + i64::from(GRACE_S), Some(low), Some(low));
    replay.liquidated();
}

#[test]
fn weekend_gap_of_fourteen_per_cent_has_no_grace() {
    // .867 by the prints, which two feeds agree on: the slow reference is there within ten minutes, and at .9 the grace ends
    let mut replay = gap(0.8582);
    let low = TOKEN * 0.8582;
    let mut ts = MONDAY;
    while replay.liq_high() * 1.01 > TOKEN * 0.9 {
        replay.debtor().spared_by(
            &replay.world,
            if replay.liq_high() * 1.01 > TOKEN { Error::NotLiquidatable } else { Error::ReopenGrace },
        );
        ts += 20;
        replay.step(ts, Some(low), Some(low));
    }
    assert!((3 * MINUTE..=5 * MINUTE).contains(&(ts - MONDAY)), "{}", ts - MONDAY);
    replay.step(ts + 20, Some(low), Some(low));
    replay.liquidated();
}

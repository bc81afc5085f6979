//! A thin weekend, and the Monday after.

use crate::replay::*;
use crate::support::NVDAX;
use hypothec_world::market::admin;
use hypothec_world::price::PriceUpdate;

const TOKEN: f64 = 180.25;

/// A token print of the weekend whose moving average still stands where the price was.
fn thin(replay: &mut Replay, ts: i64, usd: f64) {
    let world = &mut replay.world;
    world.chain.set_time(ts);
    let e8 = |usd: f64| (usd * 1e8).round() as i64 + ts % 8;
    let update = PriceUpdate { ema_price: e8(TOKEN), ..PriceUpdate::new(world.assets[NVDAX].feed, e8(usd), -8, ts) };
    let at = world.price_account(NVDAX);
    world.chain.put_account(&at, update.account());
    let refresh = world.refresh_with(&[NVDAX], [true, false]);
    world.chain.send(&[refresh], &[&admin()]).expect("refreshed");
}

#[test]
fn a_thin_print_of_minus_twelve_per_cent_and_back() {
    let mut replay = Replay::new(OPEN - 4 * DAY, Feeds::Both, 1.0, TOKEN);
    replay.run(OPEN - 4 * DAY + 60, |_| (Some(TOKEN), Some(TOKEN)), |_, _| ());
    thin(&mut replay, SATURDAY, TOKEN);
    assert!((replay.liq_high() / TOKEN - 1.0).abs() < 2.0 * CONF);
    // an hour of prints twelve per cent lower, every minute
    for minute in 1..=60 {
        thin(&mut replay, SATURDAY + minute * MINUTE, TOKEN * 0.88);
        assert!(replay.liq_high() >= TOKEN, "the average keeps the liquidation value: {}", replay.liq_high());
        assert!(replay.low() <= TOKEN * 0.88, "borrow power follows at once: {}", replay.low());
    }
    thin(&mut replay, SATURDAY + 61 * MINUTE, TOKEN);
    assert!((replay.low() / TOKEN - 1.0).abs() < 2.0 * CONF && replay.liq_high() >= TOKEN);
}

//! Spin-offs: the share loses a part of its value at the open, and the multiplier follows, or never does.

use crate::fixtures::market::NVDAX;
use crate::replays::stage::*;
use hypothec_interface::policy::State;
use hypothec_interface::state::BOARD_DIVERGED;

const TOKEN: f64 = 180.25;

#[test]
fn spin_off_that_is_reinvested_liquidates_nobody() {
    // the share opens at 5/6; the mint's multiplier follows at 15:30 UTC, announced the day before
    for feeds in [Feeds::Both, Feeds::ShareOnly] {
        let at = OPEN + 2 * HOUR;
        let mut replay = Replay::new(OPEN - 30 * MINUTE, feeds, 1.0, TOKEN).indebted(1.002);
        replay.update(1.0, 1.2, at);
        let token = (feeds == Feeds::Both).then_some(TOKEN);
        let share = |ts: i64| if ts < OPEN { TOKEN } else { TOKEN / 1.2 };
        replay.run(at + 30 * MINUTE, |ts| (token, Some(share(ts))), |replay, _| truthful(replay, TOKEN));
        assert!(!replay.is_held() && replay.can_borrow());
        if feeds == Feeds::ShareOnly {
            // its references went along with the share: power comes back as they do, at the law's pace
            let after = |s: f64| 1.0 - (1.0 - 1.0 / 1.2) * (-s / 2_048.0).exp();
            assert!(replay.low() <= TOKEN && replay.low() / TOKEN > 0.9 * after(1_500.0), "{}", replay.low());
            replay.run(at + 4 * HOUR, |ts| (token, Some(share(ts))), |replay, _| truthful(replay, TOKEN));
        }
        assert!((replay.low() / TOKEN - 1.0).abs() < 4.0 * CONF, "{}", replay.low());
        assert_eq!(replay.state().0, 0);
    }
}

#[test]
fn threat_c8_a_spin_off_with_no_multiplier_change_at_all() {
    // the token keeps its value (its issuer will pay out), the share opens 30 % lower
    let mut replay = Replay::new(OPEN - 30 * MINUTE, Feeds::Both, 1.0, TOKEN).indebted(1.002);
    let share = |ts: i64| if ts < OPEN { TOKEN } else { TOKEN * 0.7 };
    replay.run(
        OPEN + 3 * HOUR,
        |ts| (Some(TOKEN), Some(share(ts))),
        |replay, ts| {
            truthful(replay, TOKEN);
            if ts >= OPEN {
                // they disagree, so nothing is lent against it
                assert!(replay.world.record(NVDAX).board_flags() & BOARD_DIVERGED != 0, "{ts}");
                assert!(!replay.can_borrow());
            }
        },
    );
    // the payment leaves the token: both agree again, by themselves
    replay.run(OPEN + 4 * HOUR, |_| (Some(TOKEN * 0.7), Some(TOKEN * 0.7)), |_, _| ());
    assert_eq!(replay.state().0, 0);
    assert!((replay.low() / (TOKEN * 0.7) - 1.0).abs() < 2.0 * CONF);
    // a debtor whose collateral has truly lost that much is no longer spared
    replay.debtor().no_power_past(&replay.world, TOKEN * 0.7);
    replay.liquidated();
}

#[test]
fn earnings_window_lowers_the_borrow_limit_only_while_it_lasts() {
    let (from, until) = (OPEN + HOUR, OPEN + 2 * HOUR);
    let mut replay = Replay::with(OPEN, Feeds::Both, 1.0, TOKEN, |config| {
        (config.event_from, config.event_until) = (from as u32, until as u32);
        config.event_ltv_bps = 100;
    })
    .indebted(1.002);
    let liq_high = replay.liq_high();
    replay.run(
        until + 10 * MINUTE,
        |_| (Some(TOKEN), Some(TOKEN)),
        |replay, ts| {
            assert_eq!(replay.can_borrow(), !(from..until).contains(&ts), "{ts}");
            assert_eq!(replay.state().0, State::LIVE);
            truthful(replay, TOKEN);
            assert!((replay.liq_high() / liq_high - 1.0).abs() < 1e-8, "nobody is liquidated by a window");
        },
    );
}

/// B1: an unannounced small action on a share-only reserve. Nothing tells the fall of a twentieth from a real one, so a
/// position with that much room stands and power never exceeds the truth; when the multiplier comes, it counts for the
/// owner in the liquidation test at once, and for power only as far as prices or the budget bear it out.
#[test]
fn attack_b1_a_silent_twentieth_on_a_share_only_reserve_costs_a_twentieth() {
    let at = OPEN + 2 * HOUR;
    let mut replay = Replay::new(OPEN - 30 * MINUTE, Feeds::ShareOnly, 1.0, TOKEN).indebted(1.06);
    let share = |ts: i64| if ts < OPEN { TOKEN } else { TOKEN / 1.05 };
    let within = |replay: &Replay| {
        assert!(replay.low() <= TOKEN, "power from nothing: {}", replay.low());
        assert!(replay.liq_high() >= TOKEN / 1.05 * 0.999, "more than was paid: {}", replay.liq_high());
        replay.debtor().spared(&replay.world);
    };
    replay.run(at, |ts| (None, Some(share(ts))), |replay, _| within(replay));
    assert!(replay.liq_high() < TOKEN * 0.97, "the fall is believed: {}", replay.liq_high());
    replay.update(1.05, 1.05, at);
    replay.run(at + 2 * HOUR, |ts| (None, Some(share(ts))), |replay, _| within(replay));
    assert!(replay.liq_high() >= TOKEN * 0.999, "the owner has it back: {}", replay.liq_high());
    // and a loan with less room was liquidated at that price
    let mut edge = Replay::new(OPEN - 30 * MINUTE, Feeds::ShareOnly, 1.0, TOKEN).indebted(1.02);
    edge.run(at, |ts| (None, Some(share(ts))), |_, _| ());
    edge.liquidated();
}

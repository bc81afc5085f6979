//! NVDAx's dividend of 2026-09-10 00:30:00 UTC, by the multipliers its mint carried: nothing halts.

use crate::replays::stage::*;
use hypothec_interface::policy::State;

const BEFORE: f64 = 1.000_918_075_849_099_6;
const AFTER: f64 = 1.001_701_196_801_074;
const AT: i64 = 1_789_000_200;
/// 7.82 bp.
const STEP: f64 = AFTER / BEFORE;
const TOKEN: f64 = 180.25;

fn announced(feeds: Feeds) -> Replay {
    let mut replay = Replay::new(AT - 2 * HOUR, feeds, BEFORE, TOKEN).indebted(1.002);
    replay.update(BEFORE, AFTER, AT);
    replay
}

fn share_at(ts: i64) -> f64 {
    if ts < AT { TOKEN / BEFORE } else { TOKEN / AFTER }
}

#[test]
fn dividend_halts_nothing_and_moves_prices_by_less_than_its_step() {
    for feeds in [Feeds::Both, Feeds::ShareOnly] {
        let mut replay = announced(feeds);
        let token = (feeds == Feeds::Both).then_some(TOKEN);
        let (low, liq_high) = (replay.low(), replay.liq_high());
        replay.run(
            AT + HOUR,
            |ts| (token, Some(share_at(ts))),
            |replay, ts| {
                assert_eq!(replay.state().0, State::OFF_HOURS, "{ts}");
                assert!(!replay.is_held() && replay.can_borrow() && replay.can_withdraw(), "{ts}");
                // the jitter that keeps feeds from looking frozen is 4e-10 of the price
                assert!(replay.low() <= low * (1.0 + 1e-9), "{ts}: {} after {low}", replay.low());
                let moved = replay.liq_high() / liq_high;
                assert!((2.0 - STEP..=STEP).contains(&moved), "{ts}: {moved}");
                replay.debtor().truthful(&replay.world, TOKEN);
            },
        );
        assert!((replay.low() / low - 1.0).abs() < 1e-8, "the dividend is the holders'");
    }
}

/// A line is a price of a raw token, which a dividend leaves as it is: the multiplier grows by what the share loses.
#[test]
fn threat_o2_a_dividend_opens_no_order() {
    for feeds in [Feeds::Both, Feeds::ShareOnly] {
        let mut replay = announced(feeds).with_orders();
        let token = (feeds == Feeds::Both).then_some(TOKEN);
        replay.run(
            AT + HOUR,
            |ts| (token, Some(share_at(ts))),
            |replay, _| replay.debtor().truthful(&replay.world, TOKEN),
        );
    }
}

#[test]
fn dividend_without_a_later_share_price_counts_both_multipliers() {
    let mut replay = announced(Feeds::ShareOnly);
    replay.step(AT - 5, None, Some(share_at(0)));
    let (low, liq_high) = (replay.low(), replay.liq_high());
    // nobody posts a share price, and then somebody posts one from before
    replay.step(AT + 1, None, None);
    let stretched = replay.liq_high();
    assert!((replay.low() / low - 1.0).abs() < 1e-9);
    replay.debtor().truthful(&replay.world, TOKEN);
    assert!((stretched / liq_high - STEP).abs() < 1e-8, "debt counts at the greater: {stretched}");
    replay.step(AT + 30, None, None);
    assert_eq!(replay.liq_high(), stretched, "once");
    replay.step(AT + 40, None, Some(share_at(AT)));
    assert!((replay.liq_high() / liq_high - 1.0).abs() < 1e-8);
    assert!((replay.low() / low - 1.0).abs() < 1e-8);
}

#[test]
fn dividend_priced_in_late_raises_power_by_its_step_at_most() {
    // the price falls twenty minutes late: power rises by the step at most, and is back
    let mut replay = announced(Feeds::ShareOnly);
    let low = replay.low();
    replay.run(
        AT + 40 * MINUTE,
        |ts| (None, Some(share_at(ts - 20 * MINUTE))),
        |replay, ts| {
            assert_eq!(replay.state().0, State::OFF_HOURS, "{ts}");
            assert!(replay.low() <= low * STEP * (1.0 + 1e-8), "{ts}");
            replay.debtor().truthful(&replay.world, TOKEN * STEP);
        },
    );
    assert!((replay.low() / low - 1.0).abs() < 1e-8);
}

//! Splits: 10:1 intraday with the share feed late, with the feed first, 2:1 reverse; and a multiplier key gone rogue.

use crate::replays::stage::*;
use hypothec_interface::policy::State;

const TOKEN: f64 = 180.25;
/// HONx's reverse split took effect at 15:30 UTC, two hours into the session.
const AT: i64 = OPEN + 2 * HOUR;

/// Two hours before a split to `ratio`, announced the day before.
fn announced(feeds: Feeds, ratio: f64) -> Replay {
    let mut replay = Replay::new(AT - 110 * MINUTE, feeds, 1.0, TOKEN).indebted(1.002);
    replay.update(1.0, ratio, AT);
    replay
}

/// A line is a price of a raw token, which a split leaves as it is.
#[test]
fn threat_o2_a_split_opens_no_order() {
    for ratio in [10.0, 0.5] {
        let mut replay = announced(Feeds::Both, ratio).with_orders();
        let share = |ts: i64| if ts < AT { TOKEN } else { TOKEN / ratio };
        replay.run(AT + HOUR, |ts| (Some(TOKEN), Some(share(ts))), |replay, _| truthful(replay, TOKEN));
    }
}

/// The share feed alone, and the feed first: while two multipliers are possible, the order sees the owner's better end.
#[test]
fn threat_o2_a_split_with_the_feed_first_opens_no_order() {
    let mut replay = announced(Feeds::ShareOnly, 10.0).with_orders();
    let share = |ts: i64| if ts < AT - 2 * MINUTE { TOKEN } else { TOKEN / 10.0 };
    replay.run(AT + HOUR, |ts| (None, Some(share(ts))), |replay, _| truthful(replay, TOKEN));
}

fn feed(feeds: Feeds) -> Feed {
    (feeds == Feeds::Both).then_some(TOKEN)
}

/// The whole of it, with a share feed that turns to the new price at `turn`; says when the share feed came back.
#[track_caller]
fn replayed(feeds: Feeds, ratio: f64, turn: i64) -> i64 {
    let mut replay = announced(feeds, ratio);
    let share = |ts: i64| if ts < turn { TOKEN } else { TOKEN / ratio };
    let (low, liq_high) = (replay.low(), replay.liq_high());
    let mut back = 0;
    replay.run(
        AT + HOUR,
        |ts| (feed(feeds), Some(share(ts))),
        |replay, ts| {
            truthful(replay, TOKEN);
            assert!((replay.low() / low - 1.0).abs() < 1e-8 && (replay.liq_high() / liq_high - 1.0).abs() < 1e-8);
            if feeds == Feeds::Both {
                // the token feed carries the market, at off-hours power while the share feed is out
                assert_eq!(replay.state().0 & !State::PARTIAL, 0, "{ts}");
                assert!(replay.can_borrow(), "{ts}");
            }
            if replay.is_held() {
                back = 0;
            } else if back == 0 {
                back = ts;
            }
        },
    );
    assert!(back != 0 && replay.can_borrow() && replay.can_withdraw());
    assert_eq!(replay.state().0, 0);
    back
}

#[test]
fn split_ten_to_one_on_time_resumes_after_five_minutes() {
    for feeds in [Feeds::Both, Feeds::ShareOnly] {
        assert_eq!(replayed(feeds, 10.0, AT), AT + 300, "five minutes of prices that bear it out");
    }
}

#[test]
fn split_with_a_share_feed_twenty_minutes_late_resumes_by_itself() {
    for feeds in [Feeds::Both, Feeds::ShareOnly] {
        let turn = AT + 20 * MINUTE;
        assert_eq!(replayed(feeds, 10.0, turn), turn + 300);
    }
}

#[test]
fn threat_c8_ten_to_one_with_the_feed_first() {
    // half past nine, with the exchange: two hours of a tenth, in an open session, are never believed
    for feeds in [Feeds::Both, Feeds::ShareOnly] {
        assert_eq!(replayed(feeds, 10.0, OPEN + 15 * MINUTE), AT + 300);
    }
}

#[test]
fn split_two_to_one_reverse_resumes_after_five_minutes() {
    for feeds in [Feeds::Both, Feeds::ShareOnly] {
        assert_eq!(replayed(feeds, 0.5, AT), AT + 300);
        assert_eq!(replayed(feeds, 0.5, OPEN + 15 * MINUTE), AT + 300, "twice the price is never believed");
        assert_eq!(replayed(feeds, 0.5, AT + 20 * MINUTE), AT + 1_500);
    }
}

#[test]
fn split_announced_quarantines_the_share_feed_an_hour_before() {
    let mut replay = announced(Feeds::Both, 10.0);
    replay.run(
        AT - HOUR - 30,
        |_| (Some(TOKEN), Some(TOKEN)),
        |replay, _| {
            truthful(replay, TOKEN);
            assert!(!replay.is_held());
        },
    );
    replay.run(
        AT,
        |_| (Some(TOKEN), Some(TOKEN)),
        |replay, _| {
            truthful(replay, TOKEN);
            assert!(replay.is_held());
        },
    );
}

#[test]
fn threat_c8_the_feed_first_and_no_notice_in_the_mint() {
    let mut replay = Replay::new(AT - HOUR, Feeds::Both, 1.0, TOKEN).indebted(1.002);
    let share = |ts: i64| if ts < AT - 30 * MINUTE { TOKEN } else { TOKEN / 10.0 };
    let check = |replay: &Replay, _: i64| {
        // the token feed decides
        truthful(replay, TOKEN);
    };
    // the sources diverge, and nothing is lent
    replay.run(AT, |ts| (Some(TOKEN), Some(share(ts))), check);
    assert!(replay.state().any(State::DIVERGED) && !replay.can_borrow());
    replay.update(1.0, 10.0, AT);
    replay.run(AT + 6 * MINUTE, |ts| (Some(TOKEN), Some(share(ts))), check);
    assert!(!replay.is_held() && replay.can_borrow(), "what it was before the jump bears the split out");
    assert!((replay.low() / TOKEN - 1.0).abs() < 2.0 * CONF);
}

#[test]
fn multiplier_times_a_thousand_by_a_rogue_key_is_refused() {
    for feeds in [Feeds::Both, Feeds::ShareOnly] {
        let mut replay = Replay::new(OPEN + HOUR, feeds, 1.0, TOKEN).indebted(1.002);
        let low = replay.low();
        replay.update(1_000.0, 1_000.0, 0);
        replay.run(
            OPEN + 4 * HOUR,
            |_| (feed(feeds), Some(TOKEN)),
            |replay, ts| {
                assert!(replay.is_held(), "{ts}");
                assert!((replay.low() / low - 1.0).abs() < 1e-8, "no borrow power from it");
                truthful(replay, TOKEN);
                assert_eq!(replay.can_borrow(), feeds == Feeds::Both, "{ts}");
            },
        );
        // the key is back in good hands
        replay.update(1.0, 1.0, 0);
        replay.run(OPEN + 4 * HOUR + 30, |_| (feed(feeds), Some(TOKEN)), |replay, _| truthful(replay, TOKEN));
        assert!(!replay.is_held() && replay.can_borrow());
    }
}

//! What a board says at the edges of a session, an age and a window.

use super::stock;
use crate::health::RiskContext;
use crate::policy::State;
use crate::sample::{MOMENT, NOW, OWED, PLEDGED, in_market, reserves};
use crate::session::{Calendar, Segment, Session};
use crate::state::{BOARD_DIVERGED, BOARD_HELD, BOARD_QUARANTINED, BOARD_USED_SHIFT, CLASS_EQUITY, Ramp, Reserve};
use bytemuck::Zeroable;

const SESSIONS: [Session; 4] = [Session::Regular, Session::Extended, Session::Overnight, Session::Closed];

fn at(session: Session) -> RiskContext {
    RiskContext { session, ..MOMENT }
}

#[test]
fn whoever_asks_for_few_states_is_told_those_of_all() {
    let mut met = 0;
    for board_flags in 0..=u8::MAX {
        for (session, ages) in SESSIONS.into_iter().flat_map(|session| [0, 60, 61].map(|age| (session, age))) {
            let mut reserve = Reserve { board_flags, board_ts: NOW - ages, issuer_ts: NOW - ages, ..stock() };
            reserve.config.required_sources = [1, 2, 3, 0];
            reserve.terminal_ts = i64::from(board_flags & 8 != 0);
            let all = reserve.state(&at(session)).0;
            met |= all;
            for bit in 0..32 {
                for asked in [1 << bit, State::OFF_HOURS | State::CLOSED, State::UNPRICED, !(1 << bit)] {
                    assert_eq!(reserve.state_among(&at(session), asked).0, all & asked, "{asked:x} of {all:x}");
                }
            }
        }
    }
    let expected = State::UNPRICED | State::PARTIAL | State::OFF_HOURS | State::CLOSED | State::TERMINAL;
    assert_eq!(met, expected | State::ISSUER_STALE, "each of them was met");
}

#[test]
fn each_flag_is_its_own_state() {
    let state = |board_flags| Reserve { board_flags, ..stock() }.state(&MOMENT).0;
    assert_eq!(state(0), 0);
    assert_eq!(state(BOARD_DIVERGED), State::DIVERGED);
    assert_eq!(state(BOARD_QUARANTINED), State::QUARANTINED);
    assert_eq!(state(BOARD_DIVERGED | BOARD_QUARANTINED), State::DIVERGED | State::QUARANTINED);
    assert_eq!(state(BOARD_HELD), State::PARTIAL);
    for (session, expected) in SESSIONS.into_iter().zip([0, State::OFF_HOURS, State::OFF_HOURS, State::CLOSED]) {
        assert_eq!(stock().state(&at(session)).0, expected);
        assert_eq!(reserves()[usize::from(OWED)].state(&at(session)).0, 0, "a dollar has no session");
    }
}

#[test]
fn a_source_is_missed_in_the_sessions_that_require_it() {
    for (session, used) in SESSIONS.into_iter().flat_map(|session| (0..4u8).map(move |used| (session, used))) {
        let mut reserve = Reserve { board_flags: used << BOARD_USED_SHIFT, ..stock() };
        reserve.config.required_sources = [3, 2, 1, 0];
        let [missed, ..] = [reserve.config.required_sources[session as usize] & !used];
        assert_eq!(reserve.state(&at(session)).any(State::PARTIAL), missed != 0, "{session:?} with {used:b}");
    }
}

#[test]
fn a_price_and_an_issuers_word_are_old_one_second_past_their_age() {
    for (ago, old) in [(59, false), (60, false), (61, true)] {
        let [board, issuer] = [Reserve { board_ts: NOW - ago, ..stock() }, Reserve { issuer_ts: NOW - ago, ..stock() }];
        assert_eq!(board.state(&MOMENT).0, if old { State::STALE } else { 0 }, "{ago} s");
        assert_eq!(board.is_stale(&MOMENT), old);
        assert_eq!(board.may_be_stale(&MOMENT), old);
        assert_eq!(issuer.state(&MOMENT).0, if old { State::ISSUER_STALE } else { 0 }, "{ago} s");
        assert!(!Reserve { terminal_ts: 1, ..board }.is_stale(&MOMENT), "a fixed price does not age");
    }
}

/// 70 % in Regular session, 60, 50 and 40 % in the others; threshold far above.
fn lent() -> Reserve {
    let mut reserve = stock();
    reserve.config.ltv_bps = [7_000, 6_000, 5_000, 4_000];
    (reserve.regular_ts, reserve.config.threshold) = (NOW, Ramp::fixed(9_000));
    reserve
}

#[test]
fn an_event_window_holds_from_its_first_second_and_not_at_its_last() {
    let mut reserve = lent();
    let at = |from: i64, until: i64, reserve: &mut Reserve| {
        (reserve.config.event_from, reserve.config.event_until) =
            (u32::try_from(from).unwrap(), u32::try_from(until).unwrap());
        reserve.config.event_ltv_bps = 1_000;
        reserve.ltv_bps(&MOMENT)
    };
    assert_eq!(at(NOW, NOW + 1, &mut reserve), 1_000);
    assert_eq!(at(NOW - 9, NOW + 9, &mut reserve), 1_000);
    assert_eq!(at(NOW + 1, NOW + 9, &mut reserve), 7_000, "not begun");
    assert_eq!(at(NOW - 9, NOW, &mut reserve), 7_000, "over");
    assert_eq!(at(0, NOW + 9, &mut reserve), 7_000, "none");
    reserve.config.event_ltv_bps = 8_000;
    reserve.config.event_from = 1;
    assert_eq!(reserve.ltv_bps(&MOMENT), 7_000, "a window never adds");
}

#[test]
fn the_ltv_of_a_session_decays_by_the_hour_to_its_floor_and_keeps_its_gap() {
    for (session, expected) in SESSIONS.into_iter().zip([7_000, 6_000, 5_000, 4_000]) {
        assert_eq!(lent().ltv_bps(&at(session)), expected);
    }
    let off = |hours: i64, floor: u16| {
        let mut reserve = lent();
        (reserve.config.decay_bps_per_hour, reserve.config.ltv_floor_bps) = (100, floor);
        reserve.regular_ts = NOW - hours * 3_600;
        reserve.ltv_bps(&at(Session::Extended))
    };
    assert_eq!([0, 1, 2, 60, 61].map(|hours| off(hours, 0)), [6_000, 5_900, 5_800, 0, 0]);
    assert_eq!([off(60, 500), off(0, 6_500)], [500, 6_000], "the floor lifts nothing above the session's");
    let mut reserve = lent();
    reserve.regular_ts = NOW - 3_599;
    reserve.config.decay_bps_per_hour = 100;
    assert_eq!(reserve.ltv_bps(&at(Session::Closed)), 4_000, "whole hours");
    reserve.config.required_sources = [1; 4];
    assert_eq!(reserve.ltv_bps(&MOMENT), 5_000, "with a source missing, the least of the open sessions'");
    reserve.config.required_sources = [0; 4];
    (reserve.config.threshold, reserve.config.ltv_gap_bps) = (Ramp::fixed(7_100), 200);
    assert_eq!(reserve.ltv_bps(&MOMENT), 6_900);
}

#[test]
fn liquidation_asks_the_calendar_from_the_second_when_the_cache_ends() {
    let always = [Segment { minute: 0, session: Session::Regular as u8, reserved: 0 }; 6];
    let calendar = Calendar { week: [always; 7], end_ts: u32::MAX, ..Calendar::zeroed() };
    let session = |until: i64| {
        in_market(reserves(), |market| {
            market.header.calendar = calendar;
            (market.header.session, market.header.session_until) = (Session::Overnight as u8, until);
            market.header.liquidation_context(NOW).session
        })
    };
    assert_eq!((session(NOW + 1), session(NOW)), (Session::Overnight, Session::Regular));
}

#[test]
fn the_reopen_grace_is_for_stocks_that_reopened() {
    let graced = |class: u8, reopen_ts: i64| {
        in_market(reserves(), |market| {
            market.header.reopen_grace_s = 900;
            Reserve { class, reopen_ts, ..stock() }.in_reopen_grace(market.header, NOW)
        })
    };
    assert!(graced(CLASS_EQUITY, NOW) && graced(CLASS_EQUITY, NOW - 899));
    assert!(!graced(CLASS_EQUITY, NOW - 900) && !graced(CLASS_EQUITY, 0));
    assert!(
        !graced(reserves()[usize::from(OWED)].class, NOW) && reserves()[usize::from(PLEDGED)].class == CLASS_EQUITY
    );
}

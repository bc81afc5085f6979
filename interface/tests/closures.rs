//! T8: closures that are set at a day's notice take power away and nothing else.

use hypothec_interface::preset::nyse;
use hypothec_interface::session::{Calendar, Closure, Segment, Session};
use hypothec_interface::staleness::OpenTimes;
use hypothec_interface::state::MarketHeader;
use proptest::prelude::*;

/// 2026-09-15, a Tuesday, 09:30 in New York.
const START: i64 = 1_789_479_000;
const TUESDAY: u16 = 20_711;

/// A header with this calendar, as a new market's: nothing is cached yet.
fn header(calendar: Calendar) -> MarketHeader {
    let mut header: MarketHeader = bytemuck::Zeroable::zeroed();
    let field = MarketHeader::FIELDS.iter().find(|field| field.name == "calendar").expect("a calendar");
    bytemuck::bytes_of_mut(&mut header)[field.offset..][..field.size].copy_from_slice(bytemuck::bytes_of(&calendar));
    header
}

fn with(closures: &[(u16, u16)]) -> Calendar {
    let mut calendar = nyse::CALENDAR;
    let unused = calendar.closures.iter_mut().filter(|closure| closure.day == 0);
    for (place, (day, minute)) in unused.zip(closures) {
        *place = Closure { day: *day, minute: minute | Closure::UNSCHEDULED };
    }
    calendar
}

/// An exchange without evenings, in UTC: Regular from 14:30 to 21:00 of weekdays, else Closed.
fn day_exchange(closures: &[(u16, u16)]) -> Calendar {
    let segment = |minute, session: Session| Segment { minute, session: session as u8, reserved: 0 };
    let mut week = [[segment(0, Session::Closed); 6]; 7];
    for day in &mut week[1..6] {
        [day[1], day[2]] = [segment(870, Session::Regular), segment(1_260, Session::Closed)];
        day[3..].fill(segment(0, Session::Regular));
    }
    let mut calendar = Calendar::new(nyse::CALENDAR.clock, week, nyse::CALENDAR.closures, 1_260, u32::MAX);
    calendar.clock.fill(bytemuck::Zeroable::zeroed());
    calendar.closures.fill(bytemuck::Zeroable::zeroed());
    for (place, (day, minute)) in calendar.closures.iter_mut().zip(closures) {
        *place = Closure { day: *day, minute: *minute };
    }
    calendar
}

#[test]
fn nights_are_no_long_spells_and_days_without_trade_are() {
    let [opens, day] = [870 * 60, 86_400];
    let tuesday = i64::from(TUESDAY) * day;
    let mut market = header(day_exchange(&[(TUESDAY + 2, 0)]));
    for now in (tuesday - 4 * day..tuesday + 4 * day).step_by(600) {
        // two weekends that the first walk and the later ones find, and a Thursday without trade
        let expected = match now {
            _ if now >= tuesday + 3 * day + opens => tuesday + 3 * day + opens,
            _ if now >= tuesday - day + opens => tuesday - day + opens,
            _ => tuesday - 8 * day + opens,
        };
        assert_eq!(
            market.refresh_context(now).reopened_ts,
            expected,
            "{} hours after Tuesday",
            (now - tuesday) / 3_600
        );
    }
}

#[test]
fn a_market_knows_since_when_its_session_holds() {
    let calendar = nyse::CALENDAR;
    let mut market = header(calendar);
    let (mut from, mut before) = (0, None);
    for now in (START..START + 10 * 86_400).step_by(300) {
        let session = calendar.session_at(now).0;
        if before.is_some_and(|before| before != session) {
            from = now;
        }
        before = Some(session);
        let context = market.refresh_context(now);
        assert_eq!((context.now, context.session), (now, session));
        assert!(from == 0 || context.session_from == from, "{} and not {from}", context.session_from);
    }
    assert!(from > START);
}

#[test]
fn open_time_stands_still_while_the_exchange_is_closed() {
    let calendar = day_exchange(&[]);
    let tuesday = i64::from(TUESDAY) * 86_400;
    let open = |from: i64, to: i64| OpenTimes::before(&calendar, to).seconds_since(from, to);
    let hour = 3_600;
    assert_eq!(open(tuesday, tuesday + 14 * hour), 0, "before the bell");
    assert_eq!(open(tuesday, tuesday + 15 * hour), 1_800);
    assert_eq!(open(tuesday, tuesday + 24 * hour), 6 * 3_600 + 1_800);
    assert_eq!(open(tuesday + 20 * hour, tuesday + 24 * hour + 15 * hour), 3_600 + 1_800, "over a night");
    let friday = tuesday + 3 * 24 * hour;
    assert_eq!(open(friday + 21 * hour, friday + 3 * 24 * hour + 14 * hour), 0, "over a weekend");
}

proptest! {
    /// Whenever a market is refreshed, and whatever days are closed at a day's notice: spells begin and end as without
    /// them, and so does the grace after them; the session of power is Closed where the day is, and as before elsewhere.
    #[test]
    fn theorem_t8_closures_at_a_days_notice_begin_and_end_no_spell(
        closures in prop::collection::vec((0u16..14, prop_oneof![Just(0u16), 600u16..1_200]), 0..3),
        gaps in prop::collection::vec(1i64..200_000, 1..60),
    ) {
        let closures: Vec<_> = closures.into_iter().map(|(day, minute)| (TUESDAY + day, minute)).collect();
        let (mut plain, mut closed) = (header(nyse::CALENDAR), header(with(&closures)));
        let mut now = START;
        for gap in gaps {
            now += gap;
            let (without, within) = (plain.refresh_context(now), closed.refresh_context(now));
            prop_assert_eq!(within.reopened_ts, without.reopened_ts, "at {}", now);
            prop_assert_eq!(closed.closed_ts(), plain.closed_ts(), "at {}", now);
            let is_closed_day = closures.iter().any(|(day, _)| u64::from(*day) == nyse::CALENDAR.trade_day(now));
            if !is_closed_day {
                prop_assert_eq!(within.session, without.session, "at {}", now);
            }
            prop_assert!(within.session == without.session || within.session != Session::Regular, "no power is added");
        }
    }
}

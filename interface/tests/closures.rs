//! T8: closures that are set at a day's notice take power away and nothing else.

use hypothec_interface::preset::nyse;
use hypothec_interface::session::{Calendar, Closure, Session};
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

/// The last end of a long spell that a market knows of which is refreshed every ten minutes from Monday noon to Thursday,
/// with a closure of Tuesday in its calendar.
fn reopened(minute: u16) -> i64 {
    let mut calendar = nyse::CALENDAR;
    let place = calendar.closures.iter_mut().find(|closure| closure.day == 0).expect("a free one");
    *place = Closure { day: TUESDAY, minute };
    let mut header = header(calendar);
    (START - 86_400..START + 2 * 86_400).step_by(600).map(|now| header.refresh_context(now).reopened_ts).last().unwrap()
}

#[test]
fn a_day_without_trade_is_a_long_spell_and_an_early_close_is_none() {
    // Monday's evening: the trade day of Tuesday begins at 20:00 in New York, and Wednesday's a day later
    let wednesday = START + 10 * 3_600 + 1_800;
    assert_eq!(reopened(0), wednesday, "closed for exactly a day");
    for minute in [1, 600, 780] {
        assert!(reopened(minute) < wednesday, "closed from minute {minute} of the day");
    }
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

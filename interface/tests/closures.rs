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

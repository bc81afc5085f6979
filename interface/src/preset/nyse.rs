//! The calendar of US equities, 2025 to 2028, as the data a market is made with.

use crate::session::{Calendar, ClockChange, Closure, Segment, Session};

/// When New York changes its clocks, and minutes east of UTC from then on.
const CLOCK: [(u32, i16); 9] = [
    (1_730_613_600, -300), // 2024-11-03 06:00Z
    (1_741_503_600, -240), // 2025-03-09 07:00Z
    (1_762_063_200, -300), // 2025-11-02 06:00Z
    (1_772_953_200, -240), // 2026-03-08 07:00Z
    (1_793_512_800, -300), // 2026-11-01 06:00Z
    (1_805_007_600, -240), // 2027-03-14 07:00Z
    (1_825_567_200, -300), // 2027-11-07 06:00Z
    (1_836_457_200, -240), // 2028-03-12 07:00Z
    (1_857_016_800, -300), // 2028-11-05 06:00Z
];

/// The first day that the lists below do not know, 2029-01-01 05:00Z.
const END_TS: u32 = 1_861_938_000;

/// Closed days, and early closes at 13:00.
const CLOSED: [(u16, u8, u8); 40] = [
    (2025, 1, 1),
    (2025, 1, 9),
    (2025, 1, 20),
    (2025, 2, 17),
    (2025, 4, 18),
    (2025, 5, 26),
    (2025, 6, 19),
    (2025, 7, 4),
    (2025, 9, 1),
    (2025, 11, 27),
    (2025, 12, 25),
    (2026, 1, 1),
    (2026, 1, 19),
    (2026, 2, 16),
    (2026, 4, 3),
    (2026, 5, 25),
    (2026, 6, 19),
    (2026, 7, 3),
    (2026, 9, 7),
    (2026, 11, 26),
    (2026, 12, 25),
    (2027, 1, 1),
    (2027, 1, 18),
    (2027, 2, 15),
    (2027, 3, 26),
    (2027, 5, 31),
    (2027, 6, 18),
    (2027, 7, 5),
    (2027, 9, 6),
    (2027, 11, 25),
    (2027, 12, 24),
    (2028, 1, 17),
    (2028, 2, 21),
    (2028, 4, 14),
    (2028, 5, 29),
    (2028, 6, 19),
    (2028, 7, 4),
    (2028, 9, 4),
    (2028, 11, 23),
    (2028, 12, 25),
];

const EARLY: [(u16, u8, u8); 8] = [
    (2025, 7, 3),
    (2025, 11, 28),
    (2025, 12, 24),
    (2026, 11, 27),
    (2026, 12, 24),
    (2027, 11, 26),
    (2028, 7, 3),
    (2028, 11, 24),
];

/// The calendar.
pub const CALENDAR: Calendar = calendar();

const UNUSED: Closure = Closure { day: 0, minute: 0 };
const NONE: Segment = Segment { minute: 0, session: 0, reserved: 0 };

#[expect(clippy::arithmetic_side_effects, clippy::indexing_slicing, reason = "compile time: an error stops the build")]
const fn calendar() -> Calendar {
    let mut clock = [ClockChange { from_ts: 0, offset_min: 0, reserved: 0 }; 10];
    let mut n = 0;
    while n < CLOCK.len() {
        clock[n] = ClockChange { from_ts: CLOCK[n].0, offset_min: CLOCK[n].1, reserved: 0 };
        n += 1;
    }
    let mut closures = [UNUSED; 60];
    let mut at = 0;
    while at < CLOSED.len() + EARLY.len() {
        let (date, minute) = if at < CLOSED.len() { (CLOSED[at], 0) } else { (EARLY[at - CLOSED.len()], 13 * 60) };
        closures[at] = Closure { day: days_since_1970(date.0, date.1, date.2), minute };
        at += 1;
    }
    Calendar::new(clock, week(), closures, 20 * 60, END_TS)
}

const fn week() -> [[Segment; 6]; 7] {
    use Session::{Closed, Extended, Overnight, Regular};
    const fn from(minute: u16, session: Session) -> Segment {
        Segment { minute, session: session as u8, reserved: 0 }
    }
    let (night, morning) = (from(0, Overnight), from(240, Extended));
    let (day, evening, late) = (from(570, Regular), from(960, Extended), from(1200, Overnight));
    let weekday = [night, morning, day, evening, late, NONE];
    let friday = [night, morning, day, evening, from(1200, Closed), NONE];
    let sunday = [from(0, Closed), late, NONE, NONE, NONE, NONE];
    let saturday = [from(0, Closed), NONE, NONE, NONE, NONE, NONE];
    [sunday, weekday, weekday, weekday, weekday, friday, saturday]
}

/// Days since 1970-01-01 of a date in the Gregorian calendar, from 1970 to 2149.
#[expect(
    clippy::arithmetic_side_effects,
    clippy::cast_possible_truncation,
    reason = "compile time: an error stops the build"
)]
const fn days_since_1970(year: u16, month: u8, day: u8) -> u16 {
    let (year, month, day) = (year as u32, month as u32, day as u32);
    // years begin in March, so that the leap day is a year's last
    let year = if month <= 2 { year - 1 } else { year };
    let month = (month + 9) % 12;
    let days = 365 * year + year / 4 - year / 100 + year / 400 + (153 * month + 2) / 5 + day - 1;
    (days - 719_468) as u16 // CAST: days of dates to 2149 fit
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_calendar_is_valid() {
        CALENDAR.validate().expect("valid");
        assert_eq!(days_since_1970(1970, 1, 1), 0);
        assert_eq!(days_since_1970(2026, 9, 15), 20_711);
    }

    #[test]
    fn sessions_of_a_week_and_a_holiday() {
        let calendar = CALENDAR;
        let at = |ts: i64| calendar.session_at(ts).0;
        let tuesday_11 = 1_789_484_400; // 2026-09-15 11:00 EDT
        let hour = 3600;
        assert_eq!(at(tuesday_11), Session::Regular);
        assert_eq!(at(tuesday_11 - 2 * hour), Session::Extended);
        assert_eq!(at(tuesday_11 + 6 * hour), Session::Extended);
        assert_eq!(at(tuesday_11 + 10 * hour), Session::Overnight);
        assert_eq!(at(tuesday_11 + 4 * 24 * hour), Session::Closed); // Saturday
        assert_eq!(at(tuesday_11 + 5 * 24 * hour + 10 * hour), Session::Overnight); // Sunday 21:00
        assert_eq!(calendar.session_at(tuesday_11).1, tuesday_11 + 5 * hour);
        assert_eq!(at(1_795_707_000), Session::Closed); // Thanksgiving 2026, 10:30 EST
        assert_eq!(at(1_795_807_800), Session::Extended); // the day after, 14:30 EST: closed early
    }
}

//! The calendar's answer for every minute of 2025 to 2028, against an oracle that knows no table: the rules of New York
//! clocks and of the exchange's holidays, applied day by day to local wall time.

use hypothec_interface::preset::nyse;
use hypothec_interface::session::{Calendar, Closure, Segment, Session};

/// Tuesday, 2024-12-31, 00:00 UTC.
const START: i64 = 1_735_603_200;
/// Up to the end of 2028.
const DAYS: usize = 1_462;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Date {
    year: i32,
    month: u32,
    day: u32,
    /// Sunday is 0.
    weekday: u32,
}

fn is_leap(year: i32) -> bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
}

fn month_len(year: i32, month: u32) -> u32 {
    match month {
        2 => 28 + u32::from(is_leap(year)),
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Dates by counting on from 2024-12-31, a Tuesday.
fn dates() -> Vec<Date> {
    let mut date = Date { year: 2024, month: 12, day: 31, weekday: 2 };
    let mut all = Vec::new();
    for _ in 0..DAYS + 2 {
        all.push(date);
        date.weekday = (date.weekday + 1) % 7;
        date.day += 1;
        if date.day > month_len(date.year, date.month) {
            (date.day, date.month) = (1, date.month + 1);
        }
        if date.month > 12 {
            (date.month, date.year) = (1, date.year + 1);
        }
    }
    all
}

/// The n-th such weekday of its month (1 is the first), or the last with 0.
fn is_nth(date: &Date, n: u32, weekday: u32) -> bool {
    let last = date.day + 7 > month_len(date.year, date.month);
    date.weekday == weekday && if n == 0 { last } else { (date.day - 1) / 7 == n - 1 }
}

/// Month and day of Easter Sunday, by Gauss.
fn easter(year: i32) -> (u32, u32) {
    let (a, b, c) = (year % 19, year % 4, year % 7);
    let (k, p) = (year / 100, (13 + 8 * (year / 100)) / 25);
    let m = (15 - p + k - k / 4) % 30;
    let n = (4 + k - k / 4) % 7;
    let d = (19 * a + m) % 30;
    let e = (2 * b + 4 * c + 6 * d + n) % 7;
    let days = if d == 29 && e == 6 || d == 28 && e == 6 && a > 10 { d + e - 7 } else { d + e };
    if days < 10 { (3, (22 + days) as u32) } else { (4, (days - 9) as u32) }
}

fn is_good_friday(date: &Date) -> bool {
    let (month, day) = easter(date.year);
    let (month, day) = if day > 2 { (month, day - 2) } else { (month - 1, month_len(date.year, month - 1) + day - 2) };
    (date.month, date.day) == (month, day)
}

/// A holiday of a fixed date; on a Saturday it is kept on Friday, on a Sunday on Monday.
fn is_kept(date: &Date, month: u32, day: u32) -> bool {
    date.month == month
        && (date.day == day && (1..=5).contains(&date.weekday)
            || date.day + 1 == day && date.weekday == 5
            || date.day == day + 1 && date.weekday == 1)
}

/// Whether the exchange is closed for a holiday, or was for mourning.
fn is_holiday(date: &Date) -> bool {
    let new_year = date.month == 1 && (date.day == 1 && date.weekday != 6 || date.day == 2 && date.weekday == 1);
    new_year
        || (date.year, date.month, date.day) == (2025, 1, 9)
        || date.month == 1 && is_nth(date, 3, 1)
        || date.month == 2 && is_nth(date, 3, 1)
        || is_good_friday(date)
        || date.month == 5 && is_nth(date, 0, 1)
        || is_kept(date, 6, 19)
        || is_kept(date, 7, 4)
        || date.month == 9 && is_nth(date, 1, 1)
        || date.month == 11 && is_nth(date, 4, 4)
        || is_kept(date, 12, 25)
}

fn trades(date: &Date) -> bool {
    (1..=5).contains(&date.weekday) && !is_holiday(date)
}

/// Regular ends at 13:00: the Friday after Thanksgiving, Christmas Eve, and the day before the Fourth in its week.
fn closes_early(date: &Date) -> bool {
    let after_thanksgiving = date.month == 11 && date.weekday == 5 && (23..=29).contains(&date.day);
    let before_fourth = (date.month, date.day) == (7, 3) && (1..=4).contains(&date.weekday);
    let eve = (date.month, date.day) == (12, 24) && (1..=4).contains(&date.weekday);
    trades(date) && (after_thanksgiving || before_fourth || eve)
}

/// New York's offset: summer time from the second Sunday of March, 2:00, to the first Sunday of November, 2:00.
fn offset_hours(date: &Date, utc_hour: i64) -> i64 {
    let summer = match date.month {
        4..=10 => true,
        3 if is_nth(date, 2, 0) => utc_hour >= 7,
        3 => date.day > 7 && date.day > 7 + date.weekday,
        11 if is_nth(date, 1, 0) => utc_hour < 6,
        11 => date.day < 7 && date.day <= date.weekday,
        _ => false,
    };
    if summer { -4 } else { -5 }
}

/// The session at `minute` of local day `n`, where the overnight venue opens at `night` for the trade date after it.
fn oracle(dates: &[Date], n: usize, minute: i64, night: i64) -> Session {
    let (today, tomorrow) = (&dates[n], &dates[n + 1]);
    let regular_end = if closes_early(today) { 13 * 60 } else { 16 * 60 };
    match minute {
        _ if minute >= night => {
            if trades(tomorrow) {
                Session::Overnight
            } else {
                Session::Closed
            }
        }
        _ if minute >= 20 * 60 || !trades(today) => Session::Closed,
        _ if minute < 4 * 60 => Session::Overnight,
        _ if minute >= 9 * 60 + 30 && minute < regular_end => Session::Regular,
        _ => Session::Extended,
    }
}

/// Compares every minute from local day `from` to `to`, and holds the calendar to every `until` that it gave.
fn prove(calendar: &Calendar, night: i64, from: usize, to: usize, closed_live: Option<usize>) {
    let dates = dates();
    let mut promised = (Session::Closed, i64::MIN);
    for minute in (from as i64 * 1_440)..(to as i64 * 1_440) {
        let ts = START + minute * 60;
        let utc = &dates[(minute / 1_440) as usize];
        let local = minute + 60 * offset_hours(utc, minute % 1_440 / 60);
        let (n, at) = ((local / 1_440) as usize, local % 1_440);
        let trade_day = if at >= 20 * 60 { n + 1 } else { n };
        let wanted = if closed_live == Some(trade_day) { Session::Closed } else { oracle(&dates, n, at, night) };
        let (session, until) = calendar.session_at(ts);
        assert_eq!(session, wanted, "{:?} {}:{:02} local", dates[n], at / 60, at % 60);
        assert!(until > ts, "{ts}");
        if minute % 7 == 0 {
            assert_eq!(calendar.session_at(ts + 59).0, session, "within a minute, {ts}");
        }
        if session == promised.0 {
            promised.1 = promised.1.max(until);
        } else {
            assert!(ts >= promised.1, "{:?} was promised until {}, not {ts}", promised.0, promised.1);
            promised = (session, until);
        }
    }
}

#[test]
fn calendar_answers_every_minute_of_2025_to_2028() {
    prove(&nyse::CALENDAR, 20 * 60, 1, DAYS, None);
}

/// The days by rule are the days of the exchange's own list.
#[test]
fn calendar_rules_give_the_published_days() {
    const CLOSED: &str = "2025: 1-1 1-9 1-20 2-17 4-18 5-26 6-19 7-4 9-1 11-27 12-25 2026: 1-1 1-19 2-16 4-3 5-25 6-19 \
        7-3 9-7 11-26 12-25 2027: 1-1 1-18 2-15 3-26 5-31 6-18 7-5 9-6 11-25 12-24 2028: 1-17 2-21 4-14 5-29 6-19 7-4 \
        9-4 11-23 12-25";
    const EARLY: &str = "2025: 7-3 11-28 12-24 2026: 11-27 12-24 2027: 11-26 2028: 7-3 11-24";
    for (list, rule) in [(CLOSED, is_holiday as fn(&Date) -> bool), (EARLY, closes_early)] {
        let mut by_rule = String::new();
        let mut year = 2024;
        for date in dates().iter().filter(|date| (2025..2029).contains(&date.year) && rule(date)) {
            if date.year != year {
                year = date.year;
                by_rule += &format!(" {year}:");
            }
            by_rule += &format!(" {}-{}", date.month, date.day);
        }
        assert_eq!(by_rule.split_whitespace().collect::<Vec<_>>(), list.split_whitespace().collect::<Vec<_>>());
    }
}

#[test]
fn calendar_keeps_friday_open_before_a_new_year_on_saturday() {
    let dates = dates();
    let friday = dates.iter().position(|date| (date.year, date.month, date.day) == (2027, 12, 31)).expect("a day");
    assert_eq!(dates[friday].weekday, 5);
    let noon = START + friday as i64 * 86_400 + 17 * 3_600;
    assert_eq!(nyse::CALENDAR.session_at(noon), (Session::Regular, noon + 4 * 3_600));
}

#[test]
fn calendar_moves_to_23_hours_and_5_days() {
    let mut calendar = nyse::CALENDAR;
    let segment = |minute, session: Session| Segment { minute, session: session as u8, reserved: 0 };
    for weekday in 0..5 {
        let night = calendar.week[weekday].iter_mut().find(|part| part.minute == 1_200).expect("a night");
        *night = segment(1_200, Session::Closed);
        let free = calendar.week[weekday].iter_mut().skip(1).find(|part| part.minute == 0).expect("room");
        *free = segment(1_260, Session::Overnight);
    }
    calendar.validate().expect("valid");
    prove(&calendar, 21 * 60, 1, DAYS, None);
}

/// Mourning announced in the middle of a session: the day's entry changes every later minute of that trade date, and
/// none of another's.
#[test]
fn calendar_takes_an_unscheduled_closure() {
    let mut calendar = nyse::CALENDAR;
    let day = dates().iter().position(|date| (date.year, date.month, date.day) == (2026, 9, 16)).expect("a day");
    let since_1970 = (START / 86_400) as usize + day;
    let free = calendar.closures.iter_mut().find(|closure| closure.day == 0).expect("room");
    *free = Closure { day: since_1970 as u16, minute: 0 };
    prove(&calendar, 20 * 60, day - 5, day + 5, Some(day));
}

/// Open time as a dead source counts it: five days of a week are 24 hours, and it stops at the limit.
#[test]
fn calendar_counts_hours_of_session() {
    let calendar = nyse::CALENDAR;
    let sunday = START + 5 * 86_400 + 25 * 3_600; // 2025-01-05, 20:00 in New York
    let week = 7 * 86_400;
    // Thursday the 9th was closed from Wednesday 20:00 on
    assert_eq!(calendar.open_s(sunday, sunday + week, u64::MAX), 4 * 86_400);
    assert_eq!(calendar.open_s(sunday + week, sunday + 2 * week, u64::MAX), 5 * 86_400);
    assert_eq!(calendar.open_s(sunday, sunday + 3_600, u64::MAX), 3_600);
    assert_eq!(calendar.open_s(sunday, sunday, u64::MAX), 0);
    assert!((259_200..=345_600).contains(&calendar.open_s(0, sunday, 259_200)));
}

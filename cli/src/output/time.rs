//! Times for people: UTC, and the exchange's local time by the market's own calendar.

use anyhow::{Context as _, Result};
use hypothec_interface::session::Calendar;
use hypothec_interface::session::Session;
use jiff::civil::{Date, DateTime};
use jiff::tz::Offset;
use jiff::{Span, Timestamp};

const FORM: &str = "%a %Y-%m-%d %H:%M:%S";

/// Minutes that local time is ahead of UTC.
pub fn offset_min(calendar: &Calendar, ts: i64) -> i16 {
    let clock = calendar.clock();
    let passed = clock.iter().enumerate().rev();
    // an unused entry after the first has no time
    let mut passed = passed.filter(|(n, change)| (*n == 0 || change.from_ts != 0) && i64::from(change.from_ts) <= ts);
    passed.next().map_or(0, |(_, change)| change.offset_min)
}

fn at(ts: i64, offset_min: i16) -> Option<String> {
    let offset = Offset::from_seconds(i32::from(offset_min) * 60).ok()?;
    Some(offset.to_datetime(Timestamp::from_second(ts).ok()?).strftime(FORM).to_string())
}

pub fn utc(ts: i64) -> String {
    at(ts, 0).map_or_else(|| ts.to_string(), |text| text + " UTC")
}

pub fn local(calendar: &Calendar, ts: i64) -> String {
    at(ts, offset_min(calendar, ts)).map_or_else(|| ts.to_string(), |text| text + " local")
}

/// The unix time of a local one such as `2026-09-18 15:55`.
pub fn parse_local(calendar: &Calendar, text: &str) -> Result<i64> {
    let civil: DateTime =
        text.parse().ok().with_context(|| format!("{text:?} is not a time: write 2026-09-18T15:55"))?;
    let guess = Offset::UTC.to_timestamp(civil).ok().with_context(|| format!("{text} is too far in the future"))?;
    let guess = guess.as_second();
    // the offset in force then, taken at a time that is off by a few hours only
    Ok(guess - i64::from(offset_min(calendar, guess)) * 60)
}

pub const fn session_name(session: Session) -> &'static str {
    match session {
        Session::Regular => "Regular",
        Session::Extended => "Extended",
        Session::Overnight => "Overnight",
        Session::Closed => "Closed",
    }
}

const EPOCH: Date = Date::constant(1970, 1, 1);

/// The day number of a date, counted from 1970-01-01.
pub fn day_of(text: &str) -> Result<u16> {
    let date: Date = text.parse().ok().with_context(|| format!("{text:?} is not a date: write 2026-12-01"))?;
    let days = date.since(EPOCH)?.get_days();
    u16::try_from(days).ok().with_context(|| format!("{text} is out of the calendar's range"))
}

/// The minute of the day of a time.
pub fn minute_of(text: &str) -> Result<u16> {
    let parts = text.split_once(':').and_then(|(h, m)| Some((h.parse::<u16>().ok()?, m.parse::<u16>().ok()?)));
    let parts = parts.filter(|(hour, minute)| *hour < 24 && *minute < 60);
    let (hour, minute) = parts.with_context(|| format!("{text:?} is not a time: write 13:00"))?;
    Ok(hour * 60 + minute)
}

/// The date of a day number.
pub fn date_of(day: u16) -> String {
    EPOCH.checked_add(Span::new().days(i64::from(day))).map_or_else(|_| day.to_string(), |date| date.to_string())
}

/// A minute of the day as a time.
pub fn clock(minute: u16) -> String {
    format!("{:02}:{:02}", minute / 60, minute % 60)
}

/// A quarter before a calendar's end it is time to propose the next one.
const WARNING_S: i64 = 91 * 86_400;

/// When the calendar ends and what to do about it, and whether that is urgent.
pub fn calendar_end(calendar: &Calendar, now: i64) -> (String, bool) {
    let end_ts = i64::from(calendar.end_ts());
    let date = utc(end_ts);
    if now >= end_ts {
        let text = "every stock is Closed until `market propose calendar` gives the next one";
        (format!("warning: the calendar ended on {date}: {text}"), true)
    } else if end_ts - now < WARNING_S {
        let text = "propose the next one with `market propose calendar`, or every stock is Closed from then on";
        (format!("warning: the calendar ends on {date}: {text}"), true)
    } else {
        (format!("the calendar ends on {date}"), false)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use hypothec_interface::preset::nyse;

    #[test]
    fn local_times_follow_the_calendar() {
        let calendar = nyse::CALENDAR;
        assert_eq!(local(&calendar, 1_789_484_400), "Tue 2026-09-15 11:00:00 local");
        assert_eq!(utc(1_789_484_400), "Tue 2026-09-15 15:00:00 UTC");
        assert_eq!(parse_local(&calendar, "2026-09-15T11:00").unwrap(), 1_789_484_400);
        assert_eq!(parse_local(&calendar, "2026-12-15T11:00").unwrap() % 86_400, 16 * 3_600);
        assert!(parse_local(&calendar, "tomorrow").is_err());
    }
}

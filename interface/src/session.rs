//! The session of the underlying's exchange, from a calendar that is data: exchanges change hours, days close at a
//! day's notice, and clocks move twice a year.

use crate::Error;
use crate::state::layout::layout;
use bytemuck::{Pod, Zeroable};

/// What the underlying's exchange is doing. Open is `Regular`; off-hours are `Extended` and `Overnight`.
#[repr(u8)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Session {
    /// The primary session.
    Regular = 0,
    /// Before and after it.
    Extended = 1,
    /// The overnight venue.
    Overnight = 2,
    /// No venue.
    Closed = 3,
}

impl Session {
    /// From the byte in an account; what is not a session is `Closed`.
    #[inline(always)]
    #[must_use]
    pub const fn from_u8(code: u8) -> Session {
        match code {
            0 => Session::Regular,
            1 => Session::Extended,
            2 => Session::Overnight,
            _ => Session::Closed,
        }
    }
}

/// From this time on, local time is UTC plus this many minutes. 8 bytes.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Pod, Zeroable)]
pub struct ClockChange {
    /// Unix seconds; 0 ends the list after the first entry.
    pub from_ts: u32,
    /// Minutes east of UTC.
    pub offset_min: i16,
    /// Zero.
    pub reserved: u16,
}

/// From this local minute of a weekday on, this session. 4 bytes.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Pod, Zeroable)]
pub struct Segment {
    /// Local minute of the day; a minute of 0 after the first segment ends the day's list.
    pub minute: u16,
    /// A [`Session`] code.
    pub session: u8,
    /// Zero.
    pub reserved: u8,
}

/// A day that is closed, or closes early. 4 bytes.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Pod, Zeroable)]
pub struct Closure {
    /// Local trade date, days since 1970-01-01; 0 is an unused entry.
    pub day: u16,
    /// Local minute at which Regular ends, or 0: closed all day; plus [`Closure::UNSCHEDULED`].
    pub minute: u16,
}

impl Closure {
    /// In `minute`: set by `SetClosure`, at a day's notice. It takes power away, and no spell begins or ends with it.
    pub const UNSCHEDULED: u16 = 1 << 15;

    /// Local minute at which Regular ends; 0 is closed all day.
    #[must_use]
    pub const fn close_minute(&self) -> u16 {
        self.minute & !Self::UNSCHEDULED
    }

    /// Whether it was set at a day's notice.
    #[must_use]
    pub const fn is_unscheduled(&self) -> bool {
        self.minute & Self::UNSCHEDULED != 0
    }
}

layout! {
    /// Sessions of an exchange.
    pub Calendar: 512 {
        0 clock: [ClockChange; 10] = "{from ts u32, offset minutes i16, zero u16}, ascending";
        80 week: [[Segment; 6]; 7] = "per weekday from Sunday: {minute u16, session u8, zero u8}, ascending from minute 0";
        248 closures: [Closure; 60] = "{day u16, minute u16}: closed days, and early closes with their minute; 32768 more when set at a day's notice";
        488 roll_minute: u16 = "local minute at which the next trade date begins";
        490 reserved: [u16; 3] = "zero";
        496 unscheduled_ts: [u32; 2] = "when the last two unscheduled closures were set";
        504 end_ts: u32 = "what this calendar knows ends here, unix seconds: from then on the market is Closed";
        508 reserved_b: u32 = "zero";
    }
}

const DAY_MIN: u64 = 1440;

impl Calendar {
    /// Composes a calendar.
    #[must_use]
    pub const fn new(
        clock: [ClockChange; 10],
        week: [[Segment; 6]; 7],
        closures: [Closure; 60],
        roll_minute: u16,
        end_ts: u32,
    ) -> Calendar {
        Calendar { clock, week, closures, roll_minute, reserved: [0; 3], unscheduled_ts: [0; 2], end_ts, reserved_b: 0 }
    }

    /// Whether lists ascend, codes are sessions, every day begins at minute 0, and the end is later than the last change
    /// of clocks: whoever writes a calendar knows until when it is right.
    ///
    /// # Errors
    /// `BadCalendar`.
    pub fn validate(&self) -> Result<(), Error> {
        let clock_ok = self.clock.windows(2).all(|pair| match pair {
            [a, b] => b.from_ts == 0 || a.from_ts < b.from_ts,
            _ => false,
        }) && self.clock.iter().all(|change| change.offset_min.unsigned_abs() <= 14 * 60);
        let week_ok = self.week.iter().all(|day| {
            day.first().is_some_and(|first| first.minute == 0)
                && day.iter().all(|segment| segment.session <= 3 && u64::from(segment.minute) < DAY_MIN)
                && day.windows(2).all(|pair| match pair {
                    [a, b] => b.minute == 0 || a.minute < b.minute,
                    _ => false,
                })
        });
        let closures_ok = self.closures.iter().all(|closure| u64::from(closure.close_minute()) < DAY_MIN);
        let end_ok = self.clock.iter().all(|change| change.from_ts < self.end_ts);
        if clock_ok && week_ok && closures_ok && end_ok && u64::from(self.roll_minute) < DAY_MIN {
            Ok(())
        } else {
            Err(Error::BadCalendar)
        }
    }

    /// Seconds that local time is east of UTC at a time, and when that changes next.
    fn clock_at(&self, now: i64) -> (i64, i64) {
        let mut offset_s = 0i64;
        for (n, change) in self.clock.iter().enumerate() {
            let from = i64::from(change.from_ts);
            if n > 0 && from == 0 {
                break;
            }
            if from > now {
                return (offset_s, from);
            }
            offset_s = i64::from(change.offset_min).saturating_mul(60);
        }
        (offset_s, i64::MAX)
    }

    /// The trade date that a time belongs to, days since 1970-01-01: from the roll minute on it is the next day's.
    #[must_use]
    pub fn trade_day(&self, now: i64) -> u64 {
        let local_min = u64::try_from(now.saturating_add(self.clock_at(now).0)).unwrap_or(0) / 60;
        let late = local_min % DAY_MIN >= u64::from(self.roll_minute);
        (local_min / DAY_MIN).saturating_add(u64::from(late))
    }

    /// Seconds between two times in which some venue was open, counted until they reach `enough`.
    #[must_use]
    pub fn open_s(&self, from: i64, to: i64, enough: u64) -> u64 {
        let (mut at, mut open) = (from, 0u64);
        while at < to && open < enough {
            let (session, until) = self.session_at(at);
            let until = until.min(to);
            if session != Session::Closed {
                open = open.saturating_add(until.saturating_sub(at).unsigned_abs());
            }
            at = until; // later than before: a calendar closed permanently runs to `to` in a day's steps
        }
        open
    }

    /// The session at a time, and until when that answer holds (unix seconds, later than `now`).
    ///
    /// Before the first or at a time no calendar can name, and from the calendar's end on, the market is `Closed`.
    #[must_use]
    pub fn session_at(&self, now: i64) -> (Session, i64) {
        self.session_by(now, |_| true)
    }

    /// The same without the closures that were set at a day's notice.
    #[must_use]
    pub fn scheduled_at(&self, now: i64) -> (Session, i64) {
        self.session_by(now, |closure| !closure.is_unscheduled())
    }

    #[inline(always)]
    fn session_by(&self, now: i64, counts: impl Fn(&Closure) -> bool) -> (Session, i64) {
        let end_ts = i64::from(self.end_ts);
        if now >= end_ts {
            return (Session::Closed, i64::MAX);
        }
        let (offset_s, next_change) = self.clock_at(now);
        let next_change = next_change.min(end_ts);
        // unsigned from here: BPF has no signed division, and no market lived before 1970
        let local_min = u64::try_from(now.saturating_add(offset_s)).unwrap_or(0) / 60;
        let (day, minute) = (local_min / DAY_MIN, local_min % DAY_MIN);
        let roll = u64::from(self.roll_minute);

        // 1970-01-01 was a Thursday: weekday 4 when Sunday is 0
        let weekday = usize::try_from(day.saturating_add(4) % 7).unwrap_or(0);
        let mut session = Session::Closed;
        let mut until = if minute < roll { roll } else { DAY_MIN };
        for (n, segment) in self.week.get(weekday).into_iter().flatten().enumerate() {
            let start = u64::from(segment.minute);
            if n > 0 && start == 0 {
                break;
            }
            if start > minute {
                until = until.min(start);
                break;
            }
            session = Session::from_u8(segment.session);
        }
        let trade_day = if minute >= roll { day.saturating_add(1) } else { day };
        let of_day = |closure: &&Closure| u64::from(closure.day) == trade_day && closure.day != 0;
        for closure in self.closures.iter().filter(of_day).filter(|closure| counts(closure)) {
            let close = u64::from(closure.close_minute());
            if close == 0 {
                session = Session::Closed;
            } else if minute < roll && minute >= close && session == Session::Regular {
                session = Session::Extended;
            } else if minute < close {
                until = until.min(close);
            }
        }
        let until_min = day.saturating_mul(DAY_MIN).saturating_add(until);
        let until_ts = i64::try_from(until_min.saturating_mul(60)).unwrap_or(i64::MAX).saturating_sub(offset_s);
        (session, until_ts.min(next_change))
    }
}

//! The moment of a refresh, and the market's cached session: renewed when it has run out, by walking the calendar from
//! where the cache ended, so that no Closed spell is missed when nobody refreshed during it.

use crate::session::{Calendar, Session};
use crate::state::MarketHeader;

/// A Closed spell at least this long is one after which liquidation has its grace.
pub const LONG_SPELL_S: i64 = 24 * 3600;
/// The walk goes back this far at most: longer than the longest regular spell.
const WALK_S: i64 = 5 * 24 * 3600;

/// The moment of a refresh, as the calendar sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RefreshContext {
    /// Unix seconds of the clock sysvar.
    pub now: i64,
    /// The session of `now`.
    pub session: Session,
    /// Since when it holds: a print published before belongs to another session.
    pub session_from: i64,
    /// End of the last Closed spell of a day or more; 0 when none is known.
    pub reopened_ts: i64,
}

impl RefreshContext {
    /// The moment of a reserve without sessions.
    #[inline(always)]
    #[must_use]
    pub const fn continuous(now: i64) -> RefreshContext {
        RefreshContext { now, session: Session::Regular, session_from: 0, reopened_ts: 0 }
    }
}

impl MarketHeader {
    /// The moment `now`, with the cached session renewed when it has run out.
    #[inline(always)]
    pub fn refresh_context(&mut self, now: i64) -> RefreshContext {
        if now >= self.session_until {
            self.renew_session(now);
        }
        RefreshContext {
            now,
            session: Session::from_u8(self.session),
            session_from: self.session_from,
            reopened_ts: self.reopened_ts,
        }
    }

    #[inline(never)]
    fn renew_session(&mut self, now: i64) {
        let calendar: &Calendar = &self.calendar;
        let horizon = now.saturating_sub(WALK_S);
        let mut at = self.session_until;
        if at < horizon {
            // the cache is new, was cleared, or is too old to go on from: what was before the horizon is not known
            at = horizon;
            self.session = calendar.session_at(at).0 as u8;
            self.session_from = at;
            self.closed_ts = at;
        }
        let mut before = Session::from_u8(self.session);
        // whoever may close a day at a day's notice begins or prolongs no spell by it
        let mut scheduled_before = calendar.scheduled_at(at.saturating_sub(1)).0;
        loop {
            let (session, until) = calendar.session_at(at);
            let (scheduled, scheduled_until) = calendar.scheduled_at(at);
            if session != before {
                self.session_from = at;
                before = session;
            }
            if scheduled != scheduled_before {
                if scheduled == Session::Closed {
                    self.closed_ts = at;
                } else if scheduled_before == Session::Closed && at.saturating_sub(self.closed_ts) >= LONG_SPELL_S {
                    self.reopened_ts = at;
                }
                scheduled_before = scheduled;
            }
            if until > now {
                self.session = session as u8;
            }
            // the cache ends where either changes, so that the walk goes on from there
            let next = until.min(scheduled_until);
            if next > now {
                self.session_until = next;
                return;
            }
            at = next;
        }
    }
}

//! How long a slot's price has been stale, in open session, and what weight it keeps in the liquidation test.

use crate::health::RiskContext;
use crate::session::{Calendar, Session};
use crate::state::{CLASS_EQUITY, MarketHeader, Reserve};
use crate::time::{age, per_session};
use crate::unit::{BPS, BPS_64};

/// Pieces of the calendar that are looked at: six days of them.
const PIECES: usize = 32;

impl MarketHeader {
    /// The moment `ts` as liquidation sees it: an expired cache does not close the market, the calendar is asked.
    #[inline(always)]
    #[must_use]
    pub fn liquidation_context(&self, ts: i64) -> RiskContext {
        let moment = self.risk_context(ts);
        if ts < self.session_until { moment } else { self.uncached(moment) }
    }

    #[cold]
    #[inline(never)]
    fn uncached(&self, moment: RiskContext) -> RiskContext {
        let (session, _) = self.calendar.session_at(moment.ts);
        RiskContext { session, ..moment }
    }
}

impl Reserve {
    /// Whether the board is older than the session allows. In terminal settlement its price is fixed.
    #[inline(always)]
    #[must_use]
    pub fn is_stale(&self, moment: &RiskContext) -> bool {
        self.is_older_than_allowed(moment, self.session(moment)) && self.terminal_ts == 0
    }

    /// The same, whether or not the price is fixed, in the session it lives in.
    #[inline(always)]
    pub(crate) fn is_older_than_allowed(&self, moment: &RiskContext, session: Session) -> bool {
        age(moment.ts, self.board_ts) > i64::from(per_session(&self.config.max_age_s, session))
    }

    /// The part of its liquidation weight that a stale supply slot keeps, basis points, rounded up: all of it for
    /// `stale_grace_s` of open session, then less and less over `stale_ramp_s`. For an equity open is Regular.
    #[cold]
    #[inline(never)]
    #[must_use]
    pub fn stale_part_bps_up(&self, calendar: &Calendar, moment: &RiskContext) -> u16 {
        let max_age = per_session(&self.config.max_age_s, self.session(moment));
        let since = self.board_ts.saturating_add(i64::from(max_age));
        let (grace, ramp) = (u64::from(self.config.stale_grace_s), u64::from(self.config.stale_ramp_s));
        let stale = if self.class == CLASS_EQUITY {
            open_seconds(calendar, since, moment.ts, grace.saturating_add(ramp))
        } else {
            age(moment.ts, since).max(0).unsigned_abs()
        };
        let left = ramp.saturating_sub(stale.saturating_sub(grace));
        // ARITH: at most 2^32 times 10,000
        let part = left.wrapping_mul(BPS_64).div_ceil(ramp.max(1));
        if stale <= grace { BPS } else { u16::try_from(part).unwrap_or(BPS) }
    }
}

/// Seconds of Regular session between two times, as far as they are below `enough`. Past six days of the calendar the
/// rest counts at the week's average: 32.5 hours of 168.
fn open_seconds(calendar: &Calendar, from: i64, to: i64, enough: u64) -> u64 {
    let (mut at, mut open) = (from, 0u64);
    for _ in 0..PIECES {
        if at >= to || open >= enough {
            return open;
        }
        let (session, until) = calendar.session_at(at);
        let end = until.min(to);
        if session == Session::Regular {
            open = open.saturating_add(age(end, at).max(0).unsigned_abs());
        }
        at = end;
    }
    let rest = age(to, at).max(0).unsigned_abs();
    open.saturating_add(rest.saturating_mul(65) / 336)
}

//! How long a slot's price has been stale, in open session, and what it then counts in the liquidation test.

use crate::health::RiskContext;
use crate::session::{Calendar, Session};
use crate::state::{CLASS_EQUITY, MarketHeader, Reserve};
use crate::time::{age, per_session};
use crate::unit::{BPS, BPS_64};

/// How far back the calendar is looked at: six days ...
const WALK_S: i64 = 6 * 86_400;
/// ... in pieces, of which a day has at most five ...
const PIECES: usize = 32;
/// ... and at most one is Regular.
const SPANS: usize = 7;

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

    /// The cheap question before [`Reserve::is_stale`]: whether the board is older than Regular allows, which no session
    /// undercuts.
    #[inline(always)]
    pub(crate) fn may_be_stale(&self, moment: &RiskContext) -> bool {
        let [regular, ..] = self.config.max_age_s;
        age(moment.ts, self.board_ts) > i64::from(regular)
    }

    /// The same, whether or not the price is fixed, in the session it lives in.
    #[inline(always)]
    pub(crate) fn is_older_than_allowed(&self, moment: &RiskContext, session: Session) -> bool {
        age(moment.ts, self.board_ts) > i64::from(per_session(&self.config.max_age_s, session))
    }

    /// Seconds of its own open session for which the board has been older than the session allows.
    #[must_use]
    pub fn stale_s(&self, open: &OpenTimes, moment: &RiskContext) -> u64 {
        let max_age = per_session(&self.config.max_age_s, self.session(moment));
        let since = self.board_ts.saturating_add(i64::from(max_age));
        if self.class == CLASS_EQUITY {
            open.seconds_since(since, moment.ts)
        } else {
            age(moment.ts, since).max(0).unsigned_abs()
        }
    }

    /// The part at which a stale debt slot counts in the liquidation test, basis points: for `stale_grace_s` of open session
    /// it is less by the reserve's span, so that whoever leaves a debt unrefreshed gains nothing by a smaller fall of its
    /// price; afterwards it is all of it. For an equity open is Regular.
    #[cold]
    #[inline(never)]
    #[must_use]
    pub fn stale_debt_part_bps(&self, open: &OpenTimes, moment: &RiskContext) -> u16 {
        let in_grace = self.stale_s(open, moment) <= u64::from(self.config.stale_grace_s);
        if in_grace { BPS.saturating_sub(self.config.span_bps) } else { BPS }
    }

    /// The part of its liquidation weight that a stale supply slot keeps, basis points, rounded up: all of it for
    /// `stale_grace_s` of open session, then less and less over `stale_ramp_s`. For an equity open is Regular.
    #[cold]
    #[inline(never)]
    #[must_use]
    pub fn stale_part_bps_up(&self, open: &OpenTimes, moment: &RiskContext) -> u16 {
        let (grace, ramp) = (u64::from(self.config.stale_grace_s), u64::from(self.config.stale_ramp_s));
        let stale = self.stale_s(open, moment);
        let left = ramp.saturating_sub(stale.saturating_sub(grace));
        // ARITH: at most 2^32 times 10,000
        let part = left.wrapping_mul(BPS_64).div_ceil(ramp.max(1));
        if stale <= grace { BPS } else { u16::try_from(part).unwrap_or(BPS) }
    }
}

/// When the exchange was open in the six days before a time: one walk through the calendar for all stale slots of a
/// position, each piece of which costs more than everything else of a slot.
#[derive(Clone, Copy, Debug, Default)]
pub struct OpenTimes {
    /// Start of the walk.
    from: i64,
    /// Its end.
    to: i64,
    /// Start and end of each Regular session in it; two zeros where there is none.
    spans: [(i64, i64); SPANS],
}

impl OpenTimes {
    /// Walks up to `now`.
    #[cold]
    #[inline(never)]
    #[must_use]
    pub fn before(calendar: &Calendar, now: i64) -> OpenTimes {
        let from = now.saturating_sub(WALK_S);
        let (mut spans, mut at) = ([(0, 0); SPANS], from);
        let mut places = spans.iter_mut();
        for _ in 0..PIECES {
            if at >= now {
                break;
            }
            let (session, until) = calendar.session_at(at);
            let end = until.min(now);
            if session == Session::Regular
                && let Some(place) = places.next()
            {
                *place = (at, end);
            }
            at = end;
        }
        // what the pieces did not reach counts as what lies before them
        OpenTimes { from, to: at, spans }
    }

    /// Seconds of Regular session from `since` to the end of the walk. What lies before the walk counts at the week's
    /// average: 32.5 hours of 168.
    #[must_use]
    pub fn seconds_since(&self, since: i64, now: i64) -> u64 {
        let length = |from: i64, to: i64| age(to, from).max(0).unsigned_abs();
        let walked = self.spans.iter().map(|(start, end)| length(since.max(*start), *end));
        let outside = length(since, self.from.min(now)).saturating_add(length(since.max(self.to), now));
        walked.fold(outside.saturating_mul(65) / 336, u64::saturating_add)
    }
}

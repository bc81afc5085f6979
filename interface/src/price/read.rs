//! What the board means now: session, staleness and ramps are checked at every read.

use crate::health::RiskContext;
use crate::policy::State;
use crate::session::Session;
use crate::state::{
    BOARD_DIVERGED, BOARD_HELD, BOARD_QUARANTINED, BOARD_USED_SHIFT, CLASS_EQUITY, MarketHeader, Reserve,
};
use crate::time::{age, per_session};

impl Reserve {
    /// The session this reserve lives in: Regular permanently unless it is an equity.
    #[inline(always)]
    #[must_use]
    pub const fn session(&self, moment: &RiskContext) -> Session {
        if self.class == CLASS_EQUITY { moment.session } else { Session::Regular }
    }

    /// Everything that is unusual about this reserve now. In terminal settlement its price is fixed: it is never stale.
    #[inline(always)]
    #[must_use]
    pub fn state(&self, moment: &RiskContext) -> State {
        self.state_among(moment, u32::MAX)
    }

    /// [`Reserve::state`], called and not inlined: for what is rare.
    #[inline(never)]
    #[must_use]
    pub fn state_outlined(&self, moment: &RiskContext) -> State {
        self.state(moment)
    }

    /// Those of these states, a constant, that the reserve is in: nothing else is looked at.
    #[inline(always)]
    #[must_use]
    pub(crate) fn state_among(&self, moment: &RiskContext, asked: u32) -> State {
        let session = self.session(moment);
        let mut bits = moment.market_state | u32::from(self.issuer_flags);
        if self.reads_issuer() {
            if asked & State::ISSUER_STALE != 0 && age(moment.ts, self.issuer_ts) > i64::from(self.config.issuer_age_s)
            {
                bits |= State::ISSUER_STALE;
            }
            if asked & (State::OFF_HOURS | State::CLOSED) != 0 {
                bits |= match session {
                    Session::Regular => 0,
                    Session::Extended | Session::Overnight => State::OFF_HOURS,
                    Session::Closed => State::CLOSED,
                };
            }
        }
        if self.terminal_ts != 0 {
            return State((bits | State::TERMINAL) & asked);
        }
        if self.board_flags & (BOARD_DIVERGED | BOARD_QUARANTINED) != 0 {
            if self.board_flags & BOARD_DIVERGED != 0 {
                bits |= State::DIVERGED;
            }
            if self.board_flags & BOARD_QUARANTINED != 0 {
                bits |= State::QUARANTINED;
            }
        }
        if asked & State::PARTIAL != 0 && self.is_partial(session) {
            bits |= State::PARTIAL;
        }
        if self.is_older_than_allowed(moment, session) {
            bits |= State::STALE;
        }
        State(bits & asked)
    }

    /// Whether the board does without a source that this session requires, or that is held out.
    #[inline(always)]
    fn is_partial(&self, session: Session) -> bool {
        let used = self.board_flags >> BOARD_USED_SHIFT;
        let required = self.config.required_sources.get(session as usize).copied().unwrap_or(0);
        required & !used != 0 || self.board_flags & BOARD_HELD != 0
    }

    /// The LTV in force: the session's, and with a source missing the lesser of those off-hours too; off-hours less decay
    /// since the last regular print; capped by an event window; and always the gap below the threshold of this moment.
    /// Basis points.
    #[inline(always)]
    #[must_use]
    pub fn ltv_bps(&self, moment: &RiskContext) -> u16 {
        let session = self.session(moment);
        let mut ltv = per_session(&self.config.ltv_bps, session);
        let is_partial = self.is_partial(session);
        if session != Session::Regular || is_partial {
            ltv = self.off_hours(ltv, is_partial, moment.ts);
        }
        if self.config.event_from != 0
            && moment.ts >= i64::from(self.config.event_from)
            && moment.ts < i64::from(self.config.event_until)
        {
            ltv = ltv.min(self.config.event_ltv_bps);
        }
        ltv.min(self.config.threshold.at(moment.ts).saturating_sub(self.config.ltv_gap_bps))
    }

    fn off_hours(&self, ltv: u16, is_partial: bool, now: i64) -> u16 {
        let ltv = if is_partial {
            let [_, extended, overnight, _] = self.config.ltv_bps;
            ltv.min(extended).min(overnight)
        } else {
            ltv
        };
        let hours = age(now, self.regular_ts).max(0).unsigned_abs() / 3600;
        let loss = hours.saturating_mul(u64::from(self.config.decay_bps_per_hour));
        let left = u16::try_from(u64::from(ltv).saturating_sub(loss)).unwrap_or(0);
        left.max(self.config.ltv_floor_bps.min(ltv))
    }

    /// Whether liquidations of this reserve's supply still have to spare positions that are nearly healthy: for
    /// `reopen_grace_s` from the first change of the share feed after a Closed spell of a day or more.
    #[inline(always)]
    #[must_use]
    pub fn in_reopen_grace(&self, header: &MarketHeader, now: i64) -> bool {
        self.class == CLASS_EQUITY && self.reopen_ts != 0 && age(now, self.reopen_ts) < i64::from(header.reopen_grace_s)
    }
}

//! Recombination: every source that is fresh now, whoever posted it and when, makes the five prices.

use super::clock::RefreshContext;
use crate::math::price::Price;
use crate::session::Session;
use crate::state::{
    BOARD_DIVERGED, BOARD_HELD, BOARD_QUARANTINED, BOARD_USED_SHIFT, PriceSource, Reserve, ReserveConfig,
};
use crate::time::{age, per_session};

/// Used: the token feed.
const TOKEN: u8 = 1;
/// Used: the share feed.
const SHARE: u8 = 2;

/// The two bounds of a price.
#[derive(Clone, Copy)]
struct Range {
    low: Price,
    high: Price,
}

impl Range {
    fn join(self, other: Range) -> Range {
        Range { low: self.low.min(other.low), high: self.high.max(other.high) }
    }
}

impl PriceSource {
    /// Whether its last accepted print may be used: young enough, and changed recently enough. Held out or not is
    /// another question.
    #[inline(always)]
    pub(super) fn is_fresh(&self, config: &ReserveConfig, session: Session, now: i64) -> bool {
        let freeze_age = per_session(&config.freeze_age_s, session);
        self.publish_ts != 0
            && age(now, self.publish_ts) <= i64::from(per_session(&config.max_age_s, session))
            && (freeze_age == 0 || age(now, self.change_ts) <= i64::from(freeze_age))
    }

    /// Spot less and plus confidence.
    #[inline(always)]
    const fn spot_range(&self) -> Range {
        Range { low: self.low, high: self.high }
    }

    /// The same with its moving average.
    #[inline(always)]
    fn wide_range(&self) -> Range {
        Range { low: self.low.min(self.wide), high: self.high.max(self.wide) }
    }
}

/// Makes the board from the sources. When none can be used it keeps its prices and its time, and so goes stale.
#[inline(always)]
pub(super) fn combine(reserve: &mut Reserve, tick: &RefreshContext) {
    let [token, share] = &reserve.sources;
    let token_on = !token.is_held() && token.is_fresh(&reserve.config, tick.session, tick.now);
    if share.is_some() {
        combine_two(reserve, tick, token_on);
    } else if token_on {
        alone(reserve, tick, TOKEN, false);
    } else {
        without(reserve, token.is_held());
    }
}

/// The same where there is a share feed. In Closed there is no exchange behind its price: it may only cap.
#[inline(never)]
fn combine_two(reserve: &mut Reserve, tick: &RefreshContext, token_on: bool) {
    let [token, share] = &reserve.sources;
    let held = token.is_held() || share.is_held();
    let share_on =
        tick.session != Session::Closed && !share.is_held() && share.is_fresh(&reserve.config, tick.session, tick.now);
    match (token_on, share_on) {
        (true, true) => together(reserve, tick),
        (true, false) => alone(reserve, tick, TOKEN, held),
        (false, true) => alone(reserve, tick, SHARE, held),
        (false, false) => without(reserve, held),
    }
}

/// Where a source is missing that this session requires, or off-hours, one venue's print must not decide alone: the
/// moving average joins the liquidation prices.
#[inline(always)]
fn average_joins(reserve: &Reserve, tick: &RefreshContext, used: u8, held: bool) -> bool {
    let required = reserve.config.required_sources.get(tick.session as usize).copied().unwrap_or(0);
    tick.session != Session::Regular || held || required & !used != 0
}

/// No source can be used.
fn without(reserve: &mut Reserve, held: bool) {
    let flags = reserve.board_flags & !(BOARD_QUARANTINED | BOARD_HELD);
    reserve.board_flags = if held { flags | BOARD_QUARANTINED } else { flags };
}

/// One source makes the board; the other, where there is one, caps.
#[inline(always)]
fn alone(reserve: &mut Reserve, tick: &RefreshContext, used: u8, held: bool) {
    let joins = average_joins(reserve, tick, used, held);
    let [token, share] = &reserve.sources;
    let (one, other) = if used == TOKEN { (token, share) } else { (share, token) };
    let (wide, spot) = (one.wide_range(), one.spot_range());
    let (settle, board_ts) = (one.spot, one.publish_ts);
    let risk = Range { low: capped(wide.low, other), ..wide };
    let held = if held { BOARD_HELD } else { 0 };
    let flags = (used << BOARD_USED_SHIFT) | held;
    write(reserve, risk, if joins { wide } else { spot }, settle, board_ts, flags);
}

/// Both sources make the board.
#[inline(always)]
fn together(reserve: &mut Reserve, tick: &RefreshContext) {
    let joins = average_joins(reserve, tick, TOKEN | SHARE, false);
    let [token, share] = &reserve.sources;
    let config = &reserve.config;
    let risk = token.wide_range().join(share.wide_range());
    let (settle, board_ts) = (token.spot, token.publish_ts.min(share.publish_ts));
    let (mut flags, mut since) = ((TOKEN | SHARE) << BOARD_USED_SHIFT, 0);
    if !token.spot.within_bps(share.spot, config.divergence_bps) {
        flags |= BOARD_DIVERGED;
        since = if reserve.diverged_ts == 0 { tick.now } else { reserve.diverged_ts };
    }
    let liquidation = if since != 0 && age(tick.now, since) >= i64::from(config.divergence_s) {
        token.wide_range()
    } else {
        bounded(token, share, joins, config.divergence_bps)
    };
    reserve.diverged_ts = since;
    write(reserve, risk, liquidation, settle, board_ts, flags);
}

#[inline(always)]
fn write(reserve: &mut Reserve, risk: Range, liquidation: Range, settle: Price, board_ts: i64, flags: u8) {
    reserve.low = risk.low;
    reserve.high = risk.high;
    reserve.liq_low = liquidation.low;
    reserve.liq_high = liquidation.high;
    reserve.settle = settle;
    reserve.board_ts = board_ts;
    reserve.board_flags = flags;
}

/// A source that is none now (held out, stale, or without a venue in Closed) is still a cap: the lower bound never
/// passes its last good one.
#[inline(always)]
fn capped(low: Price, absent: &PriceSource) -> Price {
    if absent.publish_ts != 0 { low.min(absent.low) } else { low }
}

/// Liquidation bounds of both sources: the share feed may move the token feed's by at most the divergence limit. It can
/// delay a liquidation, never veto it.
#[inline(always)]
fn bounded(token: &PriceSource, share: &PriceSource, joined: bool, divergence_bps: u16) -> Range {
    let (token, share) =
        if joined { (token.wide_range(), share.wide_range()) } else { (token.spot_range(), share.spot_range()) };
    let mut range = token.join(share);
    if share.high > token.high && !share.high.within_bps(token.high, divergence_bps) {
        range.high = part(token.high, 10_000_u16.saturating_add(divergence_bps), true).min(share.high);
    }
    if share.low < token.low && !share.low.within_bps(token.low, divergence_bps) {
        range.low = part(token.low, 10_000_u16.saturating_sub(divergence_bps), false).max(share.low);
    }
    range
}

/// `bps / 10,000` of a price, rounded away from it.
#[cold]
#[inline(never)]
fn part(price: Price, bps: u16, up: bool) -> Price {
    // ARITH: below 2^49
    let scaled = u64::from(bps) << 32;
    if up {
        price.mul_q32_up((scaled / 10_000).wrapping_add(1)).unwrap_or(Price::LARGEST)
    } else {
        price.mul_q32_down(scaled / 10_000).unwrap_or(Price::ZERO)
    }
}

//! Combine: every source that is live now, whoever posted it and when, makes the six prices of the board.

use super::context::RefreshContext;
use super::guard::{self, News};
use super::observe::SHARE_CLOSED_FREEZE_S;
use crate::math::price::Price;
use crate::session::Session;
use crate::state::{
    BOARD_DIVERGED, BOARD_HELD, BOARD_QUARANTINED, BOARD_USED_SHIFT, PriceSource, Reserve, ReserveConfig, SHARE_FEED,
    SOURCE_COUNT, SOURCE_FAR, SOURCE_WIDE, TOKEN_FEED,
};
use crate::time::{age, per_session};

/// A share print this far from the last good one is remembered: it may be a split whose multiplier is still to come.
const RECALL_BPS: u16 = 1_500;

impl PriceSource {
    /// Whether source `N` may be used: not suspended, its last print young enough, and changed recently enough.
    #[inline(always)]
    pub(super) fn is_live<const N: usize>(&self, config: &ReserveConfig, context: &RefreshContext) -> bool {
        let mut freeze_age = per_session(&config.freeze_age_s, context.session);
        if N == SHARE_FEED && context.session == Session::Closed {
            freeze_age = SHARE_CLOSED_FREEZE_S;
        }
        self.publish_ts != 0
            && !self.is_suspended()
            && age(context.now, self.publish_ts) <= i64::from(per_session(&config.max_age_s, context.session))
            && (freeze_age == 0 || age(context.now, self.change_ts) <= i64::from(freeze_age))
    }
}

/// Makes the board from the sources and what was news of them. When none is live it keeps its prices and its time, and so
/// goes stale.
#[inline(always)]
pub(super) fn combine(reserve: &mut Reserve, news: [Option<News>; SOURCE_COUNT], context: &RefreshContext) {
    let [token, share] = &reserve.sources;
    let token_live = token.is_live::<TOKEN_FEED>(&reserve.config, context);
    let [token_news, _] = news;
    if share.is_some() {
        combine_two(reserve, news, token_live, context);
    } else if token_live {
        single(reserve, token_news, context);
    } else {
        without(reserve);
    }
}

/// The same where there is no share feed.
#[inline(always)]
pub(super) fn combine_single(reserve: &mut Reserve, news: Option<News>, context: &RefreshContext) {
    let [token, _] = &reserve.sources;
    if token.is_live::<TOKEN_FEED>(&reserve.config, context) {
        single(reserve, news, context);
    } else {
        without(reserve);
    }
}

/// The token feed, which is live, makes the board.
#[inline(always)]
fn single(reserve: &mut Reserve, news: Option<News>, context: &RefreshContext) {
    move_references(reserve, TOKEN_FEED, news, false, context);
    let slow = reserve.slow;
    let [token, _] = &mut reserve.sources;
    token.place(slow);
    let (low, high) = (token.low.min(slow), token.high.max(slow));
    let one = *token;
    write(reserve, &one, low, high, one.publish_ts, 1 << BOARD_USED_SHIFT);
}

/// The same where there is a share feed.
#[inline(never)]
fn combine_two(reserve: &mut Reserve, news: [Option<News>; SOURCE_COUNT], token_live: bool, context: &RefreshContext) {
    let [_, share] = &reserve.sources;
    let share_live = share.is_live::<SHARE_FEED>(&reserve.config, context);
    let [token_news, share_news] = news;
    if share_news.is_some() && (token_live || share_live) {
        recall_jump(reserve, context.now);
    }
    match (token_live, share_live) {
        (true, true) => together(reserve, token_news, context),
        (true, false) => alone(reserve, TOKEN_FEED, token_news, context),
        (false, true) => alone(reserve, SHARE_FEED, share_news, context),
        (false, false) => without(reserve),
    }
}

/// No source is live: the board ages and its flags stay.
#[cold]
fn without(reserve: &mut Reserve) {
    if reserve.sources.iter().any(PriceSource::is_suspended) {
        reserve.board_flags |= BOARD_QUARANTINED;
    }
}

/// Both references move by the leading source's news, or begin at its price. Returns the seconds that were counted.
#[inline(always)]
fn move_references(
    reserve: &mut Reserve,
    lead: usize,
    news: Option<News>,
    diverged: bool,
    context: &RefreshContext,
) -> u64 {
    if reserve.board_ts == 0 {
        let [token, share] = &reserve.sources;
        let source = if lead == SHARE_FEED { share } else { token };
        (reserve.slow, reserve.quick, reserve.ref_ts) = (source.spot, source.spot, source.publish_ts);
        return 0;
    }
    match news {
        Some(news) => guard::follow(reserve, lead, &news, diverged, context),
        None => 0,
    }
}

/// A print of the share feed that jumped is remembered with the good value before it.
#[inline(always)]
fn recall_jump(reserve: &mut Reserve, now: i64) {
    let [_, share] = &reserve.sources;
    if !share.good.is_zero() && !share.spot.within_bps(share.good, RECALL_BPS) {
        reserve.pending.recall_jump(share.good, now);
    }
}

/// Of two sources one alone makes the board; the other caps what new risk may count.
#[cold]
#[inline(never)]
fn alone(reserve: &mut Reserve, lead: usize, news: Option<News>, context: &RefreshContext) {
    move_references(reserve, lead, news, false, context);
    let slow = reserve.slow;
    let [token, share] = &mut reserve.sources;
    let (one, other) = if lead == SHARE_FEED { (share, &*token) } else { (token, &*share) };
    one.place(slow);
    let mut low = one.low.min(slow);
    let used = if lead == SHARE_FEED { 1 << SHARE_FEED } else { 1 << TOKEN_FEED };
    let mut flags = used << BOARD_USED_SHIFT;
    if other.publish_ts != 0 {
        // no source now, and still a cap
        low = low.min(if other.is_far() { other.good } else { other.low });
    }
    if other.is_suspended() {
        flags |= BOARD_HELD;
    }
    let one = *one;
    write(reserve, &one, low, one.high.max(slow), one.publish_ts, flags);
}

/// Both sources make the board; the token feed leads.
#[inline(always)]
fn together(reserve: &mut Reserve, news: Option<News>, context: &RefreshContext) {
    let [token, share] = &reserve.sources;
    let diverged = !token.spot.within_bps(share.spot, reserve.config.divergence_bps);
    let seconds = move_references(reserve, TOKEN_FEED, news, diverged, context);
    let [token, share] = &reserve.sources;
    let apart = age(token.publish_ts, share.publish_ts).unsigned_abs();
    if apart <= u64::from(token.together_s(share, &reserve.config, context.session)) {
        guard::bring_into_span(reserve, seconds, context);
    }
    let slow = reserve.slow;
    let [token, share] = &mut reserve.sources;
    token.place(slow);
    share.place(slow);
    let (low, high) = (token.low.min(share.low).min(slow), token.high.max(share.high).max(slow));
    let board_ts = token.publish_ts.min(share.publish_ts);
    let flags = (3 << BOARD_USED_SHIFT) | if diverged { BOARD_DIVERGED } else { 0 };
    let lead = *token;
    write(reserve, &lead, low, high, board_ts, flags);
}

#[inline(always)]
fn write(reserve: &mut Reserve, lead: &PriceSource, low: Price, high: Price, board_ts: i64, flags: u8) {
    let (slow, quick, span_bps) = (reserve.slow, reserve.quick, reserve.config.span_bps);
    let (test_low, test_high) = lead.test_range(&reserve.config);
    let doubtful = if lead.flags & (SOURCE_WIDE | SOURCE_FAR) != 0 { BOARD_QUARANTINED } else { 0 };
    reserve.low = low;
    reserve.high = high;
    reserve.liq_low = test_low.min(slow);
    reserve.liq_high = test_high.max(slow);
    reserve.settle_high = not_below(lead.spot.max(quick), slow, span_bps);
    reserve.settle_low = not_above(lead.spot.min(quick), slow, span_bps);
    reserve.board_ts = board_ts;
    reserve.board_flags = flags | doubtful;
}

/// The greater of a price and `slow * (1 - span)`, rounded up.
#[inline(always)]
fn not_below(price: Price, slow: Price, span_bps: u16) -> Price {
    if price >= slow || price.within_bps(slow, span_bps) {
        price
    } else {
        slow.part_up(10_000_u16.saturating_sub(span_bps))
    }
}

/// The lesser of a price and `slow * (1 + span)`, rounded down.
#[inline(always)]
fn not_above(price: Price, slow: Price, span_bps: u16) -> Price {
    if price <= slow || price.within_bps(slow, span_bps) {
        price
    } else {
        slow.part_down(10_000_u16.saturating_add(span_bps))
    }
}

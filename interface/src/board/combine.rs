//! Recombination: every source that is fresh now, whoever posted it and when, makes the five prices.

use super::clock::Tick;
use crate::health::{age, per_session};
use crate::math::price::Price;
use crate::session::Session;
use crate::state::{BOARD_DIVERGED, BOARD_HELD, BOARD_QUARANTINED, BOARD_USED_SHIFT, Reserve, ReserveConfig, Source};

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

impl Source {
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
pub(super) fn combine(reserve: &mut Reserve, tick: &Tick) {
    let [token, share] = &reserve.sources;
    let config = &reserve.config;
    let held = token.is_held() || share.is_held();
    let token_on = !token.is_held() && token.is_fresh(config, tick.session, tick.now);
    // in Closed there is no exchange behind a share's price: it may only cap
    let share_on = share.is_some()
        && tick.session != Session::Closed
        && !share.is_held()
        && share.is_fresh(config, tick.session, tick.now);
    let used = if token_on { TOKEN } else { 0 } | if share_on { SHARE } else { 0 };
    if used == 0 {
        let flags = reserve.board_flags & !(BOARD_QUARANTINED | BOARD_HELD);
        reserve.board_flags = if held { flags | BOARD_QUARANTINED } else { flags };
        return;
    }
    let required = config.required_sources.get(tick.session as usize).copied().unwrap_or(0);
    // where a source is missing that should be there, one venue's print must not decide alone: the average joins
    let joined = tick.session != Session::Regular || held || required & !used != 0;
    let mut flags = used << BOARD_USED_SHIFT;
    if held {
        flags |= BOARD_HELD;
    }

    let (risk, liquidation, settle, board_ts);
    if used == TOKEN | SHARE {
        risk = token.wide_range().join(share.wide_range());
        settle = token.spot;
        board_ts = token.publish_ts.min(share.publish_ts);
        if token.spot.within_bps(share.spot, config.divergence_bps) {
            reserve.diverged_ts = 0;
            liquidation = bounded(token, share, joined, config.divergence_bps);
        } else {
            flags |= BOARD_DIVERGED;
            let (since, patience) = (reserve.diverged_ts, i64::from(config.divergence_s));
            liquidation = if since != 0 && age(tick.now, since) >= patience {
                token.wide_range()
            } else {
                bounded(token, share, joined, config.divergence_bps)
            };
            if since == 0 {
                reserve.diverged_ts = tick.now;
            }
        }
    } else {
        let (one, other) = if token_on { (token, share) } else { (share, token) };
        risk = Range { low: capped(one.wide_range().low, other), ..one.wide_range() };
        liquidation = if joined { one.wide_range() } else { one.spot_range() };
        settle = one.spot;
        board_ts = one.publish_ts;
    }
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
fn capped(low: Price, absent: &Source) -> Price {
    if absent.publish_ts != 0 { low.min(absent.low) } else { low }
}

/// Liquidation bounds of both sources: the share feed may move the token feed's by at most the divergence limit. It can
/// delay a liquidation, never veto it.
#[inline(always)]
fn bounded(token: &Source, share: &Source, joined: bool, divergence_bps: u16) -> Range {
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

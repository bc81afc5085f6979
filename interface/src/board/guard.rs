//! The jump guard: a source that moves more than `jump_bps` against its own last good raw value is held out until the
//! other source confirms it, or it persists through a Regular session, print after print.

use super::clock::RefreshContext;
use super::quote::Quote;
use crate::math::price::Price;
use crate::session::Session;
use crate::state::{
    PriceSource, Reserve, ReserveConfig, SHARE_FEED, SOURCE_COUNT, SOURCE_JUMPED, SOURCE_SUSPENDED, TOKEN_FEED,
};

impl PriceSource {
    /// Whether it is held out of the board.
    #[inline(always)]
    #[must_use]
    pub const fn is_held(&self) -> bool {
        self.flags & (SOURCE_JUMPED | SOURCE_SUSPENDED) != 0
    }

    /// Keeps a print out of the board, and remembers where it stood.
    fn hold(&mut self, spot: Price, flag: u16) {
        self.held = spot;
        self.flags |= flag;
    }
}

/// Whether the quote goes on from the source's last good value; a source's first print does.
#[inline(always)]
pub(super) fn continues(source: &PriceSource, quote: &Quote, jump_bps: u16) -> bool {
    source.spot.is_zero() || quote.spot.within_bps(source.spot, jump_bps)
}

/// A print that a corporate action holds out.
#[cold]
#[inline(never)]
pub(super) fn suspend(source: &mut PriceSource, spot: Price) {
    source.hold(spot, SOURCE_SUSPENDED);
}

/// Takes the quote as the source's present value. The source that decay counts from is the share feed, where there is
/// one; a share feed that moves for the first time after a long Closed spell starts the reopen grace.
#[inline(always)]
pub(super) fn accept(reserve: &mut Reserve, n: usize, quote: &Quote, tick: &RefreshContext) {
    let [token, share] = &mut reserve.sources;
    let primary = if share.is_some() { SHARE_FEED } else { TOKEN_FEED };
    let source = if n == SHARE_FEED { share } else { token };
    let before_ts = source.publish_ts;
    source.spot = quote.spot;
    source.low = quote.low;
    source.high = quote.high;
    source.wide = quote.wide;
    source.ema = quote.ema;
    source.publish_ts = quote.publish_ts;
    source.flags = 0;
    source.held_ts = 0;
    if n == SHARE_FEED {
        reserve.multiplier.settle(quote.publish_ts);
    }
    // by the session at the time of the change: the first print of Monday morning is no Friday print
    if n == primary && tick.session == Session::Regular && source.change_ts >= tick.session_from {
        reserve.regular_ts = source.change_ts;
    }
    if n == SHARE_FEED && reserve.reopen_ts < tick.reopened_ts && source.change_ts >= tick.reopened_ts {
        // a feed that was not there before the spell reopens nothing
        reserve.reopen_ts = if before_ts == 0 { tick.reopened_ts } else { source.change_ts };
    }
}

/// Judges the quotes that jumped, knowing both. Returns whether one stays held out.
#[cold]
#[inline(never)]
pub(super) fn judge(reserve: &mut Reserve, jumped: &[Option<Quote>; SOURCE_COUNT], tick: &RefreshContext) -> bool {
    let mut held_out = false;
    for (n, quote) in jumped.iter().enumerate() {
        let Some(quote) = quote else { continue };
        let (other, other_jumped) = match (n, jumped) {
            (TOKEN_FEED, [_, other_jumped]) => (SHARE_FEED, other_jumped),
            (_, [other_jumped, _]) => (TOKEN_FEED, other_jumped),
        };
        let confirmed = witness(reserve, other, other_jumped.as_ref(), tick)
            .is_some_and(|price| quote.spot.within_bps(price, reserve.config.divergence_bps));
        let config = reserve.config;
        let Some(source) = reserve.sources.get_mut(n) else { continue };
        let persists = persists(source, quote, &config, tick);
        if persists && !confirmed && n == SHARE_FEED {
            reserve.trial.recall_jump(source.spot, tick.now);
        }
        if confirmed || persists {
            accept(reserve, n, quote, tick);
        } else {
            source.hold(quote.spot, SOURCE_JUMPED);
            held_out = true;
        }
    }
    held_out
}

/// What the other source says now: its print of this refresh even when that jumped too, else its last one while fresh,
/// else the one that is held out of it while that is fresh. A suspended source and a share feed in Closed say nothing.
fn witness(reserve: &Reserve, other: usize, jumped: Option<&Quote>, tick: &RefreshContext) -> Option<Price> {
    let source = reserve.sources.get(other)?;
    if source.flags & SOURCE_SUSPENDED != 0 || (other == SHARE_FEED && tick.session == Session::Closed) {
        return None;
    }
    if let Some(quote) = jumped {
        return Some(quote.spot);
    }
    if source.flags & SOURCE_JUMPED != 0 {
        let max_age = i64::from(crate::time::per_session(&reserve.config.max_age_s, tick.session));
        return (crate::time::age(tick.now, source.seen_ts) <= max_age).then_some(source.held);
    }
    source.is_fresh(&reserve.config, tick.session, tick.now).then_some(source.spot)
}

/// Whether a jump has persisted: seen print after print in one Regular session, each near the one before and no further
/// apart than a price may be old, for `jump_persist_s`. A first jump, or one after a pause, starts the time anew.
fn persists(source: &mut PriceSource, quote: &Quote, config: &ReserveConfig, tick: &RefreshContext) -> bool {
    if tick.session != Session::Regular || quote.publish_ts < tick.session_from {
        source.held_ts = 0;
        return false;
    }
    let max_age = i64::from(crate::time::per_session(&config.max_age_s, Session::Regular));
    let goes_on = source.held_ts >= tick.session_from.max(1)
        && quote.gap_s <= max_age
        && quote.spot.within_bps(source.held, config.jump_bps);
    if !goes_on {
        source.held_ts = quote.publish_ts;
        return false;
    }
    quote.publish_ts.saturating_sub(source.held_ts) >= i64::from(config.jump_persist_s)
}

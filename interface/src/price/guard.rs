//! Guard: what a print can do. A first print must lie where the listing or the board expects it; every later one is the
//! feed's price at once, and moves the two references by bounded steps only.

use super::context::RefreshContext;
use super::convert::{self, Quote};
use crate::Error;
use crate::math::price::Price;
use crate::math::scale::Scale;
use crate::multiplier::EffectiveMultipliers;
use crate::oracle::PriceUpdate;
use crate::session::Session;
use crate::state::{PriceSource, Reserve, SHARE_FEED, SOURCE_FAR, SOURCE_WIDE, SourceId, TOKEN_FEED, quick_log2};
use bytemuck::Zeroable;

/// What a source said before the print that this refresh took from it; of a first print, itself.
#[derive(Clone, Copy, Debug)]
pub(super) struct News {
    /// Spot per raw atom.
    pub before: Price,
    /// Its publish time.
    pub before_ts: i64,
}

/// Whether the first print of source `n` lies where one is expected: in the listing's band while there is no board; later
/// within the divergence limit of the slow reference or of the other source, where that is live.
#[cold]
#[inline(never)]
pub(crate) fn is_expected(reserve: &Reserve, n: usize, spot: Price, context: &RefreshContext) -> bool {
    if reserve.board_ts == 0 {
        return reserve.slow <= spot && spot <= reserve.quick;
    }
    let [token, share] = &reserve.sources;
    let (other, other_live) = if n == TOKEN_FEED {
        (share, share.is_live::<SHARE_FEED>(&reserve.config, context))
    } else {
        (token, token.is_live::<TOKEN_FEED>(&reserve.config, context))
    };
    let limit = reserve.config.divergence_bps;
    spot.within_bps(reserve.slow, limit) || (other_live && spot.within_bps(other.spot, limit))
}

/// The band that a listing names for a first print near `price * 10^exponent` USD per token of this many decimals: from
/// seven tenths of it to seven fifths. `None` when it cannot be represented.
#[must_use]
pub fn band_around(price: u64, exponent: i32, decimals: u8) -> Option<[Price; 2]> {
    let tenth = price / 10;
    let scale = Scale::new(exponent, decimals, price)?;
    // ROUND: inward, so that the band stays within a factor of two
    let low = scale.price_up(tenth.checked_mul(7)?)?;
    let high = scale.price_down(tenth.checked_mul(14)?)?;
    (!low.is_zero()).then_some([low, high])
}

/// The source with this identity as its first print leaves it, before the references have seen it.
///
/// # Errors
/// `PriceTooOld`, `PriceFromFuture`, `PriceTooHigh` when it cannot be represented.
pub(crate) fn first_print(
    reserve: &Reserve,
    n: usize,
    id: SourceId,
    print: &PriceUpdate,
    context: &RefreshContext,
) -> Result<PriceSource, Error> {
    let mut source = PriceSource { id, ..PriceSource::zeroed() };
    if !source.is_news(print, &reserve.config, context) {
        return Err(if print.publish_ts < context.now { Error::PriceTooOld } else { Error::PriceFromFuture });
    }
    let multipliers = EffectiveMultipliers::plain(reserve.multiplier.accepted_q32);
    let by = (n == SHARE_FEED).then_some(&multipliers);
    let quote = convert::quote(print, 0, &reserve.config, reserve.decimals, by).ok_or(Error::PriceTooHigh)?;
    source.take(print, &quote, context.now);
    Ok(source)
}

/// Moves both references toward the leading source's print, as far as it and the one before it lie on the same side, for
/// the time that it stands; half as fast while the other live source denies it. Returns the seconds that were counted.
#[inline(always)]
pub(super) fn follow(reserve: &mut Reserve, lead: usize, news: &News, diverged: bool, context: &RefreshContext) -> u64 {
    let [token, share] = &reserve.sources;
    let source = if lead == SHARE_FEED { share } else { token };
    let (spot, publish_ts) = (source.spot, source.publish_ts);
    let stand_s = i64::from(source.stand_s(&reserve.config, context.session));
    // the counted times of a source and of all leads are disjoint
    let from = news.before_ts.max(reserve.ref_ts);
    if publish_ts <= from {
        return 0;
    }
    // ARITH: both are clock times, and the difference is above 0
    let seconds = publish_ts.wrapping_sub(from).min(stand_s).cast_unsigned();
    reserve.ref_ts = publish_ts;
    let denied = u32::from(diverged);
    let slow_log2 = slow_log2(reserve, context.session);
    // ARITH: logarithms are at most 15
    let slow_n = u32::from(slow_log2).wrapping_add(denied);
    let quick_n = u32::from(quick_log2(slow_log2)).wrapping_add(denied);
    // the middle one of the reference and two prints is the nearest price between the prints
    let (low, high) = if spot < news.before { (spot, news.before) } else { (news.before, spot) };
    reserve.slow = reserve.slow.stepped(reserve.slow.max(low).min(high), seconds, slow_n);
    reserve.quick = reserve.quick.stepped(reserve.quick.max(low).min(high), seconds, quick_n);
    seconds
}

/// Brings both references into the span of two live sources that speak together: at once in Regular; elsewhere, where the
/// two are not independent, by at most a quarter of themselves in a quarter of the slow reference's time.
#[inline(always)]
pub(super) fn bring_into_span(reserve: &mut Reserve, seconds: u64, context: &RefreshContext) {
    let [token, share] = &reserve.sources;
    let (low, high) = (token.low.min(share.low), token.high.max(share.high));
    if context.session == Session::Regular {
        reserve.slow = reserve.slow.max(low).min(high);
        reserve.quick = reserve.quick.max(low).min(high);
    } else if reserve.slow < low || reserve.slow > high || reserve.quick < low || reserve.quick > high {
        // ARITH: the logarithm is at least 10
        let n = u32::from(slow_log2(reserve, context.session)).wrapping_sub(2);
        reserve.slow = reserve.slow.carried(low, high, seconds, n);
        reserve.quick = reserve.quick.carried(low, high, seconds, n);
    }
}

#[inline(always)]
fn slow_log2(reserve: &Reserve, session: Session) -> u8 {
    reserve.config.slow_log2.get(session as usize).copied().unwrap_or(0)
}

impl PriceSource {
    /// Makes a print that is news the source's present value, and returns what it said before.
    #[inline(always)]
    pub(super) fn take(&mut self, print: &PriceUpdate, quote: &Quote, now: i64) -> News {
        let publish_ts = print.publish_ts.min(now);
        self.see(print, publish_ts);
        let spot = quote.bounds.spot;
        let news = if self.publish_ts == 0 {
            self.good = quote.bounds.low;
            News { before: spot, before_ts: publish_ts }
        } else {
            News { before: self.spot, before_ts: self.publish_ts }
        };
        (self.spot, self.low, self.high) = (spot, quote.bounds.low, quote.bounds.high);
        self.publish_ts = publish_ts;
        self.flags = self.flags & SOURCE_FAR | if quote.wide { SOURCE_WIDE } else { 0 };
        self.zeros = quote.zeros;
        news
    }

    /// Tells a live source far from the slow reference, or near: then its print is a good one.
    #[inline(always)]
    pub(super) fn place(&mut self, slow: Price) {
        if self.spot.within_bps(slow, 2_500) {
            self.flags &= !SOURCE_FAR;
            self.good = self.low;
        } else {
            self.flags |= SOURCE_FAR;
        }
    }
}

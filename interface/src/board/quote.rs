//! From a print to prices per raw atom: the rule of ingest, then one scale for all of the print's numbers.

use super::ruling::{ONE_Q32, Ruling};
use crate::Error;
use crate::math::price::Price;
use crate::math::scale::{Bounds, Scale};
use crate::math::wide::mul_div_up;
use crate::oracle::{Print, ingest};
use crate::state::{ReserveConfig, Source};

/// Time constant of the board's own average, seconds: about that of Pyth's.
const EMA_TAU_S: u64 = 3600;

/// A print compared with the last one seen from its source.
#[derive(Clone, Copy, Debug)]
pub(super) struct Seen {
    /// Publish time, not past the clock.
    pub publish_ts: i64,
    /// Seconds since the last print seen, by their own publish times.
    pub gap_s: i64,
}

impl Seen {
    /// Whether it is the very print that was seen last.
    #[inline(always)]
    pub const fn is_same_again(&self) -> bool {
        self.gap_s == 0
    }
}

/// Checks a print against the rule of ingest and remembers it as seen. Prints are ordered by their own publish time:
/// never older than the last, and of an equal time only the same again; two that are both ahead of the clock too.
///
/// # Errors
/// Those of [`ingest::check`]; `PriceOutOfOrder`.
#[inline(always)]
pub(super) fn see(source: &mut Source, print: &Print, now: i64, conf_limit_bps: u16) -> Result<Seen, Error> {
    let publish_ts = ingest::check(print, now, conf_limit_bps, source.seen_ts)?;
    let changed = source.price != print.price || source.conf != print.conf || source.exponent != print.exponent;
    // ARITH: both lie within seconds of some clock time, or the second is zero
    let gap_s = print.publish_ts.wrapping_sub(source.seen_ts);
    if changed {
        if gap_s == 0 {
            return Err(Error::PriceOutOfOrder);
        }
        source.change_ts = publish_ts;
        source.price = print.price;
        source.conf = print.conf;
        source.exponent = print.exponent;
    }
    source.seen_ts = print.publish_ts;
    Ok(Seen { publish_ts, gap_s })
}

/// A print in prices per raw atom.
#[derive(Clone, Copy, Debug)]
pub(super) struct Quote {
    /// Spot, down.
    pub spot: Price,
    /// Spot less confidence, down.
    pub low: Price,
    /// Spot plus confidence, up.
    pub high: Price,
    /// The moving average less or plus the confidence, on the side of the spot it lies; `low` when it is ignored.
    pub wide: Price,
    /// The board's own average after this print; zero with adapters that give one.
    pub ema: Price,
    /// Publish time, not past the clock.
    pub publish_ts: i64,
    /// Seconds since the last print seen of the source.
    pub gap_s: i64,
}

/// Converts a print. A print without confidence takes the configured one; one without moving average the board's own.
/// A moving average is a source of its own: out of reach of the spot by `jump_bps`, it is ignored.
///
/// # Errors
/// `PriceTooHigh`, also for a factor of zero.
#[inline(always)]
pub(super) fn quote(
    source: &Source,
    print: &Print,
    seen: &Seen,
    config: &ReserveConfig,
    decimals: u8,
    ruling: Option<&Ruling>,
) -> Result<Quote, Error> {
    let conf = if print.conf != 0 { print.conf } else { ingest::share_up(print.price, config.default_conf_bps) };
    // ARITH: both are at most i64::MAX
    let top = print.price.wrapping_add(conf);
    let scale = Scale::new(print.exponent, decimals, top).ok_or(Error::PriceTooHigh)?;
    let average = if print.ema != 0 && near(print.ema, print.price, config.jump_bps) { print.ema } else { print.price };
    let bounds = match ruling {
        None => scale.bounds(print.price, conf, average),
        Some(ruling) => multiplied(&scale, ruling, print.price, conf, average),
    };
    let Some(Bounds { spot, low, high, wide }) = bounds else { return Err(Error::PriceTooHigh) };
    let mut quote = Quote { spot, low, high, wide, ema: Price::ZERO, publish_ts: seen.publish_ts, gap_s: seen.gap_s };
    if print.ema == 0 {
        own_average(&mut quote, source, print.price, conf, config.jump_bps);
    }
    Ok(quote)
}

/// Bounds of a share's print: by the multiplier in force; while two count, lows by the lesser and highs by the greater.
#[inline(always)]
fn multiplied(scale: &Scale, ruling: &Ruling, price: u64, conf: u64, average: u64) -> Option<Bounds> {
    let bounds = scale.times_q32(ruling.spot_q32)?.bounds(price, conf, average)?;
    if ruling.high_q32 == ruling.low_q32 { Some(bounds) } else { spread(scale, ruling, price, conf, average) }
}

#[cold]
#[inline(never)]
fn spread(scale: &Scale, ruling: &Ruling, price: u64, conf: u64, average: u64) -> Option<Bounds> {
    let bounds = |q32| scale.times_q32(q32)?.bounds(price, conf, average);
    let (least, most) = (bounds(ruling.low_q32)?, bounds(ruling.high_q32)?);
    let wide = if average > price { most.wide } else { least.wide };
    Some(Bounds { spot: bounds(ruling.spot_q32)?.spot, low: least.low, high: most.high, wide })
}

/// Moves the board's own average toward the spot by the time since the last accepted print, and lets it widen the
/// quote like a published one. It is kept in raw terms, so that no split bends it.
#[inline(never)]
fn own_average(quote: &mut Quote, source: &Source, price: u64, conf: u64, jump_bps: u16) {
    let dt = quote.publish_ts.saturating_sub(source.publish_ts).max(0).unsigned_abs();
    // ARITH: dt is at most i64::MAX
    quote.ema = if source.ema.is_zero() {
        quote.spot
    } else {
        source.ema.toward_down(quote.spot, dt, dt.wrapping_add(EMA_TAU_S))
    };
    if !quote.ema.within_bps(quote.spot, jump_bps) {
        return;
    }
    // the confidence as a part of the price; it is at most the price
    let part_q32 = mul_div_up(conf, ONE_Q32, price).unwrap_or(ONE_Q32).min(ONE_Q32);
    let wide = if quote.ema < quote.spot {
        quote.ema.mul_q32_down(ONE_Q32.saturating_sub(part_q32))
    } else {
        quote.ema.mul_q32_up(ONE_Q32.saturating_add(part_q32))
    };
    quote.wide = wide.unwrap_or(quote.low);
}

/// Whether `a` lies within `bps` of `b`, both of one exponent; by their upper 48 bits when they need more.
fn near(a: u64, b: u64, bps: u16) -> bool {
    let (a, b) = if (a | b) >> 48 == 0 { (a, b) } else { (a >> 15, b >> 15) };
    // ARITH: below 2^49 times below 2^14; bps is at most 10,000 by its configuration, and below 2^16 in any case
    a.abs_diff(b).wrapping_mul(10_000) <= b.wrapping_mul(u64::from(bps.min(10_000)))
}

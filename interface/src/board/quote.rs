//! From a print to prices per raw atom: the rule of ingest, then one scale for all of the print's numbers.

use super::ruling::{ONE_Q32, Ruling};
use crate::Error;
use crate::math::price::Price;
use crate::math::ratio::is_within_part;
use crate::math::scale::{Bounds, Scale};
use crate::math::wide::mul_div_up;
use crate::oracle::{PriceUpdate, ingest};
use crate::state::{PriceSource, ReserveConfig};

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
pub(super) fn see(source: &mut PriceSource, print: &PriceUpdate, now: i64, conf_limit_bps: u16) -> Result<Seen, Error> {
    let publish_ts = ingest::check(print, now, conf_limit_bps, source.seen_ts)?;
    let changed = source.price != print.price || source.conf != print.conf || source.exponent != print.exponent;
    // ARITH: both lie within seconds of some clock time, or the second is zero
    let gap_s = print.publish_ts.wrapping_sub(source.seen_ts);
    if changed {
        if gap_s == 0 {
            return Err(Error::PriceOutOfOrder.cold());
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
    source: &mut PriceSource,
    print: &PriceUpdate,
    seen: &Seen,
    config: &ReserveConfig,
    decimals: u8,
    ruling: Option<&Ruling>,
) -> Result<Quote, Error> {
    let conf = if print.conf != 0 { print.conf } else { ingest::share_up(print.price, config.default_conf_bps) };
    // ARITH: both are at most i64::MAX
    let top = print.price.wrapping_add(conf);
    let scale =
        Scale::guessed(print.exponent, decimals, top, source.zeros).ok_or_else(|| Error::PriceTooHigh.cold())?;
    source.zeros = scale.zeros();
    let average = if print.ema != 0 && near(print.ema, print.price, config.jump_bps) { print.ema } else { print.price };
    let bounds = match ruling {
        None => scale.bounds(print.price, conf, average),
        Some(ruling) => multiplied(&scale, ruling, print.price, conf, average),
    };
    let Some(Bounds { spot, low, high, mut wide }) = bounds else { return Err(Error::PriceTooHigh.cold()) };
    let mut ema = Price::ZERO;
    if print.ema == 0 {
        (ema, wide) = own_average(source, seen.publish_ts, print.price, conf, config.jump_bps, spot, low);
    }
    Ok(Quote { spot, low, high, wide, ema, publish_ts: seen.publish_ts, gap_s: seen.gap_s })
}

/// Bounds of a share's print: by the multiplier in force; while two count, lows by the lesser and highs by the greater.
#[inline(always)]
fn multiplied(scale: &Scale, ruling: &Ruling, price: u64, conf: u64, average: u64) -> Option<Bounds> {
    let bounds = scale.times_q32(ruling.spot_q32)?.bounds(price, conf, average)?;
    if ruling.high_q32 == ruling.low_q32 {
        return Some(bounds);
    }
    // copies: what escapes to a call would live on the stack
    let Bounds { spot, low, high, wide } = spread(*scale, *ruling, price, conf, average)?;
    Some(Bounds { spot, low, high, wide })
}

#[cold]
#[inline(never)]
fn spread(scale: Scale, ruling: Ruling, price: u64, conf: u64, average: u64) -> Option<Bounds> {
    let bounds = |q32| scale.times_q32(q32)?.bounds(price, conf, average);
    let (least, most) = (bounds(ruling.low_q32)?, bounds(ruling.high_q32)?);
    let wide = if average > price { most.wide } else { least.wide };
    Some(Bounds { spot: bounds(ruling.spot_q32)?.spot, low: least.low, high: most.high, wide })
}

/// The board's own average, moved toward the spot by the time since the last accepted print, and the bound it widens the
/// quote to like a published one. It is kept in raw terms, so that no split bends it.
#[inline(never)]
fn own_average(
    source: &PriceSource,
    publish_ts: i64,
    price: u64,
    conf: u64,
    jump_bps: u16,
    spot: Price,
    low: Price,
) -> (Price, Price) {
    let dt = publish_ts.saturating_sub(source.publish_ts).max(0).unsigned_abs();
    // ARITH: dt is at most i64::MAX
    let ema = if source.ema.is_zero() { spot } else { source.ema.toward_down(spot, dt, dt.wrapping_add(EMA_TAU_S)) };
    if !ema.within_bps(spot, jump_bps) {
        return (ema, low);
    }
    // the confidence as a part of the price; it is at most the price
    let part_q32 = mul_div_up(conf, ONE_Q32, price).unwrap_or(ONE_Q32).min(ONE_Q32);
    let wide = if ema < spot {
        ema.mul_q32_down(ONE_Q32.saturating_sub(part_q32))
    } else {
        ema.mul_q32_up(ONE_Q32.saturating_add(part_q32))
    };
    (ema, wide.unwrap_or(low))
}

/// Whether `a` lies within `bps` of `b`, both of one exponent; by their upper 46 bits when they need more.
#[inline(always)]
fn near(a: u64, b: u64, bps: u16) -> bool {
    if (a | b) >> 46 != 0 {
        return near_large(a, b, bps);
    }
    is_within_part(a.wrapping_sub(b), b, bps)
}

#[cold]
#[inline(never)]
fn near_large(a: u64, b: u64, bps: u16) -> bool {
    // ARITH: both are at most i64::MAX
    is_within_part((a >> 17).wrapping_sub(b >> 17), b >> 17, bps)
}

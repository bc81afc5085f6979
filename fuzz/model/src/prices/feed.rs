//! One price source: what a print makes of its record.

use crate::number::{Exact, price, ratio};
use hypothec_interface::session::Session;
use hypothec_interface::state::{PriceSource, ReserveConfig, SHARE_FEED};
use num_bigint::BigInt;
use num_traits::One;
use std::cmp::{max, min};

/// How old a posted print may be, and how far ahead of the clock, seconds.
const WINDOW_S: i64 = 10;
const SKEW_S: i64 = 15;
/// How much of the spot a confidence counts at most: a tenth.
const CLIP: i64 = 10;
/// In Closed a share's price must have changed within this, seconds.
const SHARE_CLOSED_S: i64 = 600;

/// A lower and an upper bound.
#[derive(Clone, Debug)]
pub struct Range {
    pub low: Exact,
    pub high: Exact,
}

/// What a posted price account says, in its own digits, 10^-8 USD.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Print {
    pub price: u64,
    pub conf: u64,
    pub publish_ts: i64,
}

/// The multipliers that a share's print counts by, units of 2^-32.
#[derive(Clone, Copy, Debug)]
pub(super) struct Multipliers {
    pub least: u64,
    pub most: u64,
    pub spot: u64,
}

pub(super) const PLAIN: Multipliers = Multipliers { least: 1 << 32, most: 1 << 32, spot: 1 << 32 };

impl Print {
    /// Whether it is newer than every print seen of the source, and of this moment.
    pub(super) fn is_news(&self, source: &PriceSource, now: i64) -> bool {
        (now - WINDOW_S..=now + SKEW_S).contains(&self.publish_ts)
            && self.publish_ts > source.seen_ts()
            && self.price > 0
    }

    /// Its confidence, or the default of a feed that has none, in its own digits.
    fn confidence(&self, config: &ReserveConfig) -> Exact {
        match self.conf {
            0 => ratio(BigInt::from(self.price) * config.default_conf_bps(), 10_000),
            conf => ratio(conf, 1),
        }
    }

    /// Whether it is wider than gives power.
    pub(super) fn is_wide(&self, config: &ReserveConfig) -> bool {
        self.confidence(config) > ratio(BigInt::from(self.price) * config.conf_limit_bps(), 10_000)
    }

    /// Per raw atom: spot, and the range of its confidence. `unit`: 10^-8 USD a token in 2^-16 USD an atom.
    pub(super) fn per_atom(&self, unit: &Exact, config: &ReserveConfig, by: &Multipliers) -> (Exact, Range) {
        let worth = |digits: Exact, q32: u64| unit * digits * ratio(q32, 1u64 << 32);
        let (spot, conf) = (ratio(self.price, 1), min(self.confidence(config), ratio(self.price, CLIP)));
        let range = Range { low: worth(&spot - &conf, by.least), high: worth(&spot + conf, by.most) };
        (worth(spot, by.spot), range)
    }

    /// What one of its digits is of it: what rounding a confidence may cost.
    pub(super) fn digit(&self) -> Exact {
        ratio(1, max(self.price, 1))
    }
}

/// Whether the source's last print may carry a board.
pub(super) fn is_live(n: usize, source: &PriceSource, config: &ReserveConfig, session: Session, now: i64) -> bool {
    let at = session as usize;
    let freeze_s = match (n, session) {
        (SHARE_FEED, Session::Closed) => SHARE_CLOSED_S,
        _ => i64::from(config.freeze_age_s()[at]),
    };
    source.publish_ts() != 0
        && !source.is_suspended()
        && now - source.publish_ts() <= i64::from(config.max_age_s()[at])
        && (freeze_s == 0 || now - source.change_ts() <= freeze_s)
}

/// Whether `a` lies within this many basis points of `b`; none where that is for roundings to decide.
pub(super) fn is_near(a: &Exact, b: &Exact, bps: u16) -> Option<bool> {
    let apart = a / b - Exact::one();
    let apart = max(apart.clone(), -apart);
    let limit = ratio(bps, 10_000);
    let hair = ratio(1, 1 << 28);
    if apart > &limit + &hair {
        Some(false)
    } else if apart < limit - hair {
        Some(true)
    } else {
        None
    }
}

/// A source's spot, exactly.
pub(super) fn spot(source: &PriceSource) -> Exact {
    price(source.spot())
}

//! One price source of a board: its last print, and the range that it counts with.

use crate::number::{Exact, ratio};
use hypothec_interface::state::ReserveConfig;

/// A lower and an upper bound.
#[derive(Clone, Debug)]
pub struct Range {
    pub low: Exact,
    pub high: Exact,
}

/// What a price account says, in its own digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Print {
    pub price: u64,
    pub conf: u64,
    pub average: u64,
    pub publish_ts: i64,
}

/// A print that is on the board.
#[derive(Clone, Debug)]
pub struct Good {
    pub spot: Exact,
    /// Spot and confidence.
    pub narrow: Range,
    /// The moving average with it.
    pub wide: Range,
    pub publish_ts: i64,
}

/// One source.
#[derive(Clone, Debug, Default)]
pub struct Feed {
    last: Option<Print>,
    pub changed_ts: i64,
    pub good: Option<Good>,
}

/// The multipliers that a share's print counts by, units of 2^-32.
pub(super) struct Multipliers {
    pub least: u64,
    pub most: u64,
    pub spot: u64,
}

pub(super) const PLAIN: Multipliers = Multipliers { least: 1 << 32, most: 1 << 32, spot: 1 << 32 };

impl Feed {
    /// Whether the print is new and comes onto the board. `held`: whether the source was and is held out.
    pub(super) fn see(&mut self, print: &Print, now: i64, held: [bool; 2]) -> bool {
        let (last, again) = (self.last, self.last.is_some_and(|last| last.publish_ts == print.publish_ts));
        if last.is_none_or(|last| (last.price, last.conf) != (print.price, print.conf)) {
            self.changed_ts = print.publish_ts.min(now);
        }
        self.last = Some(*print);
        let [was_held, is_held] = held;
        !is_held && (was_held || !again)
    }
}

/// A print per raw atom.
pub(super) fn good(print: &Print, now: i64, unit: &Exact, config: &ReserveConfig, by: &Multipliers) -> Good {
    let Print { price, average, publish_ts, .. } = *print;
    let default = u128::from(price) * u128::from(config.default_conf_bps()) / 10_000 + 1;
    let conf = if print.conf == 0 { default as u64 } else { print.conf };
    let near = u128::from(price.abs_diff(average)) * 10_000 <= u128::from(price) * u128::from(config.jump_bps());
    let average = if near && average != 0 { average } else { price };
    let worth = |n: u64, q32: u64| unit * ratio(n, 1) * ratio(q32, 1u64 << 32);
    let range = |from: u64, to: u64| Range { low: worth(from - conf, by.least), high: worth(to + conf, by.most) };
    Good {
        spot: worth(price, by.spot),
        narrow: range(price, price),
        wide: range(price.min(average), price.max(average)),
        publish_ts: publish_ts.min(now),
    }
}

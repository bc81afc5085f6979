//! The five prices of every board in exact fractions, from the prints of its sources by the rules of `docs/prices.md`.
//!
//! What is the program's judgement is taken from it: which prints it holds out, which multiplier it trusts, which one is on
//! trial. What those come to is not: freshness, the range of a print with its confidence and average, the multipliers
//! that count in it, how two sources are combined, what an absent one still bounds, divergence, and the flags.

use crate::Action;
use crate::combine::{Board, combine};
use crate::feeds::{SHARE, STOCK};
use crate::world::{Done, RESERVES, START_TS, World};
use hypothec_interface::math::price::Price;
use hypothec_interface::session::Session;
use hypothec_interface::state::{
    BOARD_DIVERGED, BOARD_HELD, BOARD_QUARANTINED, BOARD_USED_SHIFT, CLASS_EQUITY, Reserve, ReserveConfig, SHARE_FEED,
    SOURCE_COUNT,
};
use hypothec_interface::token::multiplier::multiplier_q32_down;
use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{One, Zero};
use std::cmp::{max, min};

/// In units of 2^-16 USD per atom.
pub type Exact = BigRational;

pub fn ratio(numerator: impl Into<BigInt>, denominator: impl Into<BigInt>) -> Exact {
    Exact::new(numerator.into(), denominator.into())
}

/// A lower and an upper bound.
#[derive(Clone, Debug)]
pub struct Range {
    pub low: Exact,
    pub high: Exact,
}

/// What a price account says, in its own digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Print {
    price: u64,
    conf: u64,
    average: u64,
    publish_ts: i64,
}

impl Print {
    fn of(account: &[u8]) -> Print {
        let word = |at: usize| u64::from_le_bytes(account[at..at + 8].try_into().expect("eight bytes"));
        Print { price: word(73), conf: word(81), average: word(109), publish_ts: word(93) as i64 }
    }
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
struct Multipliers {
    least: u64,
    most: u64,
    spot: u64,
}

const PLAIN: Multipliers = Multipliers { least: 1 << 32, most: 1 << 32, spot: 1 << 32 };

/// One reserve.
#[derive(Clone, Debug, Default)]
struct Ticker {
    feeds: [Feed; SOURCE_COUNT],
    /// The multiplier of the last share print that was valued by one alone.
    counted_q32: u64,
    /// When the one that is trusted now came into force.
    effective_ts: i64,
    /// Since when the sources have been apart.
    apart_ts: Option<i64>,
    /// Which sources carried the board at the last refresh.
    used: [bool; SOURCE_COUNT],
    /// Times that a good share print was widened by a step of the multiplier.
    widened: u32,
}

/// The model of all boards.
#[derive(Clone, Debug)]
pub struct Prices {
    tickers: [Ticker; RESERVES],
}

impl Prices {
    /// Of a world whose boards have just been made from its feeds, by the only print that each has had.
    #[must_use]
    pub fn new(world: &World) -> Prices {
        let mut prices = Prices { tickers: Default::default() };
        for (index, ticker) in prices.tickers.iter_mut().enumerate() {
            let reserve = world.reserve(index);
            ticker.counted_q32 = reserve.multiplier().accepted_q32();
            ticker.effective_ts = reserve.multiplier().effective_ts();
            ticker.read(world, world, index, 3, START_TS);
        }
        prices
    }

    /// Which sources (token feed, share feed) carried a board at its last refresh.
    #[must_use]
    pub fn used(&self, index: usize) -> [bool; SOURCE_COUNT] {
        self.tickers[index].used
    }

    /// Reads what the action's refresh read, and compares. Panics where a board is not what it must be.
    pub fn follow(&mut self, before: &World, action: &Action, done: &Done, after: &World) {
        for (index, ticker) in self.tickers.iter_mut().enumerate() {
            let (was, is) = (before.reserve(index), after.reserve(index));
            if is.terminal_ts() != 0 {
                continue; // one price for ever
            }
            match action {
                Action::RefreshPrices { reserves, posted } if done.is_ok() && reserves & 1 << index != 0 => {
                    ticker.read(before, after, index, posted >> (2 * index) & 3, after.now);
                    let session = after.header().calendar().session_at(after.now).0;
                    ticker.compare(was, is, session, after.now);
                }
                _ => {
                    assert_eq!(five(was), five(is), "prices of {index} moved in {action:?}");
                    ticker.governed(was, is);
                }
            }
        }
    }
}

impl Ticker {
    fn read(&mut self, before: &World, after: &World, index: usize, posted: u8, now: i64) {
        let (was, is) = (before.reserve(index), after.reserve(index));
        let multipliers = if index == STOCK { self.multipliers(before, after, posted, now) } else { PLAIN };
        for n in 0..if index == STOCK { 2 } else { 1 } {
            if posted >> n & 1 == 0 {
                continue;
            }
            let print = Print::of(&before.prices[if n == SHARE_FEED { SHARE } else { index }].bytes);
            let by = if n == SHARE_FEED { &multipliers } else { &PLAIN };
            let held = [was, is].map(|reserve| reserve.sources()[n].is_held());
            let enters = self.feeds[n].see(&print, now, held);
            if enters {
                let unit = ratio(1 << 16, BigInt::from(10).pow(8 + u32::from(is.decimals())));
                self.feeds[n].good = Some(good(&print, now, &unit, &is.config(), by));
                if n == SHARE_FEED {
                    self.widened = 0;
                    if print.publish_ts.min(now) >= self.effective_ts {
                        self.counted_q32 = is.multiplier().accepted_q32();
                    }
                }
            }
        }
    }

    /// A source that was put in, also the same again, starts anew; a multiplier that the admin has accepted counts alone.
    fn governed(&mut self, was: &Reserve, is: &Reserve) {
        for n in 0..SOURCE_COUNT {
            if was.sources()[n] != is.sources()[n] {
                self.feeds[n] = Feed::default();
            }
        }
        if was.multiplier().accepted_q32() != is.multiplier().accepted_q32() {
            (self.counted_q32, self.effective_ts) = (is.multiplier().accepted_q32(), 0);
        }
    }

    /// By the multiplier in force at the print's time; while the feed has not printed since the last change of it, by what
    /// was before too; and by one on trial where it is not held out meanwhile.
    fn multipliers(&mut self, before: &World, after: &World, posted: u8, now: i64) -> Multipliers {
        let (was, is) = (before.reserve(STOCK), after.reserve(STOCK));
        let [old, new] = [was, is].map(|reserve| reserve.multiplier().accepted_q32());
        let on_trial = is.trial().multiplier_q32();
        if old != new {
            let (scaled, seen_ts) = (before.scaled(STOCK), was.issuer_ts());
            let dated = scaled.effective_ts > seen_ts && scaled.effective_ts <= now && on_trial == 0;
            self.effective_ts = if dated { scaled.effective_ts } else { now + 1 };
            if is.multiplier().day_ts() != now {
                // no step: prices have borne it out, this one the last of them
                (self.counted_q32, self.effective_ts) = (new, is.multiplier().effective_ts());
            }
            if on_trial == 0 {
                self.widen(old, new);
            }
        }
        let publish_ts = match &self.feeds[SHARE_FEED].good {
            _ if posted & 2 != 0 => Print::of(&before.prices[SHARE].bytes).publish_ts.min(now),
            good => good.as_ref().map_or(0, |good| good.publish_ts),
        };
        let spot = if publish_ts < self.effective_ts { self.counted_q32 } else { new };
        let (mut least, mut most) = (min(spot, new), max(spot, new));
        let in_force = multiplier_q32_down(before.scaled(STOCK).current(now)) != Ok(new);
        if on_trial != 0 && (in_force || !is_split(on_trial, new)) {
            (least, most) = (least.min(on_trial), most.max(on_trial));
        }
        Multipliers { least, most, spot }
    }

    /// What is on the board counts by both, until the next print.
    fn widen(&mut self, old: u64, new: u64) {
        let Some(good) = &mut self.feeds[SHARE_FEED].good else { return };
        self.widened += 1;
        let by = ratio(new, old);
        if new > old {
            good.narrow.high *= &by;
            good.wide.high *= by;
        } else {
            good.narrow.low *= &by;
            good.wide.low *= by;
        }
    }

    fn compare(&mut self, was: &Reserve, is: &Reserve, session: Session, now: i64) {
        let session = if is.class() == CLASS_EQUITY { session } else { Session::Regular };
        let held = is.sources().map(|source| source.is_held());
        let error = Exact::one() / BigInt::from(1u64 << 31) * BigInt::from(3 + 2 * self.widened);
        for (source, good) in
            is.sources().iter().zip(&self.feeds).filter_map(|(s, feed)| Some((s, feed.good.as_ref()?)))
        {
            judge("spot", source.spot(), &good.spot, Side::Below, &error);
            judge("narrow low", source.low(), &good.narrow.low, Side::Below, &error);
            judge("narrow high", source.high(), &good.narrow.high, Side::Above, &error);
        }
        let flags = is.board_flags();
        let Some(board) = combine(&self.feeds, held, &is.config(), session, now, &mut self.apart_ts) else {
            self.used = [false; SOURCE_COUNT];
            assert_eq!(five(was), five(is), "no source: the board stays");
            let quarantined = flags & BOARD_QUARANTINED != 0;
            assert_eq!((is.board_ts(), quarantined), (was.board_ts(), held.contains(&true)), "no source");
            return;
        };
        let Board { risk, liquidation, settle, board_ts, used, diverged } = board;
        self.used = used;
        let alone_beside_held = used.contains(&false) && held.contains(&true);
        let mut expected = if alone_beside_held { BOARD_HELD } else { 0 };
        expected |= if diverged { BOARD_DIVERGED } else { 0 };
        expected |= (u8::from(used[0]) | u8::from(used[1]) << 1) << BOARD_USED_SHIFT;
        assert_eq!((flags, is.board_ts()), (expected, board_ts), "{session:?} {held:?}");
        judge("low", is.low(), &risk.low, Side::Below, &error);
        judge("high", is.high(), &risk.high, Side::Above, &error);
        judge("liq_low", is.liq_low(), &liquidation.low, Side::Below, &error);
        judge("liq_high", is.liq_high(), &liquidation.high, Side::Above, &error);
        judge("settle", is.settle(), &settle, Side::Below, &error);
    }
}

/// On which side of the exact price a packed one may lie.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Side {
    Below,
    Above,
}

fn judge(name: &str, packed: Price, exact: &Exact, side: Side, error: &Exact) {
    let apart = fraction(packed) / exact - Exact::one();
    let off = if side == Side::Above { apart } else { -apart };
    assert!(
        off >= Exact::zero() && off <= *error,
        "{name} lies {:e} {side:?} {}",
        approximately(&off),
        approximately(exact)
    );
}

impl Feed {
    /// Whether the print is new and comes onto the board. `held`: whether the source was and is held out.
    fn see(&mut self, print: &Print, now: i64, held: [bool; 2]) -> bool {
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
fn good(print: &Print, now: i64, unit: &Exact, config: &ReserveConfig, by: &Multipliers) -> Good {
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

/// Whether one is more than a quarter above the other.
fn is_split(a: u64, b: u64) -> bool {
    ratio(max(a, b), min(a, b)) > ratio(5, 4)
}

/// A packed price, exactly.
fn fraction(price: Price) -> Exact {
    ratio(price.mantissa(), 1) / (BigInt::from(1) << price.shift())
}

fn five(reserve: &Reserve) -> [Price; 5] {
    [reserve.low(), reserve.high(), reserve.liq_low(), reserve.liq_high(), reserve.settle()]
}

fn approximately(x: &Exact) -> f64 {
    num_traits::ToPrimitive::to_f64(x).unwrap_or(f64::NAN)
}

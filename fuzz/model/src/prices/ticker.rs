//! The board of one reserve: reads what a refresh read, and compares what the program came to.

use super::combine::{Board, combine};
use super::feed::{Feed, Multipliers, PLAIN, Print, good};
use crate::number::{Exact, approximately, price, ratio};
use hypothec_interface::math::price::Price;
use hypothec_interface::session::Session;
use hypothec_interface::state::{
    BOARD_DIVERGED, BOARD_HELD, BOARD_QUARANTINED, BOARD_USED_SHIFT, CLASS_EQUITY, Reserve, SHARE_FEED, SOURCE_COUNT,
};
use hypothec_interface::token::Scaled;
use hypothec_interface::token::multiplier::multiplier_q32_down;
use num_bigint::BigInt;
use num_traits::{One, Zero};
use std::cmp::{max, min};

/// One refresh of one reserve: the record before and after, and what was read for it.
pub struct Refresh<'a> {
    pub was: &'a Reserve,
    pub is: &'a Reserve,
    /// Of the token feed and of the share feed; none where it was not posted.
    pub prints: [Option<Print>; SOURCE_COUNT],
    /// What the mint says of its multiplier, where it is a stock's.
    pub scaled: Option<Scaled>,
    pub session: Session,
    pub now: i64,
}

/// The model of one reserve's board.
#[derive(Clone, Debug, Default)]
pub struct Ticker {
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

impl Ticker {
    /// Of a board that the only print of each of its feeds has just made.
    #[must_use]
    pub fn new(first: &Refresh<'_>) -> Ticker {
        let multiplier = first.is.multiplier();
        let mut ticker = Ticker {
            counted_q32: multiplier.accepted_q32(),
            effective_ts: multiplier.effective_ts(),
            ..Ticker::default()
        };
        ticker.read(first);
        ticker
    }

    /// Which sources (token feed, share feed) carried the board at its last refresh.
    #[must_use]
    pub fn used(&self) -> [bool; SOURCE_COUNT] {
        self.used
    }

    /// A refresh: panics where the board is not what it must be.
    pub fn refresh(&mut self, refresh: &Refresh<'_>) {
        self.read(refresh);
        self.compare(refresh);
    }

    /// Anything else: the prices stay. A source that was put in, also the same again, starts anew; a multiplier that the
    /// admin has accepted counts alone.
    pub fn keep(&mut self, was: &Reserve, is: &Reserve) {
        assert_eq!(five_prices(was), five_prices(is), "prices moved without a refresh");
        for n in 0..SOURCE_COUNT {
            if was.sources()[n] != is.sources()[n] {
                self.feeds[n] = Feed::default();
            }
        }
        if was.multiplier().accepted_q32() != is.multiplier().accepted_q32() {
            (self.counted_q32, self.effective_ts) = (is.multiplier().accepted_q32(), 0);
        }
    }

    fn read(&mut self, refresh: &Refresh<'_>) {
        let Refresh { was, is, now, .. } = *refresh;
        let multipliers = refresh.scaled.map_or(PLAIN, |scaled| self.multipliers(refresh, &scaled));
        for n in 0..SOURCE_COUNT {
            let Some(print) = refresh.prints[n] else { continue };
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

    /// By the multiplier in force at the print's time; while the feed has not printed since the last change of it, by what
    /// was before too; and by one on trial where it is not held out meanwhile.
    fn multipliers(&mut self, refresh: &Refresh<'_>, scaled: &Scaled) -> Multipliers {
        let Refresh { was, is, now, .. } = *refresh;
        let [old, new] = [was, is].map(|reserve| reserve.multiplier().accepted_q32());
        let on_trial = is.trial().multiplier_q32();
        if old != new {
            let seen_ts = was.issuer_ts();
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
        let publish_ts = match (&refresh.prints[SHARE_FEED], &self.feeds[SHARE_FEED].good) {
            (Some(print), _) => print.publish_ts.min(now),
            (None, good) => good.as_ref().map_or(0, |good| good.publish_ts),
        };
        let spot = if publish_ts < self.effective_ts { self.counted_q32 } else { new };
        let (mut least, mut most) = (min(spot, new), max(spot, new));
        let in_force = multiplier_q32_down(scaled.current(now)) != Ok(new);
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

    fn compare(&mut self, refresh: &Refresh<'_>) {
        let Refresh { was, is, session, now, .. } = *refresh;
        let session = if is.class() == CLASS_EQUITY { session } else { Session::Regular };
        let held = is.sources().map(|source| source.is_held());
        let error = Exact::one() / BigInt::from(1u64 << 31) * BigInt::from(3 + 2 * self.widened);
        for (source, good) in
            is.sources().iter().zip(&self.feeds).filter_map(|(s, feed)| Some((s, feed.good.as_ref()?)))
        {
            check("spot", source.spot(), &good.spot, Side::Below, &error);
            check("narrow low", source.low(), &good.narrow.low, Side::Below, &error);
            check("narrow high", source.high(), &good.narrow.high, Side::Above, &error);
        }
        let flags = is.board_flags();
        let Some(board) = combine(&self.feeds, held, &is.config(), session, now, &mut self.apart_ts) else {
            self.used = [false; SOURCE_COUNT];
            assert_eq!(five_prices(was), five_prices(is), "no source: the board stays");
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
        check("low", is.low(), &risk.low, Side::Below, &error);
        check("high", is.high(), &risk.high, Side::Above, &error);
        check("liq_low", is.liq_low(), &liquidation.low, Side::Below, &error);
        check("liq_high", is.liq_high(), &liquidation.high, Side::Above, &error);
        check("settle", is.settle(), &settle, Side::Below, &error);
    }
}

/// On which side of the exact price a packed one may lie.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Side {
    Below,
    Above,
}

fn check(name: &str, packed: Price, exact: &Exact, side: Side, error: &Exact) {
    let apart = price(packed) / exact - Exact::one();
    let off = if side == Side::Above { apart } else { -apart };
    assert!(
        off >= Exact::zero() && off <= *error,
        "{name} lies {:e} {side:?} {}",
        approximately(&off),
        approximately(exact)
    );
}

/// Whether one is more than a quarter above the other.
fn is_split(a: u64, b: u64) -> bool {
    ratio(max(a, b), min(a, b)) > ratio(5, 4)
}

fn five_prices(reserve: &Reserve) -> [Price; 5] {
    [reserve.low(), reserve.high(), reserve.liq_low(), reserve.liq_high(), reserve.settle()]
}

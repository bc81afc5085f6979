//! The board of one reserve: from the record before and what a refresh read, what the record after must be. Each step is
//! taken from the program's own record before it, so that no error can hide in an earlier one.

use super::feed::{PLAIN, Range, is_live, is_near, spot};
use super::multipliers::Memory;
use super::reference::{News, carried, counted_s, is_far, moved, together};
use super::refresh::Refresh;
use crate::number::{Exact, approximately, price, ratio};
use hypothec_interface::math::price::Price;
use hypothec_interface::session::Session;
use hypothec_interface::state::{
    BOARD_DIVERGED, BOARD_HELD, BOARD_QUARANTINED, BOARD_USED_SHIFT, CLASS_EQUITY, PriceSource, Reserve, SHARE_FEED,
    SOURCE_COUNT, SOURCE_FAR, SOURCE_WIDE, TOKEN_FEED,
};
use num_bigint::BigInt;
use num_traits::Zero;
use std::cmp::{max, min};

/// The model of one reserve's board.
#[derive(Clone, Debug, Default)]
pub struct Ticker {
    memory: Memory,
    /// Which sources carried the board at the last refresh.
    used: [bool; SOURCE_COUNT],
}

/// What a packed price may be off, of itself.
fn ulp() -> Exact {
    ratio(1, 1u64 << 31)
}

impl Ticker {
    /// Of a board that the only print of each of its feeds has just made.
    #[must_use]
    pub fn new(first: &Refresh<'_>) -> Ticker {
        Ticker { memory: Memory::new(first), used: [false; SOURCE_COUNT] }
    }

    /// Which sources (token feed, share feed) carried the board at its last refresh.
    #[must_use]
    pub fn used(&self) -> [bool; SOURCE_COUNT] {
        self.used
    }

    /// A refresh: panics where the board is not what it must be.
    pub fn refresh(&mut self, refresh: &Refresh<'_>) {
        let multipliers = refresh.scaled.map_or(PLAIN, |scaled| self.memory.multipliers(refresh, &scaled));
        let session = if refresh.is.class() == CLASS_EQUITY { refresh.session } else { Session::Regular };
        let refresh = Refresh { session, ..*refresh };
        let mut taken = [false; SOURCE_COUNT];
        for (n, taken) in taken.iter_mut().enumerate() {
            *taken = take(&refresh, n, if n == SHARE_FEED { &multipliers } else { &PLAIN });
        }
        if taken[SHARE_FEED] {
            self.memory.printed(&refresh);
        }
        self.used = board(&refresh, taken);
    }

    /// Anything else: the prices stay. A multiplier that the admin has accepted counts alone.
    pub fn keep(&mut self, was: &Reserve, is: &Reserve) {
        // a source that is put in where the board does not bear it out sets the references too
        let begins = |n: usize| {
            let spot = is.sources()[n].spot();
            was.sources()[n] != is.sources()[n] && (was.board_ts() == 0 || (is.slow(), is.quick()) == (spot, spot))
        };
        let unchanged = references(was) == references(is) || (0..SOURCE_COUNT).any(begins);
        assert!(prices(was) == prices(is) && unchanged, "prices moved without a refresh");
        if was.multiplier().accepted_q32() != is.multiplier().accepted_q32() {
            self.memory.accepted(is);
        }
    }
}

/// Checks what became of source `n`; whether it took its print.
fn take(refresh: &Refresh<'_>, n: usize, by: &super::feed::Multipliers) -> bool {
    let Refresh { was, is, now, session, .. } = *refresh;
    let (old, new) = (&was.sources()[n], &is.sources()[n]);
    let news = refresh.prints[n].filter(|print| print.is_news(old, now));
    let Some(print) = news else {
        let same = (old.seen_ts(), old.change_ts(), old.publish_ts(), old.spot());
        assert_eq!(
            same,
            (new.seen_ts(), new.change_ts(), new.publish_ts(), new.spot()),
            "source {n} moved without news"
        );
        return false;
    };
    let unit = ratio(1 << 16, BigInt::from(10).pow(8 + u32::from(is.decimals())));
    let (worth, range) = print.per_atom(&unit, &is.config(), by);
    if old.publish_ts() == 0 && is_expected(refresh, n, &worth) != Some(true) {
        // the roundings' word is the program's
        let held_out = new.publish_ts() == 0 && new.seen_ts() == old.seen_ts();
        let decided = is_expected(refresh, n, &worth).is_some();
        assert!(held_out || !decided, "source {n} took a first print that nobody expects");
        if held_out {
            return false;
        }
    }
    let seen = min(print.publish_ts, now);
    let changed = (old.price(), old.conf()) != (print.price, print.conf) || old.exponent() != -8;
    let change_ts = if changed { seen } else { old.change_ts() };
    assert_eq!((new.seen_ts(), new.change_ts()), (print.publish_ts, change_ts), "source {n}, {session:?}");
    if n == SHARE_FEED && new.is_suspended() {
        assert_eq!((new.publish_ts(), new.spot()), (old.publish_ts(), old.spot()), "a suspended source takes no print");
        return false;
    }
    assert_eq!(new.publish_ts(), seen, "source {n}");
    assert_eq!(new.flags() & SOURCE_WIDE != 0, print.is_wide(&is.config()), "whether source {n} is wide");
    let error = ulp() * ratio(4, 1);
    // a confidence is rounded to a digit of the price
    let digit = &error + print.digit() * ratio(2, 1);
    check("spot", new.spot(), &worth, Side::Below, &error);
    check("low", new.low(), &range.low, Side::Near, &digit);
    check("high", new.high(), &range.high, Side::Near, &digit);
    true
}

/// Whether a first print lies where one is expected; none where roundings decide.
fn is_expected(refresh: &Refresh<'_>, n: usize, worth: &Exact) -> Option<bool> {
    let Refresh { was, is, session, now, .. } = *refresh;
    if was.board_ts() == 0 {
        let [low, high] = [was.slow(), was.quick()].map(price);
        return Some(*worth >= low && *worth <= high);
    }
    let config = is.config();
    let by_slow = is_near(worth, &price(was.slow()), config.divergence_bps());
    // the token feed has taken its print by now, the share feed has not
    let other = if n == SHARE_FEED { &is.sources()[TOKEN_FEED] } else { &was.sources()[SHARE_FEED] };
    let by_other = if is_live(1 - n, other, &config, session, now) {
        is_near(worth, &spot(other), config.divergence_bps())
    } else {
        Some(false)
    };
    match (by_slow, by_other) {
        (Some(true), _) | (_, Some(true)) => Some(true),
        (Some(false), Some(false)) => Some(false),
        _ => None,
    }
}

/// Checks references, prices and flags; which sources carry the board.
fn board(refresh: &Refresh<'_>, taken: [bool; SOURCE_COUNT]) -> [bool; SOURCE_COUNT] {
    let Refresh { was, is, session, now, .. } = *refresh;
    let (config, sources) = (is.config(), is.sources());
    let live = [0, 1].map(|n| is_live(n, &sources[n], &config, session, now));
    let Some(lead) = (0..SOURCE_COUNT).find(|n| live[*n]) else {
        let suspended = sources.iter().any(PriceSource::is_suspended);
        let flags = was.board_flags() | if suspended { BOARD_QUARANTINED } else { 0 };
        assert_eq!(prices(was), prices(is), "no source lives: the board stays");
        assert_eq!((is.board_ts(), is.board_flags()), (was.board_ts(), flags), "no source lives");
        assert!(references(was) == references(is), "no source lives: the references stay");
        return [false; SOURCE_COUNT];
    };
    let both = live == [true; SOURCE_COUNT];
    let is_diverged = is.board_flags() & BOARD_DIVERGED != 0;
    let apart = || is_near(&spot(&sources[0]), &spot(&sources[1]), config.divergence_bps());
    let diverged = both && apart().map_or(is_diverged, |near| !near);
    check_references(refresh, lead, taken, both, diverged);
    check_far(refresh, live);
    check_table(refresh, lead, both, diverged);
    live
}

fn check_references(refresh: &Refresh<'_>, lead: usize, taken: [bool; SOURCE_COUNT], both: bool, diverged: bool) {
    let Refresh { was, is, session, .. } = *refresh;
    let (old, new) = (&was.sources()[lead], &is.sources()[lead]);
    let [mut slow, mut quick] = [was.slow(), was.quick()].map(price);
    let (log2, mut dt) = (u32::from(is.config().slow_log2()[session as usize]), 0);
    let quick_log2 = min(log2, 11) - 2;
    if was.board_ts() == 0 {
        (slow, quick) = (spot(new), spot(new));
    } else if taken[lead] {
        let first = old.publish_ts() == 0;
        let (before, before_ts) = if first { (spot(new), new.publish_ts()) } else { (spot(old), old.publish_ts()) };
        dt = counted_s(new.publish_ts(), before_ts, was.ref_ts());
        assert_eq!(is.ref_ts(), max(was.ref_ts(), new.publish_ts()), "until when time has counted");
        let (news, more) = (News { before, spot: spot(new), dt }, u32::from(diverged));
        slow = moved(&slow, &news, log2 + more);
        quick = moved(&quick, &news, quick_log2 + more);
    }
    if both && together(&is.sources()) {
        let [token, share] = is.sources();
        let span = Range { low: price(min(token.low(), share.low())), high: price(max(token.high(), share.high())) };
        slow = carried(&slow, &span, session, dt, log2);
        quick = carried(&quick, &span, session, dt, log2);
    }
    let error = ulp() * ratio(6, 1);
    check("slow", is.slow(), &slow, Side::Near, &error);
    check("quick", is.quick(), &quick, Side::Near, &error);
}

fn check_far(refresh: &Refresh<'_>, live: [bool; SOURCE_COUNT]) {
    let (was, is) = (refresh.was, refresh.is);
    for n in (0..SOURCE_COUNT).filter(|n| live[*n]) {
        let (old, new) = (&was.sources()[n], &is.sources()[n]);
        let far = new.flags() & SOURCE_FAR != 0;
        assert!(is_far(new, &price(is.slow())).is_none_or(|is| is == far), "whether source {n} is far");
        let first = old.publish_ts() == 0 && new.publish_ts() != 0;
        let good = if !far || first { new.low() } else { old.good() };
        assert_eq!(new.good(), good, "the last good value of source {n}");
    }
}

/// Low, high, and so on: each is one of the packed prices that the rules name.
fn check_table(refresh: &Refresh<'_>, lead: usize, both: bool, diverged: bool) {
    let is = refresh.is;
    let (config, [token, share]) = (is.config(), is.sources());
    let (x, y) = if lead == TOKEN_FEED { (&token, &share) } else { (&share, &token) };
    let (mut low, mut high) = (min(x.low(), is.slow()), max(x.high(), is.slow()));
    if both {
        (low, high) = (min(low, y.low()), max(high, y.high()));
    } else if y.publish_ts() != 0 {
        low = min(low, if y.is_far() { y.good() } else { y.low() });
    }
    assert_eq!((is.low(), is.high()), (low, high), "for taking risk, {:?}", refresh.session);
    check_liquidation(is, x);
    let span = |way: i64| price(is.slow()) * ratio(10_000 + way * i64::from(config.span_bps()), 10_000);
    let error = ulp() * ratio(2, 1);
    let high = max(price(max(x.spot(), is.quick())), span(-1));
    check("settle_high", is.settle_high(), &high, Side::Above, &error);
    let low = min(price(min(x.spot(), is.quick())), span(1));
    check("settle_low", is.settle_low(), &low, Side::Below, &error);
    let board_ts = if both { min(x.publish_ts(), y.publish_ts()) } else { x.publish_ts() };
    let unsound = x.flags() & (SOURCE_WIDE | SOURCE_FAR) != 0;
    let used = if both { 3 } else { 1 << lead };
    let flags = if diverged { BOARD_DIVERGED } else { 0 }
        | if unsound { BOARD_QUARANTINED } else { 0 }
        | if !both && y.is_suspended() { BOARD_HELD } else { 0 }
        | used << BOARD_USED_SHIFT;
    assert_eq!((is.board_flags(), is.board_ts()), (flags, board_ts), "flags and time, {:?}", refresh.session);
}

/// In the liquidation test confidence counts at most the limit that gives power.
fn check_liquidation(is: &Reserve, x: &PriceSource) {
    let limit = ratio(is.config().conf_limit_bps(), 10_000);
    // the limit is rounded to a digit of the price
    let error = ulp() * ratio(4, 1) + ratio(2, max(x.price(), 1));
    if x.flags() & SOURCE_WIDE == 0 {
        assert_eq!((is.liq_low(), is.liq_high()), (min(x.low(), is.slow()), max(x.high(), is.slow())), "to liquidate");
        return;
    }
    // what the ends hold beside the confidence, a share's two multipliers, stays
    let digits = if x.conf() != 0 { ratio(x.conf(), x.price()) } else { ratio(is.config().default_conf_bps(), 10_000) };
    let counted = min(digits, ratio(1, 10)); // no confidence counts for more than a tenth
    let least = min(limit, counted.clone());
    let narrow = |end: Price, way: i64| {
        let by = |conf: &Exact| ratio(1, 1) + ratio(way, 1) * conf;
        price(end) * by(&least) / by(&counted)
    };
    check("liq_high", is.liq_high(), &max(narrow(x.high(), 1), price(is.slow())), Side::Near, &error);
    check("liq_low", is.liq_low(), &min(narrow(x.low(), -1), price(is.slow())), Side::Near, &error);
}

/// On which side of the exact price a packed one may lie.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Side {
    Below,
    Above,
    Near,
}

fn check(name: &str, packed: Price, exact: &Exact, side: Side, error: &Exact) {
    let apart = price(packed) / exact - ratio(1, 1);
    let off = match side {
        Side::Above => apart,
        Side::Below => -apart,
        Side::Near => max(apart.clone(), -apart),
    };
    assert!(
        off >= Exact::zero() && off <= *error,
        "{name} lies {:e} {side:?} {}",
        approximately(&off),
        approximately(exact)
    );
}

fn prices(reserve: &Reserve) -> [Price; 6] {
    let (low, high) = (reserve.low(), reserve.high());
    [low, high, reserve.liq_low(), reserve.liq_high(), reserve.settle_high(), reserve.settle_low()]
}

fn references(reserve: &Reserve) -> (Price, Price, i64) {
    (reserve.slow(), reserve.quick(), reserve.ref_ts())
}

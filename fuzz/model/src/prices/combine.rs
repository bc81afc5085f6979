//! How a board's sources come together, in exact fractions: the rules of `docs/prices.md`, from the ranges of its feeds.

use super::feed::{Feed, Good, Range};
use crate::number::{Exact, ratio};
use hypothec_interface::session::Session;
use hypothec_interface::state::{ReserveConfig, SHARE_FEED, SOURCE_COUNT, TOKEN_FEED};
use std::cmp::{max, min};

/// What a refresh must leave.
pub struct Board {
    pub risk: Range,
    pub liquidation: Range,
    pub settle: Exact,
    /// The oldest print used.
    pub board_ts: i64,
    pub used: [bool; SOURCE_COUNT],
    pub diverged: bool,
}

/// The board of these sources; none when none can be used. `apart_ts`: since when the two have been apart.
pub fn combine(
    feeds: &[Feed; SOURCE_COUNT],
    held: [bool; SOURCE_COUNT],
    config: &ReserveConfig,
    session: Session,
    now: i64,
    apart_ts: &mut Option<i64>,
) -> Option<Board> {
    let usable = |n: usize| {
        let venue = n != SHARE_FEED || session != Session::Closed;
        (venue && !held[n]).then(|| feeds[n].fresh(config, session, now)).flatten()
    };
    let sources = [usable(TOKEN_FEED), usable(SHARE_FEED)];
    let used = sources.map(|source| source.is_some());
    let good: Vec<&Good> = sources.into_iter().flatten().collect();
    let first = *good.first()?;

    let mut risk = join(good.iter().map(|good| &good.wide));
    for absent in (0..SOURCE_COUNT).filter(|n| !used[*n]).filter_map(|n| feeds[n].good.as_ref()) {
        // no source now, but a cap
        risk.low = min(risk.low, absent.narrow.low.clone());
    }

    let required = config.required_sources()[session as usize];
    let missing = (0..SOURCE_COUNT).any(|n| required >> n & 1 != 0 && !used[n]);
    let averaged = session != Session::Regular || missing || held.contains(&true);
    let bounds = |good: &Good| if averaged { good.wide.clone() } else { good.narrow.clone() };
    let limit = ratio(config.divergence_bps(), 10_000);
    let mut liquidation = bounds(first);
    let mut diverged = false;
    if let [Some(token), Some(share)] = sources {
        diverged = abs(&token.spot / &share.spot - ratio(1, 1)) > limit;
        *apart_ts = if diverged { apart_ts.or(Some(now)) } else { None };
        if apart_ts.is_some_and(|since| now - since >= i64::from(config.divergence_s())) {
            // the share feed has had its say
            liquidation = token.wide.clone();
        } else {
            let (token, share) = (bounds(token), bounds(share));
            let (least, most) = (&token.low * (ratio(1, 1) - &limit), &token.high * (ratio(1, 1) + &limit));
            liquidation.low = max(min(token.low, share.low), least);
            liquidation.high = min(max(token.high, share.high), most);
        }
    }
    let board_ts = good.iter().map(|good| good.publish_ts).min()?;
    Some(Board { risk, liquidation, settle: first.spot.clone(), board_ts, used, diverged })
}

impl Feed {
    /// Its good print, when that is young and has changed lately.
    fn fresh(&self, config: &ReserveConfig, session: Session, now: i64) -> Option<&Good> {
        let [max_age, freeze_age] = [config.max_age_s(), config.freeze_age_s()].map(|ages| ages[session as usize]);
        let young = |good: &&Good| now - good.publish_ts <= i64::from(max_age);
        let moving = freeze_age == 0 || now - self.changed_ts <= i64::from(freeze_age);
        self.good.as_ref().filter(young).filter(|_| moving)
    }
}

fn join<'a>(mut ranges: impl Iterator<Item = &'a Range>) -> Range {
    let first = ranges.next().expect("a source").clone();
    ranges.fold(first, |a, b| Range { low: min(a.low, b.low.clone()), high: max(a.high, b.high.clone()) })
}

fn abs(x: Exact) -> Exact {
    max(x.clone(), -x)
}

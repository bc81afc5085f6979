//! Which boards need what, and when: decided from the market as it is and the prices as they are, nothing else.

use crate::book::Book;
use crate::config::{PostConfig, RefreshConfig};
use crate::pyth::{FeedId, Price};
use hypothec_interface::oracle::Adapter;
use hypothec_interface::price::STAND_S;
use hypothec_interface::session::Session;
use hypothec_interface::state::{CLASS_EQUITY, PriceSource, Reserve};
use std::collections::{HashMap, HashSet};

/// A print further than this from the slow reference, basis points, is one that the reference has to follow.
const APART_BPS: u16 = 200;
/// Seconds between its posts then: of a longer gap the board counts only `price::STAND_S`, so a fall of one feed would
/// take the longer to open what it makes unsound.
const APART_EVERY_S: i64 = STAND_S as i64 - 5;

/// Why a board is served.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Why {
    /// It has never had a price.
    Empty,
    /// A price has moved.
    Moved,
    /// A price stands apart from the board's slow reference, which follows only while it is posted.
    Apart,
    /// A session began or ended.
    Session,
    /// It would be stale soon.
    Age,
}

/// A board that is to be served.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Demand {
    /// Which reserve.
    pub reserve: u8,
    /// Why.
    pub why: Why,
    /// Feeds of Pyth's receiver that it rests on; the token's first.
    pub feeds: [Option<FeedId>; 2],
}

/// The feed of a source, if Pyth's receiver serves it.
#[must_use]
pub fn feed(source: &PriceSource) -> Option<FeedId> {
    let id = source.id();
    (id.adapter == Adapter::PythReceiver as u8).then(|| id.key.to_bytes())
}

/// Reserves that positions with debt hold or owe: their boards matter now.
#[must_use]
pub fn in_use(book: &Book) -> HashSet<u8> {
    let indebted = book.positions().values().filter(|position| position.has_debt());
    indebted.flat_map(|position| position.used().iter().map(|slot| slot.reserve())).collect()
}

/// The boards that are to be served now; `latest` are the prices that Hermes has.
#[must_use]
pub fn demands(
    book: &Book,
    latest: &HashMap<FeedId, Price>,
    post: &PostConfig,
    refresh: &RefreshConfig,
    now: i64,
) -> Vec<Demand> {
    let Some(header) = book.header() else { return Vec::new() };
    let used = in_use(book);
    let (session, _) = header.calendar().session_at(now);
    let turned = now >= header.session_until();
    let demand = |reserve: &Reserve| {
        let feeds = reserve.sources().map(|source| feed(&source));
        let why = why(reserve, session, turned, used.contains(&reserve.index()), latest, post, refresh, now)?;
        Some(Demand { reserve: reserve.index(), why, feeds })
    };
    let mut all: Vec<Demand> = book.reserves().filter_map(demand).collect();
    all.sort_by_key(|demand| (demand.why, demand.reserve));
    all
}

#[expect(clippy::too_many_arguments, reason = "everything that decides, and nothing that does not")]
fn why(
    reserve: &Reserve,
    session: Session,
    turned: bool,
    is_used: bool,
    latest: &HashMap<FeedId, Price>,
    post: &PostConfig,
    refresh: &RefreshConfig,
    now: i64,
) -> Option<Why> {
    if reserve.terminal_ts() != 0 {
        return None; // its price is fixed
    }
    let sources = reserve.sources();
    if reserve.board_ts() == 0 {
        return Some(Why::Empty);
    }
    let has_moved = |source: &PriceSource| {
        let Some(price) = feed(source).and_then(|feed| latest.get(&feed)) else { return false };
        price.publish_time > source.seen_ts() && moved_bps(source, price) >= post.deviation_bps
    };
    if sources.iter().any(has_moved) {
        return Some(Why::Moved);
    }
    // a feed that has nothing newer makes no board younger
    let is_news = |source: &PriceSource| {
        feed(source).is_none_or(|feed| latest.get(&feed).is_none_or(|price| price.publish_time > source.seen_ts()))
            && source.is_some()
    };
    let is_apart = |source: &PriceSource| {
        is_news(source)
            && now.saturating_sub(source.publish_ts()) >= APART_EVERY_S
            && !source.spot().within_bps(reserve.slow(), APART_BPS)
    };
    if is_used && sources.iter().any(is_apart) {
        return Some(Why::Apart);
    }
    let is_equity = reserve.class() == CLASS_EQUITY;
    if turned && is_equity {
        return Some(Why::Session);
    }
    let percent = if is_used { u64::from(refresh.at_percent) } else { u64::from(refresh.idle_percent) };
    if percent == 0 {
        return None;
    }
    let session = if is_equity { session } else { Session::Regular };
    let limit = |seconds: u64| i64::try_from(seconds.saturating_mul(percent) / 100).unwrap_or(i64::MAX);
    let max_age = reserve.config().max_age_s.get(session as usize).copied().unwrap_or(0);
    let board_is_old = now.saturating_sub(reserve.board_ts()) >= limit(max_age.into());
    let issuer_is_old = reserve.reads_issuer()
        && now.saturating_sub(reserve.issuer_ts()) >= limit(reserve.config().issuer_age_s.into());
    let has_news = sources.iter().any(is_news);
    ((board_is_old && has_news) || issuer_is_old).then_some(Why::Age)
}

/// How far a price is from the one last seen of its source, basis points.
#[must_use]
pub fn moved_bps(source: &PriceSource, price: &Price) -> u64 {
    let before = source.price() as f64 * 10f64.powi(source.exponent());
    if before <= 0.0 {
        return u64::MAX;
    }
    // CAST: saturates; a distance that is no number is 0
    ((price.usd() / before - 1.0).abs() * 10_000.0) as u64
}

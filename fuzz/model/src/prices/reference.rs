//! How the two references move in one refresh.

use super::feed::{Range, spot};
use crate::number::{Exact, ratio};
use hypothec_interface::session::Session;
use hypothec_interface::state::PriceSource;
use std::cmp::{max, min};

/// A print speaks for at most this long, and two feeds speak together within it, seconds.
pub(super) const STAND_S: i64 = 20;

/// What the leading source took in this refresh.
pub(super) struct News {
    pub before: Exact,
    pub spot: Exact,
    /// Seconds that count.
    pub dt: i64,
}

/// Seconds that a print counts for.
pub(super) fn counted_s(publish_ts: i64, before_ts: i64, ref_ts: i64) -> i64 {
    (publish_ts - max(before_ts, ref_ts)).clamp(0, STAND_S)
}

/// Where a reference goes by one print: toward the median of itself, the print before and this one.
pub(super) fn moved(reference: &Exact, news: &News, log2: u32) -> Exact {
    let mut three = [reference.clone(), news.before.clone(), news.spot.clone()];
    three.sort();
    let [_, goal, _] = three;
    let reach = reference / ratio(4, 1);
    let way = &goal - reference;
    let way = max(min(way, reach.clone()), -reach);
    reference + way * ratio(news.dt, 1u64 << log2)
}

/// Where two feeds that speak together bring it: into their span at once in Regular, within a bound elsewhere.
pub(super) fn carried(reference: &Exact, span: &Range, session: Session, dt: i64, slow_log2: u32) -> Exact {
    let goal = max(min(reference.clone(), span.high.clone()), span.low.clone());
    if session == Session::Regular {
        return goal;
    }
    let bound = reference / ratio(4, 1) * ratio(dt, 1u64 << (slow_log2 - 2));
    let way = goal - reference;
    reference + max(min(way, bound.clone()), -bound)
}

/// Whether two sources speak together.
pub(super) fn together(sources: &[PriceSource; 2]) -> bool {
    (sources[0].publish_ts() - sources[1].publish_ts()).abs() <= STAND_S
}

/// Further than a quarter from the slow reference; none where that is for roundings to decide.
pub(super) fn is_far(source: &PriceSource, slow: &Exact) -> Option<bool> {
    super::feed::is_near(&spot(source), slow, 2_500).map(|near| !near)
}

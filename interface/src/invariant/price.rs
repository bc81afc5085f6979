//! The price board's theorems T1 to T5 and T7 of `docs/prices.md`, as far as one record or one refresh can show them.

use crate::math::price::Price;
use crate::oracle::Adapter;
use crate::policy::{Action, State, permit};
use crate::price::STAND_S;
use crate::session::Session;
use crate::state::{
    BOARD_QUARANTINED, BOARD_USED_SHIFT, CLASS_EQUITY, PriceSource, Reserve, SOURCE_FAR, SOURCE_WIDE, quick_log2,
};
use crate::time::per_session;

/// 1.0 in Q32.32.
const ONE_Q32: u64 = 1 << 32;
/// What packing may cost, 2^-32: a few units in the last of 32 bits.
const HAIR_Q32: u64 = 16;

/// T1, bounded influence, of one refresh: each reference moves at most a quarter of itself times the seconds that a print
/// can speak for over its time constant; where two feeds speak together, into their span besides, at once in Regular and
/// four times as fast outside it. The first refresh of a board, and one in terminal settlement, are not asked about.
#[must_use]
pub fn t1_step(before: &Reserve, after: &Reserve, session: Session) -> bool {
    if before.board_ts == 0 || after.terminal_ts != 0 {
        return true;
    }
    let session = if after.class == CLASS_EQUITY { session } else { Session::Regular };
    let n = after.config.slow_log2.get(session as usize).copied().unwrap_or(0);
    let seconds = after.sources.iter().map(|source| stand_s(after, source, session)).max().unwrap_or(0);
    let pace = |log2: u8| (seconds << 30).checked_shr(u32::from(log2)).unwrap_or(0).saturating_add(HAIR_Q32);
    let together = after.board_flags >> BOARD_USED_SHIFT == 3;
    // off-hours what both say is approached at four times the slow reference's pace
    let carried = if together && session != Session::Regular { pace(n).saturating_mul(4) } else { 0 };
    let clamped = together && session == Session::Regular;
    [(before.slow, after.slow, n), (before.quick, after.quick, quick_log2(n))].into_iter().all(|(was, is, log2)| {
        // first by the print, then from there by what both say
        let both = mul_shift(pace(log2), carried);
        let most = pace(log2).saturating_add(carried).saturating_add(both);
        let low = was.mul_q32_down(ONE_Q32.saturating_sub(most)).unwrap_or(Price::ZERO);
        let high = was.mul_q32_up(ONE_Q32.saturating_add(most)).unwrap_or(Price::LARGEST);
        let inside = low <= is && is <= high;
        inside || clamped && is_in_span(after, is)
    })
}

/// `a * b / 2^32`, rounded up: what is left of the product of two parts of one.
fn mul_shift(a: u64, b: u64) -> u64 {
    a.saturating_mul(b).checked_shr(32).unwrap_or(0).saturating_add(1)
}

fn stand_s(reserve: &Reserve, source: &PriceSource, session: Session) -> u64 {
    let legacy = source.id.adapter == Adapter::PythLegacy as u8;
    u64::from(if legacy { per_session(&reserve.config.max_age_s, session) } else { STAND_S })
}

/// Whether a price lies in the span of both sources' ranges.
fn is_in_span(reserve: &Reserve, price: Price) -> bool {
    let [token, share] = &reserve.sources;
    token.low.min(share.low) <= price && price <= token.high.max(share.high)
}

/// T2, power: no more than the slow reference counts for collateral, no less for debt; and a leading print that is wide or
/// far from the slow reference gives none.
#[must_use]
pub fn t2_power(reserve: &Reserve) -> bool {
    if reserve.board_ts == 0 || reserve.terminal_ts != 0 {
        return true;
    }
    let [token, share] = &reserve.sources;
    let used = reserve.board_flags >> BOARD_USED_SHIFT;
    let lead = if used & 1 != 0 { token } else { share };
    let unsound = lead.flags & (SOURCE_WIDE | SOURCE_FAR) != 0;
    reserve.low <= reserve.slow
        && reserve.high >= reserve.slow
        && reserve.low <= lead.low
        && (used == 0 || !unsound || reserve.board_flags & BOARD_QUARANTINED != 0)
}

/// T3, return: liquidation asks at the better for its owner of the leading print and the slow reference, and exchanges at
/// the better for its owner of that print and the quick one. An honest print is in force at once.
#[must_use]
pub fn t3_sides(reserve: &Reserve) -> bool {
    if reserve.board_ts == 0 || reserve.terminal_ts != 0 {
        return true;
    }
    let [token, share] = &reserve.sources;
    let lead = if reserve.board_flags >> BOARD_USED_SHIFT & 1 != 0 { token } else { share };
    reserve.liq_high >= reserve.slow
        && reserve.liq_low <= reserve.slow
        && reserve.liq_high >= lead.spot
        && reserve.liq_low <= lead.spot
        && reserve.settle_high >= reserve.quick
        && reserve.settle_low <= reserve.quick
        && reserve.settle_high >= lead.spot
        && reserve.settle_low <= lead.spot
}

/// T4, liveness: of all states a reserve can be in, only a stale board refuses its seizure as shares; seizure as tokens is
/// refused besides where the token itself does not move.
#[must_use]
pub fn t4_nothing_vetoes(state: State) -> bool {
    let moves = !state.any(State::BLOCKED);
    state.any(State::STALE)
        || permit(Action::LiquidateToShares, state).is_ok() && (!moves || permit(Action::Liquidate, state).is_ok())
}

/// T5, idempotence: of a refresh that read no news. References, prices, times and flags are what they were; the books and
/// what the mint says are not asked about.
#[must_use]
pub fn t5_no_news(before: &Reserve, after: &Reserve) -> bool {
    let times = |reserve: &Reserve| reserve.sources.map(|source| (source.seen_ts, source.change_ts, source.publish_ts));
    before.slow == after.slow
        && before.quick == after.quick
        && before.ref_ts == after.ref_ts
        && times(before) == times(after)
}

/// T5 of a pending multiplier, of a refresh that read no news of the share feed: what is pending is borne out for as long
/// as it was, and no more open than it was.
#[must_use]
pub fn t5_no_testimony(before: &Reserve, after: &Reserve) -> bool {
    let (was, is) = (&before.pending, &after.pending);
    was.multiplier_q32 != is.multiplier_q32 || (was.since_ts, was.open) == (is.since_ts, is.open)
}

/// T7, terminal: the price of terminal settlement is the whole board, and no second one follows.
#[must_use]
pub fn t7_terminal(before: &Reserve, after: &Reserve) -> bool {
    let Reserve { terminal, low, high, liq_low, liq_high, settle_low, settle_high, .. } = *after;
    let whole = [low, high, liq_low, liq_high, settle_low, settle_high] == [terminal; 6];
    let same = (before.terminal_ts, before.terminal) == (after.terminal_ts, after.terminal);
    if before.terminal_ts != 0 { same && whole } else { after.terminal_ts == 0 || whole }
}

/// No exchange at the edge of the spans of a collateral and of another reserve that is lent makes bad debt.
#[must_use]
pub fn spans_cover(reserves: &[Reserve]) -> bool {
    let listed = || reserves.iter().filter(|reserve| reserve.listed != 0);
    let covers = |supply: &Reserve, debt: &Reserve| {
        supply.index == debt.index || !debt.is_lent(&debt.config) || supply.config.span_covers(&debt.config)
    };
    listed().all(|supply| listed().all(|debt| covers(supply, debt)))
}

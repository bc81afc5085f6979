//! Spans of time, as the program counts them.

use crate::session::Session;

/// Seconds from `then` to `now`.
#[inline(always)]
pub(crate) fn age(now: i64, then: i64) -> i64 {
    now.wrapping_sub(then) // ARITH: both are clock times that this program wrote, or zero; signed saturation costs 12 CU
}

/// The value of a session, of a parameter that has one for each.
#[inline(always)]
pub(crate) fn per_session(values: &[u16; 4], session: Session) -> u16 {
    values.get(session as usize).copied().unwrap_or(0)
}

/// A clock time as a record of four bytes keeps it; beyond 2106 it stands still.
pub(crate) fn seconds_u32(ts: i64) -> u32 {
    u32::try_from(ts.max(0)).unwrap_or(u32::MAX)
}

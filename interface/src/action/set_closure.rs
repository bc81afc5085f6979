//! SetClosure: a day that closes, or closes early, at a day's notice. It takes power away and never a liquidation, nor does
//! it begin or prolong a spell that a grace follows.

use super::shared::signer::check_officer;
use crate::instruction::SetClosureArgs;
use crate::session::Closure;
use crate::state::MarketHeader;
use crate::{Error, Key};

/// Two of them in this many seconds.
const CLOSURE_WINDOW_S: u64 = 30 * 24 * 3600;
/// How far ahead: what is known earlier goes through a proposal.
const AHEAD_DAYS: u64 = 30;

/// Adds a closure for a trade date from today on. It acts at once: the cached session is dropped, so that power is
/// checked as in a closed market until the next refresh. Nobody but a proposal takes it out again.
///
/// # Errors
/// `NotAdminOrGuardian`, `ArgumentOutOfRange`, `ClosureLimit`, `CalendarFull`.
pub fn set_closure(header: &mut MarketHeader, args: &SetClosureArgs, signer: &Key, now: i64) -> Result<(), Error> {
    check_officer(header, signer)?;
    let today = header.calendar.trade_day(now);
    let day = u64::from(args.day);
    if day < today || day > today.saturating_add(AHEAD_DAYS) || args.minute >= header.calendar.roll_minute {
        return Err(Error::ArgumentOutOfRange);
    }
    let ts = u32::try_from(now).map_err(|_| Error::Overflow)?;
    let older = header.calendar.unscheduled_ts.iter_mut().min().ok_or(Error::ClosureLimit)?;
    if *older != 0 && u64::from(ts) < u64::from(*older).saturating_add(CLOSURE_WINDOW_S) {
        return Err(Error::ClosureLimit);
    }
    *older = ts;
    // a day that is over says nothing any more
    let unused = |closure: &&mut Closure| u64::from(closure.day) < today;
    let place = header.calendar.closures.iter_mut().find(unused).ok_or(Error::CalendarFull)?;
    *place = Closure { day: args.day, minute: args.minute | Closure::UNSCHEDULED };
    header.session_until = 0;
    Ok(())
}

//! Tighten: the levers that admin and guardian pull at once. Each can only take borrow power or room away: none feeds the price
//! board, the liquidation test or the floor, so none makes anybody liquidatable and none stops repayment, top-up or a
//! debt-free exit.

use super::shared::signer::check_officer;
use crate::instruction::TightenArgs;
use crate::state::{Market, MarketHeader, ReserveConfig, SWITCH_BORROW, SWITCH_DEPOSIT};
use crate::{Error, Key};

/// Lever: `ltv_bps`, each no higher than it is.
pub const TIGHTEN_LTV: u8 = 1;
/// Lever: an event window with its LTV, no higher and no shorter than one that is set.
pub const TIGHTEN_EVENT: u8 = 2;
/// Lever: `supply_cap`, no higher.
pub const TIGHTEN_SUPPLY_CAP: u8 = 4;
/// Lever: `borrow_cap`, no higher.
pub const TIGHTEN_BORROW_CAP: u8 = 8;
/// Lever: borrowing off.
pub const TIGHTEN_BORROW_OFF: u8 = 16;
/// Lever: deposits off.
pub const TIGHTEN_DEPOSIT_OFF: u8 = 32;
/// Lever: reduce-only mode of the whole market for `reduce_only_s` from now.
pub const TIGHTEN_REDUCE_ONLY: u8 = 64;

/// The levers that act on the reserve.
const OF_RESERVE: u8 = TIGHTEN_REDUCE_ONLY - 1;

/// Reduce-only mode: at most this long ...
pub const REDUCE_ONLY_MAX_S: u32 = 48 * 3600;
/// ... until it has been off for this long.
pub const REDUCE_ONLY_REST_S: i64 = 14 * 24 * 3600;

/// Pulls the levers that `args.levers` names, all or none.
///
/// # Errors
/// `NotAdminOrGuardian`, `ArgumentOutOfRange`, `NoSuchReserve`, `Loosening`, `ReduceOnlyUsedUp`.
pub fn tighten(market: &mut Market<'_>, args: &TightenArgs, signer: &Key, now: i64) -> Result<(), Error> {
    check_officer(market.header, signer)?;
    if args.levers == 0 || args.levers > OF_RESERVE | TIGHTEN_REDUCE_ONLY {
        return Err(Error::ArgumentOutOfRange);
    }
    if args.levers & OF_RESERVE != 0 {
        let reserve = market.reserve_mut(args.reserve)?;
        tighten_reserve(&mut reserve.config, args, now)?;
    }
    if args.levers & TIGHTEN_REDUCE_ONLY != 0 { tighten_market(market.header, args.reduce_only_s, now) } else { Ok(()) }
}

fn tighten_reserve(config: &mut ReserveConfig, args: &TightenArgs, now: i64) -> Result<(), Error> {
    let named = |lever: u8| args.levers & lever != 0;
    if named(TIGHTEN_LTV) {
        let ltv_bps = args.ltv_bps;
        lower(config.ltv_bps.iter().zip(&ltv_bps).all(|(present, new)| new <= present))?;
        config.ltv_bps = ltv_bps;
    }
    if named(TIGHTEN_EVENT) {
        let (from, until) = (args.event_from, args.event_until);
        if from == 0 || until <= from || i64::from(until) <= now {
            return Err(Error::ArgumentOutOfRange);
        }
        lower(args.event_ltv_bps <= config.event_ltv_bps)?;
        if config.event_from != 0 && i64::from(config.event_until) > now {
            // a window that is set, running or to come, stays covered
            let begins = i64::from(config.event_from).max(now);
            lower(i64::from(from) <= begins && until >= config.event_until)?;
        }
        (config.event_ltv_bps, config.event_from, config.event_until) = (args.event_ltv_bps, from, until);
    }
    if named(TIGHTEN_SUPPLY_CAP) {
        lower(args.supply_cap <= config.supply_cap)?;
        config.supply_cap = args.supply_cap;
    }
    if named(TIGHTEN_BORROW_CAP) {
        lower(args.borrow_cap <= config.borrow_cap)?;
        config.borrow_cap = args.borrow_cap;
    }
    if named(TIGHTEN_BORROW_OFF) {
        config.switches &= !SWITCH_BORROW;
    }
    if named(TIGHTEN_DEPOSIT_OFF) {
        config.switches &= !SWITCH_DEPOSIT;
    }
    Ok(())
}

fn lower(is_no_looser: bool) -> Result<(), Error> {
    if is_no_looser { Ok(()) } else { Err(Error::Loosening) }
}

/// Reduce-only mode until `reduce_only_s` from now. The 48 hours are whole again once the mode has been off for 14 days, so that no
/// 14 days hold more than 48 hours of it.
fn tighten_market(header: &mut MarketHeader, reduce_only_s: u32, now: i64) -> Result<(), Error> {
    if reduce_only_s == 0 {
        return Err(Error::ArgumentOutOfRange);
    }
    if now >= header.reduce_only_until_ts.saturating_add(REDUCE_ONLY_REST_S) {
        header.reduce_only_window_ts = now;
        header.reduce_only_used_s = 0;
    }
    let until = now.saturating_add(i64::from(reduce_only_s));
    let more = until.saturating_sub(header.reduce_only_until_ts.max(now));
    lower(more > 0)?;
    let used = u32::try_from(more).ok().and_then(|more| header.reduce_only_used_s.checked_add(more));
    match used {
        Some(used) if used <= REDUCE_ONLY_MAX_S => {
            header.reduce_only_used_s = used;
            header.reduce_only_until_ts = until;
            Ok(())
        }
        _ => Err(Error::ReduceOnlyUsedUp),
    }
}

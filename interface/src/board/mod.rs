//! The price board. A refresh takes prints into the sources they come from, then recombines every source that is still
//! fresh into the reserve's five prices, whatever the caller posted. Prices are computed here; session, staleness and
//! ramps are judged where the board is read.

mod clock;
mod combine;
mod guard;
mod multiplier;
mod quote;
mod read;
pub mod ruling;
mod steps;
mod trial;

pub use clock::Tick;

use crate::Error;
use crate::oracle::Print;
use crate::policy::State;
use crate::state::{CLASS_EQUITY, Reserve, SHARE_FEED, SOURCE_COUNT, TOKEN_FEED};
use crate::token::Issuer;
use quote::Quote;
use ruling::Ruling;

/// What the mint and the vault of an equity say.
#[derive(Clone, Copy, Debug)]
pub struct IssuerReading {
    /// The mint.
    pub mint: Issuer,
    /// Atoms in the vault.
    pub vault_amount: u64,
    /// Whether the vault is frozen.
    pub vault_frozen: bool,
}

/// What a refresh did, for its event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RefreshOutcome {
    /// Whether a posted print is held out: it jumped, or a corporate action suspends its source.
    pub held_out: bool,
    /// Whether another UI multiplier was accepted.
    pub multiplier_changed: bool,
    /// Change of booked cash by a recognised shortfall (negative) or restored tokens.
    pub synced: i64,
}

/// Accrues interest, recognises what happened to mint and vault, takes the posted prints (by source: token feed, share
/// feed) and recombines the board. `issuer` is required for an equity. A reserve in terminal settlement takes no print.
///
/// # Errors
/// `StaleIssuer` for an equity without its mint and vault; the errors of ingest: `PriceTooOld`, `PriceFromFuture`,
/// `PriceTooWide`, `PriceOutOfOrder`, `PriceTooHigh`.
#[inline(always)]
pub fn refresh_reserve(
    reserve: &mut Reserve,
    tick: &Tick,
    prints: &[Option<Print>; SOURCE_COUNT],
    issuer: Option<&IssuerReading>,
) -> Result<RefreshOutcome, Error> {
    if reserve.class != CLASS_EQUITY {
        let [print, _] = prints;
        return refresh_continuous(reserve, tick.now, print.as_ref());
    }
    let reading = issuer.ok_or(Error::StaleIssuer)?;
    reserve.accrue(tick.now);
    let seen_ts = reserve.issuer_ts;
    let synced = take_issuer(reserve, reading, tick.now);
    reserve.set_rate();
    if reserve.terminal_ts != 0 {
        return Ok(RefreshOutcome { held_out: false, multiplier_changed: false, synced });
    }
    let [_, share] = prints;
    let ruling = multiplier::judge(reserve, &reading.mint.scaled, share.as_ref(), seen_ts, tick);
    let held_out = take_prints(reserve, tick, prints, Some(&ruling))?;
    combine::combine(reserve, tick);
    Ok(RefreshOutcome { held_out, multiplier_changed: ruling.changed, synced })
}

/// The same for a reserve without sessions: it has a token feed only, and neither its mint nor its vault is read. A function
/// of its own because the room would keep what it needs on the stack.
///
/// # Errors
/// Those of ingest.
#[inline(never)]
pub fn refresh_continuous(reserve: &mut Reserve, now: i64, print: Option<&Print>) -> Result<RefreshOutcome, Error> {
    reserve.accrue(now);
    reserve.set_rate();
    let mut outcome = RefreshOutcome { held_out: false, multiplier_changed: false, synced: 0 };
    if reserve.terminal_ts != 0 {
        return Ok(outcome);
    }
    let tick = Tick::continuous(now);
    if let Some(print) = print
        && let Some(jumped) = take::<TOKEN_FEED>(reserve, &tick, print, None, &mut outcome.held_out)?
    {
        outcome.held_out |= guard::judge(reserve, &[Some(jumped), None], &tick);
    }
    combine::combine(reserve, &tick);
    Ok(outcome)
}

/// Takes each posted print into its source. Prints that jump wait until both are known: one may confirm the other.
#[inline(always)]
fn take_prints(
    reserve: &mut Reserve,
    tick: &Tick,
    prints: &[Option<Print>; SOURCE_COUNT],
    ruling: Option<&Ruling>,
) -> Result<bool, Error> {
    let [token, share] = prints;
    let mut held_out = false;
    let token_jumped = match token {
        Some(print) => take::<TOKEN_FEED>(reserve, tick, print, None, &mut held_out)?,
        None => None,
    };
    let share_jumped = match (share, ruling) {
        // a share's price becomes a raw token's here, and only here
        (Some(print), Some(_)) => take::<SHARE_FEED>(reserve, tick, print, ruling, &mut held_out)?,
        _ => None,
    };
    if token_jumped.is_some() || share_jumped.is_some() {
        held_out |= guard::judge(reserve, &[token_jumped, share_jumped], tick);
    }
    Ok(held_out)
}

/// Takes a print into source `N`, or gives its quote back when it jumped.
#[inline(never)]
fn take<const N: usize>(
    reserve: &mut Reserve,
    tick: &Tick,
    print: &Print,
    ruling: Option<&Ruling>,
    held_out: &mut bool,
) -> Result<Option<Quote>, Error> {
    let [token, share] = &mut reserve.sources;
    let source = if N == SHARE_FEED { share } else { token };
    let seen = quote::see(source, print, tick.now, reserve.config.conf_limit_bps)?;
    if seen.is_same_again() && !source.is_held() {
        return Ok(None);
    }
    let quote = quote::quote(source, print, &seen, &reserve.config, reserve.decimals, ruling)?;
    if ruling.is_some_and(|ruling| ruling.held) {
        guard::suspend(source, &quote);
        *held_out = true;
    } else if ruling.is_some_and(|ruling| ruling.released) || guard::continues(source, &quote, reserve.config.jump_bps)
    {
        guard::accept(reserve, N, &quote, tick);
    } else {
        return Ok(Some(quote));
    }
    Ok(None)
}

#[inline(always)]
fn take_issuer(reserve: &mut Reserve, reading: &IssuerReading, now: i64) -> i64 {
    let frozen = if reading.vault_frozen { State::VAULT_FROZEN } else { 0 };
    reserve.issuer_flags = reading.mint.flags.0 | frozen;
    reserve.issuer_ts = now;
    if let Some(moved) = reading.mint.moved {
        reserve.offsets = moved;
    }
    reserve.sync(reading.vault_amount)
}

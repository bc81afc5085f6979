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

pub use clock::RefreshContext;

use crate::Error;
use crate::oracle::PriceUpdate;
use crate::state::{CLASS_EQUITY, Reserve, SHARE_FEED, SOURCE_COUNT, TOKEN_FEED};
use crate::token::Issuer;
use crate::token::IssuerFlags;
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

impl RefreshOutcome {
    /// Nothing that an event would tell.
    pub const NOTHING: RefreshOutcome = RefreshOutcome { held_out: false, multiplier_changed: false, synced: 0 };
}

/// Accrues interest, recognises what happened to mint and vault, takes the posted prints (by source: token feed, share
/// feed) and recombines the board. `issuer` is required for an equity. A reserve in terminal settlement takes no print.
///
/// # Errors
/// `StaleIssuer` for an equity without its mint and vault; the errors of ingest: `PriceTooOld`, `PriceFromFuture`,
/// `PriceTooWide`, `PriceOutOfOrder`, `PriceTooHigh`.
pub fn refresh_reserve(
    reserve: &mut Reserve,
    tick: &RefreshContext,
    prints: [Option<&PriceUpdate>; SOURCE_COUNT],
    issuer: Option<&IssuerReading>,
) -> Result<RefreshOutcome, Error> {
    if reserve.class == CLASS_EQUITY {
        return refresh_equity(reserve, tick, prints, issuer.ok_or(Error::StaleIssuer)?);
    }
    let [print, _] = prints;
    refresh_continuous(reserve, tick.now, print)
}

/// The same for an equity.
///
/// # Errors
/// Those of ingest.
#[inline(always)]
pub fn refresh_equity(
    reserve: &mut Reserve,
    tick: &RefreshContext,
    prints: [Option<&PriceUpdate>; SOURCE_COUNT],
    reading: &IssuerReading,
) -> Result<RefreshOutcome, Error> {
    reserve.accrue(tick.now);
    let seen_ts = reserve.issuer_ts;
    let synced = take_issuer(reserve, reading, tick.now);
    reserve.set_rate();
    if reserve.terminal_ts != 0 {
        return Ok(RefreshOutcome { synced, ..RefreshOutcome::NOTHING });
    }
    let [_, share] = prints;
    let ruling = multiplier::judge(reserve, &reading.mint.scaled, share, seen_ts, tick);
    let held_out = take_prints(reserve, tick, prints, &ruling)?;
    combine::combine(reserve, tick);
    Ok(RefreshOutcome { held_out, multiplier_changed: ruling.changed, synced })
}

/// The same for a reserve without sessions: it has a token feed only, and neither its mint nor its vault is read.
///
/// # Errors
/// Those of ingest.
#[inline(always)]
pub fn refresh_continuous(
    reserve: &mut Reserve,
    now: i64,
    print: Option<&PriceUpdate>,
) -> Result<RefreshOutcome, Error> {
    reserve.accrue(now);
    reserve.set_rate();
    if reserve.terminal_ts != 0 {
        return Ok(RefreshOutcome::NOTHING);
    }
    let tick = RefreshContext::continuous(now);
    let taken = match print {
        Some(print) => take::<TOKEN_FEED>(reserve, &tick, print, None)?,
        None => Taken::NoNews,
    };
    let held_out = match taken {
        Taken::Accepted | Taken::NoNews => false,
        Taken::Suspended => true,
        Taken::Jumped(quote) => guard::judge(reserve, &[Some(quote), None], &RefreshContext::continuous(now)),
    };
    combine::combine(reserve, &tick);
    Ok(RefreshOutcome { held_out, multiplier_changed: false, synced: 0 })
}

/// What became of a print.
enum Taken {
    /// It is its source's present value.
    Accepted,
    /// It is the print seen last, or there is none.
    NoNews,
    /// A corporate action holds it out.
    Suspended,
    /// It jumped, and is to be judged when both sources are known.
    Jumped(Quote),
}

/// Takes each posted print into its source. Prints that jump wait until both are known: one may confirm the other.
#[inline(always)]
fn take_prints(
    reserve: &mut Reserve,
    tick: &RefreshContext,
    prints: [Option<&PriceUpdate>; SOURCE_COUNT],
    ruling: &Ruling,
) -> Result<bool, Error> {
    let [token, share] = prints;
    let token = match token {
        Some(print) => take::<TOKEN_FEED>(reserve, tick, print, None)?,
        None => Taken::NoNews,
    };
    let share = match share {
        // a share's price becomes a raw token's here, and only here
        Some(print) => take::<SHARE_FEED>(reserve, tick, print, Some(ruling))?,
        None => Taken::NoNews,
    };
    let mut held_out = matches!(share, Taken::Suspended);
    if matches!(token, Taken::Jumped(_)) || matches!(share, Taken::Jumped(_)) {
        let jumped = [token, share].map(|taken| if let Taken::Jumped(quote) = taken { Some(quote) } else { None });
        held_out |= guard::judge(reserve, &jumped, tick);
    }
    Ok(held_out)
}

/// Takes a print into source `N`, or gives its quote back when it jumped.
#[inline(always)]
fn take<const N: usize>(
    reserve: &mut Reserve,
    tick: &RefreshContext,
    print: &PriceUpdate,
    ruling: Option<&Ruling>,
) -> Result<Taken, Error> {
    let [token, share] = &mut reserve.sources;
    let source = if N == SHARE_FEED { share } else { token };
    let seen = quote::see(source, print, tick.now, reserve.config.conf_limit_bps)?;
    if seen.is_same_again() && !source.is_held() {
        return Ok(Taken::NoNews);
    }
    let quote = quote::quote(source, print, &seen, &reserve.config, reserve.decimals, ruling)?;
    if ruling.is_some_and(|ruling| ruling.held) {
        guard::suspend(source, quote.spot);
        return Ok(Taken::Suspended);
    }
    if ruling.is_some_and(|ruling| ruling.released) || guard::continues(source, &quote, reserve.config.jump_bps) {
        guard::accept(reserve, N, &quote, tick);
        return Ok(Taken::Accepted);
    }
    Ok(Taken::Jumped(quote))
}

#[inline(always)]
fn take_issuer(reserve: &mut Reserve, reading: &IssuerReading, now: i64) -> i64 {
    let frozen = if reading.vault_frozen { IssuerFlags::VAULT_FROZEN.0 } else { 0 };
    reserve.issuer_flags = reading.mint.flags.0 | frozen;
    reserve.issuer_ts = now;
    if let Some(moved) = reading.mint.moved {
        reserve.offsets = moved;
    }
    reserve.sync(reading.vault_amount)
}

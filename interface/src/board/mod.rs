//! The price board. A refresh takes prints into the sources they come from, then recombines every source that is still
//! fresh into the reserve's five prices, whatever the caller posted. Prices are computed here; session, staleness and
//! ramps are judged where the board is read.

mod clock;
mod combine;
mod guard;
pub mod multiplier;
mod quote;
mod read;

pub use clock::Tick;

use crate::Error;
use crate::oracle::Print;
use crate::policy::State;
use crate::state::{CLASS_EQUITY, Reserve, SHARE_FEED, SOURCE_COUNT};
use crate::token::Issuer;
use multiplier::Factor;
use quote::Quote;

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
    reserve.accrue(tick.now);
    let equity = reserve.class == CLASS_EQUITY;
    let synced = match issuer {
        Some(reading) => take_issuer(reserve, reading, tick.now),
        None if equity => return Err(Error::StaleIssuer),
        None => 0,
    };
    reserve.set_rate();
    if reserve.terminal_ts != 0 {
        return Ok(RefreshOutcome { held_out: false, synced });
    }
    let tick = if equity { *tick } else { Tick::continuous(tick.now) };
    let held_out = take_prints(reserve, &tick, prints, issuer)?;
    combine::combine(reserve, &tick);
    Ok(RefreshOutcome { held_out, synced })
}

/// Takes each posted print into its source. Prints that jump wait until all are known: one may confirm the other.
#[inline(always)]
fn take_prints(
    reserve: &mut Reserve,
    tick: &Tick,
    prints: &[Option<Print>; SOURCE_COUNT],
    issuer: Option<&IssuerReading>,
) -> Result<bool, Error> {
    let mut jumped: [Option<Quote>; SOURCE_COUNT] = [None, None];
    let (mut waiting, mut held_out) = (false, false);
    for (n, (print, jumped)) in prints.iter().zip(&mut jumped).enumerate() {
        let Some(print) = print else { continue };
        // the share feed's prices are of a share: here, and only here, they become prices of a raw token
        let factor = match issuer {
            Some(reading) if n == SHARE_FEED => multiplier::factor(reserve, &reading.mint.scaled, print),
            _ => Factor::ONE,
        };
        let Some(source) = reserve.sources.get_mut(n) else { continue };
        let seen = quote::see(source, print, tick.now, reserve.config.conf_limit_bps)?;
        if seen.is_same_again() && !source.is_held() {
            continue;
        }
        let quote = quote::quote(source, print, &seen, &reserve.config, reserve.decimals, &factor)?;
        if factor.suspended {
            guard::suspend(source, &quote);
            held_out = true;
        } else if guard::continues(source, &quote, reserve.config.jump_bps) {
            guard::accept(reserve, n, &quote, tick);
        } else {
            *jumped = Some(quote);
            waiting = true;
        }
    }
    if waiting {
        held_out |= guard::judge(reserve, &jumped, tick);
    }
    Ok(held_out)
}

#[inline(always)]
fn take_issuer(reserve: &mut Reserve, reading: &IssuerReading, now: i64) -> i64 {
    let frozen = if reading.vault_frozen { State::VAULT_FROZEN } else { 0 };
    reserve.issuer_flags = reading.mint.flags.0 | frozen;
    reserve.issuer_ts = now;
    if let Some(moved) = reading.mint.moved {
        reserve.offsets = moved;
    }
    multiplier::remember(reserve, &reading.mint.scaled, now);
    reserve.sync(reading.vault_amount)
}

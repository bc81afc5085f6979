//! The price board, as a pipeline: `observe` says which prints are news, `convert` makes prices per atom of them, `guard`
//! lets them move the references by bounded steps, `combine` makes the board of every live source, whatever the caller
//! posted, and `read` says what it means now. The normative text is `docs/prices.md`.

mod combine;
mod context;
mod convert;
mod guard;
mod observe;
mod read;
mod share;
#[cfg(test)]
mod tests;

pub use context::RefreshContext;
pub use guard::band_around;
pub(crate) use guard::{first_print, is_expected};
pub use observe::{MAX_AGE_S, MAX_SKEW_S, SHARE_CLOSED_FREEZE_S, STAND_S};

use crate::Error;
use crate::multiplier::EffectiveMultipliers;
use crate::oracle::PriceUpdate;
use crate::session::Session;
use crate::state::{CLASS_EQUITY, PriceSource, Reserve, SHARE_FEED, SOURCE_COUNT, TOKEN_FEED};
use crate::token::{Issuer, IssuerFlags};
use guard::News;

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

/// What a refresh did, for its event. Bit n of a mask is source n.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RefreshOutcome {
    /// Sources whose posted print was news: seen, and taken unless it was held out.
    pub news: u8,
    /// Sources whose posted print was held out: it was the first and lay where none is expected, or a corporate action
    /// suspends the source.
    pub held_out: u8,
    /// Whether another UI multiplier was accepted.
    pub multiplier_changed: bool,
    /// Change of booked cash by a recognised shortfall (negative) or restored tokens.
    pub synced: i64,
}

impl RefreshOutcome {
    /// No print, and nothing that an event would tell.
    pub const NOTHING: RefreshOutcome = RefreshOutcome { news: 0, held_out: 0, multiplier_changed: false, synced: 0 };
}

/// Accrues interest, recognises what happened to mint and vault, takes the posted prints (by source: token feed, share
/// feed) and recombines the board. `issuer` is required where the reserve reads it. A reserve in terminal settlement takes
/// no print. A print that is no news is no error: it changes nothing.
///
/// # Errors
/// `StaleIssuer` for an equity or a watched token without its mint and vault.
pub fn refresh_reserve(
    reserve: &mut Reserve,
    context: &RefreshContext,
    prints: [Option<&PriceUpdate>; SOURCE_COUNT],
    issuer: Option<&IssuerReading>,
) -> Result<RefreshOutcome, Error> {
    if reserve.class == CLASS_EQUITY {
        return Ok(refresh_equity(reserve, context, prints, issuer.ok_or(Error::StaleIssuer)?));
    }
    let [print, _] = prints;
    if reserve.reads_issuer() {
        let synced = read_watched(reserve, context.now, issuer.ok_or(Error::StaleIssuer)?);
        return Ok(RefreshOutcome { synced, ..refresh_continuous(reserve, context.now, print) });
    }
    Ok(refresh_continuous(reserve, context.now, print))
}

/// What mint and vault of a reserve without sessions say, before its print is taken; returns what was booked from the
/// vault, atoms.
#[inline(always)]
pub fn read_watched(reserve: &mut Reserve, now: i64, reading: &IssuerReading) -> i64 {
    reserve.accrue(now);
    take_issuer(reserve, reading, now)
}

/// The same for an equity.
#[inline(always)]
pub fn refresh_equity(
    reserve: &mut Reserve,
    context: &RefreshContext,
    prints: [Option<&PriceUpdate>; SOURCE_COUNT],
    reading: &IssuerReading,
) -> RefreshOutcome {
    reserve.accrue(context.now);
    let seen_ts = reserve.issuer_ts;
    let synced = take_issuer(reserve, reading, context.now);
    reserve.set_rate();
    if reserve.terminal_ts != 0 {
        return RefreshOutcome { synced, ..RefreshOutcome::NOTHING };
    }
    let [token, share] = prints;
    let multipliers = share::multipliers(reserve, &reading.mint.scaled, share, seen_ts, context);
    let token = taken::<TOKEN_FEED>(reserve, token, None, context);
    // a share's price becomes a raw token's here, and only here
    let share = taken::<SHARE_FEED>(reserve, share, Some(&multipliers), context);
    combine::combine(reserve, [token.news(), share.news()], context);
    RefreshOutcome {
        news: token.is_news() | share.is_news() << SHARE_FEED,
        held_out: token.is_held_out() | share.is_held_out() << SHARE_FEED,
        multiplier_changed: multipliers.changed,
        synced,
    }
}

/// The same for a reserve without sessions: it has a token feed only, and neither its mint nor its vault is read.
#[inline(always)]
pub fn refresh_continuous(reserve: &mut Reserve, now: i64, print: Option<&PriceUpdate>) -> RefreshOutcome {
    reserve.accrue(now);
    reserve.set_rate();
    if reserve.terminal_ts != 0 {
        return RefreshOutcome::NOTHING;
    }
    let context = RefreshContext::continuous(now);
    let token = taken::<TOKEN_FEED>(reserve, print, None, &context);
    combine::combine_single(reserve, token.news(), &context);
    RefreshOutcome { news: token.is_news(), held_out: token.is_held_out(), ..RefreshOutcome::NOTHING }
}

/// What became of a print.
enum Taken {
    /// There is none, or it is no news.
    NoNews,
    /// It is the source's first and lies where none is expected, or a corporate action suspends the source.
    HeldOut,
    /// It is the source's present value.
    News(News),
}

impl Taken {
    #[inline(always)]
    const fn news(&self) -> Option<News> {
        if let Taken::News(news) = self { Some(*news) } else { None }
    }

    #[inline(always)]
    const fn is_news(&self) -> u8 {
        !matches!(self, Taken::NoNews) as u8
    }

    #[inline(always)]
    const fn is_held_out(&self) -> u8 {
        matches!(self, Taken::HeldOut) as u8
    }
}

/// Takes a posted print into source `N`.
#[inline(always)]
fn taken<const N: usize>(
    reserve: &mut Reserve,
    print: Option<&PriceUpdate>,
    multipliers: Option<&EffectiveMultipliers>,
    context: &RefreshContext,
) -> Taken {
    let Some(print) = print else { return Taken::NoNews };
    let source = source::<N>(reserve);
    let (zeros, first) = (source.zeros, source.publish_ts == 0);
    if !source.is_news(print, &reserve.config, context) {
        return Taken::NoNews;
    }
    let Some(quote) = convert::quote(print, zeros, &reserve.config, reserve.decimals, multipliers) else {
        return Taken::NoNews;
    };
    if first && !guard::is_expected(reserve, N, quote.bounds.spot, context) {
        return Taken::HeldOut;
    }
    let [token, share] = &mut reserve.sources;
    let source = if N == SHARE_FEED { share } else { token };
    if multipliers.is_some_and(|multipliers| multipliers.suspended) {
        source.see(print, print.publish_ts.min(context.now));
        return Taken::HeldOut;
    }
    let news = source.take(print, &quote, context.now);
    tell_sessions::<N>(reserve, first, context);
    Taken::News(news)
}

#[inline(always)]
const fn source<const N: usize>(reserve: &Reserve) -> &PriceSource {
    let [token, share] = &reserve.sources;
    if N == SHARE_FEED { share } else { token }
}

/// What a print that was taken says beside its price. The source that decay counts from is the share feed, where there is
/// one; a share feed that moves for the first time after a long Closed spell starts the reopen grace.
#[inline(always)]
fn tell_sessions<const N: usize>(reserve: &mut Reserve, first: bool, context: &RefreshContext) {
    let source = source::<N>(reserve);
    let (publish_ts, change_ts) = (source.publish_ts, source.change_ts);
    let [_, share] = &reserve.sources;
    let is_primary = N == SHARE_FEED || !share.is_some();
    if N == SHARE_FEED {
        reserve.multiplier.settle(publish_ts);
    }
    // by the session at the time of the change: the first print of Monday morning is no Friday print
    if is_primary && context.session == Session::Regular && change_ts >= context.session_from {
        reserve.regular_ts = change_ts;
    }
    if N == SHARE_FEED && reserve.reopen_ts < context.reopened_ts && change_ts >= context.reopened_ts {
        // a feed that was not there before the spell reopens nothing
        reserve.reopen_ts = if first { context.reopened_ts } else { change_ts };
    }
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

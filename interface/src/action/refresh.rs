//! Refresh: a price print, and for equities the mint and the vault, become the reserve's board. Mantissas are computed
//! here; session, staleness and ramps are judged where the board is read.

use crate::Error;
use crate::math::scale::Scale;
use crate::oracle::{Print, ingest};
use crate::policy::State;
use crate::session::Session;
use crate::state::{BOARD_QUARANTINED, CLASS_EQUITY, MarketHeader, Reserve};
use crate::token::Issuer;
use crate::token::multiplier::multiplier_q32_down;

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
    /// Whether the print was taken onto the board; otherwise the jump guard holds it out.
    pub accepted: bool,
    /// Change of booked cash by a recognised shortfall (negative) or restored tokens.
    pub synced: i64,
}

/// Renews the cached session when it has run out.
#[inline(always)]
pub fn refresh_session(header: &mut MarketHeader, now: i64) {
    if now >= header.session_until {
        renew_session(header, now);
    }
}

#[inline(never)]
fn renew_session(header: &mut MarketHeader, now: i64) {
    let (session, until) = header.calendar.session_at(now);
    if session == Session::Closed && Session::from_u8(header.session) != Session::Closed {
        header.closed_ts = now;
    }
    header.session = session as u8;
    header.session_until = until;
}

/// Accrues interest, recognises what happened to mint and vault, and takes the print onto the board. `issuer` is
/// required for an equity.
///
/// # Errors
/// Those of [`ingest::check`]; `PriceOutOfOrder` for another print of the same time; `PriceTooHigh`; `StaleIssuer` for
/// an equity without its mint and vault.
#[inline(always)]
pub fn refresh_reserve(
    reserve: &mut Reserve,
    session: Session,
    print: &Print,
    issuer: Option<&IssuerReading>,
    now: i64,
) -> Result<RefreshOutcome, Error> {
    reserve.accrue(now);
    let session = if reserve.class == CLASS_EQUITY { session } else { Session::Regular };
    let synced = match issuer {
        Some(reading) => take_issuer(reserve, reading, now),
        None if reserve.class == CLASS_EQUITY => return Err(Error::StaleIssuer),
        None => 0,
    };
    reserve.set_rate();
    let accepted = take_print(reserve, session, print, now)?;
    Ok(RefreshOutcome { accepted, synced })
}

#[inline(always)]
fn take_issuer(reserve: &mut Reserve, reading: &IssuerReading, now: i64) -> i64 {
    let frozen = if reading.vault_frozen { State::VAULT_FROZEN } else { 0 };
    reserve.issuer_flags = reading.mint.flags.0 | frozen;
    reserve.issuer_ts = now;
    if let Some(moved) = reading.mint.moved {
        reserve.offsets = moved;
    }
    // a multiplier that no longer decodes changes nothing: the last good one stays
    if let Ok(multiplier_q32) = multiplier_q32_down(reading.mint.scaled.current(now))
        && multiplier_q32 != reserve.multiplier.accepted_q32
    {
        reserve.multiplier.before_q32 = reserve.multiplier.accepted_q32;
        reserve.multiplier.accepted_q32 = multiplier_q32;
        reserve.multiplier.effective_ts = reading.mint.scaled.effective_ts;
    }
    reserve.sync(reading.vault_amount)
}

#[inline(always)]
fn take_print(reserve: &mut Reserve, session: Session, print: &Print, now: i64) -> Result<bool, Error> {
    let [source, _] = &mut reserve.sources;
    let publish_ts = ingest::check(print, now, reserve.config.conf_limit_bps, source.publish_ts)?;
    let changed = source.price != print.price || source.conf != print.conf || source.exponent != print.exponent;
    if publish_ts == source.publish_ts && changed {
        return Err(Error::PriceOutOfOrder);
    }

    let scale = Scale::new(print.exponent, reserve.decimals, print.price.saturating_add(print.conf))
        .ok_or(Error::PriceTooHigh)?;
    let spot = scale.price_down(print.price).ok_or(Error::PriceTooHigh)?;
    let jumped = !source.good.is_zero() && !spot.within_bps(source.good, reserve.config.jump_bps);
    if jumped && !persisted(source.held_ts, session, reserve.config.jump_persist_s, now) {
        // only time in a Regular session counts toward belief: outside it the clock stands at zero
        source.held_ts = match session {
            Session::Regular if source.held_ts != 0 => source.held_ts,
            Session::Regular => now,
            _ => 0,
        };
        reserve.board_flags |= BOARD_QUARANTINED;
        return Ok(false);
    }

    if changed {
        source.change_ts = publish_ts;
        if session == Session::Regular {
            reserve.regular_ts = publish_ts;
        }
    }
    source.price = print.price;
    source.conf = print.conf;
    source.ema = print.ema;
    source.exponent = print.exponent;
    source.publish_ts = publish_ts;
    source.good = spot;
    source.held_ts = 0;
    reserve.board_flags &= !BOARD_QUARANTINED;

    let frozen_s = now.saturating_sub(source.change_ts);
    let freeze_age = i64::from(crate::health::per_session(&reserve.config.freeze_age_s, session));
    if freeze_age != 0 && frozen_s > freeze_age {
        return Ok(false); // fresh but frozen: the board keeps its old time and goes stale by itself
    }

    // the moving average counts as a source of its own: out of reach of the spot, it is ignored
    let ema =
        if print.ema != 0 && near(print.ema, print.price, reserve.config.jump_bps) { print.ema } else { print.price };
    let low = scale.price_down(print.price.saturating_sub(print.conf)).ok_or(Error::PriceTooHigh)?;
    let high = scale.price_up(print.price.saturating_add(print.conf)).ok_or(Error::PriceTooHigh)?;
    // one of the biased bounds is the spot's own, whichever side the average lies on
    let (biased_low, biased_high) = if ema < print.price {
        (scale.price_down(ema.saturating_sub(print.conf)).ok_or(Error::PriceTooHigh)?, high)
    } else {
        (low, scale.price_up(ema.saturating_add(print.conf)).ok_or(Error::PriceTooHigh)?)
    };
    reserve.low = biased_low;
    reserve.high = biased_high;
    if session == Session::Regular {
        reserve.liq_low = low;
        reserve.liq_high = high;
    } else {
        reserve.liq_low = biased_low;
        reserve.liq_high = biased_high;
    }
    reserve.settle = spot;
    reserve.board_ts = publish_ts;
    Ok(true)
}

/// Whether `a` lies within `bps` of `b`, both of one exponent; by their upper 48 bits when they need more.
fn near(a: u64, b: u64, bps: u16) -> bool {
    let (a, b) = if (a | b) >> 48 == 0 { (a, b) } else { (a >> 15, b >> 15) };
    // ARITH: below 2^49 times below 2^14; bps is at most 10,000 by its configuration, and below 2^16 in any case
    a.abs_diff(b).wrapping_mul(10_000) <= b.wrapping_mul(u64::from(bps.min(10_000)))
}

/// Whether a held jump has persisted long enough in a Regular session to be believed.
fn persisted(held_ts: i64, session: Session, persist_s: u16, now: i64) -> bool {
    held_ts != 0 && session == Session::Regular && now.saturating_sub(held_ts) >= i64::from(persist_s)
}

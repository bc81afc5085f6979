//! Execute: a proposal whose delay is over becomes what it says, by anybody's hand; what must hold on that day is checked on
//! that day.

use super::add_reserve::{check_source, checked_band};
use super::shared::config::{check_config, check_freeze_age, set_config};
use crate::Error;
use crate::math::price::Price;
use crate::multiplier;
use crate::oracle::PriceUpdate;
use crate::policy::State;
use crate::price;
use crate::session::Calendar;
use crate::state::{
    CLASS_EQUITY, Kind, Market, MarketHeader, MarketParams, PriceSource, Proposal, Ramp, Reserve, ReserveConfig,
    SHARE_FEED, SourceId,
};
use bytemuck::{Zeroable, bytes_of_mut};

/// A proposal that nobody executed within this many seconds of its time is void: none lies loaded for years.
pub const PROPOSAL_LIFE_S: i64 = 30 * 24 * 3600;
/// Threshold and liquidation borrow factor take at least this long to get where they are sent.
pub const RAMP_MIN_S: u32 = 24 * 3600;
/// Sources are dead after this many seconds of session without a print.
pub const DEAD_S: u64 = 72 * 3600;
/// How far a terminal price may lie from the last board of a reserve whose sources live.
pub const TERMINAL_BPS: u16 = 2_000;

/// The print of a new source, read by the program from the source's account.
pub type Probe<'a> = Option<&'a PriceUpdate>;

/// Makes the market what the proposal says. Afterwards its account is closed: it can happen once.
///
/// # Errors
/// `ProposedBeforeSeal`, `ProposalNotDue`, `ProposalExpired`, `NamedFieldChanged`, and by kind: those of
/// [`ReserveConfig::validate`] and `BoardNotLive`; those of [`MarketParams::validate`] and `DelayShrinks`; `BadCalendar`;
/// `NoSource`, `AdapterDisabled`, `SourceDiscontinuous` `PriceTooOld`, `PriceFromFuture`, `PriceTooHigh`; `TerminalReserve`,
/// `TerminalNotAllowed`.
pub fn execute(market: &mut Market<'_>, proposal: &Proposal, probe: Probe<'_>, now: i64) -> Result<(), Error> {
    check_time(market.header, proposal, now)?;
    proposal.check_unchanged(market)?;
    match proposal.change()? {
        Kind::Reserve => change_reserve(market, proposal, now),
        Kind::Market => {
            let params = new_params(market.header, proposal)?;
            market.header.set_params(&params);
            Ok(())
        }
        Kind::Groups => {
            let mut mask = proposal.mask;
            for (group, cap) in market.header.groups.iter_mut().zip(&proposal.after) {
                if mask & 1 == 1 {
                    group.cap = *cap;
                }
                mask >>= 1;
            }
            Ok(())
        }
        Kind::Calendar => change_calendar(market.header, proposal),
        Kind::Source => change_source(market, proposal, probe, now),
        Kind::Guardian => {
            market.header.guardian = proposal.key();
            Ok(())
        }
        Kind::Admin => {
            market.header.pending_admin = proposal.key();
            Ok(())
        }
        Kind::Terminal => settle(market, proposal, now),
        Kind::Multiplier => {
            let reserve = market.reserve_mut(proposal.reserve)?;
            multiplier::rebase(&mut reserve.multiplier, &mut reserve.pending, proposal.after[0], now);
            Ok(())
        }
        Kind::Close => wind_down(market, proposal.reserve),
    }
}

/// From here on nothing new: no deposit but the top-up of a debtor, no borrow, no receipt, no flash loan. Everybody's way
/// out stays as it is.
fn wind_down(market: &mut Market<'_>, index: u8) -> Result<(), Error> {
    let reserve = market.reserve_mut(index)?;
    (reserve.config.switches, reserve.closing) = (0, 1);
    Ok(())
}

fn check_time(header: &MarketHeader, proposal: &Proposal, now: i64) -> Result<(), Error> {
    if proposal.sealed != header.sealed {
        return Err(Error::ProposedBeforeSeal);
    }
    if now < proposal.eta_ts {
        return Err(Error::ProposalNotDue);
    }
    if now > proposal.eta_ts.saturating_add(PROPOSAL_LIFE_S) { Err(Error::ProposalExpired) } else { Ok(()) }
}

/// The reserve's parameters with the named fields as proposed; what the liquidation test uses moves over time, from
/// where it is now, however it was proposed.
pub(super) fn new_config(market: &Market<'_>, proposal: &Proposal, now: i64) -> Result<ReserveConfig, Error> {
    let present = &market.reserve(proposal.reserve)?.config;
    let mut config = *present;
    proposal.overlay(bytes_of_mut(&mut config))?;
    config.threshold = ramped(&present.threshold, &config.threshold, now);
    config.liq_borrow_factor = ramped(&present.liq_borrow_factor, &config.liq_borrow_factor, now);
    check_config(market, proposal.reserve, &config)?;
    Ok(config)
}

fn ramped(present: &Ramp, proposed: &Ramp, now: i64) -> Ramp {
    if present == proposed {
        return *present;
    }
    let from_bps = present.at(now);
    if from_bps == proposed.to_bps {
        return Ramp::fixed(from_bps);
    }
    Ramp { from_bps, to_bps: proposed.to_bps, duration_s: proposed.duration_s.max(RAMP_MIN_S), start_ts: now }
}

fn change_reserve(market: &mut Market<'_>, proposal: &Proposal, now: i64) -> Result<(), Error> {
    let config = new_config(market, proposal, now)?;
    let moment = market.header.risk_context(now);
    let reserve = market.reserve(proposal.reserve)?;
    // what was proposed of an open reserve does not end the winding down that came after
    if config.switches != 0 && reserve.closing != proposal.closing {
        return Err(Error::NamedFieldChanged);
    }
    let present = &reserve.config;
    let gains = config.event_ltv_bps > present.event_ltv_bps
        || config.ltv_bps.iter().zip(&present.ltv_bps).any(|(new, old)| new > old);
    if gains && reserve.state_outlined(&moment).any(State::UNPRICED) {
        return Err(Error::BoardNotLive);
    }
    set_config(market, proposal.reserve, &config, now)
}

/// The market's parameters with the named fields as proposed.
pub(super) fn new_params(header: &MarketHeader, proposal: &Proposal) -> Result<MarketParams, Error> {
    let mut params = header.params();
    proposal.overlay(bytes_of_mut(&mut params))?;
    params.validate()?;
    if params.delay_s < header.delay_s { Err(Error::DelayShrinks) } else { Ok(params) }
}

fn change_calendar(header: &mut MarketHeader, proposal: &Proposal) -> Result<(), Error> {
    let calendar: &Calendar = bytemuck::from_bytes(proposal.values());
    calendar.validate()?;
    // how many closures were set at once is remembered, whatever the new calendar says of it
    let unscheduled_ts = header.calendar.unscheduled_ts;
    header.calendar = *calendar;
    header.calendar.unscheduled_ts = unscheduled_ts;
    header.session_until = 0;
    Ok(())
}

/// Which source changes, and to what; `None` takes it away.
pub(super) fn new_source(market: &Market<'_>, proposal: &Proposal) -> Result<(usize, Option<SourceId>), Error> {
    let n = match proposal.mask {
        1 => 0,
        2 => 1,
        _ => return Err(Error::ArgumentOutOfRange),
    };
    let mut ids = [SourceId::zeroed(); 2];
    proposal.overlay(bytemuck::bytes_of_mut(&mut ids))?;
    let id = ids.get(n).copied().ok_or(Error::ArgumentOutOfRange)?;
    let reserve = market.reserve(proposal.reserve)?;
    let others = reserve.sources.iter().enumerate();
    let mut others = others.filter(|(m, _)| *m != n).map(|(_, source)| source);
    if proposal.has_band() {
        checked_band(proposal.band)?;
    }
    if id != SourceId::NONE {
        check_source(&id, market.header.adapters)?;
        check_freeze_age(&reserve.config, &id)?;
        if n == SHARE_FEED && reserve.class != CLASS_EQUITY {
            return Err(Error::ArgumentOutOfRange); // it has no multiplier: nothing would ever read the feed
        }
        let twice = others.any(|source| source.id == id);
        return if twice { Err(Error::SameSource) } else { Ok((n, Some(id))) };
    }
    if others.any(PriceSource::is_some) { Ok((n, None)) } else { Err(Error::NoSource) }
}

/// A new source must say what the board says, within the divergence limit, on the day it comes in: a feed of something
/// else shows itself. Where the board is wrong, dead, or there is none, the proposal has named the band that the price
/// lies in, and the board does not, and has waited twice the delay. The probing print is the new source's first; and the
/// references begin at it where they were not borne out by it: whoever executes chooses the print, so that a band is as
/// much as one second of a feed can move them.
fn change_source(market: &mut Market<'_>, proposal: &Proposal, probe: Probe<'_>, now: i64) -> Result<(), Error> {
    let (n, id) = new_source(market, proposal)?;
    let context = market.header.refresh_context(now);
    let reserve = market.reserve(proposal.reserve)?;
    let Some(id) = id else {
        return place_source(market, proposal.reserve, n, PriceSource::zeroed());
    };
    let print = probe.ok_or(Error::NotEnoughAccounts)?;
    let source = price::first_print(reserve, n, id, print, &context)?;
    let spot = source.spot();
    if !price::is_expected(reserve, n, spot, &context) {
        let [low, high] = proposal.band;
        let in_band = |price| proposal.has_band() && low <= price && price <= high;
        let has_board = reserve.board_ts != 0;
        // between two prices that the band holds, no single print decides
        if !in_band(spot) || (has_board && in_band(reserve.slow)) {
            return Err(Error::SourceDiscontinuous);
        }
        let reserve = market.reserve_mut(proposal.reserve)?;
        // without a board the two are the band of the first print that is to come
        (reserve.slow, reserve.quick) = if has_board { (spot, spot) } else { (low, high) };
    }
    place_source(market, proposal.reserve, n, source)
}

#[inline(never)]
fn place_source(market: &mut Market<'_>, index: u8, n: usize, source: PriceSource) -> Result<(), Error> {
    if let Some(place) = market.reserve_mut(index)?.sources.get_mut(n) {
        *place = source;
    }
    Ok(())
}

/// Whether neither a feed has changed nor the board been made for 72 h of session time: a suspended feed that moves is
/// alive, a frozen one that is stamped anew is not.
#[inline(never)]
fn is_dead(header: &MarketHeader, reserve: &Reserve, now: i64) -> bool {
    let last = reserve.sources.iter().map(|source| source.change_ts).max().unwrap_or(0).max(reserve.board_ts);
    let silent_s = if reserve.class == CLASS_EQUITY {
        header.calendar.open_s(last, now, DEAD_S)
    } else {
        now.saturating_sub(last).max(0).unsigned_abs()
    };
    silent_s >= DEAD_S
}

/// Terminal settlement: one price permanently, on the whole board. Its sources are read no more, so that a second price would
/// soon find them dead.
fn settle(market: &mut Market<'_>, proposal: &Proposal, now: i64) -> Result<(), Error> {
    let settled = Price::from_bits(proposal.after[0]);
    let reserve = market.reserve(proposal.reserve)?;
    if reserve.terminal_ts != 0 {
        return Err(Error::TerminalReserve);
    }
    let near = reserve.board_ts != 0 && settled.within_bps(reserve.slow, TERMINAL_BPS);
    if !near && !is_dead(market.header, reserve, now) {
        return Err(Error::TerminalNotAllowed);
    }
    let reserve = market.reserve_mut(proposal.reserve)?;
    reserve.accrue(now);
    reserve.terminal = settled;
    reserve.terminal_ts = now;
    (reserve.low, reserve.high) = (settled, settled);
    (reserve.liq_low, reserve.liq_high) = (settled, settled);
    (reserve.settle_low, reserve.settle_high) = (settled, settled);
    reserve.board_flags = 0;
    market.count_groups(proposal.reserve)?;
    Ok(())
}

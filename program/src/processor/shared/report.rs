//! What each room gives back or logs: its events.

use crate::runtime;
use hypothec_interface::Key;
use hypothec_interface::action::{LiquidationOutcome, Moved, Offer, Written};
use hypothec_interface::event::{EVENT_BAD_DEBT, EVENT_SATURATED, EVENT_SEIZED, EVENT_SYNCED, Event, NO_RESERVE};
use hypothec_interface::health::RiskContext;
use hypothec_interface::instruction::Instruction;
use hypothec_interface::state::Market;
use hypothec_interface::state::Proposal;

/// Gives back what an action that is rare did to a reserve.
#[inline(never)]
pub(crate) fn report(instruction: Instruction, reserve: u8, account: Key, moved: &Moved, synced: i64) {
    runtime::give_back(&[moved_event(instruction, reserve, account, moved, synced, 0)]);
}

/// Gives back what an action did to a reserve after an accrual.
#[inline(always)]
pub(crate) fn give_back_accrued(market: &Market<'_>, moment: &RiskContext, mut event: Event) {
    event.flags |= if market.saturated_at(event.reserve, moment.ts) { EVENT_SATURATED } else { 0 };
    runtime::give_back(&[event]);
}

/// The event of an action that moved something of one reserve.
#[inline(always)]
pub(crate) const fn moved_event(
    instruction: Instruction,
    reserve: u8,
    account: Key,
    moved: &Moved,
    synced: i64,
    flags: u8,
) -> Event {
    Event {
        amount: moved.amount,
        shares: moved.shares,
        extra: synced,
        tag: instruction as u8,
        version: Event::VERSION,
        reserve,
        flags: if synced == 0 { flags } else { flags | EVENT_SYNCED },
        bonus_bps: 0,
        integrator: 0,
        account,
    }
}

/// Gives back what a liquidation did: to the debt that was repaid, whose vault was synced by `repaid_synced`, and to the
/// supply that was seized with this bonus.
#[inline(always)]
pub(crate) fn report_liquidation(
    instruction: Instruction,
    offer: &Offer,
    position: Key,
    done: &LiquidationOutcome,
    [repaid_synced, seized_synced]: [i64; 2],
    bonus_bps: u64,
) {
    let LiquidationOutcome { moved, flags } = done;
    let repaid = Moved { amount: moved.repaid, shares: moved.debt_shares };
    let seized = Moved { amount: moved.received, shares: moved.seized_shares };
    let repaid = moved_event(instruction, offer.repay_reserve, position, &repaid, repaid_synced, *flags);
    let seized = moved_event(instruction, offer.seize_reserve, position, &seized, seized_synced, *flags | EVENT_SEIZED);
    let bonus_bps = u16::try_from(bonus_bps).unwrap_or(u16::MAX);
    runtime::give_back(&[repaid, Event { bonus_bps, ..seized }]);
}

/// Logs by how much a vault differed from its books, where the instruction's own events do not tell of the reserve.
#[cold]
#[inline(never)]
pub(crate) fn log_synced(instruction: Instruction, reserve: u8, account: Key, synced: i64) {
    runtime::log_event(&moved_event(instruction, reserve, account, &Moved { amount: 0, shares: 0 }, synced, 0));
}

/// Logs what a settlement did to a reserve: who bore a debt, or what supply was left to the buffer.
#[cold]
#[inline(never)]
pub(crate) fn log_written(instruction: Instruction, position: Key, written: &Written) {
    let (reserve, moved, fees, flags) = match *written {
        Written::Debt { reserve, atoms, buffer, fees } => {
            (reserve, Moved { amount: atoms, shares: buffer }, fees, EVENT_BAD_DEBT)
        }
        Written::Supply { reserve, atoms, shares } => {
            (reserve, Moved { amount: atoms, shares }, 0, EVENT_BAD_DEBT | EVENT_SEIZED)
        }
    };
    let extra = i64::try_from(fees).unwrap_or(i64::MAX);
    runtime::log_event(&Event { extra, ..moved_event(instruction, reserve, position, &moved, 0, flags) });
}

/// Gives back what a proposal is: its nonce as the amount, its mask as the shares, its kind as the extra.
#[inline(never)]
pub(crate) fn announce_proposal(instruction: Instruction, market: Key, proposal: &Proposal) {
    runtime::give_back(&[Event {
        reserve: proposal.reserve(),
        amount: proposal.nonce(),
        shares: proposal.mask(),
        extra: i64::from(proposal.kind()),
        ..event_of(instruction, market)
    }]);
}

/// Gives back that an instruction that moves nothing was done.
#[inline(never)]
pub(crate) fn announce(instruction: Instruction, account: Key) {
    runtime::give_back(&[event_of(instruction, account)]);
}

/// The event of an instruction, with nothing moved yet.
#[inline(always)]
pub(crate) const fn event_of(instruction: Instruction, account: Key) -> Event {
    moved_event(instruction, NO_RESERVE, account, &Moved { amount: 0, shares: 0 }, 0, 0)
}

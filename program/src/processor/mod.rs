//! One room per instruction. Every room goes: arguments, accounts by the table, views, clock, the interface's action,
//! event; *out* rooms move tokens last, *in* rooms first, since the books credit what arrives.

mod accept_admin;
mod accept_position;
mod add_reserve;
mod batch;
mod borrow;
mod cancel;
mod close_position;
mod collect_fees;
mod configure;
mod deposit;
mod donate;
mod execute;
mod flash_borrow;
mod flash_repay;
mod init_market;
mod liquidate;
mod liquidate_to_shares;
mod mint_receipt;
mod offer_position;
mod open_position;
mod open_receipt;
mod propose;
mod quote;
mod redeem_receipt;
mod refresh_prices;
mod repay;
mod seal;
mod set_closure;
mod set_collateral;
mod set_delegate;
mod set_order;
mod settle_bad_debt;
mod sync_vault;
mod tighten;
mod withdraw;

pub use accept_admin::process_accept_admin;
pub use accept_position::process_accept_position;
pub use add_reserve::process_add_reserve;
pub use batch::process_batch;
pub use borrow::process_borrow;
pub use cancel::process_cancel;
pub use close_position::process_close_position;
pub use collect_fees::process_collect_fees;
pub use configure::process_configure;
pub use deposit::process_deposit;
pub use donate::process_donate;
pub use execute::process_execute;
pub use flash_borrow::process_flash_borrow;
pub use flash_repay::process_flash_repay;
pub use init_market::process_init_market;
pub use liquidate::process_liquidate;
pub use liquidate_to_shares::process_liquidate_to_shares;
pub use mint_receipt::process_mint_receipt;
pub use offer_position::process_offer_position;
pub use open_position::process_open_position;
pub use open_receipt::process_open_receipt;
pub use propose::process_propose;
pub use quote::process_quote;
pub use redeem_receipt::process_redeem_receipt;
pub use refresh_prices::process_refresh_prices;
pub use repay::process_repay;
pub use seal::process_seal;
pub use set_closure::process_set_closure;
pub use set_collateral::process_set_collateral;
pub use set_delegate::process_set_delegate;
pub use set_order::process_set_order;
pub use settle_bad_debt::process_settle_bad_debt;
pub use sync_vault::process_sync_vault;
pub use tighten::process_tighten;
pub use withdraw::process_withdraw;

use crate::runtime;
use hypothec_interface::Key;
use hypothec_interface::action::{LiquidationOutcome, Moved, Offer, Written};
use hypothec_interface::event::{EVENT_BAD_DEBT, EVENT_SATURATED, EVENT_SEIZED, EVENT_SYNCED, Event, NO_RESERVE};
use hypothec_interface::health::RiskContext;
use hypothec_interface::instruction::Instruction;
use hypothec_interface::state::Market;
use hypothec_interface::state::Proposal;

/// Gives back what a common action did.
#[inline(always)]
fn report(instruction: Instruction, reserve: u8, account: Key, moved: &Moved, synced: i64) {
    runtime::give_back(&[moved_event(instruction, reserve, account, moved, synced, 0)]);
}

/// As [`report`], after an accrual.
#[inline(always)]
fn report_accrued(
    market: &Market<'_>,
    moment: &RiskContext,
    instruction: Instruction,
    reserve: u8,
    account: Key,
    moved: &Moved,
    synced: i64,
) {
    let flags = if market.saturated_at(reserve, moment.ts) { EVENT_SATURATED } else { 0 };
    runtime::give_back(&[moved_event(instruction, reserve, account, moved, synced, flags)]);
}

/// The event of an action that moved something of one reserve.
#[inline(always)]
const fn moved_event(
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
        account,
    }
}

/// Gives back what a liquidation did: to the debt that was repaid, whose vault was synced by `repaid_synced`, and to the
/// supply that was seized with this bonus.
#[inline(always)]
fn report_liquidation(
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
    let bonus_bps = u32::try_from(bonus_bps).unwrap_or(u32::MAX);
    runtime::give_back(&[repaid, Event { bonus_bps, ..seized }]);
}

/// Logs by how much a vault differed from its books, where the instruction's own events do not tell of the reserve.
#[cold]
#[inline(never)]
fn log_synced(instruction: Instruction, reserve: u8, account: Key, synced: i64) {
    runtime::log_event(&moved_event(instruction, reserve, account, &Moved { amount: 0, shares: 0 }, synced, 0));
}

/// Logs what a settlement did to a reserve: who bore a debt, or what supply was left to the buffer.
#[cold]
#[inline(never)]
fn log_written(instruction: Instruction, position: Key, written: &Written) {
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
fn announce_proposal(instruction: Instruction, market: Key, proposal: &Proposal) {
    runtime::give_back(&[Event {
        reserve: proposal.reserve(),
        amount: proposal.nonce(),
        shares: proposal.mask(),
        extra: i64::from(proposal.kind()),
        ..event_of(instruction, market)
    }]);
}

/// Gives back that an instruction that moves nothing was done.
fn announce(instruction: Instruction, account: Key) {
    runtime::give_back(&[event_of(instruction, account)]);
}

/// The event of an instruction, with nothing moved yet.
#[inline(always)]
const fn event_of(instruction: Instruction, account: Key) -> Event {
    moved_event(instruction, NO_RESERVE, account, &Moved { amount: 0, shares: 0 }, 0, 0)
}

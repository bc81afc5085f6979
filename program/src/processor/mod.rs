//! One room per instruction. Every room goes: arguments, accounts by the table, views, clock, the interface's action,
//! event; *out* rooms move tokens last, *in* rooms first, since the books credit what arrives.

mod accept_admin;
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
use hypothec_interface::action::{LiquidationOutcome, Moved, Offer};
use hypothec_interface::event::{EVENT_SATURATED, EVENT_SYNCED, Event, NO_RESERVE};
use hypothec_interface::health::RiskContext;
use hypothec_interface::instruction::Instruction;
use hypothec_interface::state::Market;
use hypothec_interface::state::Proposal;

/// Logs a common action's event and gives its result back.
#[inline(always)]
fn report(instruction: Instruction, reserve: u8, account: Key, moved: &Moved, synced: i64) {
    report_flagged(instruction, reserve, account, moved, synced, 0);
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
    report_flagged(instruction, reserve, account, moved, synced, flags);
}

#[inline(always)]
fn report_flagged(instruction: Instruction, reserve: u8, account: Key, moved: &Moved, synced: i64, flags: u8) {
    runtime::emit(&Event {
        tag: instruction as u8,
        version: Event::VERSION,
        reserve,
        flags: if synced == 0 { flags } else { flags | EVENT_SYNCED },
        reserved: 0,
        account,
        amount: moved.amount,
        shares: moved.shares,
        extra: synced,
    });
    runtime::give_back(moved);
}

/// Logs a liquidation's event and gives its result back.
#[inline(always)]
fn report_liquidation(instruction: Instruction, offer: &Offer, position: Key, done: &LiquidationOutcome, synced: i64) {
    let moved = &done.moved;
    runtime::emit(&Event {
        reserve: offer.repay_reserve,
        flags: done.flags | if synced == 0 { 0 } else { EVENT_SYNCED },
        reserved: u32::from(offer.seize_reserve),
        amount: moved.repaid,
        shares: moved.debt_shares,
        extra: i64::try_from(moved.received).unwrap_or(i64::MAX),
        ..event_of(instruction, position)
    });
    runtime::give_back(moved);
}

/// Logs the event of a proposal: its nonce as the amount, its mask as the shares, its kind as the extra.
fn announce_proposal(instruction: Instruction, market: Key, proposal: &Proposal) {
    runtime::emit(&Event {
        reserve: proposal.reserve(),
        amount: proposal.nonce(),
        shares: proposal.mask(),
        extra: i64::from(proposal.kind()),
        ..event_of(instruction, market)
    });
}

/// Logs the event of an instruction that moves nothing.
fn announce(instruction: Instruction, account: Key) {
    runtime::emit(&event_of(instruction, account));
}

/// The event of an instruction, with nothing moved yet.
#[inline(always)]
const fn event_of(instruction: Instruction, account: Key) -> Event {
    Event {
        tag: instruction as u8,
        version: Event::VERSION,
        reserve: NO_RESERVE,
        flags: 0,
        reserved: 0,
        account,
        amount: 0,
        shares: 0,
        extra: 0,
    }
}

//! One room per instruction. Every room goes: arguments, accounts by the table, views, clock, the interface's action,
//! event; *out* rooms move tokens last, *in* rooms first, since the books credit what arrives.

mod add_reserve;
mod borrow;
mod close_position;
mod collect_fees;
mod configure;
mod deposit;
mod donate;
mod flash_borrow;
mod flash_repay;
mod init_market;
mod open_position;
mod refresh_prices;
mod repay;
mod seal;
mod set_collateral;
mod set_delegate;
mod sync_vault;
mod withdraw;

pub use add_reserve::process_add_reserve;
pub use borrow::process_borrow;
pub use close_position::process_close_position;
pub use collect_fees::process_collect_fees;
pub use configure::process_configure;
pub use deposit::process_deposit;
pub use donate::process_donate;
pub use flash_borrow::process_flash_borrow;
pub use flash_repay::process_flash_repay;
pub use init_market::process_init_market;
pub use open_position::process_open_position;
pub use refresh_prices::process_refresh_prices;
pub use repay::process_repay;
pub use seal::process_seal;
pub use set_collateral::process_set_collateral;
pub use set_delegate::process_set_delegate;
pub use sync_vault::process_sync_vault;
pub use withdraw::process_withdraw;

use crate::runtime;
use hypothec_interface::Key;
use hypothec_interface::action::Moved;
use hypothec_interface::event::{EVENT_SYNCED, Event, NO_RESERVE};
use hypothec_interface::instruction::Instruction;

/// Logs an everyday action's event and gives its result back.
#[inline(always)]
fn report(instruction: Instruction, reserve: u8, account: Key, moved: &Moved, synced: i64) {
    runtime::emit(&Event {
        tag: instruction as u8,
        version: Event::VERSION,
        reserve,
        flags: if synced == 0 { 0 } else { EVENT_SYNCED },
        reserved: 0,
        account,
        amount: moved.amount,
        shares: moved.shares,
        extra: synced,
    });
    runtime::give_back(moved);
}

/// Logs the event of an instruction that moves nothing.
fn announce(instruction: Instruction, account: Key) {
    runtime::emit(&Event {
        tag: instruction as u8,
        version: Event::VERSION,
        reserve: NO_RESERVE,
        flags: 0,
        reserved: 0,
        account,
        amount: 0,
        shares: 0,
        extra: 0,
    });
}

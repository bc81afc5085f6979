//! One room per instruction. Every room goes: arguments, accounts by the table, views, clock, the interface's action,
//! event; *out* rooms move tokens last, *in* rooms first, since the books credit what arrives.

mod accept_admin;
mod accept_position;
mod add_reserve;
mod batch;
mod borrow;
mod cancel;
mod close_market;
mod close_position;
mod close_reserve;
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
mod shared;
mod sync_vault;
mod tighten;
mod withdraw;

pub use accept_admin::process_accept_admin;
pub use accept_position::process_accept_position;
pub use add_reserve::process_add_reserve;
pub use batch::process_batch;
pub use borrow::process_borrow;
pub use cancel::process_cancel;
pub use close_market::process_close_market;
pub use close_position::process_close_position;
pub use close_reserve::process_close_reserve;
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

use shared::report::{
    announce, announce_proposal, event_of, give_back_accrued, log_synced, log_written, moved_event, report,
    report_liquidation,
};

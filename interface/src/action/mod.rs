//! What each instruction does to the state and who may have it done, one file each, as pure functions: the program calls them between reading accounts and
//! moving tokens; fuzzers and the exact model call the same functions without a runtime.

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
mod repay;
mod seal;
mod set_closure;
mod set_collateral;
mod set_delegate;
mod set_order;
mod settle_bad_debt;
mod shared;
mod sync_vault;
#[cfg(test)]
mod tests;
mod tighten;
mod withdraw;

pub use accept_admin::accept_admin;
pub use accept_position::accept_position;
pub use add_reserve::{Listing, add_reserve};
pub use batch::DeferredHealth;
pub use borrow::borrow;
pub use cancel::cancel;
pub use close_market::close_market;
pub use close_position::close_position;
pub use close_reserve::close_reserve;
pub use collect_fees::collect_fees;
pub use configure::configure;
pub use deposit::{NEW_SUPPLY_MIN, deposit};
pub use donate::donate;
pub use execute::{PROPOSAL_LIFE_S, Probe, execute};
pub use flash_borrow::{check_flash_pair, flash_borrow};
pub use flash_repay::{flash_fee_up, flash_repay};
pub use init_market::init_market;
pub use liquidate::liquidate;
pub use liquidate_to_shares::liquidate_to_shares;
pub use mint_receipt::mint_receipt;
pub use offer_position::offer_position;
pub use open_position::open_position;
pub use open_receipt::open_receipt;
pub use propose::propose;
pub use quote::{Quotation, quote};
pub use redeem_receipt::redeem_receipt;
pub use repay::{Repayment, owed_up, repay};
pub use seal::seal;
pub use set_closure::set_closure;
pub use set_collateral::set_collateral;
pub use set_delegate::set_delegate;
pub use set_order::{ORDER_BONUS_MAX_BPS, ORDER_HEALTH_MAX_BPS, is_sound, set_order};
pub use settle_bad_debt::settle_bad_debt;
pub use shared::exchange::{Liquidated, LiquidationOutcome, Plan, plan_liquidation};
pub use shared::offer::Offer;
pub use shared::orders::{ORDER_REST_MIN, has_open_order};
pub use shared::write_off::{Settled, Told, Written};
pub use sync_vault::sync_vault;
pub use tighten::{
    REDUCE_ONLY_MAX_S, TIGHTEN_BORROW_CAP, TIGHTEN_BORROW_OFF, TIGHTEN_DEPOSIT_OFF, TIGHTEN_EVENT, TIGHTEN_LTV,
    TIGHTEN_REDUCE_ONLY, TIGHTEN_SUPPLY_CAP, tighten,
};
pub use withdraw::withdraw;

use crate::Error;
use bytemuck::{Pod, Zeroable};

/// "All of it", where an instruction has such a meaning.
pub const ALL: u64 = u64::MAX;

/// What a user's action moved: the head of its event.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Pod, Zeroable)]
pub struct Moved {
    /// Atoms that moved.
    pub amount: u64,
    /// Supply or debt shares they are.
    pub shares: u64,
}

/// The atoms that move in when `asked` are asked for, of a source that holds `held`: all of them with [`ALL`].
///
/// # Errors
/// `ZeroAmount`, `InsufficientFunds`.
#[inline(always)]
pub fn amount_in(asked: u64, held: u64) -> Result<u64, Error> {
    let amount = if asked == ALL { held } else { asked };
    if amount == 0 {
        Err(Error::ZeroAmount.cold())
    } else if amount > held {
        Err(Error::InsufficientFunds.cold())
    } else {
        Ok(amount)
    }
}

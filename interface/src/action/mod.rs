//! What each instruction does to the state, as pure functions: the program calls them between reading accounts and
//! moving tokens; fuzzers and the exact model call the same functions without a runtime.

mod batch;
mod borrow;
mod deposit;
mod fees;
mod flash;
mod governance;
mod liquidate;
mod list;
mod order;
mod quote;
mod receipt;
mod repay;
mod settle;
mod withdraw;

pub use batch::DeferredHealth;
pub use borrow::borrow;
pub use deposit::deposit;
pub use fees::collect_fees;
pub use flash::{check_flash_pair, flash_borrow, flash_fee_up, flash_repay};
pub use governance::{
    Probe, TIGHTEN_BORROW_CAP, TIGHTEN_BORROW_OFF, TIGHTEN_DEPOSIT_OFF, TIGHTEN_EVENT, TIGHTEN_LTV,
    TIGHTEN_REDUCE_ONLY, TIGHTEN_SUPPLY_CAP, accept_admin, cancel, execute, propose, set_closure, tighten,
};
pub use liquidate::{Liquidated, LiquidationOutcome, Offer, Plan, liquidate, liquidate_to_shares, plan_liquidation};
pub use list::{Listing, add_reserve, configure, init_market};
pub use order::{ORDER_BONUS_MAX_BPS, ORDER_HEALTH_MAX_BPS, set_order};
pub use quote::{Quotation, quote};
pub use receipt::{mint_receipt, open_receipt, redeem_receipt};
pub use repay::{owed_up, repay};
pub use settle::{Settled, settle_bad_debt};
pub use withdraw::{set_collateral, withdraw};

use crate::Error;
use bytemuck::{Pod, Zeroable};

/// "All of it", where an instruction has such a meaning.
pub const ALL: u64 = u64::MAX;

/// What an everyday action moved: the instruction's return data, 16 bytes.
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

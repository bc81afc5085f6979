//! Dispatch: the tag byte picks the room; the rooms' errors become the program's custom codes, with their name in the log.

use crate::processor::*;
use crate::runtime;
use hypothec_interface::Error;
use hypothec_interface::instruction::Instruction;
use pinocchio::error::ProgramError;
use pinocchio::{AccountView, Address, ProgramResult};

/// Runs one instruction.
///
/// # Errors
/// The room's error as `ProgramError::Custom`.
#[inline(always)]
pub fn process(program_id: &Address, accounts: &mut [AccountView], data: &[u8]) -> ProgramResult {
    #[cfg(feature = "selftest")]
    if let Some((&crate::selftest::TAG, cases)) = data.split_first() {
        return crate::selftest::run(cases);
    }
    match dispatch(program_id, accounts, data) {
        Ok(()) => Ok(()),
        Err(error) => Err(refuse(error)),
    }
}

#[inline(always)]
fn dispatch(program_id: &Address, accounts: &mut [AccountView], data: &[u8]) -> Result<(), Error> {
    let (tag, args) = data.split_first().ok_or(Error::UnknownInstruction)?;
    match Instruction::from_tag(*tag).ok_or(Error::UnknownInstruction)? {
        Instruction::InitMarket => process_init_market(program_id, accounts, args),
        Instruction::Seal => process_seal(program_id, accounts, args),
        Instruction::AddReserve => process_add_reserve(program_id, accounts, args),
        Instruction::Configure => process_configure(program_id, accounts, args),
        Instruction::CollectFees => process_collect_fees(program_id, accounts, args),
        Instruction::Propose => process_propose(program_id, accounts, args),
        Instruction::Execute => process_execute(program_id, accounts, args),
        Instruction::Cancel => process_cancel(program_id, accounts, args),
        Instruction::Tighten => process_tighten(program_id, accounts, args),
        Instruction::SetClosure => process_set_closure(program_id, accounts, args),
        Instruction::AcceptAdmin => process_accept_admin(program_id, accounts, args),
        Instruction::Donate => process_donate(program_id, accounts, args),
        Instruction::CloseReserve => process_close_reserve(program_id, accounts, args),
        Instruction::CloseMarket => process_close_market(program_id, accounts, args),
        Instruction::RefreshPrices => process_refresh_prices(program_id, accounts, args),
        Instruction::OpenPosition => process_open_position(program_id, accounts, args),
        Instruction::ClosePosition => process_close_position(program_id, accounts, args),
        Instruction::SetDelegate => process_set_delegate(program_id, accounts, args),
        Instruction::SetCollateral => process_set_collateral(program_id, accounts, args),
        Instruction::SetOrder => process_set_order(program_id, accounts, args),
        Instruction::OfferPosition => process_offer_position(program_id, accounts, args),
        Instruction::AcceptPosition => process_accept_position(program_id, accounts, args),
        Instruction::Deposit => process_deposit(program_id, accounts, args),
        Instruction::Withdraw => process_withdraw(program_id, accounts, args),
        Instruction::Borrow => process_borrow(program_id, accounts, args),
        Instruction::Repay => process_repay(program_id, accounts, args),
        Instruction::Liquidate => process_liquidate(program_id, accounts, args),
        Instruction::SettleBadDebt => process_settle_bad_debt(program_id, accounts, args),
        Instruction::LiquidateToShares => process_liquidate_to_shares(program_id, accounts, args),
        Instruction::Quote => process_quote(program_id, accounts, args),
        Instruction::Batch => process_batch(program_id, accounts, args),
        Instruction::SyncVault => process_sync_vault(program_id, accounts, args),
        Instruction::FlashBorrow => process_flash_borrow(program_id, accounts, args),
        Instruction::FlashRepay => process_flash_repay(program_id, accounts, args),
        Instruction::MintReceipt => process_mint_receipt(program_id, accounts, args),
        Instruction::RedeemReceipt => process_redeem_receipt(program_id, accounts, args),
        Instruction::OpenReceipt => process_open_receipt(program_id, accounts, args),
    }
}

#[cold]
#[inline(never)]
fn refuse(error: Error) -> ProgramError {
    runtime::log(error.name());
    ProgramError::Custom(error as u32)
}

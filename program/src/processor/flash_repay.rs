//! FlashRepay: the tokens of a flash loan, and its fee, in.

use super::moved_event;
use crate::runtime;
use crate::token::Transfer;
use crate::view::{self, Vault};
use hypothec_interface::action::{self, Moved};
use hypothec_interface::instruction::{FlashRepayArgs, Instruction};
use hypothec_interface::{Error, accounts};
use pinocchio::{AccountView, Address};

#[inline(never)]
pub fn process_flash_repay(program_id: &Address, accounts: &mut [AccountView], data: &[u8]) -> Result<(), Error> {
    let args: &FlashRepayArgs = view::args(data)?;
    let [market, vault, mint, source, payer, token_program] = view::open(accounts, &accounts::FLASH_REPAY)?;
    let market_key = view::address(market);
    let mut market = view::market(market, program_id)?;
    let reserve = market.reserve_mut(args.reserve)?;
    let vault = Vault::with_mint(vault, mint, token_program, reserve)?;
    let held = view::token_account(source, reserve)?.amount();
    let before = vault.amount()?;
    let synced = reserve.sync(before);
    let decimals = reserve.decimals();

    if !runtime::is_top_level() {
        return Err(Error::FlashNotTopLevel);
    }
    let fee = action::flash_fee_up(&market, args)?;
    let amount = args.amount.checked_add(fee).ok_or(Error::Overflow)?;
    if amount > held {
        return Err(Error::InsufficientFunds);
    }
    Transfer { token_program, from: source, mint, to: vault.account(), authority: payer, amount, decimals, hook: &[] }
        .pay_in();
    if vault.amount()?.saturating_sub(before) != amount {
        return Err(Error::ArrivedShort);
    }
    action::flash_repay(&mut market, args, fee, runtime::now())?;
    runtime::give_back(&[moved_event(
        Instruction::FlashRepay,
        args.reserve,
        *market_key,
        &Moved { amount, shares: fee },
        synced,
        0,
    )]);
    Ok(())
}

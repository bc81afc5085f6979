//! FlashBorrow: tokens out, to be back before the transaction ends.

use super::moved_event;
use crate::runtime;
use crate::token::Transfer;
use crate::view::{self, Vault};
use hypothec_interface::action::{self, Moved};
use hypothec_interface::instruction::{FlashBorrowArgs, Instruction};
use hypothec_interface::{Error, accounts};
use pinocchio::{AccountView, Address};

#[inline(never)]
pub fn process_flash_borrow(program_id: &Address, accounts: &mut [AccountView], data: &[u8]) -> Result<(), Error> {
    let args: &FlashBorrowArgs = view::args(data)?;
    let [market, vault, mint, destination, authority, token_program, instructions] =
        view::open(accounts, &accounts::FLASH_BORROW)?;
    let market_key = view::address(market);
    let mut market = view::market(market, program_id)?;
    view::authority(authority, &market)?;
    view::instructions_sysvar(instructions)?;
    let reserve = market.reserve_mut(args.reserve)?;
    let vault = Vault::with_mint(vault, mint, token_program, reserve)?;
    view::token_account(destination, reserve)?;
    let synced = reserve.sync(vault.amount()?);
    let decimals = reserve.decimals();

    if !runtime::is_top_level() {
        return Err(Error::FlashNotTopLevel);
    }
    let moment = market.header.risk_context(runtime::now());
    action::flash_borrow(&mut market, args, &moment)?;
    let program = hypothec_interface::Key::read(program_id.as_array());
    action::check_flash_pair(view::data(instructions), &program, market_key, args)?;
    let amount = args.amount;
    Transfer { token_program, from: vault.account(), mint, to: destination, authority, amount, decimals, hook: &[] }
        .pay_out(market_key, market.header.authority_bump());
    runtime::give_back(&[moved_event(
        Instruction::FlashBorrow,
        args.reserve,
        *market_key,
        &Moved { amount, shares: 0 },
        synced,
        0,
    )]);
    Ok(())
}

//! CloseReserve: the vault's last atoms to the fee recipient, its rent to the admin, and the record is free.

use super::report;
use crate::token::{Transfer, close_vault, hook_accounts};
use crate::view::outlined::{self as view, Vault};
use hypothec_interface::action::{self, Moved};
use hypothec_interface::instruction::{CloseReserveArgs, Instruction};
use hypothec_interface::{Error, Key, accounts};
use pinocchio::{AccountView, Address};

#[inline(never)]
pub fn process_close_reserve(program_id: &Address, accounts: &mut [AccountView], data: &[u8]) -> Result<(), Error> {
    let args: &CloseReserveArgs = view::args(data)?;
    let ([market, admin, vault, mint, destination, authority, token_program], rest) =
        view::open_with_rest(accounts, &accounts::CLOSE_RESERVE)?;
    let market_key = view::address(market);
    let mut market = view::market(market, program_id)?;
    view::authority(authority, &market)?;
    let reserve = market.reserve(args.reserve)?;
    let vault = Vault::of(vault, reserve)?;
    // a mint may be gone: then nothing of it is in the vault, and nothing moves
    view::mint(mint, reserve)?;
    view::token_program(token_program, reserve)?;
    let amount = vault.amount()?;
    let payee = if amount == 0 { Key::NONE } else { view::token_account(destination, reserve)?.owner() };
    let (decimals, hook) = (reserve.decimals(), hook_accounts(rest, reserve)?);

    action::close_reserve(&mut market, args.reserve, amount, &payee, view::address(admin))?;
    let (from, bump) = (vault.account(), market.header.authority_bump());
    if amount != 0 {
        Transfer { token_program, from, mint, to: destination, authority, amount, decimals, hook }
            .pay_out_outlined(market_key, bump);
    }
    close_vault([token_program, from, admin, authority], market_key, bump);
    report(Instruction::CloseReserve, args.reserve, *market_key, &Moved { amount, shares: 0 }, 0);
    Ok(())
}

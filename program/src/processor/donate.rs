//! Donate: tokens in, to a reserve's loss buffer.

use super::report;
use crate::runtime;
use crate::token::Transfer;
use crate::view::outlined as view;
use hypothec_interface::action;
use hypothec_interface::instruction::{DonateArgs, Instruction};
use hypothec_interface::{Error, accounts};
use pinocchio::{AccountView, Address};

#[inline(never)]
pub fn process_donate(program_id: &Address, accounts: &mut [AccountView], data: &[u8]) -> Result<(), Error> {
    let args: &DonateArgs = view::args(data)?;
    let [market, vault, mint, source, payer, token_program] = view::open(accounts, &accounts::DONATE)?;
    let market_key = view::key(market);
    let mut market = view::market(market, program_id)?;
    let reserve = market.reserve_mut(args.reserve)?;
    let vault = view::vault_with_mint(vault, mint, token_program, reserve)?;
    let held = view::token_account(source, reserve)?.amount();
    let amount = action::amount_in(args.amount, held)?;
    let before = vault.amount()?;
    let synced = reserve.sync(before);
    let decimals = reserve.decimals();
    Transfer { token_program, from: source, mint, to: vault.account(), authority: payer, amount, decimals, hook: &[] }
        .pay_in_outlined();
    let arrived = vault.amount()?.saturating_sub(before);
    if arrived != amount {
        return Err(Error::ArrivedShort);
    }
    let moved = action::donate(&mut market, args.reserve, arrived, runtime::now())?;
    report(Instruction::Donate, args.reserve, market_key, &moved, synced);
    Ok(())
}

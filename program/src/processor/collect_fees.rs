//! CollectFees: fees out, to the market's fee recipient.

use super::report;
use crate::runtime;
use crate::token::{Transfer, hook_accounts};
use crate::view::outlined as view;
use hypothec_interface::action::{self, Moved};
use hypothec_interface::instruction::{CollectFeesArgs, Instruction};
use hypothec_interface::{Error, accounts};
use pinocchio::{AccountView, Address};

#[inline(never)]
pub fn process_collect_fees(program_id: &Address, accounts: &mut [AccountView], data: &[u8]) -> Result<(), Error> {
    let args: &CollectFeesArgs = view::args(data)?;
    let ([market, vault, mint, destination, authority, token_program], rest) =
        view::open_with_rest(accounts, &accounts::COLLECT_FEES)?;
    let market_key = view::address(market);
    let mut market = view::market(market, program_id)?;
    view::authority(authority, &market)?;
    let reserve = market.reserve_mut(args.reserve)?;
    let vault = view::vault_with_mint(vault, mint, token_program, reserve)?;
    let payee = view::token_account(destination, reserve)?.owner();
    let synced = reserve.sync(vault.amount()?);
    let decimals = reserve.decimals();
    let hook = hook_accounts(rest, reserve)?;

    let amount = action::collect_fees(&mut market, args.reserve, &payee, runtime::now())?;
    Transfer { token_program, from: vault.account(), mint, to: destination, authority, amount, decimals, hook }
        .pay_out_outlined(market_key, market.header.authority_bump());
    report(Instruction::CollectFees, args.reserve, *market_key, &Moved { amount, shares: 0 }, synced);
    Ok(())
}

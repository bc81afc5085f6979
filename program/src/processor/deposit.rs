//! Deposit: tokens in as supply.

use super::{give_back_accrued, moved_event};
use crate::runtime;
use crate::token::{Transfer, hook_accounts};
use crate::view::{self, Vault};
use hypothec_interface::event::Event;
use hypothec_interface::instruction::{DepositArgs, Instruction};
use hypothec_interface::{Error, accounts, action};
use pinocchio::{AccountView, Address};

#[inline(never)]
pub fn process_deposit(program_id: &Address, accounts: &mut [AccountView], data: &[u8]) -> Result<(), Error> {
    let args: &DepositArgs = view::args(data)?;
    let ([market, position, vault, mint, source, payer, token_program], rest) =
        view::open_with_rest(accounts, &accounts::DEPOSIT)?;
    let (market_key, position_key, payer_key) = (view::address(market), view::address(position), view::address(payer));
    let mut market = view::market(market, program_id)?;
    let position = view::position_of(position, program_id, market_key)?;
    let reserve = market.reserve_mut(args.reserve)?;
    let vault = Vault::with_mint(vault, mint, token_program, reserve)?;
    let held = view::token_account(source, reserve)?.amount();
    let amount = action::amount_in(args.amount, held)?;
    let moment = market.header.risk_context(runtime::now());
    let reserve = market.reserve_mut(args.reserve)?;

    let before = vault.amount()?;
    let synced = reserve.sync(before);
    let decimals = reserve.decimals();
    let hook = hook_accounts(rest, reserve)?;
    Transfer { token_program, from: source, mint, to: vault.account(), authority: payer, amount, decimals, hook }
        .pay_in();
    let arrived = vault.amount()?.saturating_sub(before);
    if arrived != amount {
        return Err(Error::ArrivedShort.cold());
    }

    let moved = action::deposit(&mut market, position, args, arrived, payer_key, &moment)?;
    let event = moved_event(Instruction::Deposit, args.reserve, *position_key, &moved, synced, 0);
    give_back_accrued(&market, &moment, Event { integrator: args.integrator, ..event });
    Ok(())
}

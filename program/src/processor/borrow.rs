//! Borrow: tokens out against debt.

use super::{give_back_accrued, moved_event};
use crate::runtime;
use crate::token::Transfer;
use crate::view::{self, Vault};
use hypothec_interface::event::Event;
use hypothec_interface::instruction::{BorrowArgs, Instruction};
use hypothec_interface::{Error, accounts, action};
use pinocchio::{AccountView, Address};

#[inline(never)]
pub fn process_borrow(program_id: &Address, accounts: &mut [AccountView], data: &[u8]) -> Result<(), Error> {
    let args: &BorrowArgs = view::args(data)?;
    let [market, position, vault, mint, destination, authority, token_program, owner] =
        view::open(accounts, &accounts::BORROW)?;
    let (market_key, position_key, signer) = (view::address(market), view::address(position), view::address(owner));
    let mut market = view::market(market, program_id)?;
    let position = view::position_of(position, program_id, market_key)?;
    view::authority(authority, &market)?;
    let reserve = market.reserve_mut(args.reserve)?;
    let vault = Vault::with_mint(vault, mint, token_program, reserve)?;
    let payee = view::token_account(destination, reserve)?.owner();
    let synced = reserve.sync(vault.amount()?);
    let decimals = reserve.decimals();

    let moment = market.header.risk_context(runtime::now());
    let moved = action::borrow(&mut market, position, args, signer, &payee, &moment)?;
    let (from, amount) = (vault.account(), moved.amount);
    Transfer { token_program, from, mint, to: destination, authority, amount, decimals, hook: &[] }
        .pay_out(market_key, market.header.authority_bump());
    // after the transfer: a call clears return data
    let event = moved_event(Instruction::Borrow, args.reserve, *position_key, &moved, synced, 0);
    give_back_accrued(&market, &moment, Event { integrator: args.integrator, ..event });
    Ok(())
}

//! MintReceipt: supply shares of a position become receipt tokens.

use super::report;
use crate::view::outlined as view;
use crate::{receipt, runtime};
use hypothec_interface::action;
use hypothec_interface::instruction::{Instruction, MintReceiptArgs};
use hypothec_interface::{Error, accounts};
use pinocchio::{AccountView, Address};

#[inline(never)]
pub fn process_mint_receipt(program_id: &Address, accounts: &mut [AccountView], data: &[u8]) -> Result<(), Error> {
    let args: &MintReceiptArgs = view::args(data)?;
    let [market, position, mint, destination, authority, token_program, owner] =
        view::open(accounts, &accounts::MINT_RECEIPT)?;
    let (market_key, position_key, signer) = (view::address(market), view::address(position), view::address(owner));
    let mut market = view::market(market, program_id)?;
    let position = view::position_of(position, program_id, market_key)?;
    view::authority(authority, &market)?;
    receipt::token_program(token_program)?;
    let reserve = market.reserve(args.reserve)?;
    receipt::mint(mint, reserve)?;
    let payee = receipt::account(destination, reserve)?.owner();

    let moment = market.header.risk_context(runtime::now());
    let moved = action::mint_receipt(&mut market, position, args, signer, &payee, &moment)?;
    let bump = market.header.authority_bump();
    receipt::mint_to([token_program, mint, destination, authority], market_key, bump, moved.shares);
    report(Instruction::MintReceipt, args.reserve, *position_key, &moved, 0);
    Ok(())
}

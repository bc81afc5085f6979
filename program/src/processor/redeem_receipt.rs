//! RedeemReceipt: receipt tokens become supply shares of a position again.

use super::report;
use crate::view::outlined as view;
use crate::{receipt, runtime};
use hypothec_interface::action;
use hypothec_interface::instruction::{Instruction, RedeemReceiptArgs};
use hypothec_interface::{Error, accounts};
use pinocchio::{AccountView, Address};

#[inline(never)]
pub fn process_redeem_receipt(program_id: &Address, accounts: &mut [AccountView], data: &[u8]) -> Result<(), Error> {
    let args: &RedeemReceiptArgs = view::args(data)?;
    let [market, position, mint, source, payer, token_program] = view::open(accounts, &accounts::REDEEM_RECEIPT)?;
    let (market_key, position_key, payer_key) = (view::address(market), view::address(position), view::address(payer));
    let market = view::market(market, program_id)?;
    let position = view::position_of(position, program_id, market_key)?;
    receipt::token_program(token_program)?;
    let reserve = market.reserve(args.reserve)?;
    receipt::mint(mint, reserve)?;
    let held = receipt::account(source, reserve)?.amount();
    let burnt = action::amount_in(args.shares, held)?;
    receipt::burn([token_program, source, mint, payer], burnt);

    let moment = market.header.risk_context(runtime::now());
    let moved = action::redeem_receipt(&market, position, args, burnt, payer_key, &moment)?;
    report(Instruction::RedeemReceipt, args.reserve, *position_key, &moved, 0);
    Ok(())
}

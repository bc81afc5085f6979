//! Quote: how a position stands, as return data.

use crate::runtime;
use crate::view::outlined as view;
use hypothec_interface::instruction::QuoteArgs;
use hypothec_interface::{Error, accounts, action};
use pinocchio::{AccountView, Address};

#[inline(never)]
pub fn process_quote(program_id: &Address, accounts: &mut [AccountView], data: &[u8]) -> Result<(), Error> {
    let args: &QuoteArgs = view::args(data)?;
    // both are given read-only: nothing here writes to them
    let [market, position] = view::open(accounts, &accounts::QUOTE)?;
    let market_key = view::address(market);
    let market = view::market(market, program_id)?;
    let position = view::position_of(position, program_id, market_key)?;
    let quotation = action::quote(&market, position, args, runtime::now())?;
    runtime::give_back(&[quotation]);
    Ok(())
}

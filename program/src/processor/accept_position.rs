//! AcceptPosition: a position goes to who it was offered to, by their own signature.

use super::announce;
use crate::runtime;
use crate::view::outlined as view;
use hypothec_interface::instruction::{AcceptPositionArgs, Instruction};
use hypothec_interface::{Error, accounts, action};
use pinocchio::{AccountView, Address};

#[inline(never)]
pub fn process_accept_position(program_id: &Address, accounts: &mut [AccountView], data: &[u8]) -> Result<(), Error> {
    let args: &AcceptPositionArgs = view::args(data)?;
    // the market is given read-only: nothing here writes to it
    let [market, position, new_owner] = view::open(accounts, &accounts::ACCEPT_POSITION)?;
    let (market_key, position_key) = (view::address(market), view::address(position));
    let market = view::market(market, program_id)?;
    let position = view::position_of(position, program_id, market_key)?;
    let moment = market.header.risk_context(runtime::now());
    action::accept_position(&market, position, args, view::address(new_owner), &moment)?;
    announce(Instruction::AcceptPosition, *position_key);
    Ok(())
}

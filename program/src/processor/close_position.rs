//! ClosePosition: ends an empty position; its rent goes back to who paid it.

use super::announce;
use crate::view::outlined as view;
use hypothec_interface::instruction::{ClosePositionArgs, Instruction};
use hypothec_interface::{Error, accounts, action};
use pinocchio::{AccountView, Address};

#[inline(never)]
pub fn process_close_position(program_id: &Address, accounts: &mut [AccountView], data: &[u8]) -> Result<(), Error> {
    let _: &ClosePositionArgs = view::args(data)?;
    let [position, owner, rent_recipient] = view::open(accounts, &accounts::CLOSE_POSITION)?;
    let position_key = view::key(position);
    let state = view::position(position, program_id)?;
    action::close_position(state, &view::key(owner), &view::key(rent_recipient))?;
    view::close(position, rent_recipient);
    announce(Instruction::ClosePosition, position_key);
    Ok(())
}

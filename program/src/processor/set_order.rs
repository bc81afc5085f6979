//! SetOrder: the owner's stop-loss: an order to be liquidated early and cheaply.

use super::announce;
use crate::runtime;
use crate::view::outlined as view;
use hypothec_interface::instruction::{Instruction, SetOrderArgs};
use hypothec_interface::{Error, accounts, action};
use pinocchio::{AccountView, Address};

#[inline(never)]
pub fn process_set_order(program_id: &Address, accounts: &mut [AccountView], data: &[u8]) -> Result<(), Error> {
    let args: &SetOrderArgs = view::args(data)?;
    let [position, owner] = view::open(accounts, &accounts::SET_ORDER)?;
    let (position_key, signer) = (view::address(position), view::address(owner));
    let position = view::position(position, program_id)?;
    action::set_order(position, args, signer, runtime::now())?;
    announce(Instruction::SetOrder, *position_key);
    Ok(())
}

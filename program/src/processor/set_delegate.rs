//! SetDelegate: who may act for the owner.

use super::announce;
use crate::view::outlined as view;
use hypothec_interface::instruction::{Instruction, SetDelegateArgs};
use hypothec_interface::{Error, accounts, action};
use pinocchio::{AccountView, Address};

#[inline(never)]
pub fn process_set_delegate(program_id: &Address, accounts: &mut [AccountView], data: &[u8]) -> Result<(), Error> {
    let args: &SetDelegateArgs = view::args(data)?;
    let [position, owner] = view::open(accounts, &accounts::SET_DELEGATE)?;
    let (position_key, signer) = (view::key(position), view::key(owner));
    let position = view::position(position, program_id)?;
    action::set_delegate(position, args, &signer)?;
    announce(Instruction::SetDelegate, position_key);
    Ok(())
}

//! OfferPosition: who may take the position over.

use super::announce;
use crate::view::outlined as view;
use hypothec_interface::instruction::{Instruction, OfferPositionArgs};
use hypothec_interface::{Error, accounts, action};
use pinocchio::{AccountView, Address};

#[inline(never)]
pub fn process_offer_position(program_id: &Address, accounts: &mut [AccountView], data: &[u8]) -> Result<(), Error> {
    let args: &OfferPositionArgs = view::args(data)?;
    let [position, owner] = view::open(accounts, &accounts::OFFER_POSITION)?;
    let (position_key, signer) = (view::address(position), view::address(owner));
    action::offer_position(view::position(position, program_id)?, args, signer)?;
    announce(Instruction::OfferPosition, *position_key);
    Ok(())
}

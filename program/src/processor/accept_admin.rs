//! AcceptAdmin: the admin role goes to who an executed proposal named, by their own signature.

use super::announce;
use crate::view::outlined as view;
use hypothec_interface::instruction::{AcceptAdminArgs, Instruction};
use hypothec_interface::{Error, accounts, action};
use pinocchio::{AccountView, Address};

#[inline(never)]
pub fn process_accept_admin(program_id: &Address, accounts: &mut [AccountView], data: &[u8]) -> Result<(), Error> {
    let _: &AcceptAdminArgs = view::args(data)?;
    let [market, pending_admin] = view::open(accounts, &accounts::ACCEPT_ADMIN)?;
    let (market_key, signer) = (view::key(market), view::key(pending_admin));
    let market = view::market(market, program_id)?;
    action::accept_admin(market.header, &signer)?;
    announce(Instruction::AcceptAdmin, market_key);
    Ok(())
}

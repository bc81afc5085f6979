//! Seal: ends immediate configuration permanently.

use super::announce;
use crate::view::outlined as view;
use hypothec_interface::instruction::{Instruction, SealArgs};
use hypothec_interface::{Error, accounts, action};
use pinocchio::{AccountView, Address};

#[inline(never)]
pub fn process_seal(program_id: &Address, accounts: &mut [AccountView], data: &[u8]) -> Result<(), Error> {
    let _: &SealArgs = view::args(data)?;
    let [market, admin] = view::open(accounts, &accounts::SEAL)?;
    let (market_key, signer) = (view::key(market), view::key(admin));
    let market = view::market(market, program_id)?;
    action::seal(market.header, &signer)?;
    announce(Instruction::Seal, market_key);
    Ok(())
}

//! SetClosure: a day that closes, or closes early, at a day's notice.

use super::announce;
use crate::runtime;
use crate::view::outlined as view;
use hypothec_interface::instruction::{Instruction, SetClosureArgs};
use hypothec_interface::{Error, accounts, action};
use pinocchio::{AccountView, Address};

#[inline(never)]
pub fn process_set_closure(program_id: &Address, accounts: &mut [AccountView], data: &[u8]) -> Result<(), Error> {
    let args: &SetClosureArgs = view::args(data)?;
    let [market, officer] = view::open(accounts, &accounts::SET_CLOSURE)?;
    let (market_key, signer) = (view::key(market), view::key(officer));
    let market = view::market(market, program_id)?;
    action::set_closure(market.header, args, &signer, runtime::now())?;
    announce(Instruction::SetClosure, market_key);
    Ok(())
}

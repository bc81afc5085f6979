//! Tighten: the levers of admin and guardian that act at once, and can only take power or room away.

use super::announce;
use crate::runtime;
use crate::view::outlined as view;
use hypothec_interface::instruction::{Instruction, TightenArgs};
use hypothec_interface::{Error, accounts, action};
use pinocchio::{AccountView, Address};

#[inline(never)]
pub fn process_tighten(program_id: &Address, accounts: &mut [AccountView], data: &[u8]) -> Result<(), Error> {
    let args: &TightenArgs = view::args(data)?;
    let [market, officer] = view::open(accounts, &accounts::TIGHTEN)?;
    let (market_key, signer) = (view::key(market), view::key(officer));
    let mut market = view::market(market, program_id)?;
    action::tighten(&mut market, args, &signer, runtime::now())?;
    announce(Instruction::Tighten, market_key);
    Ok(())
}

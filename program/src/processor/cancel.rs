//! Cancel: takes a proposal back before it is executed; the rent goes back to who paid it.

use super::announce_proposal;
use crate::view::outlined as view;
use hypothec_interface::instruction::{CancelArgs, Instruction};
use hypothec_interface::{Error, accounts, action};
use pinocchio::{AccountView, Address};

#[inline(never)]
pub fn process_cancel(program_id: &Address, accounts: &mut [AccountView], data: &[u8]) -> Result<(), Error> {
    let _: &CancelArgs = view::args(data)?;
    let [market, officer, proposal, rent_recipient] = view::open(accounts, &accounts::CANCEL)?;
    let market_key = view::key(market);
    let is_closed = view::is_closed_market(market, program_id);
    let header = if is_closed { None } else { Some(&*view::market(market, program_id)?.header) };
    let record = view::proposal_of(proposal, program_id, &market_key)?;
    action::cancel(header, record, &view::key(officer), &view::key(rent_recipient))?;
    announce_proposal(Instruction::Cancel, market_key, record);
    view::close(proposal, rent_recipient);
    Ok(())
}

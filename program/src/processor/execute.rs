//! Execute: a proposal whose delay is over, by anyone; its account closes and the rent goes back to who paid it.

use super::announce_proposal;
use crate::runtime;
use crate::view::outlined as view;
use hypothec_interface::instruction::{ExecuteArgs, Instruction};
use hypothec_interface::oracle::{self, PriceUpdate};
use hypothec_interface::state::{Kind, Proposal, SourceId};
use hypothec_interface::{Error, Key, accounts, action};
use pinocchio::{AccountView, Address};

#[inline(never)]
pub fn process_execute(program_id: &Address, accounts: &mut [AccountView], data: &[u8]) -> Result<(), Error> {
    let _: &ExecuteArgs = view::args(data)?;
    let [_, _, _] = view::open(accounts, &accounts::EXECUTE)?;
    let [market, proposal, rent_recipient, rest @ ..] = accounts else { return Err(Error::NotEnoughAccounts) };
    let market_key = view::key(market);
    let taken = [market.account_ptr(), proposal.account_ptr()];
    let mut market = view::market(market, program_id)?;
    let record = view::proposal_of(proposal, program_id, &market_key)?;
    if record.rent_payer() != view::key(rent_recipient) {
        return Err(Error::WrongRentRecipient);
    }
    let probe = match rest {
        [price, ..] if record.change()? == Kind::Source => {
            if taken.contains(&price.account_ptr()) {
                return Err(Error::DuplicateAccount);
            }
            probe(price, record, market.header.adapters())?
        }
        _ => None,
    };
    action::execute(&mut market, record, probe.as_ref(), runtime::now())?;
    announce_proposal(Instruction::Execute, market_key, record);
    view::close(proposal, rent_recipient);
    Ok(())
}

/// What the account of a proposed source says; nothing where the source goes.
fn probe(account: &AccountView, proposal: &Proposal, adapters: u8) -> Result<Option<PriceUpdate>, Error> {
    let ids: &[SourceId] = bytemuck::try_cast_slice(proposal.values().get(..80).unwrap_or(&[])).unwrap_or(&[]);
    let Some(id) = ids.iter().find(|id| id.adapter != 0) else { return Ok(None) };
    let owner = Key::read(account.owner().as_array());
    oracle::read(id, adapters, &view::key(account), &owner, view::data(account)).map(Some)
}

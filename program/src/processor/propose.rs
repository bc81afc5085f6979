//! Propose: creates the account of a change that waits for the market's delay.

use super::announce_proposal;
use crate::view::outlined as view;
use crate::{runtime, system};
use hypothec_interface::instruction::{Instruction, ProposeArgs};
use hypothec_interface::state::{Proposal, load_empty_mut};
use hypothec_interface::{Error, accounts, action, pda};
use pinocchio::cpi::Seed;
use pinocchio::{AccountView, Address};

#[inline(never)]
pub fn process_propose(program_id: &Address, accounts: &mut [AccountView], data: &[u8]) -> Result<(), Error> {
    let args: &ProposeArgs = view::args(data)?;
    let [market, admin, payer, proposal, system_program] = view::open(accounts, &accounts::PROPOSE)?;
    let (market_key, signer, payer_key) = (view::key(market), view::key(admin), view::key(payer));
    let mut market = view::market(market, program_id)?;
    view::system_program(system_program)?;

    let (market_bytes, nonce) = (market_key.to_bytes(), market.header.nonce().to_le_bytes());
    let (address, bump) = runtime::find_address(&[pda::PROPOSAL, &market_bytes, &nonce], program_id);
    if address != view::key(proposal) {
        return Err(Error::WrongAddress);
    }
    let bump = [bump];
    let seeds = [
        Seed::from(pda::PROPOSAL),
        Seed::from(market_bytes.as_slice()),
        Seed::from(nonce.as_slice()),
        Seed::from(bump.as_slice()),
    ];
    system::create(payer, proposal, &seeds, size_of::<Proposal>(), program_id);
    let record: &mut Proposal = load_empty_mut(view::fresh(proposal, program_id)?)?;
    action::propose(&mut market, record, args, &signer, market_key, payer_key, runtime::now())?;
    announce_proposal(Instruction::Propose, market_key, record);
    Ok(())
}

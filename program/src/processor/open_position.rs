//! OpenPosition: creates a position's account for its owner.

use super::announce;
use crate::view::outlined as view;
use crate::{runtime, system};
use hypothec_interface::instruction::{Instruction, OpenPositionArgs};
use hypothec_interface::state::{Position, load_empty_mut};
use hypothec_interface::{Error, accounts, action, pda};
use pinocchio::cpi::Seed;
use pinocchio::{AccountView, Address};

#[inline(never)]
pub fn process_open_position(program_id: &Address, accounts: &mut [AccountView], data: &[u8]) -> Result<(), Error> {
    let args: &OpenPositionArgs = view::args(data)?;
    let [market, position, owner, payer, system_program] = view::open(accounts, &accounts::OPEN_POSITION)?;
    let (market_key, position_key) = (view::key(market), view::key(position));
    let (owner_key, payer_key) = (view::key(owner), view::key(payer));
    view::market(market, program_id)?;
    view::system_program(system_program)?;

    let (market_bytes, owner_bytes, id) = (market_key.to_bytes(), owner_key.to_bytes(), { args.id }.to_le_bytes());
    let (address, bump) = runtime::find_address(&[pda::POSITION, &market_bytes, &owner_bytes, &id], program_id);
    if address != position_key {
        return Err(Error::WrongAddress);
    }
    let bump_seed = [bump];
    let seeds = [
        Seed::from(pda::POSITION),
        Seed::from(market_bytes.as_slice()),
        Seed::from(owner_bytes.as_slice()),
        Seed::from(id.as_slice()),
        Seed::from(bump_seed.as_slice()),
    ];
    if position.is_data_empty() {
        system::create(payer, position, &seeds, size_of::<Position>(), program_id);
    } else {
        // one that was closed earlier in this transaction is ours still, zeroed and without rent: the runtime would drop
        // it at the end, with all that is booked in it by then
        system::fund(payer, position, size_of::<Position>());
    }
    let position: &mut Position = load_empty_mut(view::fresh(position, program_id)?)?;
    action::open_position(position, market_key, owner_key, payer_key, args.id, bump);
    announce(Instruction::OpenPosition, position_key);
    Ok(())
}

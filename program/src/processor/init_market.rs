//! InitMarket: a zeroed account that its creator made at full size, and that signs, becomes a market.

use super::announce;
use crate::runtime;
use crate::view::outlined as view;
use hypothec_interface::instruction::{InitMarketArgs, Instruction};
use hypothec_interface::state::{HEADER_SIZE, MarketHeader, Reserve, load_empty_mut};
use hypothec_interface::{Error, accounts, action, pda};
use pinocchio::{AccountView, Address};

#[inline(never)]
pub fn process_init_market(program_id: &Address, accounts: &mut [AccountView], data: &[u8]) -> Result<(), Error> {
    let args: &InitMarketArgs = view::args(data)?;
    let [market] = view::open(accounts, &accounts::INIT_MARKET)?;
    let market_key = view::key(market);
    let (authority, bump) = runtime::find_address(&[pda::AUTHORITY, &market_key.to_bytes()], program_id);

    // without rent it would be gone after this transaction, and with it the record of what it was; proposals are not
    if market.lamports() < runtime::rent_exempt_lamports(market.data_len()) {
        return Err(Error::NotRentExempt);
    }
    let bytes = view::fresh(market, program_id)?;
    let (header, reserves) = bytes.split_at_mut_checked(HEADER_SIZE).ok_or(Error::WrongLength)?;
    let reserves: &[Reserve] = bytemuck::try_cast_slice(reserves).map_err(|_| Error::WrongLength)?;
    let capacity = reserves.len();
    let header: &mut MarketHeader = load_empty_mut(header)?;
    action::init_market(header, capacity, args, authority, bump)?;
    announce(Instruction::InitMarket, market_key);
    Ok(())
}

//! CloseMarket: a market without reserves becomes a record of eight bytes.

use super::announce;
use crate::view::outlined as view;
use hypothec_interface::instruction::{CloseMarketArgs, Instruction};
use hypothec_interface::{Error, accounts, action};
use pinocchio::{AccountView, Address};

#[inline(never)]
pub fn process_close_market(program_id: &Address, accounts: &mut [AccountView], data: &[u8]) -> Result<(), Error> {
    let _: &CloseMarketArgs = view::args(data)?;
    let [market, admin] = view::open(accounts, &accounts::CLOSE_MARKET)?;
    let market_key = view::key(market);
    action::close_market(&view::market(market, program_id)?, view::address(admin))?;
    view::close_market(market, admin);
    announce(Instruction::CloseMarket, market_key);
    Ok(())
}

//! SetCollateral: whether a supply slot counts as collateral.

use super::announce;
use crate::runtime;
use crate::view::outlined as view;
use hypothec_interface::instruction::{Instruction, SetCollateralArgs};
use hypothec_interface::{Error, accounts, action};
use pinocchio::{AccountView, Address};

#[inline(never)]
pub fn process_set_collateral(program_id: &Address, accounts: &mut [AccountView], data: &[u8]) -> Result<(), Error> {
    let args: &SetCollateralArgs = view::args(data)?;
    let [market, position, owner] = view::open(accounts, &accounts::SET_COLLATERAL)?;
    let (market_key, position_key, signer) = (view::key(market), view::key(position), view::key(owner));
    let market = view::market(market, program_id)?;
    let position = view::position_of(position, program_id, &market_key)?;
    let moment = market.header.risk_context(runtime::now());
    action::set_collateral(&market, position, args, &signer, &moment)?;
    announce(Instruction::SetCollateral, position_key);
    Ok(())
}

//! Configure: parameters of a reserve at once, while the market is not sealed.

use super::announce;
use crate::runtime;
use crate::view::outlined as view;
use hypothec_interface::instruction::{ConfigureArgs, Instruction};
use hypothec_interface::{Error, accounts, action};
use pinocchio::{AccountView, Address};

#[inline(never)]
pub fn process_configure(program_id: &Address, accounts: &mut [AccountView], data: &[u8]) -> Result<(), Error> {
    let args: &ConfigureArgs = view::args(data)?;
    let [market, admin] = view::open(accounts, &accounts::CONFIGURE)?;
    let (market_key, signer) = (view::key(market), view::key(admin));
    let mut market = view::market(market, program_id)?;
    action::configure(&mut market, args, &signer, runtime::now())?;
    announce(Instruction::Configure, market_key);
    Ok(())
}

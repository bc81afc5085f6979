//! SyncVault: recognises that a vault holds less than booked, or restores tokens that came back.

use super::report;
use crate::runtime;
use crate::view::outlined::{self as view, Vault};
use hypothec_interface::action::{self, Moved};
use hypothec_interface::instruction::{Instruction, SyncVaultArgs};
use hypothec_interface::{Error, accounts};
use pinocchio::{AccountView, Address};

#[inline(never)]
pub fn process_sync_vault(program_id: &Address, accounts: &mut [AccountView], data: &[u8]) -> Result<(), Error> {
    let args: &SyncVaultArgs = view::args(data)?;
    let [market, vault] = view::open(accounts, &accounts::SYNC_VAULT)?;
    let market_key = view::key(market);
    let mut market = view::market(market, program_id)?;
    let held = Vault::of(vault, market.reserve(args.reserve)?)?.amount()?;
    let synced = action::sync_vault(&mut market, args.reserve, held, runtime::now())?;
    report(Instruction::SyncVault, args.reserve, market_key, &Moved { amount: 0, shares: 0 }, synced);
    Ok(())
}

//! SettleBadDebt: writes off debt that nothing stands for.

use super::{event_of, log_synced, log_written};
use crate::runtime;
use crate::view::outlined::{self as view, Vault};
use hypothec_interface::action::Written;
use hypothec_interface::event::{EVENT_BAD_DEBT, Event};
use hypothec_interface::instruction::{Instruction, SettleBadDebtArgs};
use hypothec_interface::state::Side;
use hypothec_interface::{Error, accounts, action};
use pinocchio::{AccountView, Address};

#[inline(never)]
pub fn process_settle_bad_debt(program_id: &Address, accounts: &mut [AccountView], data: &[u8]) -> Result<(), Error> {
    let _: &SettleBadDebtArgs = view::args(data)?;
    let ([market, position], vaults) = view::open_with_rest(accounts, &accounts::SETTLE_BAD_DEBT)?;
    let (market_key, position_key) = (view::address(market), view::address(position));
    let mut market = view::market(market, program_id)?;
    let position = view::position_of(position, program_id, market_key)?;
    // what is left is checked by what its vaults hold: tokens that came back may have mended the position
    let supplied = position.used().iter().filter(|slot| slot.side() == Side::Supply);
    let mut vaults = vaults.iter();
    for slot in supplied {
        let vault = vaults.next().ok_or_else(|| Error::NotEnoughAccounts.cold())?;
        let reserve = market.reserve_mut(slot.reserve())?;
        let synced = reserve.sync(Vault::of(vault, reserve)?.amount()?);
        if synced != 0 {
            log_synced(Instruction::SettleBadDebt, slot.reserve(), *position_key, synced);
        }
    }
    let moment = market.header.liquidation_context(runtime::now());
    let mut told = |written: &Written| log_written(Instruction::SettleBadDebt, *position_key, written);
    let settled = action::settle_bad_debt(&mut market, position, &moment, &mut told)?;
    runtime::give_back(&[Event {
        flags: EVENT_BAD_DEBT,
        amount: settled.lost,
        shares: settled.debts,
        ..event_of(Instruction::SettleBadDebt, *position_key)
    }]);
    Ok(())
}

//! Liquidate: tokens in against a debt, tokens of a supply out.

use super::shared::debt_paid::DebtPaid;
use super::{log_written, report_liquidation};
use crate::runtime;
use crate::token::{Transfer, hook_accounts};
use crate::view::{self, Vault};
use hypothec_interface::action::{self, Offer, Written};
use hypothec_interface::instruction::{Instruction, LiquidateArgs};
use hypothec_interface::{Error, accounts};
use pinocchio::{AccountView, Address};

#[inline(never)]
pub fn process_liquidate(program_id: &Address, accounts: &mut [AccountView], data: &[u8]) -> Result<(), Error> {
    let args: &LiquidateArgs = view::args(data)?;
    let (
        [
            market,
            position,
            repay_vault,
            repay_mint,
            source,
            liquidator,
            repay_token_program,
            seize_vault,
            seize_mint,
            destination,
            authority,
            seize_token_program,
        ],
        rest,
    ) = view::open_with_rest(accounts, &accounts::LIQUIDATE)?;
    let (market_key, position_key, signer) =
        (view::address(market), view::address(position), view::address(liquidator));
    let mut market = view::market(market, program_id)?;
    let position = view::position_of(position, program_id, market_key)?;
    view::authority(authority, &market)?;
    let debt = market.reserve_mut(args.repay_reserve)?;
    let paid = DebtPaid::prove([repay_vault, repay_mint, source, liquidator, repay_token_program], rest, debt)?;
    let seized = market.reserve_mut(args.seize_reserve)?;
    let seize_vault = Vault::with_mint(seize_vault, seize_mint, seize_token_program, seized)?;
    view::token_account(destination, seized)?;
    let seized_synced = seized.sync(seize_vault.amount()?);
    let seize_decimals = seized.decimals();
    let seize_hook = hook_accounts(rest, seized)?;

    let moment = market.header.liquidation_context(runtime::now());
    let offer = Offer::from(args);
    let plan = action::plan_liquidation(&mut market, position, &offer, signer, &moment);
    let plan = plan.as_ref().map_err(|error| *error)?; // where it lies: it is a hundred bytes
    let arrived = paid.pay(plan.size.repay)?;

    let mut told = |written: &Written| log_written(Instruction::Liquidate, *position_key, written);
    let done = action::liquidate(&mut market, position, &offer, plan, arrived, &moment, &mut told)?;
    Transfer {
        token_program: seize_token_program,
        from: seize_vault.account(),
        mint: seize_mint,
        to: destination,
        authority,
        amount: done.moved.received,
        decimals: seize_decimals,
        hook: seize_hook,
    }
    .pay_out(market_key, market.header.authority_bump());
    report_liquidation(
        Instruction::Liquidate,
        &offer,
        *position_key,
        &done,
        [paid.synced, seized_synced],
        plan.bonus.bps,
    );
    Ok(())
}

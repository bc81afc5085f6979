//! LiquidateToShares: tokens in against a debt, shares of a supply into the liquidator's position. No token of the
//! seized reserve moves, so it works while that mint is paused, frozen or hooked.

use super::shared::debt_paid::DebtPaid;
use super::{log_written, report_liquidation};
use crate::runtime;
use crate::view::{self, Vault};
use hypothec_interface::action::{self, Offer, Written};
use hypothec_interface::instruction::{Instruction, LiquidateToSharesArgs};
use hypothec_interface::{Error, accounts};
use pinocchio::{AccountView, Address};

#[inline(never)]
pub fn process_liquidate_to_shares(
    program_id: &Address,
    accounts: &mut [AccountView],
    data: &[u8],
) -> Result<(), Error> {
    let args: &LiquidateToSharesArgs = view::args(data)?;
    let (
        [
            market,
            position,
            repay_vault,
            repay_mint,
            source,
            liquidator,
            repay_token_program,
            liquidator_position,
            seize_vault,
        ],
        rest,
    ) = view::open_with_rest(accounts, &accounts::LIQUIDATE_TO_SHARES)?;
    let (market_key, position_key, signer) =
        (view::address(market), view::address(position), view::address(liquidator));
    let mut market = view::market(market, program_id)?;
    let position = view::position_of(position, program_id, market_key)?;
    let receiver = view::position_of(liquidator_position, program_id, market_key)?;
    let debt = market.reserve_mut(args.repay_reserve)?;
    let paid = DebtPaid::prove([repay_vault, repay_mint, source, liquidator, repay_token_program], rest, debt)?;
    // tokens that came back to the vault may have made the position sound
    let seized = market.reserve_mut(args.seize_reserve)?;
    let seized_synced = seized.sync(Vault::of(seize_vault, seized)?.amount()?);

    let moment = market.header.liquidation_context(runtime::now());
    let offer = Offer::from(args);
    let plan = action::plan_liquidation(&mut market, position, &offer, signer, &moment);
    let plan = plan.as_ref().map_err(|error| *error)?; // where it lies: it is a hundred bytes
    let arrived = paid.pay(plan.size.repay)?;

    let positions = (position, receiver);
    let mut told = |written: &Written| log_written(Instruction::LiquidateToShares, *position_key, written);
    let done = action::liquidate_to_shares(&mut market, positions, &offer, plan, arrived, signer, &moment, &mut told)?;
    if seized_synced != 0 {
        // the exchange itself moves no cash of this reserve; what was found in its vault did
        market.reserve_mut(args.seize_reserve)?.set_rate_outlined();
    }
    report_liquidation(
        Instruction::LiquidateToShares,
        &offer,
        *position_key,
        &done,
        [paid.synced, seized_synced],
        plan.bonus.bps,
    );
    Ok(())
}

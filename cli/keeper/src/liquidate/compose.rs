//! The instructions of one liquidation, in one transaction: refresh, borrow, liquidate, sell, pay back.

use super::exchange::Exchange;
use crate::exit::{Amount, Exit, ExitError, Side, Swap};
use crate::tokens;
use hypothec_interface::builder::{self, LiquidationAddresses, RefreshEntry, ReserveAddresses};
use solana_address::Address;
use solana_instruction::Instruction;

/// Who liquidates, in which reserves.
#[derive(Clone, Copy, Debug)]
pub struct Deal<'a> {
    /// What is exchanged.
    pub exchange: &'a Exchange,
    /// The reserve of the debt.
    pub repay: ReserveAddresses,
    /// The reserve of the supply.
    pub seize: ReserveAddresses,
    /// The keeper's wallet.
    pub keeper: Address,
    /// Fee of a flash loan of the debt, basis points.
    pub flash_fee_bps: u16,
    /// Boards that are refreshed first; none that is fresh need be.
    pub refresh: &'a [RefreshEntry],
}

/// In what the gain is taken, and the least of it, atoms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gain {
    /// In tokens of the debt: all that is seized is sold.
    Debt(u64),
    /// In what is seized: no more of it is sold than pays for the debt.
    Seized(u64),
}

/// What is exchanged a few seconds later differs by the interest since, at most this part of it.
const DRIFT: u64 = 1_000_000;

/// An amount with room for the interest of a few seconds.
const fn with_drift_up(atoms: u64) -> u64 {
    atoms.saturating_add(atoms / DRIFT).saturating_add(1)
}

const fn with_drift_down(atoms: u64) -> u64 {
    atoms.saturating_sub(atoms / DRIFT).saturating_sub(1)
}

impl Deal<'_> {
    /// What the flash loan lends: the repayment, and for a debt that must go as a whole the interest on its way.
    #[must_use]
    pub const fn loan(&self) -> u64 {
        if self.exchange.whole { with_drift_up(self.exchange.repay) } else { self.exchange.repay }
    }

    /// What the flash loan costs, atoms, rounded up.
    #[must_use]
    pub fn flash_fee_up(&self) -> u64 {
        let fee = u128::from(self.loan()).saturating_mul(self.flash_fee_bps.into()).div_ceil(10_000);
        u64::try_from(fee).unwrap_or(u64::MAX)
    }

    fn side(&self, reserve: &ReserveAddresses) -> Side {
        let tokens = tokens::associated(&self.keeper, &reserve.mint, &reserve.token_program);
        Side { mint: reserve.mint, token_program: reserve.token_program, tokens }
    }

    fn refreshed(&self) -> Vec<Instruction> {
        if self.refresh.is_empty() {
            return Vec::new();
        }
        vec![builder::refresh_prices(self.repay.market, self.refresh)]
    }

    fn liquidate(&self) -> Instruction {
        let Exchange { position, repay, receive, whole, .. } = *self.exchange;
        let source = self.side(&self.repay).tokens;
        let of =
            LiquidationAddresses { repay: self.repay, seize: self.seize, position, source, liquidator: self.keeper };
        let amount = if whole { u64::MAX } else { repay };
        builder::liquidate(&of, self.side(&self.seize).tokens, amount, with_drift_down(receive))
    }

    /// Sells what is seized, for at least `cost` atoms of the debt: all of it, or no more than that takes.
    fn sell(&self, exit: &dyn Exit, cost: u64, gain: Gain) -> Result<Instruction, ExitError> {
        let received = with_drift_down(self.exchange.receive);
        let amount = match gain {
            Gain::Debt(least) => Amount::In { amount: received, min_out: cost.saturating_add(least) },
            Gain::Seized(least) => Amount::Out { amount: cost, max_in: received.saturating_sub(least) },
        };
        let swap = Swap { user: self.keeper, from: self.side(&self.seize), to: self.side(&self.repay), amount };
        exit.swap(&swap)
    }

    /// With the market's tokens: the sale must bring what the loan costs and the gain, or the transaction fails.
    ///
    /// # Errors
    /// [`ExitError`].
    pub fn with_flash(&self, exit: &dyn Exit, gain: Gain) -> Result<Vec<Instruction>, ExitError> {
        let source = self.side(&self.repay).tokens;
        // of a debt that must go as a whole the loan is a little more than what is repaid, and what is left of it pays back
        let cost = match gain {
            Gain::Debt(_) => self.exchange.repay.saturating_add(self.flash_fee_up()),
            Gain::Seized(_) => self.loan().saturating_add(self.flash_fee_up()),
        };
        let mut all = self.refreshed();
        all.push(builder::flash_borrow(&self.repay, source, self.loan()));
        all.push(self.liquidate());
        all.push(self.sell(exit, cost, gain)?);
        all.push(builder::flash_repay(&self.repay, source, self.keeper, self.loan()));
        Ok(all)
    }

    /// With the keeper's own tokens, and a sale that must bring the repayment and the gain.
    ///
    /// # Errors
    /// [`ExitError`].
    pub fn with_own(&self, exit: &dyn Exit, gain: Gain) -> Result<Vec<Instruction>, ExitError> {
        let mut all = self.refreshed();
        all.push(self.liquidate());
        all.push(self.sell(exit, self.exchange.repay, gain)?);
        Ok(all)
    }

    /// With the keeper's own tokens; what is seized is kept: as tokens, or as shares in the receiver's position.
    #[must_use]
    pub fn held(&self, receiver: Option<Address>) -> Vec<Instruction> {
        let mut all = self.refreshed();
        let Some(receiver) = receiver else {
            all.push(self.liquidate());
            return all;
        };
        let Exchange { position, repay, receive, whole, .. } = *self.exchange;
        let source = self.side(&self.repay).tokens;
        let of =
            LiquidationAddresses { repay: self.repay, seize: self.seize, position, source, liquidator: self.keeper };
        let amount = if whole { u64::MAX } else { repay };
        all.push(builder::liquidate_to_shares(&of, receiver, amount, with_drift_down(receive)));
        all
    }
}

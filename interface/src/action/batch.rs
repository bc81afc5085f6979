//! Batch: several actions on one position, whose health is checked once, on what they leave. Exemptions are checked by what
//! was there before them.

use super::borrow::borrow_deferred;
use super::deposit::{Earlier, deposit_after};
use super::withdraw::withdraw_deferred;
use super::{Moved, Repayment};
use crate::health::{RiskContext, check_risk};
use crate::instruction::{BorrowArgs, DepositArgs, WithdrawArgs};
use crate::policy::{Action, State, permit};
use crate::state::{Market, Position};
use crate::{Error, Key};

/// What the actions so far leave to be checked. Deposits and repayments leave nothing: they are checked where they stand.
#[derive(Clone, Copy, Debug, Default)]
pub struct DeferredHealth {
    /// The states of all reserves withdrawn from.
    withdrawn: Option<State>,
    borrowed: bool,
    repaid: bool,
}

impl DeferredHealth {
    /// As [`super::deposit()`]. A step that took risk before it leaves no exemption from caps and states.
    ///
    /// # Errors
    /// Those of [`super::deposit()`].
    #[inline(always)]
    pub fn deposit(
        &self,
        market: &mut Market<'_>,
        position: &mut Position,
        args: &DepositArgs,
        arrived: u64,
        payer: &Key,
        moment: &RiskContext,
    ) -> Result<Moved, Error> {
        let earlier = Earlier { repaid: self.repaid, risked: self.borrowed || self.withdrawn.is_some() };
        deposit_after(market, position, args, arrived, payer, earlier, moment)
    }

    /// As [`super::repay()`].
    ///
    /// # Errors
    /// Those of [`super::repay()`].
    #[inline(always)]
    pub fn repay(
        &mut self,
        market: &mut Market<'_>,
        position: &mut Position,
        repayment: &Repayment,
        payer: &Key,
        moment: &RiskContext,
    ) -> Result<Moved, Error> {
        self.repaid = true;
        super::repay(market, position, repayment, payer, moment)
    }

    /// As [`super::withdraw()`], except for health and for the policy's view of a debt.
    ///
    /// # Errors
    /// Those of [`super::withdraw()`] except for `Unhealthy`, `DebtBelowFloor` and the policy's.
    #[inline(always)]
    pub fn withdraw(
        &mut self,
        market: &mut Market<'_>,
        position: &mut Position,
        args: &WithdrawArgs,
        signer: &Key,
        payee: &Key,
        moment: &RiskContext,
    ) -> Result<Moved, Error> {
        let (moved, state) = withdraw_deferred(market, position, args, signer, payee, moment)?;
        let State(before) = self.withdrawn.unwrap_or(State(State::LIVE));
        self.withdrawn = Some(State(before | state.0));
        Ok(moved)
    }

    /// As [`super::borrow()`], except for health.
    ///
    /// # Errors
    /// Those of [`super::borrow()`] except for `Unhealthy` and `DebtBelowFloor`.
    #[inline(always)]
    pub fn borrow(
        &mut self,
        market: &mut Market<'_>,
        position: &mut Position,
        args: &BorrowArgs,
        signer: &Key,
        payee: &Key,
        moment: &RiskContext,
    ) -> Result<Moved, Error> {
        self.borrowed = true;
        borrow_deferred(market, position, args, signer, payee, moment)
    }

    /// Checks the position as the actions leave it. Whether it is in debt is checked now: who repays all and withdraws all
    /// needs no price.
    ///
    /// # Errors
    /// `Unhealthy`, `DebtBelowFloor`, `Overflow`, and the policy's.
    #[inline(always)]
    pub fn check(self, market: &Market<'_>, position: &mut Position, moment: &RiskContext) -> Result<(), Error> {
        let in_debt = position.has_debt();
        if let Some(state) = self.withdrawn {
            permit(if in_debt { Action::WithdrawIndebted } else { Action::Withdraw }, state)?;
        } else if !self.borrowed {
            return Ok(());
        }
        if !in_debt {
            return Ok(());
        }
        position.risk_ts = moment.ts;
        check_risk(market, position, moment)
    }
}

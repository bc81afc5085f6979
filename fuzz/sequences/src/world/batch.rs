//! Batch without a runtime.

use super::state::{Outcome, PureWorld};
use crate::action::{Batch, Step, TokenMove};
use hypothec_interface::Error;
use hypothec_interface::action::{self, DeferredHealth, Moved, Repayment};
use hypothec_interface::health::RiskContext;
use hypothec_interface::instruction::{BorrowArgs, DepositArgs, Instruction, WithdrawArgs};
use hypothec_interface::policy::State;

impl PureWorld {
    /// What each step of a batch moved, and the world after it; up to the step that was refused.
    #[must_use]
    pub fn trace(&self, what: &Batch) -> Vec<(Moved, PureWorld)> {
        let mut trace = Vec::new();
        // whether the whole was refused is known where this is asked
        let _ = self.clone().batch(what, |moved, world| trace.push((moved, world.clone())));
        trace
    }

    /// `watch` sees what each step moved and the world after it.
    pub(crate) fn batch(&mut self, what: &Batch, mut watch: impl FnMut(Moved, &PureWorld)) -> Outcome {
        for step in what.steps() {
            let amount = self.vaults[usize::from(step.reserve)].amount;
            self.check_mint(usize::from(step.reserve))?;
            let mut market = PureWorld::market(&mut self.words);
            let reserve = market.reserve_mut(step.reserve)?;
            if State(reserve.issuer_flags().into()).any(State::HOOK_ARMED) {
                return Err(Error::HookArmed.into());
            }
            reserve.sync(amount);
        }
        let context = self.header().risk_context(self.now);
        let mut deferred = DeferredHealth::default();
        for step in what.steps() {
            let moved = self.batch_step(what, &step, &mut deferred, &context)?;
            watch(moved, self);
        }
        deferred.check(&PureWorld::market(&mut self.words), &mut self.positions[what.of], &context)?;
        Ok(Moved { amount: what.steps().count() as u64, shares: 0 })
    }

    fn batch_step(
        &mut self,
        what: &Batch,
        step: &Step,
        deferred: &mut DeferredHealth,
        context: &RiskContext,
    ) -> Outcome {
        let Step { kind, reserve, amount } = *step;
        let (signer, of) = (self.users[what.by], what.of);
        let tokens = TokenMove { by: what.by, of, reserve, amount };
        match kind {
            Instruction::Deposit => {
                let arrived = self.asked(&tokens, amount)?;
                self.pay_in(&tokens, arrived)?;
                let args = DepositArgs { reserve, amount, min_shares: 0, integrator: 0 };
                let mut market = PureWorld::market(&mut self.words);
                Ok(deferred.deposit(&mut market, &mut self.positions[of], &args, arrived, &signer, context)?)
            }
            Instruction::Withdraw => {
                let args = WithdrawArgs { reserve, amount, min_amount: 0, integrator: 0 };
                let mut market = PureWorld::market(&mut self.words);
                let position = &mut self.positions[of];
                let moved = deferred.withdraw(&mut market, position, &args, &signer, &signer, context)?;
                self.pay_out(&tokens, moved)
            }
            Instruction::Borrow => {
                let args = BorrowArgs { reserve, amount, max_shares: u64::MAX, integrator: 0 };
                let mut market = PureWorld::market(&mut self.words);
                let position = &mut self.positions[of];
                let moved = deferred.borrow(&mut market, position, &args, &signer, &signer, context)?;
                self.pay_out(&tokens, moved)
            }
            _ => {
                let mut market = PureWorld::market(&mut self.words);
                let owed = action::owed_up(&mut market, &self.positions[of], reserve, context)?;
                let amount = self.asked(&tokens, owed.min(amount))?;
                self.pay_in(&tokens, amount)?;
                let mut market = PureWorld::market(&mut self.words);
                let repayment = Repayment { reserve, arrived: amount, owed };
                Ok(deferred.repay(&mut market, &mut self.positions[of], &repayment, &signer, context)?)
            }
        }
    }
}

//! The program's handlers without a runtime: the same order of steps around the same actions, tokens moved by addition.

use super::state::{Outcome, PureWorld, Rejection};
use crate::action::{Exchange, TokenMove};
use hypothec_interface::action::{self, Moved, Offer, Repayment};
use hypothec_interface::instruction::{
    BorrowArgs, DepositArgs, FlashBorrowArgs, FlashRepayArgs, SetCollateralArgs, SetDelegateArgs, WithdrawArgs,
};
use hypothec_interface::policy;
use hypothec_interface::state::Side;
use hypothec_interface::{Error, Key};

impl PureWorld {
    /// Atoms that a token-in instruction will move: all the payer holds for ALL.
    pub(crate) fn asked(&self, what: &TokenMove, amount: u64) -> Result<u64, Error> {
        action::amount_in(amount, self.wallets[what.by][usize::from(what.reserve)])
    }

    pub(crate) fn pay_in(&mut self, what: &TokenMove, amount: u64) -> Result<(), Rejection> {
        let index = usize::from(what.reserve);
        if !self.token_moves(index) {
            return Err(Rejection::Token);
        }
        self.wallets[what.by][index] -= amount;
        self.vaults[index].amount += amount;
        Ok(())
    }

    pub(crate) fn pay_out(&mut self, what: &TokenMove, moved: Moved) -> Outcome {
        let index = usize::from(what.reserve);
        if !self.token_moves(index) {
            return Err(Rejection::Token);
        }
        self.vaults[index].amount -= moved.amount;
        self.wallets[what.by][index] += moved.amount;
        Ok(moved)
    }

    /// Looks at the mint and recognises what happened to the vault, as every instruction that moves its tokens does first.
    fn prove(&mut self, reserve: u8) -> Result<(), Error> {
        self.check_mint(usize::from(reserve))?;
        self.sync(reserve)?;
        Ok(())
    }

    fn sync(&mut self, reserve: u8) -> Result<i64, Error> {
        let amount = self.vaults[usize::from(reserve)].amount;
        Ok(PureWorld::market(&mut self.words).reserve_mut(reserve)?.sync(amount))
    }

    pub(crate) fn deposit(&mut self, what: &TokenMove) -> Outcome {
        self.prove(what.reserve)?;
        let arrived = self.asked(what, what.amount)?;
        let context = self.header().risk_context(self.now);
        self.pay_in(what, arrived)?;
        let args = DepositArgs { reserve: what.reserve, amount: what.amount, min_shares: 0, integrator: 0 };
        let (payer, position) = (self.users[what.by], &mut self.positions[what.of]);
        let mut market = PureWorld::market(&mut self.words);
        Ok(action::deposit(&mut market, position, &args, arrived, &payer, &context)?)
    }

    pub(crate) fn withdraw(&mut self, what: &TokenMove) -> Outcome {
        self.prove(what.reserve)?;
        let context = self.header().risk_context(self.now);
        let args = WithdrawArgs { reserve: what.reserve, amount: what.amount, min_amount: 0, integrator: 0 };
        let (signer, position) = (self.users[what.by], &mut self.positions[what.of]);
        let mut market = PureWorld::market(&mut self.words);
        let moved = action::withdraw(&mut market, position, &args, &signer, &signer, &context)?;
        self.pay_out(what, moved)
    }

    pub(crate) fn borrow(&mut self, what: &TokenMove) -> Outcome {
        self.prove(what.reserve)?;
        let context = self.header().risk_context(self.now);
        let args = BorrowArgs { reserve: what.reserve, amount: what.amount, max_shares: u64::MAX, integrator: 0 };
        let (signer, position) = (self.users[what.by], &mut self.positions[what.of]);
        let mut market = PureWorld::market(&mut self.words);
        let moved = action::borrow(&mut market, position, &args, &signer, &signer, &context)?;
        self.pay_out(what, moved)
    }

    pub(crate) fn repay(&mut self, what: &TokenMove) -> Outcome {
        self.prove(what.reserve)?;
        let context = self.header().risk_context(self.now);
        let (index, of) = (what.reserve, what.of);
        let owed = action::owed_up(&mut PureWorld::market(&mut self.words), &self.positions[of], index, &context)?;
        let amount = self.asked(what, owed.min(what.amount))?;
        self.pay_in(what, amount)?;
        let payer = self.users[what.by];
        let mut market = PureWorld::market(&mut self.words);
        Ok(action::repay(
            &mut market,
            &mut self.positions[of],
            &Repayment { reserve: index, arrived: amount, owed },
            &payer,
            &context,
        )?)
    }

    pub(crate) fn donate(&mut self, what: &TokenMove) -> Outcome {
        self.prove(what.reserve)?;
        let arrived = self.asked(what, what.amount)?;
        self.pay_in(what, arrived)?;
        let mut market = PureWorld::market(&mut self.words);
        Ok(action::donate(&mut market, what.reserve, arrived, self.now)?)
    }

    /// FlashBorrow, SyncVault and FlashRepay in one transaction; the fee is what its shares say.
    pub(crate) fn flash_loan(&mut self, what: &TokenMove) -> Outcome {
        self.prove(what.reserve)?;
        let context = self.header().risk_context(self.now);
        let (reserve, amount) = (what.reserve, what.amount);
        action::flash_borrow(&mut PureWorld::market(&mut self.words), &FlashBorrowArgs { reserve, amount }, &context)?;
        self.pay_out(what, Moved { amount, shares: 0 })?;
        self.sync_vault(usize::from(reserve))?;

        let args = FlashRepayArgs { reserve, amount };
        let held = self.wallets[what.by][usize::from(reserve)];
        let fee = action::flash_fee_up(&PureWorld::market(&mut self.words), &args)?;
        let owed = amount.checked_add(fee).ok_or(Error::Overflow)?;
        if owed > held {
            return Err(Rejection::Program(Error::InsufficientFunds));
        }
        self.pay_in(what, owed)?;
        action::flash_repay(&mut PureWorld::market(&mut self.words), &args, fee, self.now)?;
        Ok(Moved { amount, shares: fee })
    }

    pub(crate) fn collect_fees(&mut self, reserve: u8) -> Outcome {
        self.prove(reserve)?;
        let (payee, now) = (self.header().fee_recipient(), self.now);
        let amount = action::collect_fees(&mut PureWorld::market(&mut self.words), reserve, &payee, now)?;
        if !self.token_moves(usize::from(reserve)) {
            return Err(Rejection::Token);
        }
        self.vaults[usize::from(reserve)].amount -= amount;
        Ok(Moved { amount, shares: 0 })
    }

    pub(crate) fn set_collateral(&mut self, by: usize, of: usize, reserve: u8, on: u8) -> Outcome {
        let context = self.header().risk_context(self.now);
        let signer = self.users[by];
        let args = SetCollateralArgs { reserve, on };
        let market = PureWorld::market(&mut self.words);
        action::set_collateral(&market, &mut self.positions[of], &args, &signer, &context)?;
        Ok(Moved { amount: 0, shares: 0 })
    }

    pub(crate) fn set_delegate(&mut self, by: usize, of: usize, to: Option<usize>) -> Outcome {
        let args = SetDelegateArgs { delegate: to.map_or(Key::NONE, |to| self.users[to]) };
        action::set_delegate(&mut self.positions[of], &args, &self.users[by])?;
        Ok(Moved { amount: 0, shares: 0 })
    }

    pub(crate) fn sync_vault(&mut self, index: usize) -> Outcome {
        let (now, amount) = (self.now, self.vaults[index].amount);
        action::sync_vault(&mut PureWorld::market(&mut self.words), index as u8, amount, now)?;
        Ok(Moved { amount: 0, shares: 0 })
    }

    pub(crate) fn liquidate(&mut self, what: &Exchange) -> Outcome {
        if what.to_shares && what.by == what.of {
            return Err(Rejection::Program(Error::DuplicateAccount));
        }
        let held = self.wallets[what.by][usize::from(what.repay)];
        self.prove(what.repay)?;
        let seized_synced = if what.to_shares { self.sync(what.seize)? } else { 0 };
        if !what.to_shares {
            self.prove(what.seize)?;
        }
        let context = self.header().liquidation_context(self.now);
        let action = if what.to_shares { policy::Action::LiquidateToShares } else { policy::Action::Liquidate };
        let (repay_reserve, seize_reserve) = (what.repay, what.seize);
        let offer = Offer { repay_reserve, seize_reserve, amount: what.amount, min_received: 0, action };
        let signer = self.users[what.by];
        let mut market = PureWorld::market(&mut self.words);
        let plan = action::plan_liquidation(&mut market, &self.positions[what.of], &offer, &signer, &context)?;
        let amount = plan.size.repay;
        if amount > held {
            return Err(Rejection::Program(Error::InsufficientFunds));
        }
        let (repay, seize) =
            [what.repay, what.seize].map(|reserve| TokenMove { by: what.by, of: what.of, reserve, amount: 0 }).into();
        self.pay_in(&repay, amount)?;
        let mut market = PureWorld::market(&mut self.words);
        if what.to_shares {
            let Ok([position, receiver]) = self.positions.get_disjoint_mut([what.of, what.by]) else {
                return Err(Rejection::Program(Error::DuplicateAccount));
            };
            let both = (position, receiver);
            let done =
                action::liquidate_to_shares(&mut market, both, &offer, &plan, amount, &signer, &context, &mut |_| ())?;
            if seized_synced != 0 {
                market.reserve_mut(what.seize)?.set_rate_outlined();
            }
            return Ok(Moved { amount, shares: done.moved.seized_shares });
        }
        let done =
            action::liquidate(&mut market, &mut self.positions[what.of], &offer, &plan, amount, &context, &mut |_| ())?;
        self.pay_out(&seize, Moved { amount: done.moved.received, shares: done.moved.seized_shares })?;
        Ok(Moved { amount, shares: done.moved.seized_shares })
    }

    pub(crate) fn settle_bad_debt(&mut self, of: usize) -> Outcome {
        let supplied = self.positions[of].used().iter().filter(|slot| slot.side() == Side::Supply);
        for reserve in supplied.map(|slot| slot.reserve()).collect::<Vec<_>>() {
            self.sync(reserve)?;
        }
        let context = self.header().liquidation_context(self.now);
        let mut market = PureWorld::market(&mut self.words);
        let settled = action::settle_bad_debt(&mut market, &mut self.positions[of], &context, &mut |_| ())?;
        Ok(Moved { amount: settled.lost, shares: settled.debts })
    }
}

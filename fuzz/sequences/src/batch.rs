//! Batch: which steps a sequence tries, and the room without a runtime.

use crate::action::Move;
use crate::input::Input;
use crate::world::{Done, RESERVES, World};
use hypothec_interface::Error;
use hypothec_interface::action::{self, DeferredHealth, Moved};
use hypothec_interface::health::RiskContext;
use hypothec_interface::instruction::{BATCH_STEPS, BorrowArgs, DepositArgs, Instruction, WithdrawArgs};
use hypothec_interface::policy::State;

/// One of the four everyday actions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step {
    /// Deposit, Withdraw, Borrow or Repay.
    pub kind: Instruction,
    pub reserve: u8,
    /// Atoms, or all.
    pub amount: u64,
}

/// Who signs and pays, whose position, and up to four steps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Batch {
    pub by: usize,
    pub of: usize,
    steps: [Option<Step>; BATCH_STEPS],
}

impl Batch {
    /// Of at least one step; those past the fourth are left out.
    #[must_use]
    pub fn new(by: usize, of: usize, steps: &[Step]) -> Batch {
        let mut batch = Batch { by, of, steps: [None; BATCH_STEPS] };
        for (slot, step) in batch.steps.iter_mut().zip(steps) {
            *slot = Some(*step);
        }
        batch
    }

    /// Mostly what people batch, for a position that supplies two reserves and owes the third; sometimes any list.
    pub(crate) fn read(by: usize, of: usize, input: &mut Input<'_>) -> Batch {
        use Instruction::{Borrow, Deposit, Repay, Withdraw};
        const KINDS: [Instruction; 4] = [Deposit, Withdraw, Borrow, Repay];
        let reserve = |n: usize| ((of + n) % RESERVES) as u8;
        let (first, second, owed) = (reserve(0), reserve(1), reserve(2));
        let step = |kind, reserve, amount| Step { kind, reserve, amount };
        let all = u64::MAX;
        let (pattern, amount) = (input.below(12), input.amount());
        let steps = match pattern {
            0 | 1 => vec![step(Deposit, second, amount), step(Borrow, owed, all)],
            2 => vec![step(Deposit, first, amount), step(Borrow, owed, input.amount())],
            3 => vec![step(Repay, owed, amount), step(Withdraw, first, input.amount())],
            // out of the market, and back as if nothing had been
            4 => vec![step(Repay, owed, all), step(Withdraw, first, all), step(Withdraw, second, all)],
            // collateral for other collateral
            5 => vec![step(Withdraw, first, amount), step(Deposit, second, input.amount())],
            6 => vec![step(Withdraw, second, all), step(Deposit, first, amount)],
            // a debt for another: what was supplied of it must go first; and the way back
            7 => vec![step(Withdraw, second, all), step(Borrow, second, all), step(Repay, owed, all)],
            8 => vec![step(Repay, second, all), step(Borrow, owed, all), step(Deposit, second, amount)],
            _ => (0..=input.below(4))
                .map(|_| {
                    let pick = input.byte();
                    let kind = KINDS[usize::from(pick % 4)];
                    // half of the time where such a step usually finds something
                    let usual = if matches!(kind, Borrow | Repay) { owed } else { reserve(usize::from(pick / 8 % 2)) };
                    let named = if pick >= 128 { usual } else { pick / 4 % RESERVES as u8 };
                    step(kind, named, input.amount())
                })
                .collect(),
        };
        Batch::new(by, of, &steps)
    }

    /// Its steps, in order.
    pub fn steps(&self) -> impl Iterator<Item = Step> {
        self.steps.into_iter().flatten()
    }

    /// Whether a step moves tokens of this reserve.
    #[must_use]
    pub fn names(&self, reserve: usize) -> bool {
        self.steps().any(|step| usize::from(step.reserve) == reserve)
    }

    /// Whether the position is judged at its end.
    #[must_use]
    pub fn takes_risk(&self) -> bool {
        self.steps().any(|step| matches!(step.kind, Instruction::Withdraw | Instruction::Borrow))
    }

    /// Where it borrows all that can be borrowed: the same with the first such step borrowing `amount`.
    pub(crate) fn with_borrow(mut self, amount: u64) -> Option<Batch> {
        let open = |step: &&mut Step| step.kind == Instruction::Borrow && step.amount == u64::MAX;
        let step = self.steps.iter_mut().flatten().find(open)?;
        step.amount = amount;
        Some(self)
    }
}

impl World {
    /// What each step of a batch moved, and the world after it; up to the step that was refused.
    #[must_use]
    pub fn trace(&self, what: &Batch) -> Vec<(Moved, World)> {
        let mut trace = Vec::new();
        // whether the whole was refused is known where this is asked
        let _ = self.clone().batch(what, |moved, world| trace.push((moved, world.clone())));
        trace
    }

    /// `watch` sees what each step moved and the world after it.
    pub(crate) fn batch(&mut self, what: &Batch, mut watch: impl FnMut(Moved, &World)) -> Done {
        for step in what.steps() {
            let amount = self.vaults[usize::from(step.reserve)].amount;
            let mut market = World::market(&mut self.words);
            let reserve = market.reserve_mut(step.reserve)?;
            if State(reserve.issuer_flags()).any(State::HOOK_ARMED) {
                return Err(Error::HookArmed.into());
            }
            reserve.sync(amount);
        }
        let moment = self.header().risk_context(self.now);
        let mut unjudged = DeferredHealth::default();
        for step in what.steps() {
            let moved = self.batch_step(what, &step, &mut unjudged, &moment)?;
            watch(moved, self);
        }
        unjudged.judge(&World::market(&mut self.words), &mut self.positions[what.of], &moment)?;
        Ok(Moved { amount: what.steps().count() as u64, shares: 0 })
    }

    fn batch_step(&mut self, what: &Batch, step: &Step, unjudged: &mut DeferredHealth, moment: &RiskContext) -> Done {
        let Step { kind, reserve, amount } = *step;
        let (signer, of) = (self.users[what.by], what.of);
        let tokens = Move { by: what.by, of, reserve, amount };
        match kind {
            Instruction::Deposit => {
                let arrived = self.asked(&tokens, amount)?;
                self.pay_in(&tokens, arrived)?;
                let args = DepositArgs { reserve, amount, min_shares: 0 };
                let mut market = World::market(&mut self.words);
                Ok(action::deposit(&mut market, &mut self.positions[of], &args, arrived, &signer, moment)?)
            }
            Instruction::Withdraw => {
                let args = WithdrawArgs { reserve, amount, min_amount: 0 };
                let mut market = World::market(&mut self.words);
                let position = &mut self.positions[of];
                let moved = unjudged.withdraw(&mut market, position, &args, &signer, &signer, moment)?;
                self.pay_out(&tokens, moved)
            }
            Instruction::Borrow => {
                let args = BorrowArgs { reserve, amount, max_shares: u64::MAX };
                let mut market = World::market(&mut self.words);
                let position = &mut self.positions[of];
                let moved = unjudged.borrow(&mut market, position, &args, &signer, &signer, moment)?;
                self.pay_out(&tokens, moved)
            }
            _ => {
                let mut market = World::market(&mut self.words);
                let owed = action::owed_up(&mut market, &self.positions[of], reserve, moment)?;
                let amount = self.asked(&tokens, owed.min(amount))?;
                self.pay_in(&tokens, amount)?;
                let mut market = World::market(&mut self.words);
                Ok(action::repay(&mut market, &mut self.positions[of], reserve, amount, owed, moment)?)
            }
        }
    }
}

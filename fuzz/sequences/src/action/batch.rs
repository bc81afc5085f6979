//! A batch as data: who signs, whose position, which steps.

use hypothec_interface::instruction::{BATCH_STEPS, Instruction};

/// One of the four user actions.
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

    /// Its steps, in order.
    pub fn steps(&self) -> impl Iterator<Item = Step> {
        self.steps.into_iter().flatten()
    }

    /// Whether a step moves tokens of this reserve.
    #[must_use]
    pub fn names(&self, reserve: usize) -> bool {
        self.steps().any(|step| usize::from(step.reserve) == reserve)
    }

    /// Whether the position's health is checked at its end.
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

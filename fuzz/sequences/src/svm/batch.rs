//! A batch as an instruction, and what it returns.

use crate::action::{Batch, USERS};
use crate::world::PureWorld;
use hypothec_interface::action::Moved;
use hypothec_interface::builder::{self, BatchEntry};
use hypothec_interface::instruction::{BATCH_STEPS, Instruction};
use hypothec_testkit::User;

pub(super) fn instruction(
    chain: &hypothec_testkit::World,
    users: &[User; USERS],
    what: &Batch,
) -> solana_instruction::Instruction {
    let entries: Vec<BatchEntry> = what
        .steps()
        .map(|step| {
            let index = usize::from(step.reserve);
            let limit = if step.kind == Instruction::Borrow { u64::MAX } else { 0 };
            let (reserve, tokens) = (chain.reserve(index), chain.tokens(&users[what.by], index));
            BatchEntry { instruction: step.kind, reserve, tokens, amount: step.amount, limit }
        })
        .collect();
    builder::batch(chain.market, users[what.of].position, users[what.by].address(), &entries)
}

/// What each step moved, from the pure world it began in; zeros for steps that are not there.
pub(super) fn return_data(before: &PureWorld, what: &Batch) -> Vec<u8> {
    let mut moved = [Moved { amount: 0, shares: 0 }; BATCH_STEPS];
    for (slot, (step, _)) in moved.iter_mut().zip(before.trace(what)) {
        *slot = step;
    }
    bytemuck::cast_slice(&moved).to_vec()
}

//! A batch as an instruction, and what it returns.

use crate::action::{Batch, USERS};
use crate::world::PureWorld;
use hypothec_interface::action::Moved;
use hypothec_interface::builder::{self, BatchEntry};
use hypothec_interface::event::Event;
use hypothec_interface::instruction::Instruction;
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

/// What each step moved, from the pure world it began in.
pub(super) fn trace(before: &PureWorld, what: &Batch) -> Vec<Moved> {
    before.trace(what).into_iter().map(|(moved, _)| moved).collect()
}

/// The same by what the program gave back.
pub(super) fn moved(return_data: &[u8]) -> Vec<Moved> {
    Event::all(return_data).map(|Event { amount, shares, .. }| Moved { amount, shares }).collect()
}

//! Bytes to a batch.

use super::input::Input;
use crate::action::{Batch, RESERVES, Step};
use hypothec_interface::instruction::Instruction;

/// Mostly what people batch, for a position that supplies two reserves and owes the third; sometimes any list.
pub(super) fn read_batch(by: usize, of: usize, input: &mut Input<'_>) -> Batch {
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

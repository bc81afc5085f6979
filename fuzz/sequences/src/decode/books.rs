//! Scenarios of the books: what a batch may pass by the order of its steps, what matched flows leave for others to take
//! out, and slots of an atom that stand in the way of a settlement.

use super::input::Input;
use super::ticks::ticks;
use crate::action::{Action, Batch, Change, RESERVES, Signer, Step, TokenMove, USERS};
use hypothec_interface::instruction::Instruction::{self, Borrow, Deposit, Repay, Withdraw};
use hypothec_interface::state::Kind;

/// A change of a reserve's parameters, proposed, waited for and executed.
fn governed(actions: &mut Vec<Action>, reserve: u8, pick: u8, value: u16, more: u16) {
    let change = Change { kind: Kind::Reserve, reserve, pick, value, more, wild: false };
    actions.push(Action::Propose { by: Signer::Admin, change });
    actions.extend([Action::Advance { seconds: 86_460 }, Action::REFRESH]);
    // the newest that waits, or the oldest: there is one
    actions.extend([16, 200].map(|pick| Action::Execute { by: 0, pick }));
    actions.extend([Action::Advance { seconds: 20 }, Action::REFRESH]);
}

/// The steps in an order of the input's.
fn shuffled(steps: &[(Instruction, u8, u64)], input: &mut Input<'_>) -> Vec<Step> {
    let mut left: Vec<Step> =
        steps.iter().map(|(kind, reserve, amount)| Step { kind: *kind, reserve: *reserve, amount: *amount }).collect();
    let mut steps = Vec::new();
    while !left.is_empty() {
        let n = usize::from(input.byte()) % left.len();
        steps.push(left.swap_remove(n));
    }
    steps
}

pub(super) fn scenario_of_books(kind: u8, shape: u8, actions: &mut Vec<Action>, input: &mut Input<'_>) {
    let slot = |of: usize, n: usize| ((of + n) % RESERVES) as u8;
    match kind {
        6 => {
            // a cap about what is supplied: (value + 1) * 2^26 atoms; and every order of a batch's steps
            governed(actions, shape % RESERVES as u8, 10, 600 + u16::from(shape) * 4, 654);
            for round in 0..12 {
                let of = round % USERS;
                let (first, second, owed) = (slot(of, 0), slot(of, 1), slot(of, 2));
                let amount = input.amount() >> 1;
                let steps = match input.byte() % 5 {
                    0 => shuffled(&[(Deposit, first, amount), (Borrow, owed, u64::MAX)], input),
                    1 => shuffled(&[(Borrow, owed, amount), (Deposit, second, u64::MAX >> 14)], input),
                    2 => shuffled(&[(Withdraw, first, amount), (Deposit, second, amount), (Borrow, owed, 1)], input),
                    3 => {
                        shuffled(&[(Repay, owed, u64::MAX), (Withdraw, first, amount), (Deposit, first, amount)], input)
                    }
                    _ => shuffled(
                        &[
                            (Withdraw, second, amount),
                            (Borrow, owed, amount),
                            (Deposit, first, amount),
                            (Repay, owed, 1),
                        ],
                        input,
                    ),
                };
                actions.push(Action::Batch(Batch::new(of, of, &steps)));
                ticks(actions, input, 1);
            }
        }
        7 => {
            // a limit of net outflow, and flows through it that cancel, in one window and across two
            let reserve = shape % RESERVES as u8;
            governed(actions, reserve, 12, 200 + u16::from(shape), 20 + 24 * u16::from(shape % 40));
            for round in 0..16 {
                let by = (round + usize::from(shape)) % USERS;
                let what = TokenMove { by, of: by, reserve, amount: input.amount() };
                let pair = [Action::Deposit(what), Action::Withdraw(what)];
                actions.extend(if input.byte().is_multiple_of(3) { [pair[1], pair[0]] } else { pair });
                if input.byte().is_multiple_of(2) {
                    actions.push(Action::Advance { seconds: 30 + i64::from(input.byte()) * 4 });
                    actions.push(Action::REFRESH);
                }
            }
        }
        _ => {
            // slots of an atom beside a loan that goes under water, in boards that some refreshes leave stale
            for of in 0..USERS {
                let what = |reserve, amount| TokenMove { by: of, of, reserve, amount };
                actions.push(Action::Deposit(what(slot(of, 0), 1 + u64::from(shape % 3))));
                actions.push(Action::Deposit(what(slot(of, 1), 1)));
            }
            let falling = shape % RESERVES as u8;
            for _ in 0..14 {
                actions.push(Action::Drift { reserve: falling, bps: -1_400 });
                ticks(actions, input, 4);
                let named = if input.byte().is_multiple_of(3) { 1 << falling } else { 7 };
                actions.push(Action::Advance { seconds: 45 });
                actions.push(Action::RefreshPrices { reserves: named, posted: crate::action::ALL_POSTED });
                actions.extend((0..USERS).map(|of| Action::SettleBadDebt { of }));
            }
        }
    }
}

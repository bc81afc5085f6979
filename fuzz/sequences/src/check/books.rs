//! The exact books beside a world: after each action the program's balances are the model's within the stated dust, and
//! never more in total than the model's.

use super::holders::{HOLDERS, held, shares};
use crate::action::{Action, RESERVES, Step, TokenMove, USERS};
use crate::world::{Outcome, PureWorld};
use hypothec_interface::action::Moved;
use hypothec_interface::instruction::Instruction;
use hypothec_interface::math::q64::Q64;
use hypothec_interface::state::{Kind, Reserve, Side};
use hypothec_model::number::approximately;
use hypothec_model::{Book, Exact, atoms, bps_of, q64, ratio};
use num_bigint::BigInt;
use num_traits::Zero;
use std::cmp::max;

/// The model of a whole world.
#[derive(Clone, Debug)]
pub struct Books {
    pub(super) books: [Book; RESERVES],
}

impl Default for Books {
    /// Of the first moment: nothing is held.
    fn default() -> Books {
        Books { books: [0; RESERVES].map(|_| Book::new(HOLDERS, USERS)) }
    }
}

impl Books {
    /// Does what the action did, and compares.
    pub fn step(&mut self, before: &PureWorld, action: &Action, done: &Outcome, after: &PureWorld) {
        if let Ok(moved) = done {
            self.apply(before, action, moved, after);
            for index in 0..RESERVES {
                self.compare(index, action, after);
            }
        }
    }

    fn apply(&mut self, before: &PureWorld, action: &Action, moved: &Moved, after: &PureWorld) {
        let first_sync = |book: &mut Book, index: usize| {
            let was = before.reserve(index);
            book.sync(before.vaults[index].amount, was, &held(before, index));
            book.accrue(was, after.reserve(index).debt_index(), after.now);
        };
        let mut moved_by = |kind, what: &TokenMove| {
            let index = usize::from(what.reserve);
            let book = &mut self.books[index];
            first_sync(book, index);
            let step = Step { kind, reserve: what.reserve, amount: moved.amount };
            move_tokens(book, what.of, &step, before.reserve(index), after);
        };
        match action {
            Action::Deposit(what) => moved_by(Instruction::Deposit, what),
            Action::Withdraw(what) => moved_by(Instruction::Withdraw, what),
            Action::Borrow(what) => moved_by(Instruction::Borrow, what),
            Action::Repay(what) => moved_by(Instruction::Repay, what),
            Action::Batch(what) => {
                (0..RESERVES).filter(|index| what.names(*index)).for_each(|n| first_sync(&mut self.books[n], n));
                for (step, (moved, then)) in what.steps().zip(before.trace(what)) {
                    let index = usize::from(step.reserve);
                    let step = Step { amount: moved.amount, ..step };
                    move_tokens(&mut self.books[index], what.of, &step, before.reserve(index), &then);
                }
            }
            Action::MintReceipt(what) => {
                let index = usize::from(what.reserve);
                let held = held(before, index)[what.of];
                self.books[index].hand_over(what.of, USERS + what.by, moved.shares, held);
            }
            Action::RedeemReceipt(what) => {
                let index = usize::from(what.reserve);
                let held = held(before, index)[USERS + what.by];
                self.books[index].hand_over(USERS + what.by, what.of, moved.shares, held);
            }
            Action::Liquidate(what) => self.exchange(before, what, after),
            Action::SettleBadDebt { of } => self.settle(before, *of, after),
            Action::Donate(what) => {
                let index = usize::from(what.reserve);
                let book = &mut self.books[index];
                first_sync(book, index);
                book.cash += atoms(moved.amount);
                book.buffer += atoms(moved.amount);
            }
            Action::FlashLoan(what) => {
                let index = usize::from(what.reserve);
                let book = &mut self.books[index];
                first_sync(book, index);
                let fee = atoms(moved.shares);
                let to_buffer = bps_of(&fee, before.reserve(index).config().buffer_share_bps());
                book.roundings += 1;
                book.cash += &fee;
                book.fees += fee - &to_buffer;
                book.buffer += to_buffer;
            }
            Action::CollectFees { reserve } => {
                let index = usize::from(*reserve);
                let book = &mut self.books[index];
                first_sync(book, index);
                book.cash -= atoms(moved.amount);
                book.fees = max(Exact::zero(), &book.fees - atoms(moved.amount));
            }
            Action::SyncVault { .. } | Action::RefreshPrices { .. } => {
                for index in 0..RESERVES {
                    let (was, is) = (before.reserve(index), after.reserve(index));
                    let named = match action {
                        Action::SyncVault { reserve } => usize::from(*reserve) == index,
                        Action::RefreshPrices { reserves, .. } => reserves & 1 << index != 0,
                        _ => false,
                    };
                    if !named {
                        continue;
                    }
                    self.books[index].accrue(was, is.debt_index(), after.now);
                    if matches!(action, Action::SyncVault { .. }) || was.reads_issuer() {
                        self.books[index].sync(before.vaults[index].amount, was, &held(before, index));
                    }
                }
            }
            Action::CloseReserve { reserve, .. } => self.books[usize::from(*reserve)] = Book::new(HOLDERS, USERS),
            // interest up to now is by the parameters that were
            Action::Execute { pick, .. } => {
                let what = before.proposal(before.nonce(*pick)).expect("what is executed was proposed");
                if matches!(what.change(), Ok(Kind::Reserve | Kind::Terminal)) {
                    self.accrue(before, usize::from(what.reserve()), after);
                }
            }
            _ => {}
        }
    }

    pub(super) fn accrue(&mut self, before: &PureWorld, index: usize, after: &PureWorld) {
        let index_after = after.reserve(index).debt_index();
        self.books[index].accrue(before.reserve(index), index_after, after.now);
    }

    fn compare(&self, index: usize, action: &Action, world: &PureWorld) {
        let (book, reserve) = (&self.books[index], world.reserve(index));
        assert_eq!(book.cash, atoms(reserve.cash()), "cash of {index} after {action:?}");
        // what one rounding can cost: a share, or an atom
        let dust = |index: Q64| atoms(book.roundings + 1) * (q64(index) + atoms(1));
        let (supply_dust, debt_dust) = (dust(reserve.supply_index()), dust(reserve.debt_index()));
        let hair = ratio(1, BigInt::from(1) << 200);
        for (holder, held) in held(world, index).into_iter().enumerate() {
            let gap = q64(reserve.supply_index()) * atoms(held) - &book.supply[holder];
            let within = gap <= &supply_dust + &book.excess && -gap.clone() <= supply_dust;
            assert!(within, "supply of {holder} in {index} is off by {} after {action:?}", approximately(&gap));
        }
        for user in 0..USERS {
            let position = &world.positions[user];
            let debt = q64(reserve.debt_index()) * atoms(shares(position, index, Side::Debt));
            let gap = debt - &book.debt[user];
            let within = gap >= -&hair && gap <= debt_dust;
            assert!(within, "debt of {user} in {index} is off by {} after {action:?}", approximately(&gap));
        }
        let claimed = q64(reserve.supply_index()) * atoms(reserve.supply_shares());
        let claimed = claimed + q64(reserve.fees()) + q64(reserve.buffer());
        let exact = book.supplied() + &book.fees + &book.buffer;
        let gap = claimed - exact;
        let favour = gap <= &book.excess + &book.left + &hair;
        assert!(favour, "claims on {index} exceed the model's by {} after {action:?}", approximately(&gap));
    }
}

/// One of the four user actions, of which `step` has the atoms that moved; `after` is the world right after it.
fn move_tokens(book: &mut Book, of: usize, step: &Step, was: &Reserve, after: &PureWorld) {
    let left = |side| shares(&after.positions[of], usize::from(step.reserve), side) != 0;
    let amount = atoms(step.amount);
    match step.kind {
        Instruction::Deposit => book.deposit(of, &amount),
        Instruction::Withdraw => book.withdraw(of, &amount, left(Side::Supply)),
        Instruction::Borrow => book.borrow(of, &amount, was.config().origination_fee_bps()),
        _ => book.repay(of, &amount, left(Side::Debt)),
    }
}

//! The exact model: every account in fractions of atoms, no shares, no indices. Interest is the defined polynomial over
//! the defined steps; the rate is the program's, since utilisation is defined on its integers.
//!
//! After each action the program's balances are the model's but for the dust of roundings, and never more in total than
//! the model's: the reserve keeps the dust. Interest on the borrowers' own dust (`excess`) is the one thing suppliers get
//! beyond the model. Fractions are kept to 2^-256 atom.

mod book;
mod exchange;

use crate::action::{Action, Move};
use crate::batch::Step;
use crate::world::{Done, RESERVES, USERS, World};
use book::{Atoms, Book, HOLDERS, atoms, part, q64};
use hypothec_interface::action::Moved;
use hypothec_interface::instruction::Instruction;
use hypothec_interface::math::q64::Q64;
use hypothec_interface::state::{Kind, Position, Reserve, Side};
use num_bigint::BigInt;
use num_traits::Zero;
use std::cmp::max;

/// The model of a whole world.
#[derive(Clone, Debug, Default)]
pub struct Exact {
    books: [Book; RESERVES],
}

impl Exact {
    /// Of the first moment: nothing is held.
    #[must_use]
    pub fn new() -> Exact {
        Exact::default()
    }

    /// Does what the action did, and compares.
    pub fn follow(&mut self, before: &World, action: &Action, done: &Done, after: &World) {
        if let Ok(moved) = done {
            self.apply(before, action, moved, after);
            for index in 0..RESERVES {
                self.compare(index, action, after);
            }
        }
    }

    fn apply(&mut self, before: &World, action: &Action, moved: &Moved, after: &World) {
        let first_sync = |book: &mut Book, index: usize| {
            let was = before.reserve(index);
            book.sync(before.vaults[index].amount, was, &held(before, index));
            book.accrue(was, after.reserve(index).debt_index(), after.now);
        };
        let mut everyday = |kind, what: &Move| {
            let index = usize::from(what.reserve);
            let book = &mut self.books[index];
            first_sync(book, index);
            let step = Step { kind, reserve: what.reserve, amount: moved.amount };
            move_tokens(book, what.of, &step, before.reserve(index), after);
        };
        match action {
            Action::Deposit(what) => everyday(Instruction::Deposit, what),
            Action::Withdraw(what) => everyday(Instruction::Withdraw, what),
            Action::Borrow(what) => everyday(Instruction::Borrow, what),
            Action::Repay(what) => everyday(Instruction::Repay, what),
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
                let to_buffer = part(&fee, before.reserve(index).config().buffer_share_bps());
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
                book.fees = max(Atoms::zero(), &book.fees - atoms(moved.amount));
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
                    if matches!(action, Action::SyncVault { .. }) || index == 1 {
                        self.books[index].sync(before.vaults[index].amount, was, &held(before, index));
                    }
                }
            }
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

    fn accrue(&mut self, before: &World, index: usize, after: &World) {
        let index_after = after.reserve(index).debt_index();
        self.books[index].accrue(before.reserve(index), index_after, after.now);
    }

    fn compare(&self, index: usize, action: &Action, world: &World) {
        let (book, reserve) = (&self.books[index], world.reserve(index));
        assert_eq!(book.cash, atoms(reserve.cash()), "cash of {index} after {action:?}");
        // what one rounding can cost: a share, or an atom
        let dust = |index: Q64| atoms(book.roundings + 1) * (q64(index) + atoms(1));
        let (supply_dust, debt_dust) = (dust(reserve.supply_index()), dust(reserve.debt_index()));
        let hair = Atoms::new(BigInt::from(1), BigInt::from(1) << 200);
        for (holder, held) in held(world, index).into_iter().enumerate() {
            let gap = q64(reserve.supply_index()) * atoms(held) - &book.supply[holder];
            let within = gap <= &supply_dust + &book.excess && -gap.clone() <= supply_dust;
            assert!(within, "supply of {holder} in {index} is off by {} after {action:?}", show(&gap));
        }
        for user in 0..USERS {
            let position = &world.positions[user];
            let debt = q64(reserve.debt_index()) * atoms(shares(position, index, Side::Debt));
            let gap = debt - &book.debt[user];
            let within = gap >= -&hair && gap <= debt_dust;
            assert!(within, "debt of {user} in {index} is off by {} after {action:?}", show(&gap));
        }
        let claimed = q64(reserve.supply_index()) * atoms(reserve.supply_shares());
        let claimed = claimed + q64(reserve.fees()) + q64(reserve.buffer());
        let exact = book.supplied() + &book.fees + &book.buffer;
        let gap = claimed - exact;
        let favour = gap <= &book.excess + &book.left + &hair;
        assert!(favour, "claims on {index} exceed the model's by {} after {action:?}", show(&gap));
    }
}

/// Supply shares of every holder.
fn held(world: &World, index: usize) -> [u64; HOLDERS] {
    core::array::from_fn(|holder| match world.positions.get(holder) {
        Some(position) => shares(position, index, Side::Supply),
        None => world.receipts[holder - USERS][index],
    })
}

fn shares(position: &Position, index: usize, side: Side) -> u64 {
    position.slot(index as u8, side).map_or(0, |slot| slot.shares())
}

/// One of the four everyday actions, of which `step` has the atoms that moved; `after` is the world right after it.
fn move_tokens(book: &mut Book, of: usize, step: &Step, was: &Reserve, after: &World) {
    let left = |side| shares(&after.positions[of], usize::from(step.reserve), side) != 0;
    let amount = atoms(step.amount);
    book.roundings += 1;
    match step.kind {
        Instruction::Deposit => {
            book.cash += &amount;
            book.supply[of] += amount;
        }
        Instruction::Withdraw => {
            book.cash -= &amount;
            let rest = &book.supply[of] - amount;
            book.keep_supply(of, rest, left(Side::Supply));
        }
        Instruction::Borrow => {
            let fee = part(&amount, was.config().origination_fee_bps()).ceil();
            book.cash -= &amount;
            book.debt[of] += amount + &fee;
            book.fees += fee;
        }
        _ => {
            book.cash += &amount;
            let rest = &book.debt[of] - amount;
            book.debt[of] = if left(Side::Debt) { max(Atoms::zero(), rest) } else { Atoms::zero() };
        }
    }
}

fn show(x: &Atoms) -> f64 {
    use num_traits::ToPrimitive;
    x.to_f64().unwrap_or(f64::NAN)
}

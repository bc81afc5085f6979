//! The exact model: every account in fractions of atoms, no shares, no indices. Interest is the defined polynomial over
//! the defined steps; the rate is the program's, since utilisation is defined on its integers.
//!
//! After each action the program's balances are the model's but for the dust of roundings, and never more in total than
//! the model's: the reserve keeps the dust. Interest on the borrowers' own dust (`excess`) is the one thing suppliers get
//! beyond the model. Fractions are kept to 2^-256 atom.

use crate::action::{Action, Exchange, Move};
use crate::world::{Done, RESERVES, USERS, World};
use hypothec_interface::action::Moved;
use hypothec_interface::math::interest::growth_up;
use hypothec_interface::math::loss::SUPPLY_SHARES_MIN;
use hypothec_interface::math::q64::Q64;
use hypothec_interface::state::{Position, Reserve, Side};
use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::Zero;
use std::cmp::{max, min};

type Atoms = BigRational;

fn atoms(n: u64) -> Atoms {
    Atoms::from_integer(BigInt::from(n))
}

fn q64(q: Q64) -> Atoms {
    let Q64([fraction, integer]) = q;
    Atoms::new(BigInt::from(integer) << 64 | BigInt::from(fraction), BigInt::from(1) << 64)
}

/// Down to the grid of 2^-256.
fn tidy(x: Atoms) -> Atoms {
    let scale: BigInt = BigInt::from(1) << 256;
    Atoms::new((x * &scale).floor().to_integer(), scale)
}

fn part(of: &Atoms, bps: u16) -> Atoms {
    of * Atoms::new(BigInt::from(bps), BigInt::from(10_000))
}

/// One reserve.
#[derive(Clone, Debug, Default)]
struct Book {
    cash: Atoms,
    supply: [Atoms; USERS],
    debt: [Atoms; USERS],
    fees: Atoms,
    buffer: Atoms,
    /// Shortfall that returned tokens may restore.
    recognised: Atoms,
    /// What those who left with all they had did not get: parts of an atom, and the dust of their own roundings.
    left: Atoms,
    /// Interest that the program booked beyond the model's.
    excess: Atoms,
    /// Roundings so far.
    roundings: u64,
}

impl Book {
    fn supplied(&self) -> Atoms {
        self.supply.iter().sum()
    }

    /// Everybody's debt grows by the polynomial; what it grew by is given out.
    fn accrue(&mut self, was: &Reserve, index_after: Q64, now: i64) {
        let dt = now - was.accrued_ts();
        if dt <= 0 || was.debt_shares() == 0 {
            return;
        }
        self.roundings += 1;
        let growth = growth(was.rate_q64(), dt.unsigned_abs());
        let mut interest = Atoms::zero();
        for debt in &mut self.debt {
            let grown = tidy(&*debt * &growth);
            interest += &grown - &*debt;
            *debt = grown;
        }
        let booked = (q64(index_after) - q64(was.debt_index())) * atoms(was.debt_shares());
        self.excess += tidy(booked) - &interest;

        let config = was.config();
        let protocol = part(&interest, config.reserve_factor_bps());
        let to_buffer = part(&protocol, config.buffer_share_bps());
        self.fees += &protocol - &to_buffer;
        self.buffer += to_buffer;
        let rest = interest - protocol;
        let total = self.supplied();
        if was.supply_shares() < SUPPLY_SHARES_MIN || total.is_zero() {
            self.buffer += rest;
        } else {
            self.spread(&rest, &total);
        }
    }

    /// What a supplier has after a withdrawal: the rest, or nothing where the slot is gone.
    fn keep_supply(&mut self, user: usize, rest: Atoms, stays: bool) {
        let rest = max(Atoms::zero(), rest);
        if stays {
            self.supply[user] = rest;
        } else {
            self.supply[user] = Atoms::zero();
            self.left += rest;
        }
    }

    /// Gives to, or takes from, all suppliers alike.
    fn spread(&mut self, amount: &Atoms, total: &Atoms) {
        for supply in &mut self.supply {
            *supply = tidy(&*supply + &*supply * amount / total);
        }
    }

    /// The waterfall: buffer, suppliers alike, fees.
    fn absorb(&mut self, lost: Atoms) {
        let from_buffer = min(self.buffer.clone(), lost.clone());
        self.buffer -= &from_buffer;
        let rest = lost - from_buffer;
        let total = self.supplied();
        let from_supply = min(total.clone(), rest.clone());
        if !total.is_zero() {
            self.spread(&-from_supply.clone(), &total);
        }
        self.fees = max(Atoms::zero(), &self.fees - (rest - from_supply));
    }

    /// A vault that holds less than booked, or more again; `held` are the suppliers' shares.
    fn sync(&mut self, vault: u64, was: &Reserve, held: &[u64; USERS]) {
        let vault = atoms(vault);
        if vault < self.cash {
            let lost = &self.cash - &vault;
            self.roundings += 1;
            self.cash = vault;
            self.recognised += &lost;
            self.absorb(lost);
        } else if !self.recognised.is_zero() && vault > self.cash {
            let back = min(vault - &self.cash, self.recognised.clone());
            self.roundings += 1;
            self.cash += &back;
            self.recognised -= &back;
            // a share is given back at most what a share lost, as the program counts it; the rest is the buffer's
            let bound = q64(was.lost_per_share()) * atoms(was.supply_shares());
            let given = min(back.clone(), bound);
            for (supply, held) in self.supply.iter_mut().zip(held) {
                if was.supply_shares() != 0 {
                    *supply = tidy(&*supply + &given * atoms(*held) / atoms(was.supply_shares()));
                }
            }
            self.buffer += back - given;
        }
    }
}

/// `(1 + growth(x)) * ...` over the defined steps, and linearly beyond them.
fn growth(rate: u64, dt: u64) -> Atoms {
    let whole: BigInt = BigInt::from(1) << 64;
    let step_s = (1u64 << 60).checked_div(rate).unwrap_or(u64::MAX);
    let (mut left, mut factor) = (dt, atoms(1));
    for _ in 0..32 {
        let s = left.min(step_s);
        factor *= Atoms::new(&whole + BigInt::from(growth_up(rate * s)), whole.clone());
        left -= s;
        if left == 0 {
            return tidy(factor);
        }
    }
    tidy(factor * Atoms::new(&whole + BigInt::from(rate) * BigInt::from(left), whole.clone()))
}

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
        match action {
            Action::Deposit(what) | Action::Withdraw(what) | Action::Borrow(what) | Action::Repay(what) => {
                let index = usize::from(what.reserve);
                let book = &mut self.books[index];
                first_sync(book, index);
                book.roundings += 1;
                move_tokens(book, action, what, moved.amount, before.reserve(index), after);
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
                        Action::RefreshPrices { reserves } => reserves & 1 << index != 0,
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
            _ => {}
        }
    }

    fn accrue(&mut self, before: &World, index: usize, after: &World) {
        let index_after = after.reserve(index).debt_index();
        self.books[index].accrue(before.reserve(index), index_after, after.now);
    }

    /// A liquidation, told by what its liquidator paid and got, and by the protocol's part of whole atoms.
    fn exchange(&mut self, before: &World, what: &Exchange, after: &World) {
        let (repay, seize) = (usize::from(what.repay), usize::from(what.seize));
        for index in [repay, seize] {
            if index == repay || !what.to_shares {
                self.books[index].sync(before.vaults[index].amount, before.reserve(index), &held(before, index));
            }
            self.accrue(before, index, after);
            self.books[index].roundings += 2;
        }
        let paid = atoms(before.wallets[what.by][repay] - after.wallets[what.by][repay]);
        let debt = &mut self.books[repay];
        debt.cash += &paid;
        let closed = shares(&after.positions[what.of], repay, Side::Debt) == 0;
        let emptied = after.positions[what.of].is_empty() && before.positions[what.of].used().len() > 2;
        debt.debt[what.of] = max(Atoms::zero(), &debt.debt[what.of] - paid);
        let written_off = emptied || !self.books[repay].debt[what.of].is_zero() && closed;

        let (book, is) = (&mut self.books[seize], after.reserve(seize));
        let fee = (q64(is.fees()) - &book.fees).round();
        let got = if what.to_shares {
            let gained = |world: &World| shares(&world.positions[what.by], seize, Side::Supply);
            q64(is.supply_index()) * atoms(gained(after) - gained(before))
        } else {
            let got = atoms(after.wallets[what.by][seize] - before.wallets[what.by][seize]);
            book.cash -= &got;
            got
        };
        let rest = &book.supply[what.of] - &got - &fee;
        let closed = shares(&after.positions[what.of], seize, Side::Supply) == 0;
        book.keep_supply(what.of, rest, !closed);
        book.fees += fee;
        if what.to_shares {
            book.supply[what.by] += tidy(got);
        }
        if written_off {
            self.settle_rest(before, what.of, after, &[repay, seize]);
        }
    }

    fn settle(&mut self, before: &World, of: usize, after: &World) {
        self.settle_rest(before, of, after, &[]);
    }

    /// Leftovers go to the buffers, debts through the waterfall, in the order of the slots.
    fn settle_rest(&mut self, before: &World, of: usize, after: &World, accrued: &[usize]) {
        for slot in before.positions[of].used() {
            let index = usize::from(slot.reserve());
            if !accrued.contains(&index) {
                self.accrue(before, index, after);
            }
            let book = &mut self.books[index];
            book.roundings += 2;
            let left = std::mem::take(&mut book.supply[of]);
            book.buffer += left;
            let lost = std::mem::take(&mut book.debt[of]);
            book.absorb(lost);
        }
    }

    fn compare(&self, index: usize, action: &Action, world: &World) {
        let (book, reserve) = (&self.books[index], world.reserve(index));
        assert_eq!(book.cash, atoms(reserve.cash()), "cash of {index} after {action:?}");
        // what one rounding can cost: a share, or an atom
        let dust = |index: Q64| atoms(book.roundings + 1) * (q64(index) + atoms(1));
        let (supply_dust, debt_dust) = (dust(reserve.supply_index()), dust(reserve.debt_index()));
        let hair = Atoms::new(BigInt::from(1), BigInt::from(1) << 200);
        for user in 0..USERS {
            let position = &world.positions[user];
            let supply = q64(reserve.supply_index()) * atoms(shares(position, index, Side::Supply));
            let gap = &supply - &book.supply[user];
            let within = gap <= &supply_dust + &book.excess && -gap.clone() <= supply_dust;
            assert!(within, "supply of {user} in {index} is off by {} after {action:?}", show(&gap));
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

fn held(world: &World, index: usize) -> [u64; USERS] {
    core::array::from_fn(|user| shares(&world.positions[user], index, Side::Supply))
}

fn shares(position: &Position, index: usize, side: Side) -> u64 {
    position.slot(index as u8, side).map_or(0, |slot| slot.shares())
}

fn move_tokens(book: &mut Book, action: &Action, what: &Move, amount: u64, was: &Reserve, after: &World) {
    let (of, index) = (what.of, usize::from(what.reserve));
    let left = |side| shares(&after.positions[of], index, side) != 0;
    match action {
        Action::Deposit(_) => {
            book.cash += atoms(amount);
            book.supply[of] += atoms(amount);
        }
        Action::Withdraw(_) => {
            book.cash -= atoms(amount);
            let rest = &book.supply[of] - atoms(amount);
            book.keep_supply(of, rest, left(Side::Supply));
        }
        Action::Borrow(_) => {
            let fee = part(&atoms(amount), was.config().origination_fee_bps()).ceil();
            book.cash -= atoms(amount);
            book.debt[of] += atoms(amount) + &fee;
            book.fees += fee;
        }
        _ => {
            book.cash += atoms(amount);
            let rest = &book.debt[of] - atoms(amount);
            book.debt[of] = if left(Side::Debt) { max(Atoms::zero(), rest) } else { Atoms::zero() };
        }
    }
}

fn show(x: &Atoms) -> f64 {
    use num_traits::ToPrimitive;
    x.to_f64().unwrap_or(f64::NAN)
}

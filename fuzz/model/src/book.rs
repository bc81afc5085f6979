//! One reserve: what everybody has of it, and what interest, payments and losses do to that. The rate is the program's,
//! since utilisation is defined on its integers.
//!
//! The program's balances are these except for the dust of roundings, and never more in total: the reserve keeps the dust.
//! Interest on the borrowers' own dust (`excess`) is the one thing that suppliers get beyond the model.

use crate::interest::growth;
use crate::number::{Exact, atoms, bps_of, q64, tidy};
use hypothec_interface::math::loss::SUPPLY_SHARES_MIN;
use hypothec_interface::math::q64::Q64;
use hypothec_interface::state::Reserve;
use num_traits::Zero;
use std::cmp::{max, min};

/// One reserve; atoms.
#[derive(Clone, Debug, Default)]
pub struct Book {
    pub cash: Exact,
    /// By supplier.
    pub supply: Vec<Exact>,
    /// By debtor.
    pub debt: Vec<Exact>,
    pub fees: Exact,
    pub buffer: Exact,
    /// Shortfall that returned tokens may restore.
    pub recognised: Exact,
    /// Debt that nobody paid.
    pub written_off: Exact,
    /// What those who left with all they had did not get: parts of an atom, and the dust of their own roundings.
    pub left: Exact,
    /// Interest that the program booked beyond the model's.
    pub excess: Exact,
    /// Roundings so far.
    pub roundings: u64,
}

impl Book {
    /// An empty reserve with this many suppliers and debtors.
    #[must_use]
    pub fn new(suppliers: usize, debtors: usize) -> Book {
        Book { supply: vec![Exact::zero(); suppliers], debt: vec![Exact::zero(); debtors], ..Book::default() }
    }

    /// What all suppliers have.
    #[must_use]
    pub fn supplied(&self) -> Exact {
        self.supply.iter().sum()
    }

    /// Everybody's debt grows by the polynomial at the rate that stood in the record before; what it grew by is given out.
    /// `index_after`: the debt index that the program came to.
    pub fn accrue(&mut self, was: &Reserve, index_after: Q64, now: i64) {
        let dt = now - was.accrued_ts();
        if dt <= 0 || was.debt_shares() == 0 {
            return;
        }
        self.roundings += 1;
        let growth = growth(was.rate_q64(), dt.unsigned_abs());
        let mut interest = Exact::zero();
        for debt in &mut self.debt {
            let grown = tidy(&*debt * &growth);
            interest += &grown - &*debt;
            *debt = grown;
        }
        let booked = (q64(index_after) - q64(was.debt_index())) * atoms(was.debt_shares());
        self.excess += tidy(booked) - &interest;

        let config = was.config();
        let protocol = bps_of(&interest, config.reserve_factor_bps());
        let to_buffer = bps_of(&protocol, config.buffer_share_bps());
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

    /// A deposit of what arrived.
    pub fn deposit(&mut self, supplier: usize, amount: &Exact) {
        self.roundings += 1;
        self.cash += amount;
        self.supply[supplier] += amount;
    }

    /// A withdrawal of what was paid out; `stays`: whether the supplier keeps a slot.
    pub fn withdraw(&mut self, supplier: usize, amount: &Exact, stays: bool) {
        self.roundings += 1;
        self.cash -= amount;
        let rest = &self.supply[supplier] - amount;
        self.keep_supply(supplier, rest, stays);
    }

    /// A loan of what was paid out, with the origination fee, rounded up to an atom, on top of it.
    pub fn borrow(&mut self, debtor: usize, amount: &Exact, origination_fee_bps: u16) {
        self.roundings += 1;
        let fee = bps_of(amount, origination_fee_bps).ceil();
        self.cash -= amount;
        self.debt[debtor] += amount + &fee;
        self.fees += fee;
    }

    /// A repayment of what arrived; `stays`: whether the debtor keeps a slot.
    pub fn repay(&mut self, debtor: usize, amount: &Exact, stays: bool) {
        self.roundings += 1;
        self.cash += amount;
        let rest = &self.debt[debtor] - amount;
        self.debt[debtor] = if stays { max(Exact::zero(), rest) } else { Exact::zero() };
    }

    /// What a supplier has after a withdrawal: the rest, or nothing where the slot is gone.
    pub fn keep_supply(&mut self, supplier: usize, rest: Exact, stays: bool) {
        let rest = max(Exact::zero(), rest);
        if stays {
            self.supply[supplier] = rest;
        } else {
            self.supply[supplier] = Exact::zero();
            self.left += rest;
        }
    }

    /// `moved` of `held` shares change hands.
    pub fn hand_over(&mut self, from: usize, to: usize, moved: u64, held: u64) {
        let part = tidy(&self.supply[from] * atoms(moved) / atoms(held));
        self.supply[from] -= &part;
        self.supply[to] += part;
    }

    /// Gives to, or takes from, all suppliers alike.
    pub fn spread(&mut self, amount: &Exact, total: &Exact) {
        for supply in &mut self.supply {
            *supply = tidy(&*supply + &*supply * amount / total);
        }
    }

    /// A loss goes down the waterfall: buffer, suppliers alike, fees.
    pub fn absorb(&mut self, lost: Exact) {
        let from_buffer = min(self.buffer.clone(), lost.clone());
        self.buffer -= &from_buffer;
        let rest = lost - from_buffer;
        let total = self.supplied();
        let from_supply = min(total.clone(), rest.clone());
        if !total.is_zero() {
            self.spread(&-from_supply.clone(), &total);
        }
        self.fees = max(Exact::zero(), &self.fees - (rest - from_supply));
    }

    /// A debt that nobody will pay goes down the waterfall.
    pub fn write_off(&mut self, debtor: usize) {
        let lost = std::mem::take(&mut self.debt[debtor]);
        self.written_off += &lost;
        self.absorb(lost);
    }

    /// A supply that is worth no slot is the buffer's.
    pub fn forfeit(&mut self, supplier: usize) {
        let left = std::mem::take(&mut self.supply[supplier]);
        self.buffer += left;
    }

    /// A vault that holds less than booked, or more again; `held` are the suppliers' shares.
    pub fn sync(&mut self, vault: u64, was: &Reserve, held: &[u64]) {
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

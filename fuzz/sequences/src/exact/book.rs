//! One reserve of the exact model: what everybody has of it, and what interest and losses do to that.

use crate::world::USERS;
use hypothec_interface::math::interest::growth_up;
use hypothec_interface::math::loss::SUPPLY_SHARES_MIN;
use hypothec_interface::math::q64::Q64;
use hypothec_interface::state::Reserve;
use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::Zero;
use std::cmp::{max, min};

pub(super) type Atoms = BigRational;

pub(super) fn atoms(n: u64) -> Atoms {
    Atoms::from_integer(BigInt::from(n))
}

pub(super) fn q64(q: Q64) -> Atoms {
    let Q64([fraction, integer]) = q;
    Atoms::new(BigInt::from(integer) << 64 | BigInt::from(fraction), BigInt::from(1) << 64)
}

/// Down to the grid of 2^-256.
pub(super) fn tidy(x: Atoms) -> Atoms {
    let scale: BigInt = BigInt::from(1) << 256;
    Atoms::new((x * &scale).floor().to_integer(), scale)
}

pub(super) fn part(of: &Atoms, bps: u16) -> Atoms {
    of * Atoms::new(BigInt::from(bps), BigInt::from(10_000))
}

/// Who has supply: everybody's position, and everybody's wallet with receipts.
pub(super) const HOLDERS: usize = 2 * USERS;

/// One reserve.
#[derive(Clone, Debug, Default)]
pub(super) struct Book {
    pub cash: Atoms,
    /// Of positions, then of receipts in wallets.
    pub supply: [Atoms; HOLDERS],
    pub debt: [Atoms; USERS],
    pub fees: Atoms,
    pub buffer: Atoms,
    /// Shortfall that returned tokens may restore.
    pub recognised: Atoms,
    /// What those who left with all they had did not get: parts of an atom, and the dust of their own roundings.
    pub left: Atoms,
    /// Interest that the program booked beyond the model's.
    pub excess: Atoms,
    /// Roundings so far.
    pub roundings: u64,
}

impl Book {
    pub fn supplied(&self) -> Atoms {
        self.supply.iter().sum()
    }

    /// Everybody's debt grows by the polynomial; what it grew by is given out.
    pub fn accrue(&mut self, was: &Reserve, index_after: Q64, now: i64) {
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
    pub fn keep_supply(&mut self, user: usize, rest: Atoms, stays: bool) {
        let rest = max(Atoms::zero(), rest);
        if stays {
            self.supply[user] = rest;
        } else {
            self.supply[user] = Atoms::zero();
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
    pub fn spread(&mut self, amount: &Atoms, total: &Atoms) {
        for supply in &mut self.supply {
            *supply = tidy(&*supply + &*supply * amount / total);
        }
    }

    /// The waterfall: buffer, suppliers alike, fees.
    pub fn absorb(&mut self, lost: Atoms) {
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
    pub fn sync(&mut self, vault: u64, was: &Reserve, held: &[u64; HOLDERS]) {
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

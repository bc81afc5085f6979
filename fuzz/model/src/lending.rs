//! One lender, one borrower, one reserve, from the rate curve on: nothing is taken from the program but its parameters.

use crate::interest::cubic;
use crate::number::{Exact, ratio};
use num_bigint::BigInt;
use num_traits::Zero;

/// Seconds of the year that an APR is of.
const YEAR_S: i64 = 31_536_000;

fn whole(n: i64) -> Exact {
    Exact::from_integer(BigInt::from(n))
}

/// One lender, one borrower, one reserve; atoms.
pub struct Lending {
    pub debt: Exact,
    pub cash: Exact,
    /// Utilisation and APR, basis points, ascending.
    curve: Vec<(i64, i64)>,
    rate: Exact,
    at: i64,
}

impl Lending {
    /// A reserve that holds this much cash and lends nothing yet.
    #[must_use]
    pub fn new(cash: i64, curve: Vec<(i64, i64)>, at: i64) -> Lending {
        Lending { debt: whole(0), cash: whole(cash), curve, rate: whole(0), at }
    }

    /// Interest until `now`, at the rate set last: the cubic of docs/math.md, for steps of less than a sixteenth.
    pub fn accrue(&mut self, now: i64) {
        self.debt = &self.debt * cubic(&(&self.rate * whole(now - self.at)));
        self.at = now;
        self.set_rate();
    }

    pub fn borrow(&mut self, atoms: i64, now: i64) {
        self.accrue(now);
        self.debt = &self.debt + whole(atoms);
        self.cash = &self.cash - whole(atoms);
        self.set_rate();
    }

    pub fn repay(&mut self, atoms: i64, now: i64) {
        self.borrow(-atoms, now);
    }

    /// The rate per second at the utilisation in whole basis points, rounded up, of whole atoms of debt, rounded up.
    fn set_rate(&mut self) {
        let debt = self.debt.ceil();
        if debt.is_zero() {
            self.rate = whole(0);
            return;
        }
        let utilisation = (&debt * whole(10_000) / (&debt + &self.cash)).ceil();
        let above = self.curve.iter().skip(1).position(|(u, _)| whole(*u) >= utilisation).map_or(0, |n| n + 1);
        let ((u0, apr0), (u1, apr1)) = (self.curve[above.max(1) - 1], self.curve[above.max(1)]);
        let way = (utilisation - whole(u0)) / whole(u1 - u0);
        let apr_bps = whole(apr0) + way * whole(apr1 - apr0);
        self.rate = apr_bps / whole(10_000) / whole(YEAR_S);
    }

    /// Whether a debt on the chain is this one, rounded up by at most this many atoms.
    #[must_use]
    pub fn owes(&self, atoms: u64, slack: i64) -> bool {
        let atoms = ratio(atoms, 1);
        atoms >= self.debt && atoms <= self.debt.ceil() + whole(slack)
    }
}

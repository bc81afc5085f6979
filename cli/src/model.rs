//! The exact model: interest as rational numbers, no shares and no indices, by the definitions of docs/math.md.

use num_bigint::BigInt;
use num_rational::BigRational;

/// Seconds of the year that an APR is of.
const YEAR_S: i64 = 31_536_000;

fn whole(n: i64) -> BigRational {
    BigRational::from_integer(BigInt::from(n))
}

/// `over / under`.
pub fn part(over: i64, under: i64) -> BigRational {
    whole(over) / whole(under)
}

/// One lender, one borrower, one reserve; atoms.
pub struct Lending {
    pub debt: BigRational,
    pub cash: BigRational,
    /// Utilisation and APR, basis points, ascending.
    curve: Vec<(i64, i64)>,
    rate: BigRational,
    at: i64,
}

impl Lending {
    /// A reserve that holds this much cash and lends nothing yet.
    pub fn new(cash: i64, curve: Vec<(i64, i64)>, at: i64) -> Lending {
        Lending { debt: whole(0), cash: whole(cash), curve, rate: whole(0), at }
    }

    /// Interest until `now`, at the rate set last: the cubic of docs/math.md, for steps of less than a sixteenth.
    pub fn accrue(&mut self, now: i64) {
        let x = &self.rate * whole(now - self.at);
        assert!(x <= part(1, 16), "the story takes longer steps than one polynomial is defined for");
        let square = &x * &x;
        let growth = whole(1) + &x + &square / whole(2) + &square * &x / whole(6);
        self.debt = &self.debt * growth;
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
        if debt == whole(0) {
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

    /// Whether a debt on the chain is this one, rounded up by at most so many atoms.
    pub fn owes(&self, atoms: u64, slack: i64) -> bool {
        let atoms = BigRational::from_integer(BigInt::from(atoms));
        atoms >= self.debt && atoms <= self.debt.ceil() + whole(slack)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_at_ten_percent() {
        // half lent at 10 %: a day's interest on 500,000,000 atoms is 136,986.3 linearly, and a little more compounded
        let mut lending = Lending::new(1_000_000_000, vec![(0, 0), (5_000, 1_000), (10_000, 1_000)], 0);
        lending.borrow(500_000_000, 0);
        lending.accrue(86_400);
        let interest = lending.debt.ceil().to_integer() - 500_000_000;
        assert_eq!(interest, BigInt::from(137_006));
        assert!(lending.owes(500_137_006, 0) && lending.owes(500_137_007, 1));
        assert!(!lending.owes(500_137_005, 9) && !lending.owes(500_137_008, 1));
        lending.repay(500_000_000, 86_400);
        assert!(lending.owes(137_006, 0));
    }
}

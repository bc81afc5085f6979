//! A position as slots of atoms and prices, its exact sums, and what an exchange makes of it.

use hypothec_interface::math::liquidation::*;
use hypothec_interface::math::price::Price;
use num_bigint::BigInt;
use num_rational::BigRational;
use proptest::prelude::*;

use crate::support::{price_value, ratio};

/// A slot as the test sees it: atoms, price, weight or factor in basis points.
pub type Slot = (u64, Price, u16);

#[derive(Clone, Debug)]
pub struct Book {
    pub supply: Vec<Slot>,
    pub debt: Vec<Slot>,
    pub terms: BonusTerms,
    pub target_bps: u16,
}

pub fn int(n: u64) -> BigRational {
    BigRational::from(BigInt::from(n))
}

pub fn bps(n: u64) -> BigRational {
    ratio(n, 10_000u64)
}

pub fn worth(slot: &Slot) -> BigRational {
    int(slot.0) * price_value(slot.1)
}

/// Exact L and D.
pub fn exact(book: &Book) -> (BigRational, BigRational) {
    let sum = |slots: &[Slot]| slots.iter().map(|slot| worth(slot) * bps(slot.2.into())).sum();
    (sum(&book.supply), sum(&book.debt))
}

impl Book {
    pub fn sums(&self) -> Sums {
        let mut sums = Sums::default();
        for (atoms, price, weight) in &self.supply {
            let value = price.value_down_saturating(*atoms);
            sums.power += u128::from(value) * u128::from(*weight);
            sums.supply += value;
        }
        for (atoms, price, factor) in &self.debt {
            let value = price.value_up_saturating(*atoms);
            sums.weight += u128::from(value) * u128::from(*factor);
            sums.debt += value;
        }
        sums
    }

    pub fn pair(&self, debt: usize, supply: usize, share_up: u64) -> Pair {
        let ((owed, debt_price, factor_bps), (held, supply_price, weight_bps)) = (self.debt[debt], self.supply[supply]);
        Pair { owed, debt_price, factor_bps, share_up, held, supply_price, weight_bps }
    }

    pub fn limits(&self, floor: u64, asked: u64) -> Limits {
        Limits { target_bps: self.target_bps, floor, asked }
    }
}

/// Prices of real assets: from 2^-18 to 2^2 units an atom.
fn real_price() -> impl Strategy<Value = Price> {
    (1u64 << 31..1u64 << 32, 30u64..50).prop_map(|(m, s)| Price::from_bits((95 - s) << 32 | m))
}

/// A slot worth between 2^16 (1 USD) and 2^44 units.
fn slot(weights: std::ops::RangeInclusive<u16>) -> impl Strategy<Value = Slot> {
    (real_price(), 16u64..44, any::<u32>(), weights).prop_map(|(price, k, dust, weight)| {
        let value = (1u64 << k) | (u64::from(dust) & ((1 << k) - 1));
        (price.atoms_up(value).expect("small").max(1), price, weight)
    })
}

fn terms() -> impl Strategy<Value = BonusTerms> {
    (0u16..=300, 0u16..=1_000, 0u16..=10_000, 0u16..=200, 0u16..=500).prop_map(|(min, more, slope, bad, extra)| {
        let max_bps = min.max(bad) + more;
        BonusTerms { min_bps: min, max_bps, slope_bps: slope, bad_bps: bad, extra_bps: extra, cap_bps: u16::MAX }
    })
}

/// A position whose debts are scaled to a health between 0.5 and 1.1.
pub fn book() -> impl Strategy<Value = Book> {
    let sides = (prop::collection::vec(slot(0..=8_500), 1..5), prop::collection::vec(slot(10_000..=15_000), 1..4));
    (sides, terms(), 10_000u16..=12_000, 5_000u64..11_000).prop_map(
        |((supply, mut debt), terms, target_bps, health)| {
            let book = Book { supply: supply.clone(), debt: debt.clone(), terms, target_bps };
            let (power, weight) = exact(&book);
            let by = power / (bps(health) * weight);
            for slot in &mut debt {
                let atoms = (int(slot.0) * &by).to_integer();
                slot.0 = u64::try_from(atoms).unwrap_or(u64::MAX >> 8).clamp(1, u64::MAX >> 8);
            }
            Book { supply, debt, terms, target_bps }
        },
    )
}

/// What an exchange makes of the book, and (repaid, freed, seized) atoms. Shares of the debt are `share` atoms each.
pub fn exchange(book: &Book, pair: &Pair, bonus: &Bonus, size: &Size, at: (usize, usize)) -> (Book, u64, u64) {
    let freed = match (size.repay >= pair.owed, pair.share_up) {
        (true, _) => pair.owed,
        (_, 0) => size.repay,
        (_, share) => size.repay / share * share,
    };
    let seized = if size.takes_supply { pair.held } else { pair.seized_down(freed, bonus) };
    let mut after = book.clone();
    after.debt[at.0].0 -= freed;
    after.supply[at.1].0 -= seized;
    (after, freed, seized)
}

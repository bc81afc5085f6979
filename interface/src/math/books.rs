//! The two sides of a reserve's books, and the invariant between them.
//!
//! `cash + flash_out + debt_shares * debt_index >= supply_shares * supply_index + fees + buffer`, in Q64.64.

use super::q64::Q64;

/// What a reserve has.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Assets {
    /// Atoms in the vault, as booked.
    pub cash: u64,
    /// Atoms out on flash loans.
    pub flash_out: u64,
    /// Shares of the debt.
    pub debt_shares: u64,
    /// Atoms owed per debt share.
    pub debt_index: Q64,
}

/// Who has a claim on it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Claims {
    /// Shares of the suppliers.
    pub supply_shares: u64,
    /// Atoms owned per supply share.
    pub supply_index: Q64,
    /// Atoms that belong to the protocol.
    pub fees: Q64,
    /// Atoms that take losses first.
    pub buffer: Q64,
}

/// Units of 2^-64 atom, four limbs: no sum here reaches 2^256.
pub type Wide = [u64; 4];

impl Assets {
    /// The sum of the left side, exact.
    #[must_use]
    pub fn total(&self) -> Wide {
        let debt = self.debt_index.mul_u64(self.debt_shares);
        add(add(widen(debt), Q64::from_atoms(self.cash)), Q64::from_atoms(self.flash_out))
    }
}

impl Claims {
    /// The sum of the right side, exact.
    #[must_use]
    pub fn total(&self) -> Wide {
        add(add(widen(self.supply_index.mul_u64(self.supply_shares)), self.fees), self.buffer)
    }
}

/// Whether the books balance.
#[must_use]
pub fn books_hold(assets: &Assets, claims: &Claims) -> bool {
    books_gap(assets, claims).is_some()
}

/// What the reserve has above its claims (the dust of its roundings), exact; `None` when the books do not hold.
#[must_use]
pub fn books_gap(assets: &Assets, claims: &Claims) -> Option<Wide> {
    let ([a0, a1, a2, a3], [b0, b1, b2, b3]) = (assets.total(), claims.total());
    let (d0, borrow) = a0.overflowing_sub(b0);
    let (d1, borrow) = sub_borrow(a1, b1, borrow);
    let (d2, borrow) = sub_borrow(a2, b2, borrow);
    let (d3, borrow) = sub_borrow(a3, b3, borrow);
    (!borrow).then_some([d0, d1, d2, d3])
}

fn sub_borrow(a: u64, b: u64, borrow: bool) -> (u64, bool) {
    let (d, under) = a.overflowing_sub(b);
    let (d, wrapped) = d.overflowing_sub(u64::from(borrow));
    (d, under | wrapped)
}

fn widen(limbs: [u64; 3]) -> Wide {
    let [a0, a1, a2] = limbs;
    [a0, a1, a2, 0]
}

fn add(sum: Wide, term: Q64) -> Wide {
    let ([a0, a1, a2, a3], Q64([b0, b1])) = (sum, term);
    let (a0, carry) = a0.overflowing_add(b0);
    let (a1, over) = a1.overflowing_add(b1);
    let (a1, wrapped) = a1.overflowing_add(u64::from(carry));
    let (a2, carry) = a2.overflowing_add(u64::from(over | wrapped));
    // ARITH: a product below 2^192 and two terms below 2^128 stay below 2^193.
    [a0, a1, a2, a3.wrapping_add(u64::from(carry))]
}

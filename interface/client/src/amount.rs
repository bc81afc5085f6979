//! Raw tokens and what wallets show of them: a Token-2022 mint may say that a token stands for this many shares.

use hypothec_interface::Key;
use hypothec_interface::token::Scaled;
use hypothec_interface::token::mint::walk;
use hypothec_interface::token::multiplier::multiplier_q32_down;

/// The shares that one token of a mint stands for, Q32.32.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Multiplier(u64);

impl Multiplier {
    /// One share a token.
    pub const ONE: Multiplier = Multiplier(1 << 32);

    /// What a mint's account says at this time.
    ///
    /// # Errors
    /// The program's own: why it would not list the mint.
    pub fn of_mint(data: &[u8], token_program: &Key, at_ts: i64) -> Result<Self, hypothec_interface::Error> {
        Self::of_scaled(&walk(data, token_program)?.scaled, at_ts)
    }

    /// What the extension says at this time.
    ///
    /// # Errors
    /// `BadMultiplier` for one that the program does not take.
    pub fn of_scaled(scaled: &Scaled, at_ts: i64) -> Result<Self, hypothec_interface::Error> {
        Ok(Self(multiplier_q32_down(scaled.current(at_ts))?))
    }

    /// Shares of this many raw atoms, in units of 10^-decimals, as wallets show them: rounded down.
    #[must_use]
    pub fn shares_down(self, atoms: u64) -> u64 {
        u64::try_from((u128::from(atoms) * u128::from(self.0)) >> 32).unwrap_or(u64::MAX)
    }

    /// Raw atoms that stand for no more than these shares: what a withdrawal of them may ask for.
    #[must_use]
    pub fn atoms_down(self, shares: u64) -> u64 {
        u64::try_from((u128::from(shares) << 32) / u128::from(self.0.max(1))).unwrap_or(u64::MAX)
    }

    /// Raw atoms that stand for at least these shares: what repays them.
    #[must_use]
    pub fn atoms_up(self, shares: u64) -> u64 {
        u64::try_from((u128::from(shares) << 32).div_ceil(u128::from(self.0.max(1)))).unwrap_or(u64::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_of_a_scaled_token_round_against_whoever_would_gain() {
        let scaled = Scaled { multiplier: 1.5f64.to_bits(), new_multiplier: 3.0f64.to_bits(), effective_ts: 100 };
        let before = Multiplier::of_scaled(&scaled, 99).unwrap();
        assert_eq!((before.shares_down(3), before.atoms_down(4), before.atoms_up(4)), (4, 2, 3));
        let after = Multiplier::of_scaled(&scaled, 100).unwrap();
        assert_eq!((after.shares_down(u64::MAX), after.atoms_down(10), after.atoms_up(10)), (u64::MAX, 3, 4));
        assert_eq!(Multiplier::ONE.shares_down(7), 7);
    }
}

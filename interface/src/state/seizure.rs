//! What liquidation and settlement do to a reserve's books. Neither is stopped by the dust rule or the outflow limiter.

use super::Reserve;
use crate::Error;
use crate::math::q64::Q64;

impl Reserve {
    /// Burns `shares`, worth at least `out + fee` atoms: `out` leave the vault, `fee` become the protocol's.
    ///
    /// # Errors
    /// `InsufficientCash`, `Overflow`.
    #[inline(always)]
    pub fn seize_out(&mut self, shares: u64, out: u64, fee: u64) -> Result<(), Error> {
        self.cash = self.cash.checked_sub(out).ok_or(Error::InsufficientCash)?;
        self.burn_for_fee(shares, fee)
    }

    /// Burns `shares`, worth at least `fee` atoms, which become the protocol's.
    ///
    /// # Errors
    /// `Overflow`.
    #[inline(always)]
    pub fn burn_for_fee(&mut self, shares: u64, fee: u64) -> Result<(), Error> {
        self.supply_shares = self.supply_shares.checked_sub(shares).ok_or(Error::Overflow)?;
        if fee != 0 {
            self.fees = self.fees.saturating_add(Q64::from_atoms(fee));
        }
        Ok(())
    }

    /// Burns what a settled position leaves behind: all that the shares are worth, exactly, stands first against losses.
    ///
    /// # Errors
    /// `Overflow`.
    pub fn forfeit(&mut self, shares: u64) -> Result<(), Error> {
        self.supply_shares = self.supply_shares.checked_sub(shares).ok_or(Error::Overflow)?;
        let worth = self.supply_index.checked_mul_u64(shares).ok_or(Error::Overflow)?;
        self.buffer = self.buffer.saturating_add(worth);
        Ok(())
    }

    /// Takes debt that nothing stands for off the books, through the waterfall; returns the atoms lost, rounded up.
    ///
    /// # Errors
    /// `Overflow`.
    pub fn write_off(&mut self, debt_shares: u64) -> Result<u64, Error> {
        // ROUND: claims fall by the whole atom, the part that was not owed stays in the reserve
        let lost = self.debt_assets_up(debt_shares).unwrap_or(u64::MAX);
        self.debt_shares = self.debt_shares.checked_sub(debt_shares).ok_or(Error::Overflow)?;
        self.absorb(lost);
        Ok(lost)
    }
}

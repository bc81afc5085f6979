//! Transitions of a reserve's books. Rounding favours the reserve; every function names its direction.

use super::{RESERVE_WIPED, Reserve};
use crate::Error;
use crate::math::books::{Assets, Claims};
use crate::math::loss::SUPPLY_SHARES_MIN;
use crate::math::q64::Q64;
use crate::math::rate::{rate_at_q64_up, utilisation_bps_up};
use crate::math::wide::{add_64, saturating_add_64};
use crate::math::{interest, shares};

impl Reserve {
    /// What the supply is worth to its holders, atoms, rounded down.
    #[inline(always)]
    #[must_use]
    pub fn supply_assets_down(&self, supply_shares: u64) -> Option<u64> {
        shares::assets_down(supply_shares, &self.supply_index)
    }

    /// What debt shares oblige to, atoms, rounded up.
    #[inline(always)]
    #[must_use]
    pub fn debt_assets_up(&self, debt_shares: u64) -> Option<u64> {
        shares::assets_up(debt_shares, &self.debt_index)
    }

    /// Whether the supply index fell below its floor.
    #[inline(always)]
    #[must_use]
    pub const fn is_wiped(&self) -> bool {
        self.flags & RESERVE_WIPED != 0
    }

    /// Cash and what is out on a flash loan, atoms.
    #[inline(always)]
    #[must_use]
    pub const fn cash_and_flash(&self) -> u64 {
        saturating_add_64(self.cash, self.flash_out)
    }

    /// Brings debt, fees, buffer and supply up to `now` by the rate stored at the last accrual. Never fails: what would
    /// pass a limit saturates, so that repayment always works. Returns whether it saturated.
    #[inline(always)]
    pub fn accrue(&mut self, now: i64) -> bool {
        let dt = crate::time::age(now, self.accrued_ts);
        if dt <= 0 {
            return false;
        }
        self.accrued_ts = now;
        if self.debt_shares == 0 {
            return false;
        }
        self.accrue_debt(dt.unsigned_abs())
    }

    /// A function of its own: its dozen limbs would push everything else of an instruction out of the registers.
    #[inline(never)]
    fn accrue_debt(&mut self, dt_s: u64) -> bool {
        if !interest::is_fast(self.debt_index, self.debt_shares, dt_s) {
            return self.accrue_any_debt(dt_s);
        }
        let (index, interest) = interest::accrue_fast_up(self.debt_index, self.debt_shares, self.rate_q64, dt_s);
        if interest.floor() >> 32 != 0 {
            return self.accrue_any_debt(dt_s);
        }
        self.debt_index = index;
        let (factor, to_buffer) = (self.config.reserve_factor_bps, self.config.buffer_share_bps);
        self.set_claims(self.claims().distribute_few(interest, factor, to_buffer));
        false
    }

    #[cold]
    #[inline(never)]
    fn accrue_any_debt(&mut self, dt_s: u64) -> bool {
        let accrual = interest::accrue_up(self.debt_index, self.debt_shares, self.rate_q64, dt_s);
        self.debt_index = accrual.index;
        let (factor, to_buffer) = (self.config.reserve_factor_bps, self.config.buffer_share_bps);
        self.set_claims(self.claims().distribute(accrual.interest, factor, to_buffer));
        if accrual.saturated {
            self.saturated_ts = self.accrued_ts;
        }
        accrual.saturated
    }

    /// Who has a claim on the reserve.
    #[inline(always)]
    #[must_use]
    pub const fn claims(&self) -> Claims {
        Claims {
            supply_shares: self.supply_shares,
            supply_index: self.supply_index,
            fees: self.fees,
            buffer: self.buffer,
        }
    }

    /// What the reserve has against these claims.
    #[must_use]
    pub const fn assets(&self) -> Assets {
        Assets {
            cash: self.cash,
            flash_out: self.flash_out,
            debt_shares: self.debt_shares,
            debt_index: self.debt_index,
        }
    }

    #[inline(always)]
    pub(super) fn set_claims(&mut self, claims: Claims) {
        self.supply_index = claims.supply_index;
        self.fees = claims.fees;
        self.buffer = claims.buffer;
    }

    /// All that is owed to the reserve, atoms, rounded up.
    #[inline(always)]
    #[must_use]
    pub fn total_debt_up(&self) -> Option<u64> {
        self.debt_assets_up(self.debt_shares)
    }

    /// Stores the rate that the books now ask for; the next accrual uses it. To be called after every change of cash
    /// or debt.
    #[inline(always)]
    pub fn set_rate(&mut self) {
        if self.debt_shares == 0 {
            self.rate_q64 = 0;
        } else {
            self.set_rate_at(self.utilisation_bps_up(self.total_debt_up().unwrap_or(u64::MAX)));
        }
    }

    /// [`Reserve::set_rate`], called and not inlined: for what is rare.
    #[inline(never)]
    pub fn set_rate_outlined(&mut self) {
        self.set_rate();
    }

    /// As [`Reserve::set_rate`], where the utilisation is known already.
    #[inline(always)]
    pub fn set_rate_at(&mut self, utilisation_bps: u64) {
        self.rate_q64 = rate_at_q64_up(&self.config.curve, utilisation_bps);
    }

    /// The part of cash, flash loans and debt that is debt, where the total debt is known: basis points, rounded up.
    #[inline(always)]
    #[must_use]
    pub fn utilisation_bps_up(&self, total_debt: u64) -> u64 {
        utilisation_bps_up(self.cash_and_flash(), total_debt)
    }

    /// Books a deposit that has arrived; returns the shares it buys, rounded down.
    ///
    /// # Errors
    /// `Wiped`, `ZeroShares`, `Overflow`.
    #[inline(always)]
    pub fn supply_down(&mut self, arrived: u64) -> Result<u64, Error> {
        if self.is_wiped() {
            return Err(Error::Wiped.cold());
        }
        let bought = shares::shares_down(arrived, &self.supply_index).ok_or_else(|| Error::Overflow.cold())?;
        if bought == 0 {
            return Err(Error::ZeroShares.cold());
        }
        self.cash = add_64(self.cash, arrived).ok_or_else(|| Error::Overflow.cold())?;
        self.supply_shares = add_64(self.supply_shares, bought).ok_or_else(|| Error::Overflow.cold())?;
        Ok(bought)
    }

    /// Books a withdrawal of `asked` atoms, or of all of `held` shares when that is worth no more. Returns (atoms out,
    /// shares burnt): an asked amount burns ceil, all pays floor, also when that is zero.
    ///
    /// # Errors
    /// `InsufficientCash`, `DustSupply`, `Overflow`.
    #[inline(always)]
    pub fn withdraw(&mut self, asked: u64, held: u64) -> Result<(u64, u64), Error> {
        let worth = self.supply_assets_down(held).ok_or_else(|| Error::Overflow.cold())?;
        let (out, burnt) = if asked >= worth {
            (worth, held)
        } else {
            // ROUND: the leaver burns a share too many, never one too few; never more than held, for asked < worth
            (asked, shares::shares_up(asked, &self.supply_index).ok_or_else(|| Error::Overflow.cold())?.min(held))
        };
        self.cash = self.cash.checked_sub(out).ok_or_else(|| Error::InsufficientCash.cold())?;
        self.supply_shares = self.supply_shares.checked_sub(burnt).ok_or_else(|| Error::Overflow.cold())?;
        // only a partial withdrawal can be told to withdraw less: who leaves altogether always may (docs/math.md)
        if burnt != held && self.supply_shares < SUPPLY_SHARES_MIN && !self.is_wiped() {
            return Err(Error::DustSupply.cold());
        }
        Ok((out, burnt))
    }

    /// Books a borrow of `amount` plus its origination fee; returns the debt shares, rounded up, and the total debt.
    ///
    /// # Errors
    /// `Wiped`, `InsufficientCash`, `Overflow` (also past 2^62 atoms of debt).
    #[inline(always)]
    pub fn borrow_up(&mut self, amount: u64) -> Result<(u64, u64), Error> {
        if self.is_wiped() {
            return Err(Error::Wiped.cold());
        }
        let mut owed = amount;
        if self.config.origination_fee_bps != 0 {
            // ROUND: the fee is a whole atom up, so a fee is never zero
            let fee = crate::math::divide::mul_div_up(amount, u64::from(self.config.origination_fee_bps), 10_000)
                .ok_or_else(|| Error::Overflow.cold())?;
            owed = add_64(amount, fee).ok_or_else(|| Error::Overflow.cold())?;
            self.fees = self.fees.saturating_add(Q64::from_atoms(fee));
        }
        let taken = shares::shares_up(owed, &self.debt_index).ok_or_else(|| Error::Overflow.cold())?;
        self.cash = self.cash.checked_sub(amount).ok_or_else(|| Error::InsufficientCash.cold())?;
        self.debt_shares = add_64(self.debt_shares, taken).ok_or_else(|| Error::Overflow.cold())?;
        match self.total_debt_up() {
            Some(total_debt) if total_debt <= interest::DEBT_MAX => Ok((taken, total_debt)),
            _ => Err(Error::Overflow.cold()),
        }
    }

    /// Books a repayment that has arrived against `held` debt shares, which oblige to `owed` atoms; returns the shares it
    /// extinguishes. All of them go when `arrived` covers what is owed, otherwise floor.
    ///
    /// # Errors
    /// `ZeroShares`, `Overflow`.
    #[inline(always)]
    pub fn repay_down(&mut self, arrived: u64, held: u64, owed: u64) -> Result<u64, Error> {
        let gone = if arrived >= owed {
            held
        } else {
            shares::shares_down(arrived, &self.debt_index).ok_or_else(|| Error::Overflow.cold())?.min(held)
        };
        if gone == 0 {
            return Err(Error::ZeroShares.cold());
        }
        self.cash = add_64(self.cash, arrived).ok_or_else(|| Error::Overflow.cold())?;
        self.debt_shares = self.debt_shares.checked_sub(gone).ok_or_else(|| Error::Overflow.cold())?;
        Ok(gone)
    }

    /// Books a donation to the buffer.
    ///
    /// # Errors
    /// `Overflow`.
    pub fn donate(&mut self, arrived: u64) -> Result<(), Error> {
        self.cash = add_64(self.cash, arrived).ok_or_else(|| Error::Overflow.cold())?;
        self.buffer = self.buffer.checked_add(Q64::from_atoms(arrived)).ok_or_else(|| Error::Overflow.cold())?;
        Ok(())
    }
}

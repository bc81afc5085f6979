//! Caps, utilisation ceiling and the net outflow limiter of a reserve. Caps stop increases only.

use super::Reserve;
use crate::Error;
use crate::math::wide::{lt_128, mul_64};

impl Reserve {
    /// Whether the whole supply, in share-equivalents (atoms times multiplier), is within the cap; or the increase is a
    /// top-up of `had` atoms by no more than its own size, for a position in debt.
    ///
    /// # Errors
    /// `SupplyCap`, `Overflow`.
    #[inline(always)]
    pub fn check_supply_cap(&self, added: u64, top_up_of: u64) -> Result<(), Error> {
        let supply = crate::math::shares::assets_up(self.supply_shares, &self.supply_index).ok_or(Error::Overflow)?;
        let equivalents = mul_64(supply, self.multiplier.accepted_q32);
        // cap is in whole share-equivalents, the product in 2^-32 of one
        let cap = [self.config.supply_cap << 32, self.config.supply_cap >> 32];
        if lt_128(cap, equivalents) && added > top_up_of { Err(Error::SupplyCap) } else { Ok(()) }
    }

    /// Whether the whole debt, given in atoms, at the board's high price is within the cap, and utilisation (as
    /// [`Reserve::utilisation_bps_up`] gives it) under its ceiling.
    ///
    /// # Errors
    /// `BorrowCap`, `UtilisationCeiling`, `Overflow`.
    #[inline(always)]
    pub fn check_borrow_limits(&self, debt: u64, utilisation_bps: u64) -> Result<(), Error> {
        if self.high.value_up(debt).ok_or(Error::Overflow)? > self.config.borrow_cap {
            return Err(Error::BorrowCap);
        }
        // a ratio is within a whole number of basis points exactly when its ceiling is; that one is exact below 2^50 atoms
        let within = if debt >> 50 == 0 {
            utilisation_bps <= u64::from(self.config.utilisation_ceiling_bps)
        } else {
            self.under_ceiling(debt)
        };
        if within { Ok(()) } else { Err(Error::UtilisationCeiling) }
    }

    /// Whether utilisation is under its ceiling, exactly, whatever the debt.
    #[cold]
    #[inline(never)]
    fn under_ceiling(&self, debt: u64) -> bool {
        let total = debt.saturating_add(self.cash_and_flash());
        !lt_128(mul_64(total, u64::from(self.config.utilisation_ceiling_bps)), mul_64(debt, 10_000))
    }

    /// Counts an outflow against the window's limit.
    ///
    /// # Errors
    /// `OutflowLimit`, `Overflow`.
    #[inline(always)]
    pub fn limit_outflow(&mut self, amount: u64, now: i64) -> Result<(), Error> {
        if self.config.limiter_cap == 0 {
            return Ok(());
        }
        let faded = self.roll_limiter(now);
        self.limiter_now = self.limiter_now.checked_add(amount).ok_or(Error::Overflow)?;
        let used = faded.checked_add(self.limiter_now).ok_or(Error::Overflow)?;
        if used > self.config.limiter_cap { Err(Error::OutflowLimit) } else { Ok(()) }
    }

    /// Atoms that may still flow out of this window.
    #[must_use]
    pub fn outflow_left(&self, now: i64) -> u64 {
        if self.config.limiter_cap == 0 {
            return u64::MAX;
        }
        let mut rolled = *self;
        let faded = rolled.roll_limiter(now);
        self.config.limiter_cap.saturating_sub(faded).saturating_sub(rolled.limiter_now)
    }

    /// Credits an inflow to the window, down to zero.
    #[inline(always)]
    pub fn credit_inflow(&mut self, amount: u64, now: i64) {
        if self.config.limiter_cap != 0 {
            self.roll_limiter(now);
            self.limiter_now = self.limiter_now.saturating_sub(amount);
        }
    }

    /// Moves the window up to `now`; returns what is left of the window before, fading linearly, rounded up.
    #[inline(always)]
    fn roll_limiter(&mut self, now: i64) -> u64 {
        let window = u64::from(self.config.limiter_window_s).max(1);
        let mut elapsed = crate::health::age(now, self.limiter_start_ts).max(0).unsigned_abs();
        if elapsed >= window {
            // ARITH: window < 2^32
            self.limiter_before = if elapsed < window.wrapping_mul(2) { self.limiter_now } else { 0 };
            self.limiter_now = 0;
            elapsed = elapsed.checked_rem(window).unwrap_or(0);
            self.limiter_start_ts = now.saturating_sub_unsigned(elapsed);
        }
        if self.limiter_before == 0 {
            return 0;
        }
        // ARITH: elapsed < window after the roll
        let left = window.wrapping_sub(elapsed);
        crate::math::wide::mul_div_up(self.limiter_before, left, window).unwrap_or(u64::MAX)
    }
}

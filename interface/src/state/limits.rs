//! Caps of reserves and of their groups, utilisation ceiling, and the net outflow limiter. Caps stop increases only.

use super::{Market, MarketHeader, Reserve};
use crate::Error;
use crate::math::wide::{LOW_32, add_64, lt_128, mul_64};
use crate::unit::BPS_64;

impl Reserve {
    /// The multiplier that caps count by, Q32.32: the one the board trusts where a share feed bears it out; without one
    /// the base, which nobody but the admin moves.
    #[inline(always)]
    fn cap_multiplier_q32(&self) -> u64 {
        let [_, share] = &self.sources;
        if share.is_some() { self.multiplier.accepted_q32 } else { self.multiplier.base_q32 }
    }

    /// Whether the whole supply, in share-equivalents (atoms times multiplier), is over the cap.
    ///
    /// # Errors
    /// `Overflow`.
    #[inline(always)]
    pub fn over_supply_cap(&self) -> Result<bool, Error> {
        let supply = crate::math::shares::assets_up(self.supply_shares, &self.supply_index)
            .ok_or_else(|| Error::Overflow.cold())?;
        let multiplier_q32 = self.cap_multiplier_q32();
        if multiplier_q32 == 1 << 32 {
            return Ok(supply > self.config.supply_cap);
        }
        // cap is in whole share-equivalents, the product in 2^-32 of one
        let cap = [self.config.supply_cap << 32, self.config.supply_cap >> 32];
        Ok(lt_128(cap, mul_64(supply, multiplier_q32)))
    }

    /// Whether the whole debt, given in atoms, at the board's high price is within the cap, and utilisation (as
    /// [`Reserve::utilisation_bps_up`] gives it) under its ceiling.
    ///
    /// # Errors
    /// `BorrowCap`, `UtilisationCeiling`, `Overflow`.
    #[inline(always)]
    pub fn check_borrow_limits(&self, debt: u64, utilisation_bps: u64) -> Result<(), Error> {
        if self.high.value_up_saturating(debt) > self.config.borrow_cap {
            return Err(Error::BorrowCap.cold());
        }
        // a ratio is within a whole number of basis points exactly when its ceiling is; that one is exact below 2^50 atoms
        let within = if debt >> 50 == 0 {
            utilisation_bps <= u64::from(self.config.utilisation_ceiling_bps)
        } else {
            self.under_ceiling(debt)
        };
        if within { Ok(()) } else { Err(Error::UtilisationCeiling.cold()) }
    }

    /// Whether utilisation is under its ceiling, exactly, whatever the debt.
    #[cold]
    #[inline(never)]
    fn under_ceiling(&self, debt: u64) -> bool {
        let total = debt.saturating_add(self.cash_and_flash());
        !lt_128(mul_64(total, u64::from(self.config.utilisation_ceiling_bps)), mul_64(debt, BPS_64))
    }

    /// Whether its supply counts in an issuer or factor group.
    #[inline(always)]
    #[must_use]
    pub const fn is_grouped(&self) -> bool {
        u16::from_le_bytes(self.config.groups) != 0
    }

    /// Counts an outflow against the window's limit. An inflow is credit, until the end of the next window, for as much
    /// outflow, whoever's, which then counts nothing; it takes back nothing that has counted, and so moves no old outflow
    /// into a later window. Whoever pays in and takes out within that time counts only as much as others have taken of
    /// its credit meanwhile: every atom of theirs counts once at most.
    ///
    /// # Errors
    /// `OutflowLimit`, `Overflow`.
    #[inline(always)]
    pub fn limit_outflow(&mut self, amount: u64, now: i64) -> Result<(), Error> {
        if self.config.limiter_cap == 0 {
            return Ok(());
        }
        let elapsed = self.roll_limiter(now);
        let mut counted = amount;
        if self.limiter_credit | self.limiter_credit_before != 0 {
            counted = self.spend(amount);
            if counted == 0 {
                return Ok(());
            }
        }
        let faded = self.faded(elapsed);
        self.limiter_now = add_64(self.limiter_now, counted).ok_or_else(|| Error::Overflow.cold())?;
        let used = add_64(self.limiter_now, faded).ok_or_else(|| Error::Overflow.cold())?;
        if used > self.config.limiter_cap { Err(Error::OutflowLimit.cold()) } else { Ok(()) }
    }

    /// Takes an outflow from the credit, first from what ends first; returns what is left of it to count.
    #[cold]
    #[inline(never)]
    fn spend(&mut self, amount: u64) -> u64 {
        let old = amount.min(self.limiter_credit_before);
        let young = amount.saturating_sub(old).min(self.limiter_credit);
        self.limiter_credit_before = self.limiter_credit_before.saturating_sub(old);
        self.limiter_credit = self.limiter_credit.saturating_sub(young);
        amount.saturating_sub(old).saturating_sub(young)
    }

    /// Atoms that may still flow out of this window.
    #[must_use]
    pub fn outflow_left(&self, now: i64) -> u64 {
        if self.config.limiter_cap == 0 {
            return u64::MAX;
        }
        let mut rolled = *self;
        let elapsed = rolled.roll_limiter(now);
        let used = rolled.faded(elapsed).saturating_add(rolled.limiter_now);
        let credit = rolled.limiter_credit.saturating_add(rolled.limiter_credit_before);
        if used > rolled.config.limiter_cap {
            credit
        } else {
            credit.saturating_add(rolled.config.limiter_cap.saturating_sub(used))
        }
    }

    /// Credits an inflow to the window.
    #[inline(always)]
    pub fn credit_inflow(&mut self, amount: u64, now: i64) {
        if self.config.limiter_cap != 0 {
            self.roll_limiter(now);
            self.limiter_credit = self.limiter_credit.saturating_add(amount);
        }
    }

    /// Moves the window up to `now`; returns the seconds since it began.
    #[inline(always)]
    fn roll_limiter(&mut self, now: i64) -> u64 {
        let window = u64::from(self.config.limiter_window_s).max(1);
        let elapsed = crate::time::age(now, self.limiter_start_ts).max(0).unsigned_abs();
        if elapsed < window { elapsed } else { self.next_window(elapsed, window, now) }
    }

    #[inline(always)]
    fn next_window(&mut self, elapsed: u64, window: u64, now: i64) -> u64 {
        // ARITH: window < 2^32
        let adjacent = elapsed < window.wrapping_mul(2);
        self.limiter_before = if adjacent { self.limiter_now } else { 0 };
        self.limiter_credit_before = if adjacent { self.limiter_credit } else { 0 };
        (self.limiter_now, self.limiter_credit) = (0, 0);
        let elapsed = elapsed.checked_rem(window).unwrap_or(0);
        self.limiter_start_ts = now.saturating_sub_unsigned(elapsed);
        elapsed
    }

    /// What is left of the outflow of the window before, `elapsed` seconds into this one, fading linearly, rounded up.
    #[inline(always)]
    fn faded(&self, elapsed: u64) -> u64 {
        if self.limiter_before == 0 {
            return 0;
        }
        let window = u64::from(self.config.limiter_window_s).max(1);
        // ARITH: elapsed < window after the roll
        fade_up(self.limiter_before, window.wrapping_sub(elapsed), window)
    }
}

/// `ceil(outflow * left / window)` for `left <= window < 2^32`.
///
/// ROUND: an old outflow counts a whole atom.
#[inline(never)]
fn fade_up(outflow: u64, left: u64, window: u64) -> u64 {
    // School division by one digit. ARITH: digits times a digit, and a digit more; the quotient is at most `outflow`.
    let low = (outflow & LOW_32).wrapping_mul(left);
    let high = (outflow >> 32).wrapping_mul(left).wrapping_add(low >> 32);
    let upper = high.checked_div(window).unwrap_or(0);
    let rest = high.wrapping_sub(upper.wrapping_mul(window)) << 32 | (low & LOW_32);
    let lower = rest.checked_div(window).unwrap_or(0);
    let exact = lower.wrapping_mul(window) == rest;
    (upper << 32).wrapping_add(lower).wrapping_add(u64::from(!exact))
}

impl Market<'_> {
    /// Counts the reserve's supply anew in the exposure of its issuer and factor group, at the slow reference, so that no
    /// single print closes a group; in terminal settlement at its price.
    /// Returns whether a group is over its cap now: what to do about it is the caller's, since caps stop increases only.
    /// Whatever changes shares of supply, board or groups calls this; what another instruction finds in a vault is counted
    /// by the next refresh.
    ///
    /// # Errors
    /// `NoSuchReserve`.
    #[inline(always)]
    pub fn count_groups(&mut self, index: u8) -> Result<bool, Error> {
        if self.reserve(index)?.is_grouped() { self.recount(index) } else { Ok(false) }
    }

    /// The same for a reserve that is known to be in a group.
    ///
    /// # Errors
    /// `NoSuchReserve`.
    #[cold]
    #[inline(never)]
    pub(crate) fn recount(&mut self, index: u8) -> Result<bool, Error> {
        let reserve = self.reserve_mut(index)?;
        let supply = crate::math::shares::assets_up(reserve.supply_shares, &reserve.supply_index).unwrap_or(u64::MAX);
        let price = if reserve.terminal_ts == 0 { reserve.slow } else { reserve.terminal };
        let value = price.value_up_saturating(supply);
        let before = core::mem::replace(&mut reserve.supply_exposure, value);
        let groups = reserve.config.groups;
        Ok(self.header.expose(groups, before, value))
    }

    /// Takes the reserve's supply out of its groups, before they change.
    ///
    /// # Errors
    /// `NoSuchReserve`.
    pub(crate) fn leave_groups(&mut self, index: u8) -> Result<(), Error> {
        let reserve = self.reserve_mut(index)?;
        let before = core::mem::take(&mut reserve.supply_exposure);
        let groups = reserve.config.groups;
        self.header.expose(groups, before, 0);
        Ok(())
    }
}

impl MarketHeader {
    /// Whether every group's exposure is the sum of what its reserves were last counted at.
    #[must_use]
    pub fn groups_add_up(&self, reserves: &[Reserve]) -> bool {
        (1u8..).zip(self.groups.iter().skip(1)).all(|(id, group)| {
            let of_group = reserves.iter().flat_map(|reserve| reserve.config.groups.map(|own| (own, reserve)));
            let counted =
                of_group.filter(|(own, _)| *own == id).map(|(_, reserve)| u128::from(reserve.supply_exposure));
            counted.sum::<u128>() == u128::from(group.exposure)
        })
    }

    /// Replaces a reserve's Value in its groups; whether one of them is over its cap then.
    fn expose(&mut self, groups: [u8; 2], before: u64, after: u64) -> bool {
        let mut over = false;
        for id in groups {
            if id == 0 {
                continue;
            }
            if let Some(group) = self.groups.get_mut(usize::from(id)) {
                // 128 reserves below 2^48 each: saturation only mends what no instruction writes
                group.exposure = group.exposure.saturating_sub(before).saturating_add(after);
                over |= group.cap != 0 && group.exposure > group.cap;
            }
        }
        over
    }
}

#[cfg(test)]
mod tests;

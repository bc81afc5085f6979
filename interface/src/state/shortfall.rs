//! What happens to a vault behind the program's back: tokens taken by the issuer, and tokens given back.

use super::{RESERVE_WIPED, Reserve};
use crate::math::q64::Q64;
use crate::policy::State;

impl Reserve {
    /// Recognises that the vault holds less than booked, through the waterfall; or takes returned tokens back, up to the
    /// loss recognised before. Returns the signed change of cash; other surplus is ignored.
    #[inline(always)]
    pub fn sync(&mut self, vault_amount: u64) -> i64 {
        if vault_amount == self.cash || (vault_amount > self.cash && self.recognised_loss == 0) {
            return 0;
        }
        self.sync_changed(vault_amount)
    }

    #[inline(never)]
    fn sync_changed(&mut self, vault_amount: u64) -> i64 {
        if vault_amount < self.cash {
            let lost = self.cash.saturating_sub(vault_amount);
            let index = self.supply_index;
            self.absorb(lost);
            self.cash = vault_amount;
            self.recognised_loss = self.recognised_loss.saturating_add(lost);
            let cut = index.saturating_sub(self.supply_index);
            self.lost_per_share = self.lost_per_share.saturating_add(cut);
            return i64::try_from(lost).map_or(i64::MIN, i64::saturating_neg);
        }
        let back = vault_amount.saturating_sub(self.cash).min(self.recognised_loss);
        self.recognised_loss = self.recognised_loss.saturating_sub(back);
        self.cash = self.cash.saturating_add(back);
        self.restore(back);
        i64::try_from(back).unwrap_or(i64::MAX)
    }

    /// Every share gets at most what a share lost. What the buffer and the fees bore, and those who have left since, goes
    /// to the buffer.
    ///
    /// ROUND: the index rises down; its dust, less than one unit of 2^-64 atom for each share, stays in the reserve.
    fn restore(&mut self, back: u64) {
        let returned = Q64::from_atoms(back);
        let bound = self.lost_per_share.checked_mul_u64(self.supply_shares).unwrap_or(Q64::MAX);
        let given = returned.min(bound);
        let gain = given.div_atoms_down(self.supply_shares).unwrap_or(Q64::ZERO);
        self.lost_per_share = self.lost_per_share.saturating_sub(gain);
        self.supply_index = self.supply_index.saturating_add(gain);
        self.buffer = self.buffer.saturating_add(returned.saturating_sub(given));
    }

    /// [`State::SHORTFALL`] while returned tokens could give a supply share more than a tenth of what it is worth now:
    /// shares are cheap then, and whoever buys them takes most of a return from those who bore the loss. A wiped reserve
    /// takes no deposit at all.
    #[inline(always)]
    #[must_use]
    pub fn shortfall_state(&self) -> u32 {
        if self.recognised_loss == 0 || self.is_wiped() { 0 } else { self.open_shortfall() }
    }

    #[cold]
    #[inline(never)]
    fn open_shortfall(&self) -> u32 {
        let tenfold = self.lost_per_share.checked_mul_u64(10).unwrap_or(Q64::MAX);
        if tenfold > self.supply_index { State::SHORTFALL } else { 0 }
    }

    /// Runs a loss of atoms through the waterfall: buffer, supply index, fees.
    pub fn absorb(&mut self, lost: u64) {
        let after = self.claims().absorb(lost);
        self.set_claims(after.claims);
        if after.wiped {
            self.flags |= RESERVE_WIPED;
        }
    }
}

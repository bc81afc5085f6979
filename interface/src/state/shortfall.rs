//! What happens to a vault behind the program's back: tokens taken by the issuer, and tokens given back.

use super::{RESERVE_WIPED, Reserve};
use crate::math::loss::SUPPLY_SHARES_MIN;
use crate::math::q64::Q64;

impl Reserve {
    /// Recognises that the vault holds less than booked, through the waterfall; or gives returned tokens back to the
    /// suppliers, up to the loss recognised before. Returns the signed change of cash; other surplus is ignored.
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
            self.absorb(lost);
            self.cash = vault_amount;
            self.recognised_loss = self.recognised_loss.saturating_add(lost);
            return i64::try_from(lost).map_or(i64::MIN, i64::saturating_neg);
        }
        let back = vault_amount.saturating_sub(self.cash).min(self.recognised_loss);
        self.recognised_loss = self.recognised_loss.saturating_sub(back);
        self.cash = self.cash.saturating_add(back);
        if self.is_wiped() || self.supply_shares < SUPPLY_SHARES_MIN {
            self.buffer = self.buffer.saturating_add(Q64::from_atoms(back));
        } else {
            let gain = Q64::from_atoms(back).div_atoms_down(self.supply_shares).unwrap_or(Q64::ZERO);
            self.supply_index = self.supply_index.saturating_add(gain);
        }
        i64::try_from(back).unwrap_or(i64::MAX)
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

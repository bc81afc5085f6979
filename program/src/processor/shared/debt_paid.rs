//! The first leg of both liquidations: whoever liquidates pays a debt into its reserve's vault.

use crate::token::{Transfer, hook_accounts};
use crate::view::{self, Vault};
use hypothec_interface::Error;
use hypothec_interface::math::wide::saturating_sub_64;
use hypothec_interface::state::Reserve;
use pinocchio::AccountView;

/// Accounts of a payment that are proved, and what they held before it.
pub(crate) struct DebtPaid<'a> {
    transfer: Transfer<'a>,
    vault: Vault<'a>,
    held: u64,
    before: u64,
    /// What the vault differed by from its books, atoms.
    pub synced: i64,
}

impl<'a> DebtPaid<'a> {
    /// Proves vault, mint, token program and the payer's tokens, and brings the books up to the vault. `rest` is for the
    /// mint's hook.
    #[inline(always)]
    pub fn prove(
        [vault, mint, source, payer, token_program]: [&'a AccountView; 5],
        rest: &'a [AccountView],
        debt: &mut Reserve,
    ) -> Result<DebtPaid<'a>, Error> {
        let vault = Vault::with_mint(vault, mint, token_program, debt)?;
        let held = view::token_account(source, debt)?.amount();
        let before = vault.amount()?;
        let synced = debt.sync(before);
        let (decimals, hook) = (debt.decimals(), hook_accounts(rest, debt)?);
        let to = vault.account();
        let transfer = Transfer { token_program, from: source, mint, to, authority: payer, amount: 0, decimals, hook };
        Ok(DebtPaid { transfer, vault, held, before, synced })
    }

    /// Moves the atoms; returns how many have arrived.
    #[inline(always)]
    pub fn pay(&self, amount: u64) -> Result<u64, Error> {
        if amount > self.held {
            return Err(Error::InsufficientFunds.cold());
        }
        Transfer { amount, ..self.transfer }.pay_in();
        Ok(saturating_sub_64(self.vault.amount()?, self.before))
    }
}

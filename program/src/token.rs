//! Token transfers: always `TransferChecked`, the one form that both token programs accept for every mint we list.

use hypothec_interface::{Key, pda};
use pinocchio::AccountView;
use pinocchio::cpi::{CpiAccount, Seed, Signer, invoke_signed_unchecked};
use pinocchio::instruction::{InstructionAccount, InstructionView};

const TRANSFER_CHECKED: u8 = 12;

/// A transfer about to happen.
pub struct Transfer<'a> {
    /// The token program.
    pub token_program: &'a AccountView,
    /// Source token account.
    pub from: &'a AccountView,
    /// The mint.
    pub mint: &'a AccountView,
    /// Destination token account.
    pub to: &'a AccountView,
    /// Who may move the source.
    pub authority: &'a AccountView,
    /// Atoms.
    pub amount: u64,
    /// Decimals of the mint.
    pub decimals: u8,
}

impl Transfer<'_> {
    /// Moves tokens that a signer of the instruction may move. The runtime ends the transaction when it fails.
    #[inline(always)]
    pub fn pay_in(&self) {
        self.invoke(&[]);
    }

    /// Moves tokens out of a vault, signed by the market's authority PDA.
    #[inline(always)]
    pub fn pay_out(&self, market: &Key, authority_bump: u8) {
        let market = market.to_bytes();
        let bump = [authority_bump];
        let seeds = [Seed::from(pda::AUTHORITY), Seed::from(market.as_slice()), Seed::from(bump.as_slice())];
        self.invoke(&[Signer::from(&seeds)]);
    }

    #[inline(always)]
    fn invoke(&self, signers: &[Signer]) {
        let accounts = [
            InstructionAccount::writable(self.from.address()),
            InstructionAccount::readonly(self.mint.address()),
            InstructionAccount::writable(self.to.address()),
            InstructionAccount::readonly_signer(self.authority.address()),
        ];
        let [a, b, c, d, e, f, g, h] = self.amount.to_le_bytes();
        let data = [TRANSFER_CHECKED, a, b, c, d, e, f, g, h, self.decimals];
        let instruction =
            InstructionView { program_id: self.token_program.address(), accounts: &accounts, data: &data };
        let infos = [
            CpiAccount::from(self.from),
            CpiAccount::from(self.mint),
            CpiAccount::from(self.to),
            CpiAccount::from(self.authority),
        ];
        // SAFETY: none of the four accounts' data is borrowed across the call: market and position are not among
        // them, and token account data is read in single expressions before and after.
        unsafe { invoke_signed_unchecked(&instruction, &infos, signers) }
    }
}

/// Initialises a freshly created account of the token program as a vault of this owner (`InitializeAccount3`).
pub fn initialize_vault(token_program: &AccountView, vault: &AccountView, mint: &AccountView, owner: &Key) {
    const INITIALIZE_ACCOUNT_3: u8 = 18;
    let accounts = [InstructionAccount::writable(vault.address()), InstructionAccount::readonly(mint.address())];
    let mut data = [INITIALIZE_ACCOUNT_3; 33];
    if let Some(key) = data.last_chunk_mut::<32>() {
        *key = owner.to_bytes();
    }
    let instruction = InstructionView { program_id: token_program.address(), accounts: &accounts, data: &data };
    // SAFETY: the vault was just created and the mint's data is not borrowed across the call.
    unsafe { invoke_signed_unchecked(&instruction, &[CpiAccount::from(vault), CpiAccount::from(mint)], &[]) }
}

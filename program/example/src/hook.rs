//! A transfer hook: counts what passes, and misbehaves as its counter tells it to.

use hypothec_interface::cpi;
use hypothec_interface::instruction::SyncVaultArgs;
use pinocchio::error::ProgramError;
use pinocchio::{AccountView, ProgramResult};

/// `spl-transfer-hook-interface:execute`.
pub const EXECUTE: [u8; 8] = [105, 37, 101, 197, 75, 251, 102, 26];

/// Second byte of the counter: lets tokens pass.
pub const PASS: u8 = 0;
/// Second byte of the counter: refuses every transfer.
pub const REFUSE: u8 = 1;
/// Second byte of the counter: calls Hypothec in the middle of its own transfer; its accounts follow the counter.
pub const REENTER: u8 = 2;

/// What a refusing hook answers.
pub const REFUSED: u32 = 7_001;
/// What any hook answers that was handed a signature.
pub const SIGNED: u32 = 7_002;

/// The hook's accounts: source, mint, destination, authority, the list of extra accounts, then the extra ones, of which
/// the first is the counter.
///
/// # Errors
/// As the counter says.
pub fn execute(accounts: &mut [AccountView], _amount: &[u8]) -> ProgramResult {
    let [_, _, _, _, _, counter, extra @ ..] = accounts else { return Err(ProgramError::NotEnoughAccountKeys) };
    if counter.is_signer() || extra.iter().any(AccountView::is_signer) {
        return Err(ProgramError::Custom(SIGNED));
    }
    let mode = {
        let mut bytes = counter.try_borrow_mut()?;
        let [count, mode, ..] = &mut *bytes else { return Err(ProgramError::InvalidAccountData) };
        *count = count.wrapping_add(1);
        *mode
    };
    match mode {
        REFUSE => Err(ProgramError::Custom(REFUSED)),
        REENTER => {
            let [market, vault, ..] = extra else { return Err(ProgramError::NotEnoughAccountKeys) };
            cpi::SyncVault { market, vault }.invoke(&SyncVaultArgs { reserve: 1 })
        }
        _ => Ok(()),
    }
}

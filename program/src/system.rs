//! Creating a program-derived account, also where somebody has sent lamports to its address before.

use crate::runtime;
use hypothec_interface::token::SYSTEM_PROGRAM;
use pinocchio::cpi::{CpiAccount, Seed, Signer, invoke_signed_unchecked};
use pinocchio::instruction::{InstructionAccount, InstructionView};
use pinocchio::{AccountView, Address};

const ASSIGN: u32 = 1;
const TRANSFER: u32 = 2;
const ALLOCATE: u32 = 8;

/// Makes `account` a zeroed, rent-exempt account of `size` bytes owned by `owner`; `seeds` include the bump.
pub fn create(payer: &AccountView, account: &AccountView, seeds: &[Seed], size: usize, owner: &Address) {
    fund(payer, account, size);
    let signer = Signer::from(seeds);
    let metas = [InstructionAccount::writable_signer(account.address())];
    call(&metas, &words(ALLOCATE, size as u64), &[CpiAccount::from(account)], core::slice::from_ref(&signer));
    let mut data = [0u8; 36];
    let (tag, address) = data.split_at_mut(4);
    tag.copy_from_slice(&ASSIGN.to_le_bytes());
    address.copy_from_slice(owner.as_array());
    call(&metas, &data, &[CpiAccount::from(account)], core::slice::from_ref(&signer));
}

/// Makes `account` rent-exempt at `size` bytes; `payer` gives what is missing.
pub fn fund(payer: &AccountView, account: &AccountView, size: usize) {
    let missing = runtime::rent_exempt_lamports(size).saturating_sub(account.lamports());
    if missing > 0 {
        let metas =
            [InstructionAccount::writable_signer(payer.address()), InstructionAccount::writable(account.address())];
        call(&metas, &words(TRANSFER, missing), &[CpiAccount::from(payer), CpiAccount::from(account)], &[]);
    }
}

fn words(tag: u32, value: u64) -> [u8; 12] {
    let [a, b, c, d] = tag.to_le_bytes();
    let [e, f, g, h, i, j, k, l] = value.to_le_bytes();
    [a, b, c, d, e, f, g, h, i, j, k, l]
}

fn call(metas: &[InstructionAccount], data: &[u8], infos: &[CpiAccount], signers: &[Signer]) {
    let program_id = Address::new_from_array(SYSTEM_PROGRAM.to_bytes());
    let instruction = InstructionView { program_id: &program_id, accounts: metas, data };
    // SAFETY: no data of payer or of the new account is borrowed while it is being created.
    unsafe { invoke_signed_unchecked(&instruction, infos, signers) }
}

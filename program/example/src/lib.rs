//! A program that acts on Hypothec, for the tests and as a model: it opens leveraged positions between the two halves of
//! a flash loan, holds a position as a vault, forwards any instruction, and serves as a mint's transfer hook. It also
//! stands in for what a chain of one's own lacks: a pool to sell at, and Pyth's receiver.
#![no_std]

pub mod forward;
pub mod hook;
pub mod leverage;
pub mod pool;
pub mod receiver;
pub mod vault;

use pinocchio::error::ProgramError;
use pinocchio::{AccountView, Address, ProgramResult};

/// First byte of the data: what this program is to do.
pub mod tag {
    /// [`super::forward`].
    pub const FORWARD: u8 = 1;
    /// [`super::leverage`].
    pub const LEVERAGE: u8 = 2;
    /// [`super::vault`].
    pub const VAULT: u8 = 3;
    /// [`super::pool`].
    pub const POOL: u8 = 4;
    /// Nothing: what every transaction costs, whatever it does.
    pub const NOTHING: u8 = 5;
}

/// Runs one instruction.
///
/// # Errors
/// `InvalidInstructionData`, and those of the part that is called.
pub fn process(program_id: &Address, accounts: &mut [AccountView], data: &[u8]) -> ProgramResult {
    if let Some(rest) = data.strip_prefix(&hook::EXECUTE) {
        return hook::execute(accounts, rest);
    }
    if let Some(rest) = data.strip_prefix(&receiver::POST_UPDATE_ATOMIC) {
        return receiver::post_update_atomic(program_id, accounts, rest);
    }
    if let Some(&receiver::RECLAIM_RENT) = data.first_chunk() {
        return receiver::reclaim_rent(program_id, accounts);
    }
    match data.split_first() {
        Some((&tag::FORWARD, data)) => forward::forward(accounts, data, &[]),
        Some((&tag::LEVERAGE, data)) => leverage::open(accounts, data),
        Some((&tag::VAULT, data)) => vault::act(program_id, accounts, data),
        Some((&tag::POOL, data)) => pool::swap(accounts, data),
        Some((&tag::NOTHING, [])) => Ok(()),
        _ => Err(ProgramError::InvalidInstructionData),
    }
}

#[cfg(any(target_os = "solana", target_arch = "bpf"))]
mod entry {
    pinocchio::program_entrypoint!(super::process, 32);
    pinocchio::no_allocator!();
}

// on a host this links std instead
pinocchio::nostd_panic_handler!();

//! An embedded chain with mainnet's features, and what stands on it: mints, token accounts, price accounts.
//!
//! Accounts are made from field values by the writers here, not by sending the instructions that would create
//! them, so that a caller can have any state an issuer or an oracle may produce.
#![deny(missing_docs)]

pub mod catalogue;
pub mod chain;
mod cluster;
mod extension;
pub mod keys;
pub mod mint;
pub mod price;
pub mod surfnet;
pub mod tlv;
pub mod token;

pub use chain::Chain;
pub use hypothec_client::outcome::{Executed, Failure, Rejection};
pub use surfnet::Surfnet;

use solana_account::Account;
use solana_address::Address;

/// The all-zero address: "none" wherever Token-2022 stores an optional key.
pub const NONE: Address = Address::new_from_array([0; 32]);

/// The address of the system program, which happens to be all zeros too.
pub const SYSTEM_PROGRAM: Address = NONE;

/// The address of the Hypothec program.
#[must_use]
pub fn program_id() -> Address {
    Address::new_from_array(hypothec_interface::ID.to_bytes())
}

/// The least balance an account with this many bytes must hold.
#[must_use]
pub const fn rent(bytes: usize) -> u64 {
    (bytes as u64 + 128) * 6960
}

/// A rent-exempt account with this owner and these bytes.
#[must_use]
pub fn account(owner: Address, data: Vec<u8>) -> Account {
    Account { lamports: rent(data.len()), data, owner, executable: false, rent_epoch: u64::MAX }
}

/// A wallet: an account of the system program that holds lamports and no bytes.
#[must_use]
pub fn wallet(lamports: u64) -> Account {
    Account { lamports, data: Vec::new(), owner: SYSTEM_PROGRAM, executable: false, rent_epoch: u64::MAX }
}

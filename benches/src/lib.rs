//! The world Hypothec lives in, built on the host: mints, token accounts, price accounts, and two ways to run
//! the program among them ([`Chain`], a whole chain in memory, and [`Vm`], one instruction at a time).
//!
//! Accounts are made from field values by the writers here, not by sending the instructions that would create
//! them, so that a test can have any state an issuer or an oracle may produce.
#![deny(missing_docs)]

pub mod asset;
pub mod budget;
pub mod catalogue;
pub mod chain;
pub mod elf;
mod extension;
pub mod keys;
pub mod logs;
pub mod market;
pub mod mint;
pub mod nyse;
pub mod params;
pub mod price;
pub mod snapshot;
pub mod tlv;
pub mod token;
pub mod vm;
mod watch;

pub use asset::Asset;
pub use chain::Chain;
pub use logs::{Failure, Receipt};
pub use market::{User, World};
pub use snapshot::Snapshot;
pub use vm::{Outcome, Vm};

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

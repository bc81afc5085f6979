//! What the program, the CLI, the fuzzers and every integrator share: account layouts, math, session and policy as
//! pure functions over the layouts, instruction formats, and (feature `builder`) instruction constructors.
//!
//! Nothing here knows a runtime: no accounts, no syscalls, no allocation. Only the features reach further: `builder`
//! allocates instructions for hosts, `cpi` calls the program on chain.
#![no_std]
#![deny(missing_docs)]
#![cfg_attr(
    not(test),
    deny(
        clippy::arithmetic_side_effects,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::indexing_slicing,
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic
    )
)]

#[cfg(test)]
extern crate std;

pub mod accounts;
pub mod action;
#[cfg(feature = "builder")]
pub mod address;
#[cfg(feature = "builder")]
pub mod budget;
#[cfg(feature = "builder")]
pub mod builder;
mod bytes;
#[cfg(feature = "cpi")]
pub mod cpi;
pub mod error;
pub mod event;
pub mod health;
pub mod instruction;
pub mod introspect;
pub mod invariant;
pub mod math;
pub mod multiplier;
pub mod oracle;
pub mod pda;
pub mod policy;
#[cfg(feature = "preset")]
pub mod preset;
pub mod price;
#[cfg(test)]
mod sample;
pub mod session;
pub mod solvency;
pub mod staleness;
pub mod state;
mod time;
pub mod token;
pub mod unit;

pub use error::Error;
pub use unit::Key;

/// Address of the program. Generated for local chains; a public deployment replaces it here, in one place.
pub const ID: Key =
    Key::from_bytes(*b"hypothec\x01\x02\x03\x04\x05\x06\x07\x08program\x01\x02\x03\x04\x05\x06\x07\x08\x09");

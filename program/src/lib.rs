//! The Hypothec program: turns accounts and instruction bytes into calls of `hypothec_interface`, and moves tokens.
#![no_std]
#![cfg_attr(all(target_arch = "bpf", not(target_os = "solana")), allow(internal_features))]
#![cfg_attr(all(target_arch = "bpf", not(target_os = "solana")), feature(abi_unadjusted))]
#![deny(
    clippy::arithmetic_side_effects,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::indexing_slicing,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic
)]

#[cfg(all(target_arch = "bpf", not(target_os = "solana")))]
mod builtins;
mod entrypoint;
mod processor;
mod receipt;
mod runtime;
#[cfg(feature = "selftest")]
mod selftest;
mod system;
mod token;
mod view;

pub use entrypoint::process;

#[cfg(any(target_os = "solana", target_arch = "bpf"))]
mod entry {
    // 16 reserves of a refresh take 4 accounts each, and the market
    pinocchio::program_entrypoint!(super::process, 65);
    pinocchio::no_allocator!();
}

// on a host this links std instead
pinocchio::nostd_panic_handler!();

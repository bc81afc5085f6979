//! Accounts as they stood on mainnet, built from their fields, with the sha256 of the bytes that were there: what each
//! reads as, and whether a market lists it.

#[path = "../common/mint.rs"]
mod mint;
mod mints;
mod prices;
mod token_account;

use sha2::{Digest, Sha256};

/// Asserts that these are the bytes with that sha256.
#[track_caller]
fn assert_sha256(bytes: &[u8], sha256: &str) {
    let hash: String = Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(hash, sha256, "{} bytes", bytes.len());
}

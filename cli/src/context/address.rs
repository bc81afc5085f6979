//! Addresses on the command line.

use solana_address::Address;

/// The address that a word is.
pub fn address(text: &str) -> Result<Address, String> {
    text.parse().map_err(|_| format!("{text} is not an address: it is 32 to 44 letters and digits, in base58"))
}

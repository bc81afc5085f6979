//! Keys that are the same in every run, so that derived addresses, bumps and therefore compute units are too.

use hypothec_interface::Key;
use sha2::{Digest, Sha256};
use solana_address::Address;
use solana_keypair::Keypair;

/// The `n`-th key pair.
#[must_use]
pub fn key(n: u64) -> Keypair {
    let seed = Sha256::new().chain_update(b"hypothec world key").chain_update(n.to_le_bytes()).finalize();
    Keypair::new_from_array(seed.into())
}

/// The `n`-th address nobody has a key for: a mint, a price account, a vault of another program.
#[must_use]
pub fn address(n: u64) -> Address {
    let bytes = Sha256::new().chain_update(b"hypothec world address").chain_update(n.to_le_bytes()).finalize();
    Address::new_from_array(bytes.into())
}

/// An address as the interface's layouts hold it.
#[must_use]
pub fn to_key(address: &Address) -> Key {
    Key::from_bytes(address.to_bytes())
}

/// An address out of one of the interface's layouts.
#[must_use]
pub fn to_address(key: Key) -> Address {
    Address::new_from_array(key.to_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;
    use solana_signer::Signer;

    #[test]
    fn keys_are_fixed_and_differ() {
        assert_eq!(key(1).pubkey(), key(1).pubkey());
        assert_ne!(key(1).pubkey(), key(2).pubkey());
        assert_ne!(address(1), address(2));
        assert_ne!(address(1), key(1).pubkey());
        assert_eq!(key(0).pubkey().to_string(), "HcvVnK15qzTAkyCNAFMiYyVkAL6mTm7yuUX4eMho5rpD");
    }

    #[test]
    fn an_address_survives_the_round_trip() {
        assert_eq!(to_address(to_key(&address(3))), address(3));
        assert_eq!(to_address(hypothec_interface::ID), crate::program_id());
    }
}

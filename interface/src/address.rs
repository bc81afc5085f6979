//! Addresses for hosts: the program's own, those derived from it, and their conversion to the layouts' keys.

use crate::{ID, Key, pda};
use solana_address::Address;

/// The program's address.
pub const PROGRAM_ID: Address = Address::new_from_array(ID.to_bytes());

impl From<Address> for Key {
    fn from(address: Address) -> Key {
        Key::from_bytes(address.to_bytes())
    }
}

impl From<Key> for Address {
    fn from(key: Key) -> Address {
        Address::new_from_array(key.to_bytes())
    }
}

/// The market's authority PDA and its bump.
#[must_use]
pub fn authority_address(market: &Address) -> (Address, u8) {
    Address::find_program_address(&[pda::AUTHORITY, market.as_ref()], &PROGRAM_ID)
}

/// The vault of the market's reserve with this index, and its bump.
#[must_use]
pub fn vault_address(market: &Address, index: u8) -> (Address, u8) {
    Address::find_program_address(&[pda::VAULT, market.as_ref(), &[index]], &PROGRAM_ID)
}

/// The market's proposal with this nonce, and its bump.
#[must_use]
pub fn proposal_address(market: &Address, nonce: u64) -> (Address, u8) {
    Address::find_program_address(&[pda::PROPOSAL, market.as_ref(), &nonce.to_le_bytes()], &PROGRAM_ID)
}

/// The receipt mint of the market's reserve with this index, and its bump.
#[must_use]
pub fn receipt_address(market: &Address, index: u8) -> (Address, u8) {
    Address::find_program_address(&[pda::RECEIPT, market.as_ref(), &[index]], &PROGRAM_ID)
}

/// The owner's position with this number, and its bump.
#[must_use]
pub fn position_address(market: &Address, owner: &Address, id: u16) -> (Address, u8) {
    Address::find_program_address(&[pda::POSITION, market.as_ref(), owner.as_ref(), &id.to_le_bytes()], &PROGRAM_ID)
}

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

/// An account that belongs to a deployment of the program: its address, and the address of the program that owns it.
/// A bare [`Address`] stands for one of [`PROGRAM_ID`]. It reads as its address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Owned {
    /// The program that owns the account.
    pub program: Address,
    /// Where the account is.
    pub address: Address,
}

impl Owned {
    /// The account at `address` of the program at `program`.
    #[must_use]
    pub const fn by(program: Address, address: Address) -> Self {
        Self { program, address }
    }
}

impl core::ops::Deref for Owned {
    type Target = Address;

    fn deref(&self) -> &Address {
        &self.address
    }
}

impl From<Address> for Owned {
    fn from(address: Address) -> Self {
        Self::by(PROGRAM_ID, address)
    }
}

impl From<&Address> for Owned {
    fn from(address: &Address) -> Self {
        Self::from(*address)
    }
}

impl From<&Owned> for Owned {
    fn from(owned: &Owned) -> Self {
        *owned
    }
}

fn derived(market: impl Into<Owned>, kind: &[u8], more: &[&[u8]]) -> (Address, u8) {
    let market = market.into();
    let (first, second) = (more.first().copied().unwrap_or_default(), more.get(1).copied().unwrap_or_default());
    Address::find_program_address(&[kind, market.as_ref(), first, second], &market.program)
}

/// The market's authority PDA and its bump.
#[must_use]
pub fn authority_address(market: impl Into<Owned>) -> (Address, u8) {
    derived(market, pda::AUTHORITY, &[])
}

/// The vault of the market's reserve with this index, and its bump.
#[must_use]
pub fn vault_address(market: impl Into<Owned>, index: u8) -> (Address, u8) {
    derived(market, pda::VAULT, &[&[index]])
}

/// The market's proposal with this nonce, and its bump.
#[must_use]
pub fn proposal_address(market: impl Into<Owned>, nonce: u64) -> (Address, u8) {
    derived(market, pda::PROPOSAL, &[&nonce.to_le_bytes()])
}

/// The receipt mint of the market's reserve with this index, and its bump.
#[must_use]
pub fn receipt_address(market: impl Into<Owned>, index: u8) -> (Address, u8) {
    derived(market, pda::RECEIPT, &[&[index]])
}

/// The owner's position with this number, and its bump.
#[must_use]
pub fn position_address(market: impl Into<Owned>, owner: &Address, id: u16) -> (Address, u8) {
    derived(market, pda::POSITION, &[owner.as_ref(), &id.to_le_bytes()])
}

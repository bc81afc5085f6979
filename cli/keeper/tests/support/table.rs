//! Lookup tables, put in place as their program would leave them.

use hypothec_testkit::{Chain, account, keys};
use solana_address::{Address, address};

const PROGRAM: Address = address!("AddressLookupTab1e1111111111111111111111111");
/// Bytes before the addresses.
const HEAD: usize = 56;

/// The bytes of a table that was extended long ago.
pub fn data(addresses: &[Address]) -> Vec<u8> {
    let mut data = vec![0; HEAD];
    data[0] = 1; // a table
    data[4..12].copy_from_slice(&u64::MAX.to_le_bytes()); // never deactivated
    data.extend(addresses.iter().flat_map(|address| address.to_bytes()));
    data
}

/// Puts a table of these addresses on the chain.
pub fn put(chain: &mut Chain, addresses: &[Address]) -> Address {
    let at = keys::address(8_200);
    chain.put_account(&at, account(PROGRAM, data(addresses)));
    at
}

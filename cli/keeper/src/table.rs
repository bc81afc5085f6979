//! Lookup tables: where a cluster takes no transactions of version 1, they keep a long one within a packet.

use hypothec_client::{Cluster, Error, Result};
use solana_address::{Address, address};
use solana_message::AddressLookupTableAccount;

/// The program that owns them.
const PROGRAM: Address = address!("AddressLookupTab1e1111111111111111111111111");
/// Bytes before the addresses.
const HEAD: usize = 56;

/// The tables at these addresses, as they are now.
///
/// # Errors
/// `Missing`, `Mismatch`, or when the cluster cannot be asked.
pub fn read(cluster: &dyn Cluster, at: &[Address]) -> Result<Vec<AddressLookupTableAccount>> {
    let what = "lookup table";
    let found = cluster.accounts(at)?;
    let table = |(key, account): (&Address, Option<solana_account::Account>)| {
        let account = account.ok_or(Error::Missing { what, address: *key })?;
        let why = || Error::Mismatch { what, address: *key, why: "its bytes are no table's".into() };
        let rest = account.data.get(HEAD..).filter(|_| account.owner == PROGRAM).ok_or_else(why)?;
        let (keys, rest) = rest.as_chunks::<32>();
        if !rest.is_empty() {
            return Err(why());
        }
        Ok(AddressLookupTableAccount { key: *key, addresses: keys.iter().map(|key| (*key).into()).collect() })
    };
    at.iter().zip(found).map(table).collect()
}

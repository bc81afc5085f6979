//! What a host decides about a transaction, and what it usually decides.

use solana_address::Address;
use solana_hash::Hash;
use solana_message::AddressLookupTableAccount;

/// The format of a transaction.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Version {
    /// The newest that the cluster runs: version 1, or version 0 where it does not or where lookup tables are given.
    #[default]
    Newest,
    /// Version 1: 4,096 bytes, limits inside the message, no lookup tables.
    V1,
    /// Version 0: 1,232 bytes, with or without lookup tables.
    V0,
    /// Before versions: 1,232 bytes; what every signer can read.
    Legacy,
}

/// Bounds of the priority fee, micro-lamports a compute unit. What others pay for the same accounts decides in between.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Price {
    /// Not less.
    pub floor: u64,
    /// Not more.
    pub cap: u64,
}

impl Price {
    /// This price, whatever others pay.
    #[must_use]
    pub const fn fixed(price: u64) -> Self {
        Self { floor: price, cap: price }
    }

    /// The price to offer: the third quartile of what others paid, within the bounds.
    pub(super) fn of(self, mut paid: Vec<u64>) -> u64 {
        paid.sort_unstable();
        let quartile = paid.get(paid.len() * 3 / 4).copied().unwrap_or_default();
        quartile.max(self.floor).min(self.cap)
    }
}

impl Default for Price {
    /// From 0.001 to 1 lamport a compute unit: 0.0002 SOL at most for 200,000 units.
    fn default() -> Self {
        Self { floor: 1_000, cap: 1_000_000 }
    }
}

/// A durable nonce to sign with in place of a blockhash.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Nonce {
    /// The nonce account.
    pub account: Address,
    /// Who may advance it; signs.
    pub authority: Address,
    /// What the account holds now.
    pub hash: Hash,
}

/// Until when a transaction may land.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lifetime {
    /// Up to this block height.
    Height(u64),
    /// As long as the nonce account holds this hash.
    Nonce {
        /// The nonce account.
        account: Address,
        /// What it holds.
        hash: Hash,
    },
}

/// How a transaction is built.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Its format.
    pub version: Version,
    /// Lookup tables of a version 0 transaction.
    pub tables: Vec<AddressLookupTableAccount>,
    /// Its compute unit limit; by default what a simulation used, a tenth and 500 more.
    pub units: Option<u32>,
    /// Its priority fee.
    pub price: Price,
    /// A nonce in place of a blockhash.
    pub nonce: Option<Nonce>,
}

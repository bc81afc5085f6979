//! A chain as a host sees it: an embedded one and a JSON-RPC node answer the same questions.
//!
//! Calls block. A keeper with many things to wait for runs each on a thread of its own; a [`Cluster`] over JSON-RPC is
//! cheap to clone for that.

use crate::{Executed, Failure, Result};
use solana_account::Account;
use solana_address::Address;
use solana_clock::Clock;
use solana_hash::Hash;
use solana_signature::Signature;
use solana_transaction::versioned::VersionedTransaction;
use solana_transaction_error::TransactionError;
use std::time::Duration;

/// A blockhash to sign with, and the last block height at which it is accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Blockhash {
    /// The hash.
    pub hash: Hash,
    /// A transaction with it lands at this block height or never.
    pub last_valid_block_height: u64,
}

/// Which of a program's accounts are asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Filter {
    /// Those of exactly this many bytes.
    Size(u64),
    /// Those with these bytes at this offset.
    Bytes {
        /// Where the bytes are.
        offset: usize,
        /// The bytes, at most 128.
        bytes: Vec<u8>,
    },
}

impl Filter {
    /// Whether an account's bytes pass.
    #[must_use]
    pub fn passes(&self, data: &[u8]) -> bool {
        match self {
            Filter::Size(size) => data.len() as u64 == *size,
            Filter::Bytes { offset, bytes } => data.get(*offset..).is_some_and(|rest| rest.starts_with(bytes)),
        }
    }
}

/// What the cluster knows of a transaction that it has taken into a block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Status {
    /// The slot of its block.
    pub slot: u64,
    /// Whether enough of the cluster has voted for that block, by the commitment the cluster is asked with.
    pub confirmed: bool,
    /// Why it failed, if it did.
    pub err: Option<TransactionError>,
}

/// A transaction as the cluster keeps it.
#[derive(Clone, Debug)]
pub struct Record {
    /// The slot of its block.
    pub slot: u64,
    /// The time of its block, if the cluster knows it.
    pub unix_timestamp: Option<i64>,
    /// What was signed.
    pub transaction: VersionedTransaction,
    /// What its payer paid, lamports.
    pub fee: u64,
    /// What came of it.
    pub outcome: std::result::Result<Executed, Failure>,
}

/// A transaction in a list of those that name an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// Its first signature.
    pub signature: Signature,
    /// The slot of its block.
    pub slot: u64,
    /// The time of its block, if the cluster knows it.
    pub unix_timestamp: Option<i64>,
    /// Why it failed, if it did.
    pub err: Option<TransactionError>,
}

/// A chain that holds a deployment of Hypothec.
///
/// Every method fails with [`crate::Error`]: of the class `Network` when the cluster cannot be asked, of `Rejected` when it
/// refuses the transaction. Nothing is retried here but what the transport retries by itself.
pub trait Cluster {
    /// What a person calls it: its URL without what may be a key, or "the embedded chain".
    fn name(&self) -> String;

    /// Where its node usually speaks websocket, not to be shown, since a key may be in it; `None` where nobody does.
    fn websocket(&self) -> Option<String> {
        None
    }

    /// Where Hypothec is deployed on it.
    fn program(&self) -> Address;

    /// The hash of its first block, which tells clusters apart.
    fn genesis_hash(&self) -> Result<Hash>;

    /// The clock as programs read it.
    fn clock(&self) -> Result<Clock>;

    /// The accounts at these addresses, in this order; `None` where there is none.
    fn accounts(&self, addresses: &[Address]) -> Result<Vec<Option<Account>>>;

    /// The account at this address, if there is one.
    fn account(&self, address: &Address) -> Result<Option<Account>> {
        Ok(self.accounts(std::slice::from_ref(address))?.into_iter().next().flatten())
    }

    /// The account at this address with the first bytes of its data alone: of a program's code, its authority.
    fn head(&self, address: &Address, bytes: usize) -> Result<Option<Account>> {
        let mut found = self.account(address)?;
        if let Some(account) = &mut found {
            account.data.truncate(bytes);
        }
        Ok(found)
    }

    /// A program's accounts that pass every filter.
    fn program_accounts(&self, program: &Address, filters: &[Filter]) -> Result<Vec<(Address, Account)>>;

    /// The least balance of an account with this many bytes, lamports.
    fn minimum_rent(&self, bytes: usize) -> Result<u64>;

    /// A blockhash to sign with.
    fn blockhash(&self) -> Result<Blockhash>;

    /// The present block height, which [`Blockhash::last_valid_block_height`] is compared with.
    fn block_height(&self) -> Result<u64>;

    /// What transactions that locked these accounts for writing paid of late, micro-lamports a compute unit.
    fn recent_fees(&self, writable: &[Address]) -> Result<Vec<u64>>;

    /// Whether it runs transactions of version 1: 4,096 bytes, their limits inside the message.
    fn takes_v1(&self) -> Result<bool>;

    /// What would come of a transaction now, signed or not, whatever blockhash it names; a durable nonce has to be the
    /// present one. A transaction that would fail is an error of the class `Rejected`.
    fn simulate(&self, transaction: &VersionedTransaction) -> Result<Executed> {
        self.simulate_reading(transaction, &[]).map(|(executed, _)| executed)
    }

    /// As [`Cluster::simulate`], with these accounts as the transaction would leave them, in this order: what a swap would
    /// bring is read off a token account.
    fn simulate_reading(
        &self,
        transaction: &VersionedTransaction,
        accounts: &[Address],
    ) -> Result<(Executed, Vec<Option<Account>>)>;

    /// Hands a signed transaction over, and says no more than that it was taken. Handing over the same one again is no
    /// error and does not run it twice.
    fn send(&mut self, transaction: &VersionedTransaction) -> Result<Signature>;

    /// What is known of these transactions, in this order; `None` for those that are in no block.
    fn statuses(&self, signatures: &[Signature]) -> Result<Vec<Option<Status>>>;

    /// A transaction that has landed; `None` when the cluster does not know it.
    fn transaction(&self, signature: &Signature) -> Result<Option<Record>>;

    /// The last transactions that name this account, the newest first, those before one of them if asked for.
    fn signatures_for(&self, account: &Address, limit: usize, before: Option<Signature>) -> Result<Vec<Listed>>;

    /// Lets the cluster work: sleeps where time passes by itself.
    fn wait(&self, time: Duration) {
        std::thread::sleep(time);
    }
}

/// The length of a transaction on the wire, bytes; `usize::MAX` for one that has no form there.
#[must_use]
pub fn wire_bytes(transaction: &VersionedTransaction) -> usize {
    wincode::serialize(transaction).map_or(usize::MAX, |bytes| bytes.len())
}

/// Makes sure that a cluster is the one meant.
///
/// # Errors
/// `WrongCluster` when its first block is another; of the class `Network` when it cannot be asked.
pub fn require_genesis(cluster: &dyn Cluster, expected: &Hash) -> Result<()> {
    let found = cluster.genesis_hash()?;
    if found == *expected {
        return Ok(());
    }
    Err(crate::Error::WrongCluster { expected: expected.to_string(), found: found.to_string() })
}

//! A cluster that something happens to: it dies, or somebody else acts between a simulation and the landing.

use hypothec_client::cluster::{Blockhash, Filter, Listed, Record, Status};
use hypothec_client::{Cluster, Error, Executed, Result};
use hypothec_testkit::Chain;
use solana_account::Account;
use solana_address::Address;
use solana_clock::Clock;
use solana_hash::Hash;
use solana_signature::Signature;
use solana_transaction::versioned::VersionedTransaction;
use std::time::Duration;

/// What somebody else does to the chain.
pub type Act<'a> = Box<dyn FnMut(&mut Chain) + 'a>;

pub struct Meddler<'a> {
    pub chain: &'a mut Chain,
    /// Whether nobody answers.
    pub dead: bool,
    /// Done before the next transaction is sent, once.
    pub before_send: Option<Act<'a>>,
}

impl Meddler<'_> {
    fn alive(&self) -> Result<&Chain> {
        if self.dead {
            return Err(Error::Unreachable { url: "http://nobody".into(), why: "connection refused".into() });
        }
        Ok(self.chain)
    }
}

impl Cluster for Meddler<'_> {
    fn name(&self) -> String {
        "a meddled chain".into()
    }
    fn program(&self) -> Address {
        Cluster::program(self.chain)
    }
    fn genesis_hash(&self) -> Result<Hash> {
        self.alive()?.genesis_hash()
    }
    fn clock(&self) -> Result<Clock> {
        Cluster::clock(self.alive()?)
    }
    fn accounts(&self, addresses: &[Address]) -> Result<Vec<Option<Account>>> {
        self.alive()?.accounts(addresses)
    }
    fn program_accounts(&self, program: &Address, filters: &[Filter]) -> Result<Vec<(Address, Account)>> {
        Cluster::program_accounts(self.alive()?, program, filters)
    }
    fn minimum_rent(&self, bytes: usize) -> Result<u64> {
        self.alive()?.minimum_rent(bytes)
    }
    fn blockhash(&self) -> Result<Blockhash> {
        self.alive()?.blockhash()
    }
    fn block_height(&self) -> Result<u64> {
        self.alive()?.block_height()
    }
    fn recent_fees(&self, writable: &[Address]) -> Result<Vec<u64>> {
        self.alive()?.recent_fees(writable)
    }
    fn takes_v1(&self) -> Result<bool> {
        self.alive()?.takes_v1()
    }
    fn simulate(&self, transaction: &VersionedTransaction) -> Result<Executed> {
        Cluster::simulate(self.alive()?, transaction)
    }
    fn simulate_reading(
        &self,
        transaction: &VersionedTransaction,
        accounts: &[Address],
    ) -> Result<(Executed, Vec<Option<Account>>)> {
        self.alive()?.simulate_reading(transaction, accounts)
    }
    fn send(&mut self, transaction: &VersionedTransaction) -> Result<Signature> {
        self.alive()?;
        if let Some(mut act) = self.before_send.take() {
            act(self.chain);
        }
        Cluster::send(self.chain, transaction)
    }
    fn statuses(&self, signatures: &[Signature]) -> Result<Vec<Option<Status>>> {
        self.alive()?.statuses(signatures)
    }
    fn transaction(&self, signature: &Signature) -> Result<Option<Record>> {
        Cluster::transaction(self.alive()?, signature)
    }
    fn signatures_for(&self, account: &Address, limit: usize, before: Option<Signature>) -> Result<Vec<Listed>> {
        self.alive()?.signatures_for(account, limit, before)
    }
    fn wait(&self, _: Duration) {}
}

//! A cluster that something happens to: it dies, it lags, or somebody else acts between a simulation and the landing.

use hypothec_client::cluster::{Blockhash, Filter, Listed, Record, Status};
use hypothec_client::{Cluster, Error, Executed, Result};
use hypothec_testkit::Chain;
use solana_account::Account;
use solana_address::Address;
use solana_clock::Clock;
use solana_hash::Hash;
use solana_signature::Signature;
use solana_transaction::versioned::VersionedTransaction;
use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::time::Duration;

/// What somebody else does to the chain.
pub type Act<'a> = Box<dyn FnMut(&mut Chain) + 'a>;

pub struct Meddler<'a> {
    chain: RefCell<&'a mut Chain>,
    /// Calls that are answered before nobody answers any more; `None`: all of them.
    pub calls_left: Cell<Option<usize>>,
    /// Accounts and clock are read from this older state.
    pub lags: Option<Chain>,
    /// Whether it takes transactions of version 1.
    pub takes_v1: bool,
    /// Done before the next transaction is sent, once.
    pub before_send: Option<Act<'a>>,
    /// Done whenever somebody asks whether a transaction has landed.
    pub before_statuses: RefCell<Option<Act<'a>>>,
    /// Answers to the next questions whether a transaction has landed, before the chain's own.
    pub says: RefCell<VecDeque<Result<Vec<Option<Status>>>>>,
    /// Transactions that it takes, and loses.
    pub loses: fn(&VersionedTransaction) -> bool,
    /// Transactions that were sent to it.
    pub sent: usize,
}

impl<'a> Meddler<'a> {
    /// The chain as it is.
    pub fn new(chain: &'a mut Chain) -> Meddler<'a> {
        Meddler {
            chain: RefCell::new(chain),
            calls_left: Cell::new(None),
            lags: None,
            takes_v1: true,
            before_send: None,
            before_statuses: RefCell::new(None),
            says: RefCell::default(),
            loses: |_| false,
            sent: 0,
        }
    }

    /// A chain that nobody answers for.
    pub fn dead(chain: &'a mut Chain) -> Meddler<'a> {
        Meddler { calls_left: Cell::new(Some(0)), ..Meddler::new(chain) }
    }

    fn alive<T>(&self, ask: impl FnOnce(&mut Chain) -> Result<T>) -> Result<T> {
        let left = self.calls_left.get();
        if left == Some(0) {
            return Err(Error::Unreachable { url: "http://nobody".into(), why: "connection refused".into() });
        }
        self.calls_left.set(left.map(|left| left - 1));
        ask(&mut self.chain.borrow_mut())
    }

    /// Of what is read, which may be older.
    fn seen<T>(&self, ask: impl FnOnce(&Chain) -> Result<T>) -> Result<T> {
        self.alive(|now| ask(self.lags.as_ref().unwrap_or(now)))
    }
}

impl Cluster for Meddler<'_> {
    fn name(&self) -> String {
        "a meddled chain".into()
    }
    fn program(&self) -> Address {
        hypothec_testkit::program_id()
    }
    fn genesis_hash(&self) -> Result<Hash> {
        self.alive(|chain| chain.genesis_hash())
    }
    fn clock(&self) -> Result<Clock> {
        self.seen(Cluster::clock)
    }
    fn accounts(&self, addresses: &[Address]) -> Result<Vec<Option<Account>>> {
        self.seen(|chain| chain.accounts(addresses))
    }
    fn program_accounts(&self, program: &Address, filters: &[Filter]) -> Result<Vec<(Address, Account)>> {
        self.seen(|chain| Cluster::program_accounts(chain, program, filters))
    }
    fn minimum_rent(&self, bytes: usize) -> Result<u64> {
        self.alive(|chain| chain.minimum_rent(bytes))
    }
    fn blockhash(&self) -> Result<Blockhash> {
        self.alive(|chain| chain.blockhash())
    }
    fn block_height(&self) -> Result<u64> {
        self.alive(|chain| chain.block_height())
    }
    fn recent_fees(&self, writable: &[Address]) -> Result<Vec<u64>> {
        self.alive(|chain| chain.recent_fees(writable))
    }
    fn takes_v1(&self) -> Result<bool> {
        self.alive(|_| Ok(self.takes_v1))
    }
    fn simulate_reading(
        &self,
        transaction: &VersionedTransaction,
        accounts: &[Address],
    ) -> Result<(Executed, Vec<Option<Account>>)> {
        self.alive(|chain| chain.simulate_reading(transaction, accounts))
    }
    fn send(&mut self, transaction: &VersionedTransaction) -> Result<Signature> {
        self.sent += 1;
        if (self.loses)(transaction) {
            return self.alive(|_| Ok(transaction.signatures.first().copied().unwrap_or_default()));
        }
        let act = self.before_send.take();
        let signature = self.alive(|chain| {
            act.into_iter().for_each(|mut act| act(chain));
            Cluster::send(chain, transaction)
        })?;
        self.alive(|_| Ok(signature)) // it may have landed although nobody says so
    }
    fn statuses(&self, signatures: &[Signature]) -> Result<Vec<Option<Status>>> {
        if let Some(answer) = self.says.borrow_mut().pop_front() {
            return answer;
        }
        self.alive(|chain| {
            self.before_statuses.borrow_mut().iter_mut().for_each(|act| act(chain));
            chain.statuses(signatures)
        })
    }
    fn transaction(&self, signature: &Signature) -> Result<Option<Record>> {
        self.alive(|chain| Cluster::transaction(chain, signature))
    }
    fn signatures_for(&self, account: &Address, limit: usize, before: Option<Signature>) -> Result<Vec<Listed>> {
        self.alive(|chain| chain.signatures_for(account, limit, before))
    }
    fn wait(&self, _: Duration) {}
}

//! A whole chain in memory, with mainnet's features and programs: signed transactions, a clock that tests move,
//! accounts that tests put in place.

use hypothec_client::cluster::{Record, wire_bytes};
use hypothec_client::outcome::{self, Executed, Failure};
use litesvm::LiteSVM;
use litesvm::types::{FailedTransactionMetadata, TransactionMetadata};
use solana_account::Account;
use solana_address::Address;
use solana_clock::Clock;
use solana_instruction::Instruction;
use solana_keypair::Keypair;
use solana_message::Message;
use solana_signature::Signature;
use solana_signer::Signer;
use solana_transaction::Transaction;
use solana_transaction::versioned::VersionedTransaction;
use std::sync::Arc;

/// Time at which every chain starts: Tuesday 2026-09-15, 11:00 in New York, a regular session.
pub const START_TS: i64 = 1_789_484_400;

/// The loader that owns upgradeable programs.
const LOADER_V3: Address = solana_address::address!("BPFLoaderUpgradeab1e11111111111111111111111");

/// A chain. Cloning it forks it.
#[derive(Clone)]
pub struct Chain {
    svm: LiteSVM,
    /// What was sent to it as to a cluster, the oldest first.
    sent: Vec<(Signature, Arc<Record>)>,
    /// Who is shown every transaction that fails, sent or simulated.
    observer: Option<fn(&Failure)>,
}

impl Chain {
    /// A chain with this program at Hypothec's address.
    #[must_use]
    pub fn new(program: &[u8]) -> Self {
        let mut chain = Self::bare();
        chain.add_program(&crate::program_id(), program);
        chain
    }

    /// A chain without Hypothec: the token programs, and what else mainnet is born with.
    #[must_use]
    pub fn bare() -> Self {
        let mut chain = Self { svm: LiteSVM::new().with_log_bytes_limit(None), sent: Vec::new(), observer: None };
        let slot = chain.clock().slot;
        chain.set_clock(slot, START_TS);
        chain
    }

    /// A chain taken up where it was left, as [`Chain::svm`] gave it.
    #[must_use]
    pub fn from_svm(svm: LiteSVM) -> Self {
        Self { svm, sent: Vec::new(), observer: None }
    }

    /// The machine itself, to be saved.
    #[must_use]
    pub fn svm(&self) -> &LiteSVM {
        &self.svm
    }

    /// Shows every later transaction that fails, sent or simulated, to this function.
    pub fn observe_failures(&mut self, observer: fn(&Failure)) {
        self.observer = Some(observer);
    }

    /// Puts another program on the chain. Panics when the runtime does not load it.
    pub fn add_program(&mut self, address: &Address, program: &[u8]) {
        self.load_program(address, program).expect("the runtime accepts the program");
    }

    /// As [`Chain::add_program`], for bytes that anybody may have given.
    ///
    /// # Errors
    /// The runtime's words, when it does not load the program.
    pub fn load_program(&mut self, address: &Address, program: &[u8]) -> Result<(), String> {
        self.svm.add_program(*address, program).map_err(|error| error.to_string())
    }

    /// The clock as programs read it.
    #[must_use]
    pub fn clock(&self) -> Clock {
        self.svm.get_sysvar()
    }

    /// Sets slot and time, independently of each other. Programs do not run in slots before the chain's first.
    pub fn set_clock(&mut self, slot: u64, unix_timestamp: i64) {
        let epoch = slot / 432_000;
        let clock = Clock {
            slot,
            unix_timestamp,
            epoch,
            leader_schedule_epoch: epoch + 1,
            epoch_start_timestamp: unix_timestamp - (slot % 432_000) as i64 * 2 / 5,
        };
        // time that passes brings other blocks: the same transaction can be signed anew
        self.svm.expire_blockhash();
        self.svm.set_sysvar(&clock);
    }

    /// Sets the time. The slot moves on by five for every two seconds, and by one when time goes back.
    pub fn set_time(&mut self, unix_timestamp: i64) {
        let clock = self.clock();
        let seconds = unix_timestamp.saturating_sub(clock.unix_timestamp);
        let slots = u64::try_from(seconds).map_or(1, |seconds| (seconds.saturating_mul(5) / 2).max(1));
        self.set_clock(clock.slot + slots, unix_timestamp);
    }

    /// Lets time pass.
    pub fn advance(&mut self, seconds: i64) {
        self.set_time(self.clock().unix_timestamp + seconds);
    }

    /// Puts an account in place, whatever was there.
    pub fn put_account(&mut self, address: &Address, account: Account) {
        self.svm.set_account(*address, account).expect("the runtime accepts the account");
    }

    /// The account at this address, if it exists.
    #[must_use]
    pub fn get_account(&self, address: &Address) -> Option<Account> {
        self.svm.get_account(address)
    }

    /// The bytes at this address. Panics when there is no account.
    #[must_use]
    pub fn data(&self, address: &Address) -> Vec<u8> {
        self.get_account(address).unwrap_or_else(|| panic!("no account at {address}")).data
    }

    /// Changes an account in place, as no program would: a clawback, a pause. Panics when there is no account.
    pub fn edit(&mut self, address: &Address, change: impl FnOnce(&mut Account)) {
        let mut account = self.get_account(address).unwrap_or_else(|| panic!("no account at {address}"));
        change(&mut account);
        self.put_account(address, account);
    }

    /// Gives lamports; makes a wallet where there is no account.
    pub fn airdrop(&mut self, address: &Address, lamports: u64) {
        let mut account = self.get_account(address).unwrap_or_else(|| crate::wallet(0));
        account.lamports += lamports;
        self.put_account(address, account);
    }

    /// Every account of a program.
    #[must_use]
    pub fn program_accounts(&self, program: &Address) -> Vec<(Address, Account)> {
        self.svm.get_program_accounts(program)
    }

    /// Sends a transaction; the first signer pays the fee. The same one can be sent again: each has its own blockhash.
    pub fn send(&mut self, instructions: &[Instruction], signers: &[&Keypair]) -> Result<Executed, Failure> {
        self.svm.expire_blockhash();
        self.run(self.transaction(instructions, signers))
    }

    /// Runs a transaction as it was signed.
    pub(crate) fn run(&mut self, transaction: VersionedTransaction) -> Result<Executed, Failure> {
        let shape = Shape::of(self, &transaction);
        self.svm.send_transaction(transaction).map(|done| shape.executed(done)).map_err(|failed| self.failure(failed))
    }

    /// Keeps a transaction that has run, and lets the same instructions be signed anew.
    pub(crate) fn keep(
        &mut self,
        signature: Signature,
        signed: VersionedTransaction,
        outcome: Result<Executed, Failure>,
    ) {
        let (clock, fee) = (self.clock(), 5_000 * signed.signatures.len() as u64);
        let unix_timestamp = Some(clock.unix_timestamp);
        let record = Record { slot: clock.slot, unix_timestamp, transaction: signed, fee, outcome };
        self.sent.push((signature, Arc::new(record)));
        self.svm.expire_blockhash();
    }

    /// A transaction that was kept.
    pub(crate) fn record(&self, signature: &Signature) -> Option<&Record> {
        self.records().rev().find(|(own, _)| *own == signature).map(|(_, record)| record)
    }

    /// Every transaction that was kept, the oldest first.
    pub(crate) fn records(&self) -> impl DoubleEndedIterator<Item = (&Signature, &Record)> {
        self.sent.iter().map(|(signature, record)| (signature, record.as_ref()))
    }

    /// What would come of a transaction, without sending it.
    pub fn simulate(&self, instructions: &[Instruction], signers: &[&Keypair]) -> Result<Executed, Failure> {
        let transaction = self.transaction(instructions, signers);
        let shape = Shape::of(self, &transaction);
        let outcome = self.svm.simulate_transaction(transaction);
        outcome.map(|done| shape.executed(done.meta)).map_err(|failed| self.failure(failed))
    }

    fn failure(&self, failed: FailedTransactionMetadata) -> Failure {
        let failure = failure(failed);
        self.observer.inspect(|observer| observer(&failure));
        failure
    }

    fn transaction(&self, instructions: &[Instruction], signers: &[&Keypair]) -> VersionedTransaction {
        let payer = signers.first().expect("a signer who pays").pubkey();
        let mut transaction = Transaction::new_unsigned(Message::new(instructions, Some(&payer)));
        transaction
            .try_sign(signers, self.svm.latest_blockhash())
            .unwrap_or_else(|why| panic!("the signers are not those the instructions ask for: {why}"));
        transaction.into()
    }

    /// What loading an account counts on mainnet (SIMD-0186): 64 bytes and its own, and for an upgradeable program
    /// the same for the account its code is in.
    fn loaded(&self, address: &Address) -> usize {
        let size = |account: &Account| 64 + account.data.len();
        let Some(account) = self.get_account(address) else {
            return 0;
        };
        let is_program = account.executable && account.owner == LOADER_V3;
        let code = is_program.then(|| Address::find_program_address(&[address.as_ref()], &LOADER_V3).0);
        size(&account) + code.and_then(|code| self.get_account(&code)).map_or(0, |code| size(&code))
    }
}

/// What a transaction looks like before it runs.
pub(crate) struct Shape {
    bytes: usize,
    accounts: usize,
    loaded: usize,
}

impl Shape {
    pub(crate) fn of(chain: &Chain, transaction: &VersionedTransaction) -> Self {
        let keys = transaction.message.static_account_keys();
        let loaded = keys.iter().map(|key| chain.loaded(key)).sum();
        Self { bytes: wire_bytes(transaction), accounts: keys.len(), loaded }
    }

    pub(crate) fn executed(self, done: TransactionMetadata) -> Executed {
        Executed {
            cu: done.compute_units_consumed,
            units: outcome::units(&crate::program_id(), &done.logs),
            logs: done.logs,
            return_data: done.return_data.data,
            signature: done.signature,
            tx_bytes: self.bytes,
            accounts: self.accounts,
            loaded_bytes: self.loaded,
        }
    }
}

pub(crate) fn failure(failed: FailedTransactionMetadata) -> Failure {
    let signature = Box::new(failed.meta.signature);
    let (cu, logs) = (failed.meta.compute_units_consumed, failed.meta.logs);
    Failure { signature, ..Failure::new(&crate::program_id(), failed.err, cu, logs) }
}

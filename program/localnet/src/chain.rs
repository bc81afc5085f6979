//! A whole chain in memory, with mainnet's features and programs: signed transactions, a clock that tests move,
//! accounts that tests put in place.

use crate::logs::{self, Executed, Failure};
use litesvm::LiteSVM;
use litesvm::types::{FailedTransactionMetadata, TransactionMetadata};
use solana_account::Account;
use solana_address::Address;
use solana_clock::Clock;
use solana_instruction::Instruction;
use solana_keypair::Keypair;
use solana_message::Message;
use solana_message::compiled_instruction::CompiledInstruction;
use solana_signer::Signer;
use solana_transaction::Transaction;

/// Time at which every chain starts: Tuesday 2026-09-15, 11:00 in New York, a regular session.
pub const START_TS: i64 = 1_789_484_400;

/// The loader that owns upgradeable programs.
const LOADER_V3: Address = solana_address::address!("BPFLoaderUpgradeab1e11111111111111111111111");

/// A chain. Cloning it forks it.
#[derive(Clone)]
pub struct Chain {
    svm: LiteSVM,
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
        let mut chain = Self { svm: LiteSVM::new().with_log_bytes_limit(None) };
        let slot = chain.clock().slot;
        chain.set_clock(slot, START_TS);
        chain
    }

    /// A chain taken up where it was left, as [`Chain::svm`] gave it.
    #[must_use]
    pub fn from_svm(svm: LiteSVM) -> Self {
        Self { svm }
    }

    /// The machine itself, to be saved.
    #[must_use]
    pub fn svm(&self) -> &LiteSVM {
        &self.svm
    }

    /// Puts another program on the chain.
    pub fn add_program(&mut self, address: &Address, program: &[u8]) {
        self.svm.add_program(*address, program).expect("the runtime accepts the program");
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
        let transaction = self.transaction(instructions, signers);
        let shape = Shape::of(self, &transaction);
        self.svm.send_transaction(transaction).map(|done| shape.receipt(done)).map_err(failure)
    }

    /// What would come of a transaction, without sending it.
    pub fn simulate(&self, instructions: &[Instruction], signers: &[&Keypair]) -> Result<Executed, Failure> {
        let transaction = self.transaction(instructions, signers);
        let shape = Shape::of(self, &transaction);
        self.svm.simulate_transaction(transaction).map(|done| shape.receipt(done.meta)).map_err(failure)
    }

    fn transaction(&self, instructions: &[Instruction], signers: &[&Keypair]) -> Transaction {
        let payer = signers.first().expect("a signer who pays").pubkey();
        let mut transaction = Transaction::new_unsigned(Message::new(instructions, Some(&payer)));
        transaction
            .try_sign(signers, self.svm.latest_blockhash())
            .unwrap_or_else(|why| panic!("the signers are not those the instructions ask for: {why}"));
        transaction
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
struct Shape {
    bytes: usize,
    accounts: usize,
    loaded: usize,
}

impl Shape {
    fn of(chain: &Chain, transaction: &Transaction) -> Self {
        let message = &transaction.message;
        let keys = &message.account_keys;
        let counted = |n: usize| if n < 0x80 { 1 + n } else { 2 + n };
        let instruction = |ix: &CompiledInstruction| 1 + counted(ix.accounts.len()) + counted(ix.data.len());
        let head = 1 + 64 * transaction.signatures.len() + 3 + 1 + 32 * keys.len() + 32;
        let bytes = head + 1 + message.instructions.iter().map(instruction).sum::<usize>();
        Self { bytes, accounts: keys.len(), loaded: keys.iter().map(|key| chain.loaded(key)).sum() }
    }

    fn receipt(self, done: TransactionMetadata) -> Executed {
        Executed {
            cu: done.compute_units_consumed,
            units: logs::units(&done.logs),
            logs: done.logs,
            return_data: done.return_data.data,
            signature: done.signature,
            tx_bytes: self.bytes,
            accounts: self.accounts,
            loaded_bytes: self.loaded,
        }
    }
}

fn failure(failed: FailedTransactionMetadata) -> Failure {
    let signature = Box::new(failed.meta.signature);
    Failure { signature, ..Failure::new(failed.err, failed.meta.compute_units_consumed, failed.meta.logs) }
}

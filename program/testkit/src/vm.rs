//! One instruction at a time, with exactly the accounts given: what the instruction tests run on. The programs
//! and features are those of [`crate::Chain`], so both charge the same compute units.

use crate::mint::{TOKEN, TOKEN_2022};
use crate::snapshot::{Accounts, Snapshot};
use crate::token::ASSOCIATED_TOKEN;
use hypothec_client::outcome::{self, Rejection, Units};
use hypothec_interface::Error;
use litesvm::LiteSVM;
use mollusk_svm::Mollusk;
use mollusk_svm::program::{
    ProgramCache, create_program_account_loader_v3, keyed_account_for_system_program, loader_keys,
};
use solana_account::Account;
use solana_address::Address;
use solana_compute_budget::compute_budget::ComputeBudget;
use solana_instruction::Instruction;
use solana_instruction::error::InstructionError;
use std::sync::OnceLock;

/// The programs mainnet runs, by address: p-token, Token-2022, associated token accounts.
fn mainnet_programs() -> &'static [(Address, Vec<u8>)] {
    static PROGRAMS: OnceLock<Vec<(Address, Vec<u8>)>> = OnceLock::new();
    PROGRAMS.get_or_init(|| {
        let chain = LiteSVM::new();
        [TOKEN, TOKEN_2022, ASSOCIATED_TOKEN].map(|id| (id, elf_of(&chain, &id))).into()
    })
}

fn elf_of(chain: &LiteSVM, program: &Address) -> Vec<u8> {
    let account = chain.get_account(program).expect("the program is preloaded");
    if account.owner != loader_keys::LOADER_V3 {
        return account.data;
    }
    const METADATA_LEN: usize = 45;
    let (address, _) = Address::find_program_address(&[program.as_ref()], &loader_keys::LOADER_V3);
    chain.get_account(&address).expect("the program has its data").data.split_off(METADATA_LEN)
}

/// A virtual machine for single instructions.
pub struct Vm {
    mollusk: Mollusk,
}

/// What came of an instruction.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// The runtime's words.
    pub result: Result<(), InstructionError>,
    /// Our error, when it was our program that refused, not one it called.
    pub error: Option<Error>,
    /// The program that refused, when one did.
    pub program: Option<Address>,
    /// Its custom code.
    pub code: Option<u32>,
    /// Compute units of the instruction.
    pub cu: u64,
    /// Of which by whom.
    pub units: Units,
    /// Log lines.
    pub logs: Vec<String>,
    /// Return data.
    pub return_data: Vec<u8>,
    /// The accounts given, as they are now; as they were, when the instruction failed.
    pub accounts: Vec<(Address, Account)>,
}

impl Vm {
    /// A machine with this program at Hypothec's address; see [`crate::elf::hypothec`].
    #[must_use]
    pub fn new(program: &[u8]) -> Self {
        let mut vm = Self::bare();
        vm.add_program(&crate::program_id(), program);
        vm
    }

    /// A machine without Hypothec.
    #[must_use]
    pub fn bare() -> Self {
        let mut mollusk = Mollusk::default();
        mollusk.feature_set = LiteSVM::mainnet_feature_set().runtime_features();
        mollusk.compute_budget = ComputeBudget::new_with_defaults(mollusk.feature_set.raise_cpi_nesting_limit_to_8);
        mollusk.program_cache = ProgramCache::new(&mollusk.feature_set, &mollusk.compute_budget, false);
        mollusk.logger = Some(Default::default());
        let mut vm = Self { mollusk };
        for (id, elf) in mainnet_programs() {
            vm.add_program(id, elf);
        }
        vm.set_clock(litesvm::MAINNET_DEFAULT_SLOT, crate::chain::START_TS);
        vm
    }

    /// Puts another program on the machine.
    pub fn add_program(&mut self, address: &Address, program: &[u8]) {
        self.mollusk.add_program_with_loader_and_elf(address, &loader_keys::LOADER_V3, program);
    }

    /// Sets slot and time as programs read them.
    pub fn set_clock(&mut self, slot: u64, unix_timestamp: i64) {
        let clock = &mut self.mollusk.sysvars.clock;
        clock.slot = slot;
        clock.unix_timestamp = unix_timestamp;
        clock.epoch = slot / 432_000;
        clock.leader_schedule_epoch = clock.epoch + 1;
    }

    /// Limits the compute units of every instruction from now on.
    pub fn set_compute_unit_limit(&mut self, units: u64) {
        self.mollusk.compute_budget.compute_unit_limit = units;
    }

    /// Runs one instruction among these accounts. Accounts it names and that are not given are those of the
    /// programs the machine has; any other must be given.
    #[must_use]
    pub fn run(&self, instruction: &Instruction, accounts: &[(Address, Account)]) -> Outcome {
        let given = accounts.len();
        let mut accounts = accounts.to_vec();
        for meta in &instruction.accounts {
            if !accounts.iter().any(|(address, _)| *address == meta.pubkey) {
                accounts.extend(self.program_account(&meta.pubkey).map(|account| (meta.pubkey, account)));
            }
        }
        let log = self.mollusk.logger.as_ref().expect("bare() sets a logger");
        {
            let mut log = log.borrow_mut();
            log.messages.clear();
            log.bytes_limit = None;
        }
        let mut done = self.mollusk.process_instruction(instruction, &accounts);
        done.resulting_accounts.truncate(given);
        let logs = std::mem::take(&mut log.borrow_mut().messages);
        let refusal = Rejection::new(&crate::program_id(), done.raw_result.as_ref().err(), &logs);
        Outcome {
            result: done.raw_result,
            error: refusal.error,
            program: refusal.program,
            code: refusal.code,
            cu: done.compute_units_consumed,
            units: outcome::units(&crate::program_id(), &logs),
            logs,
            return_data: done.return_data,
            accounts: done.resulting_accounts,
        }
    }

    /// The account of a program the machine has.
    #[must_use]
    pub fn program_account(&self, program: &Address) -> Option<Account> {
        if *program == crate::SYSTEM_PROGRAM {
            return Some(keyed_account_for_system_program().1);
        }
        self.mollusk.program_cache.load_program(program).map(|_| create_program_account_loader_v3(program))
    }
}

impl Accounts for Outcome {
    fn get_account(&self, address: &Address) -> Option<Account> {
        self.accounts[..].get_account(address)
    }
}

impl Outcome {
    /// The account given for this address, as it is now. Panics when none was given.
    #[must_use]
    pub fn account(&self, address: &Address) -> &Account {
        let found = self.accounts.iter().find(|(own, _)| own == address);
        &found.unwrap_or_else(|| panic!("{address} is not among the accounts given")).1
    }

    /// Panics, with the logs, unless the instruction succeeded.
    #[track_caller]
    pub fn assert_ok(&self) -> &Self {
        assert!(self.result.is_ok(), "{:?} ({:?})\n{}", self.result, self.error, self.logs.join("\n"));
        self
    }

    /// Panics, with the logs, unless our program refused with this error.
    #[track_caller]
    pub fn assert_error(&self, error: Error) -> &Self {
        let logs = self.logs.join("\n");
        assert!(self.error == Some(error), "expected {error:?}, got {:?} ({:?})\n{logs}", self.error, self.result);
        self
    }
}

/// Accounts to give to an instruction, as a snapshot to compare its outcome with.
#[must_use]
pub fn snapshot(accounts: &[(Address, Account)], names: &[(&str, Address)]) -> Snapshot {
    Snapshot::take(accounts, names)
}

#[cfg(test)]
mod tests;

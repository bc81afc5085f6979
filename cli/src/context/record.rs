//! A transaction as the history keeps it: what was sent, and what came of it.

use super::hex::{hex, unhex};
use super::program;
use hypothec_client::{Executed, Failure, Record};
use hypothec_localnet::mint;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use solana_address::Address;
use solana_instruction::{AccountMeta, Instruction};
use spl_token_2022_interface::error::TokenError;
use std::collections::HashSet;
use std::fmt;

/// One transaction.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct TxRecord {
    pub signature: String,
    pub slot: u64,
    pub unix_timestamp: i64,
    pub signers: Vec<String>,
    pub instructions: Vec<Sent>,
    /// Compute units of the whole transaction, of Hypothec, and of the token programs it called.
    pub cu: u64,
    pub program_cu: u64,
    pub token_cu: u64,
    /// Length on the wire; 0 where it is not known.
    pub bytes: usize,
    pub logs: Vec<String>,
    pub return_data: String,
    pub refusal: Option<Refusal>,
}

/// One instruction of it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Sent {
    pub program: String,
    pub accounts: Vec<Account>,
    /// Hexadecimal.
    pub data: String,
}

/// One account of an instruction.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Account {
    pub address: String,
    pub signer: bool,
    pub writable: bool,
}

/// Why a transaction failed.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Refusal {
    /// The runtime's words.
    pub runtime: String,
    /// Name of Hypothec's error, and what it says.
    pub name: Option<String>,
    pub message: Option<String>,
    pub code: Option<u32>,
    pub program: Option<String>,
    /// PositionSelector instruction.
    pub index: Option<u8>,
}

/// A transaction that was refused, as an error.
#[derive(Debug)]
pub struct Refused {
    pub refusal: Refusal,
    pub signature: String,
    /// What would mend it.
    mend: Option<String>,
}

/// What a transaction lacked.
enum Lack {
    /// Lamports for the fee, rent or a transfer.
    Sol,
    /// A program.
    Program,
}

impl Refused {
    /// A record's refusal, with what would mend it.
    pub fn new(refusal: Refusal, record: &TxRecord, embedded: bool) -> Refused {
        let payer = record.signers.first().map_or("the signer", String::as_str);
        let mend = match refusal.lack() {
            Some(Lack::Sol) if embedded => {
                Some(format!("{payer} has too few SOL: run `hypothec wallet airdrop 10 --to {payer}`"))
            }
            Some(Lack::Sol) => Some(format!("{payer} has too few SOL for fee and rent: send it some")),
            Some(Lack::Program) => Some(format!("is Hypothec deployed at {}? Give --program-id", program::id())),
            None => None,
        };
        Refused { refusal, signature: record.signature.clone(), mend }
    }

    /// One line for a person.
    pub fn in_words(&self) -> String {
        let words = self.refusal.in_words();
        self.mend.as_ref().map_or(words.clone(), |mend| format!("{words}: {mend}"))
    }

    /// Its signature, if it is on the chain or in its history and can be looked at.
    pub fn kept_signature(&self) -> Option<&str> {
        self.signature.bytes().any(|byte| byte != b'1').then_some(self.signature.as_str())
    }
}

impl std::error::Error for Refused {}

impl fmt::Display for Refused {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str(&self.in_words())?;
        let kept = self.kept_signature();
        kept.map_or(Ok(()), |signature| write!(to, "\n  see `hypothec inspect {signature}`"))
    }
}

impl Refusal {
    /// One line for a person.
    pub fn in_words(&self) -> String {
        match (&self.name, &self.message) {
            (Some(name), Some(message)) => format!("{name}: {message}"),
            _ => format!("{}{}", self.runtime, self.token_error().unwrap_or_default()),
        }
    }

    /// What a token program's code says.
    fn token_error(&self) -> Option<String> {
        let program = self.program.as_deref().and_then(program_name).filter(|name| name.starts_with("Token"))?;
        let error = TokenError::try_from(self.code?).ok()?;
        Some(format!(": {program} says {error}"))
    }

    /// What a person has to provide, where it can be read off the runtime's words.
    fn lack(&self) -> Option<Lack> {
        let says = |words: &[&str]| self.program.is_none() && words.iter().any(|word| self.runtime.contains(word));
        let by_system = self.program.as_deref().and_then(program_name) == Some("System");
        if says(&["nsufficient funds", "prior credit"]) || (by_system && self.code == Some(1)) {
            return Some(Lack::Sol);
        }
        let no_program = ["may not be used for executing", "program that does not exist", "account not found"];
        says(&no_program).then_some(Lack::Program)
    }
}

/// An instruction of these, whose accounts have the rights that they have in the whole transaction.
fn sent(instruction: &Instruction, all: &[Instruction], payer: Option<&String>) -> Sent {
    let has = |key: &Address, right: fn(&AccountMeta) -> bool| {
        all.iter().flat_map(|one| &one.accounts).any(|meta| meta.pubkey == *key && right(meta))
    };
    let accounts = instruction.accounts.iter().map(|meta| {
        let address = meta.pubkey.to_string();
        let writable = payer == Some(&address) || has(&meta.pubkey, |meta| meta.is_writable);
        Account { address, signer: has(&meta.pubkey, |meta| meta.is_signer), writable }
    });
    Sent { program: instruction.program_id.to_string(), accounts: accounts.collect(), data: hex(&instruction.data) }
}

/// Entries of both outcomes; the caller knows slot, time and signers.
pub struct When {
    pub slot: u64,
    pub unix_timestamp: i64,
    pub signers: Vec<String>,
}

impl TxRecord {
    pub fn new(when: When, instructions: &[Instruction], outcome: &Result<Executed, Failure>) -> TxRecord {
        let When { slot, unix_timestamp, signers } = when;
        let payer = signers.first();
        let instructions = instructions.iter().map(|one| sent(one, instructions, payer)).collect();
        match outcome {
            Ok(done) => TxRecord {
                signature: done.signature.to_string(),
                cu: done.cu,
                program_cu: done.units.program,
                token_cu: done.units.token_cpi,
                bytes: done.tx_bytes,
                logs: done.logs.clone(),
                return_data: hex(&done.return_data),
                refusal: None,
                slot,
                unix_timestamp,
                signers,
                instructions,
            },
            Err(failed) => TxRecord {
                signature: failed.signature.to_string(),
                cu: failed.cu,
                program_cu: 0,
                token_cu: 0,
                bytes: 0,
                logs: failed.logs.clone(),
                return_data: String::new(),
                refusal: Some(Refusal {
                    runtime: failed.err.to_string(),
                    name: failed.error.map(|error| error.name().into()),
                    message: failed.error.map(|error| error.message().into()),
                    code: failed.code,
                    program: failed.program.map(|program| program.to_string()),
                    index: failed.index,
                }),
                slot,
                unix_timestamp,
                signers,
                instructions,
            },
        }
    }

    /// A transaction as a cluster keeps it. An account of a lookup table has no address here.
    pub fn of_cluster(record: &Record) -> TxRecord {
        let message = &record.transaction.message;
        let keys = message.static_account_keys();
        let key = |n: u8| keys.get(usize::from(n)).map_or_else(|| format!("lookup {n}"), Address::to_string);
        let signers = keys.iter().take(usize::from(message.header().num_required_signatures));
        let when = When {
            slot: record.slot,
            unix_timestamp: record.unix_timestamp.unwrap_or(0),
            signers: signers.map(Address::to_string).collect(),
        };
        let instructions = message.instructions().iter().map(|instruction| Sent {
            program: key(instruction.program_id_index),
            accounts: instruction
                .accounts
                .iter()
                .map(|n| Account {
                    address: key(*n),
                    signer: message.is_signer(usize::from(*n)),
                    writable: message
                        .is_maybe_writable_with_reserved_addresses(usize::from(*n), None::<&HashSet<Address>>),
                })
                .collect(),
            data: hex(&instruction.data),
        });
        TxRecord { instructions: instructions.collect(), ..TxRecord::new(when, &[], &record.outcome) }
    }

    /// What it did, in a word or two: the names of its instructions to Hypothec, or else the programs called.
    pub fn title(&self) -> String {
        let names: Vec<String> = self.instructions.iter().filter_map(Sent::name).collect();
        if names.is_empty() { "other".into() } else { names.join(" + ") }
    }

    /// For answers of commands that sent it.
    pub fn summary(&self) -> Value {
        json!({
            "signature": self.signature, "cu": self.cu, "program_cu": self.program_cu, "token_cu": self.token_cu,
            "bytes": self.bytes, "what": self.title(),
        })
    }

    /// The same, for people.
    pub fn line(&self) -> String {
        format!("{}, {} CU, {} bytes, {}", self.title(), self.cu, self.bytes, self.signature)
    }
}

impl Sent {
    pub fn bytes(&self) -> Vec<u8> {
        unhex(&self.data).unwrap_or_default()
    }

    /// Our instruction with this tag.
    pub fn instruction(&self) -> Option<hypothec_interface::instruction::Instruction> {
        let ours = self.program == program::id().to_string();
        ours.then(|| hypothec_interface::instruction::Instruction::from_tag(*self.bytes().first()?))?
    }

    fn name(&self) -> Option<String> {
        match self.instruction() {
            Some(instruction) => Some(instruction.name().into()),
            None => program_name(&self.program).map(String::from),
        }
    }
}

/// Programs by name.
pub fn program_name(program: &str) -> Option<&'static str> {
    let known = [
        (program::id(), "Hypothec"),
        (hypothec_localnet::SYSTEM_PROGRAM, "System"),
        (mint::TOKEN, "Token"),
        (mint::TOKEN_2022, "Token-2022"),
        (hypothec_localnet::token::ASSOCIATED_TOKEN, "AssociatedToken"),
        (hypothec_interface::budget::COMPUTE_BUDGET, "ComputeBudget"),
    ];
    known.iter().find(|(id, _)| id.to_string() == program).map(|(_, name)| *name)
}

//! A transaction as the history keeps it: what was sent, and what came of it.

use super::hex::{hex, unhex};
use hypothec_interface::builder::PROGRAM_ID;
use hypothec_localnet::{Executed, Failure, mint};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use solana_instruction::Instruction;
use spl_token_2022_interface::error::TokenError;
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
}

impl std::error::Error for Refused {}

impl fmt::Display for Refused {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(to, "{}\n  see `hypothec inspect {}`", self.refusal.in_words(), self.signature)
    }
}

impl Refusal {
    /// One line for a person.
    pub fn in_words(&self) -> String {
        match (&self.name, &self.message) {
            (Some(name), Some(message)) => format!("{name}: {message}"),
            _ => format!("{}{}", self.runtime, self.token_error().unwrap_or_else(|| self.hint().into())),
        }
    }

    /// What a token program's code says.
    fn token_error(&self) -> Option<String> {
        let program = self.program.as_deref().and_then(program_name).filter(|name| name.starts_with("Token"))?;
        let error = TokenError::try_from(self.code?).ok()?;
        Some(format!(": {program} says {error}"))
    }

    fn hint(&self) -> &'static str {
        let poor = ["InsufficientFunds", "AccountNotFound", "Insufficient", "prior credit", "Custom(1)"];
        if self.program.is_none() && poor.iter().any(|word| self.runtime.contains(word)) {
            ": the signer has too few SOL, run `hypothec wallet airdrop 10`"
        } else {
            ""
        }
    }
}

fn sent(instruction: &Instruction) -> Sent {
    let accounts = instruction.accounts.iter().map(|meta| Account {
        address: meta.pubkey.to_string(),
        signer: meta.is_signer,
        writable: meta.is_writable,
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
        let instructions = instructions.iter().map(sent).collect();
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
        let ours = self.program == PROGRAM_ID.to_string();
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
        (PROGRAM_ID, "Hypothec"),
        (hypothec_localnet::SYSTEM_PROGRAM, "System"),
        (mint::TOKEN, "Token"),
        (mint::TOKEN_2022, "Token-2022"),
        (hypothec_localnet::token::ASSOCIATED_TOKEN, "AssociatedToken"),
        (hypothec_interface::budget::COMPUTE_BUDGET, "ComputeBudget"),
    ];
    known.iter().find(|(id, _)| id.to_string() == program).map(|(_, name)| *name)
}

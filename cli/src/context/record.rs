//! A transaction as the history keeps it: what was sent, and what came of it.

use super::hex::{hex, unhex};
use super::program;
use super::refusal::Refusal;
use crate::output::json;
use hypothec_client::{Executed, Failure, Record};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use solana_address::Address;
use solana_instruction::{AccountMeta, Instruction};
use solana_message::VersionedMessage;
use std::collections::HashSet;

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
                refusal: Some(Refusal::of(failed)),
                slot,
                unix_timestamp,
                signers,
                instructions,
            },
        }
    }

    /// A transaction as a cluster keeps it.
    pub fn of_cluster(record: &Record) -> TxRecord {
        let message = &record.transaction.message;
        let signers = message.static_account_keys().iter().take(usize::from(message.header().num_required_signatures));
        let when = When {
            slot: record.slot,
            unix_timestamp: record.unix_timestamp.unwrap_or(0),
            signers: signers.map(Address::to_string).collect(),
        };
        TxRecord { instructions: Sent::of_message(message), ..TxRecord::new(when, &[], &record.outcome) }
    }

    /// What it did, in a word or two: the names of its instructions to Hypothec, or else the programs called.
    pub fn title(&self) -> String {
        let names: Vec<String> =
            self.instructions.iter().filter_map(Sent::name).filter(|name| name != program::LIMITS).collect();
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
    /// The instructions of a message. An account of a lookup table has no address here.
    pub fn of_message(message: &VersionedMessage) -> Vec<Sent> {
        let keys = message.static_account_keys();
        let key = |n: u8| keys.get(usize::from(n)).map_or_else(|| format!("lookup {n}"), Address::to_string);
        let none: Option<&HashSet<Address>> = None;
        let account = |n: &u8| Account {
            address: key(*n),
            signer: message.is_signer(usize::from(*n)),
            writable: message.is_maybe_writable_with_reserved_addresses(usize::from(*n), none),
        };
        let sent = message.instructions().iter().map(|one| Sent {
            program: key(one.program_id_index),
            accounts: one.accounts.iter().map(account).collect(),
            data: hex(&one.data),
        });
        sent.collect()
    }

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
            None => program::name(&self.program).map(String::from),
        }
    }
}

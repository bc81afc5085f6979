//! Transactions out of the history: instructions with their arguments and accounts, events and errors, by name.

use super::args;
use super::lines::lines;
use crate::context::Context;
use crate::context::fault::NotThere;
use crate::context::hex::hex;
use crate::context::program;
use crate::context::record::{Sent, TxRecord};
use crate::output::{Answer, event, json, time};
use anyhow::{Context as _, Result};
use hypothec_interface::accounts;
use hypothec_interface::error::Error;
use hypothec_interface::instruction::Instruction;
use serde_json::{Map, Value};
use solana_message::VersionedMessage;

pub fn inspect(signature: &str, ctx: &Context<'_>) -> Result<Answer> {
    let found = if ctx.is_embedded() {
        ctx.env.store.records(&ctx.state)?.0.into_iter().find(|entry| entry.signature == signature)
    } else {
        let asked = signature.parse().ok().context("a signature is 64 bytes in base 58")?;
        ctx.cluster().transaction(&asked)?.map(|record| TxRecord::of_cluster(&record))
    };
    let entry = found.ok_or_else(|| NotThere(format!("{} knows no transaction {signature}", ctx.cluster().name())))?;
    let instructions: Vec<Value> = entry.instructions.iter().map(instruction).collect();
    let events: Vec<Value> = event::of(&entry).iter().map(event::json).collect();
    let outcome = match &entry.refusal {
        None => json!("ok"),
        Some(refusal) => {
            let known = refusal.code.and_then(Error::from_code).filter(|_| refusal.name.is_some());
            json!({
                "error": refusal.name, "code": refusal.code, "message": known.map(Error::message),
                "program": refusal.program, "instruction": refusal.index, "runtime": refusal.runtime,
            })
        }
    };
    let json = json!({
        "signature": signature, "slot": entry.slot, "unix_timestamp": entry.unix_timestamp, "signers": entry.signers,
        "outcome": outcome, "cu": entry.cu, "program_cu": entry.program_cu, "token_cu": entry.token_cu,
        "bytes": entry.bytes, "instructions": instructions, "events": events, "return_data": entry.return_data,
        "logs": entry.logs,
    });
    let text = format!(
        "transaction {signature}\n  slot {}, {}, {} CU ({} Hypothec, {} token calls)\n  signed by {}\noutcome\n{}\
         instructions\n{}events\n{}logs\n  {}",
        entry.slot,
        time::utc(entry.unix_timestamp),
        entry.cu,
        entry.program_cu,
        entry.token_cu,
        entry.signers.join(", "),
        lines(&outcome, 1),
        lines(&json!(instructions), 1),
        lines(&json!(events), 1),
        entry.logs.join("\n  ")
    );
    Ok(Answer { json, text })
}

/// The instructions of a message, by name.
pub fn instructions(message: &VersionedMessage) -> Vec<Value> {
    Sent::of_message(message).iter().map(instruction).collect()
}

fn instruction(sent: &Sent) -> Value {
    let program = program::name(&sent.program).map_or_else(|| sent.program.clone(), String::from);
    let bytes = sent.bytes();
    let Some(instruction) = sent.instruction() else {
        let accounts: Vec<&str> = sent.accounts.iter().map(|account| account.address.as_str()).collect();
        return json!({ "program": program, "accounts": accounts, "data": hex(&bytes) });
    };
    let args = args::decode(instruction, bytes.get(1..).unwrap_or_default());
    json!({
        "program": program, "instruction": instruction.name(), "args": args, "accounts": slots(instruction, sent),
    })
}

/// Accounts under the names of the instruction's table; those after it are numbered.
fn slots(instruction: Instruction, sent: &Sent) -> Value {
    let table = accounts::of(instruction);
    let rows = sent.accounts.iter().enumerate().map(|(n, account)| {
        let name = table.slots.get(n).map_or_else(|| format!("remaining {}", n - table.slots.len()), |s| s.name.into());
        let marks = match (account.signer, account.writable) {
            (true, true) => " (signer, writable)",
            (true, false) => " (signer)",
            (false, true) => " (writable)",
            (false, false) => "",
        };
        (name, json!(format!("{}{marks}", account.address)))
    });
    Value::Object(rows.collect::<Map<_, _>>())
}

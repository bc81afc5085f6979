//! Decodes an account of the program field by field, from the layout tables.

use crate::Answer;
use crate::store::Store;
use anyhow::{Context, Result, bail};
use hypothec_interface::builder::PROGRAM_ID;
use hypothec_interface::state::layout::Field;
use hypothec_interface::state::{MarketHeader, Position};
use serde_json::{Map, Value, json};
use solana_address::Address;
use std::str::FromStr;

pub fn run(address: &str, store: &Store) -> Result<Answer> {
    let parsed = Address::from_str(address).ok().with_context(|| {
        format!("{address} is not an address; signatures cannot be inspected yet, their logs are not kept")
    })?;
    let account = store.chain()?.get_account(&parsed).with_context(|| format!("no account at {address}"))?;
    if account.owner != PROGRAM_ID {
        bail!("{address} belongs to {}, not to Hypothec", account.owner);
    }
    let (kind, fields) = match account.data.first() {
        Some(1) => ("market", MarketHeader::FIELDS),
        Some(2) => ("position", Position::FIELDS),
        _ => bail!("{address} is not an initialised account of Hypothec"),
    };
    let mut text = format!("{kind} {address}");
    let mut values = Map::new();
    for field in fields {
        let value = decode(field, &account.data).with_context(|| format!("{address} is too short"))?;
        text += &format!("\n  {:20} {value}", field.name);
        values.insert(field.name.into(), value);
    }
    Ok(Answer { json: json!({ "kind": kind, "fields": values }), text })
}

fn decode(field: &Field, data: &[u8]) -> Option<Value> {
    let bytes = data.get(field.offset..field.offset + field.size)?;
    let number = || bytes.iter().rev().fold(0u64, |n, byte| n << 8 | u64::from(*byte));
    Some(match field.kind {
        "u8" | "u16" | "u32" | "u64" => json!(number()),
        "i64" => json!(number() as i64),
        "Key" => json!(Address::try_from(bytes).ok()?.to_string()),
        _ => json!(bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>()),
    })
}

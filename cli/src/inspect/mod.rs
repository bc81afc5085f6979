//! Decodes what an address or a signature stands for.

mod account;
mod args;
mod mint;
mod transaction;

use crate::answer::Answer;
use crate::desk::Desk;
use crate::store::Store;
use anyhow::{Result, bail};
use serde_json::Value;

pub fn run(target: &str, store: &Store) -> Result<Answer> {
    let desk = Desk::open(store)?;
    match bs58::decode(target).into_vec().map(|bytes| bytes.len()) {
        Ok(32) => account::inspect(target, &desk),
        Ok(64) => transaction::inspect(target, &desk),
        _ => bail!("{target} is neither an address (32 bytes in base 58) nor a transaction's signature (64 bytes)"),
    }
}

/// A JSON value as indented lines, for people.
fn lines(value: &Value, depth: usize) -> String {
    let indent = "  ".repeat(depth);
    let flat = |value: &Value| match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    let nested = |value: &Value| match value {
        Value::Object(map) => !map.is_empty(),
        Value::Array(items) => items.iter().any(Value::is_object),
        _ => false,
    };
    match value {
        Value::Object(map) => {
            let rows = map.iter().map(|(name, value)| {
                if nested(value) {
                    format!("{indent}{name}\n{}", lines(value, depth + 1))
                } else {
                    format!("{indent}{name:24} {}\n", flat(value))
                }
            });
            rows.collect()
        }
        Value::Array(items) => {
            let rows = items.iter().enumerate().map(|(n, value)| format!("{indent}#{n}\n{}", lines(value, depth + 1)));
            rows.collect()
        }
        other => format!("{indent}{}\n", flat(other)),
    }
}

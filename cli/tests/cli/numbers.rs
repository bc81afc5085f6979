//! What answers may hold of numbers: an integer of 64 bits is text, whatever its value. Every JSON answer that a test reads
//! comes through here.

use hypothec_interface::session::Calendar;
use hypothec_interface::state::{
    MarketHeader, MarketParams, MultiplierMemory, Order, Position, PriceSource, Proposal, Reserve, ReserveConfig,
};
use serde_json::Value;

/// Names of what is an amount, a time or a slot.
const WIDE: &[&str] = &[
    "amount",
    "atoms",
    "buffer",
    "cash",
    "conf",
    "end",
    "extra",
    "fee",
    "fees",
    "flash_fee",
    "lamports",
    "loan",
    "nonce",
    "owed",
    "price",
    "receipts",
    "receive",
    "repay",
    "seized",
    "session_until",
    "shares",
    "slot",
    "suppliers",
    "supplied",
    "supply",
    "swapped_in",
    "swapped_out",
    "unix_timestamp",
    "vault_atoms",
];
/// Ends of such names.
const WIDE_ENDS: &[&str] = &["_atoms", "_e8", "_loss", "_slot", "_time", "_timestamp", "_ts", "age_s"];

/// Whether a record keeps a field of this name in 32 bits or less.
fn is_narrow(name: &str) -> bool {
    let records = [
        MarketHeader::FIELDS,
        MarketParams::FIELDS,
        Reserve::FIELDS,
        ReserveConfig::FIELDS,
        PriceSource::FIELDS,
        MultiplierMemory::FIELDS,
        Position::FIELDS,
        Order::FIELDS,
        Proposal::FIELDS,
        Calendar::FIELDS,
    ];
    let of_32_bits = |kind: &str| {
        let inner = kind.trim_start_matches('[').split(';').next();
        inner.is_some_and(|kind| matches!(kind, "u8" | "u16" | "u32"))
    };
    records.iter().copied().flatten().any(|field| field.name == name && of_32_bits(field.kind))
}

/// The first number here that should be text, under this name or the names of what it lies in.
fn wide(name: &str, value: &Value) -> Option<String> {
    match value {
        Value::Number(number) if !number.is_f64() => {
            let is_small = number.as_i64().is_some_and(|number| number.unsigned_abs() >> 32 == 0);
            let is_wide = WIDE.contains(&name) || WIDE_ENDS.iter().any(|end| name.ends_with(end));
            (!is_small || (is_wide && !is_narrow(name))).then(|| format!("{name}: {number}"))
        }
        Value::Array(items) => items.iter().find_map(|item| wide(name, item)),
        // balances by symbol
        Value::Object(map) if matches!(name, "atoms" | "receipts") => map.values().find_map(|held| wide(name, held)),
        Value::Object(map) => map.iter().find_map(|(name, value)| wide(name, value)),
        _ => None,
    }
}

/// An answer of this command.
#[track_caller]
pub fn read(line: &str, answer: &[u8]) -> Value {
    let value = serde_json::from_slice(answer).expect("JSON");
    if let Some(found) = wide("", &value) {
        panic!("`{line}` prints a number where an integer of 64 bits is text: {found}");
    }
    value
}

/// An integer that is text.
#[track_caller]
pub fn whole(value: &Value) -> u64 {
    value.as_str().and_then(|text| text.parse().ok()).unwrap_or_else(|| panic!("{value} is no integer as text"))
}

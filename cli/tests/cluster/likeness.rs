//! Whether two chains say the same, except for addresses, signatures, slots and what a few seconds change.

use serde_json::{Map, Value};
use std::collections::HashMap;

/// What two chains may say differently: where and when a transaction was, what its format weighs, how long ago it was.
const OWN: &[&str] = &[
    "slot",
    "cu",
    "fee",
    "program_cu",
    "token_cu",
    "bytes",
    "logs",
    "lamports",
    "unix_timestamp",
    "url",
    "genesis",
    "dir",
    "transactions",
    "wallets",
    "authority_bump",
    "bump",
    "upgrade_authority",
    "return_data",
    "signature",
    "signers",
];
/// Seconds that may lie between two chains' clocks.
const SECONDS: f64 = 60.0;
/// Atoms of interest that those seconds make of what the script owes; a remainder may be little more than that.
const INTEREST: f64 = 10.0;
/// The same of a decimal number, of an asset of six decimals.
const INTEREST_WHOLE: f64 = INTEREST / 1_000_000.0;
/// Names of what is a time or an age: all of them are numbers or the text of one.
const TIMES: [&str; 4] = ["_ts", "_s", "until", "_time"];

/// Addresses and signatures of one chain, by the order of their appearance.
#[derive(Default)]
pub struct Names(HashMap<String, usize>);

impl Names {
    /// The same answer with numbers in place of addresses, and without what is a chain's own.
    pub fn normal(&mut self, value: &Value) -> Value {
        match value {
            Value::Object(map) => {
                let kept = map.iter().filter(|(key, _)| !OWN.contains(&key.as_str()));
                let kept: Map<String, Value> = kept.map(|(key, value)| (key.clone(), self.normal(value))).collect();
                kept.into()
            }
            Value::Array(items) => {
                // limits are instructions in one format, and part of the message in another
                let kept = items.iter().filter(|item| item["program"] != "ComputeBudget");
                kept.map(|item| self.normal(item)).collect()
            }
            Value::String(text) => Value::String(self.words(text)),
            other => other.clone(),
        }
    }

    fn words(&mut self, text: &str) -> String {
        let named = |word: &str, names: &mut HashMap<String, usize>| {
            let bare = word.trim_matches(|at: char| !at.is_ascii_alphanumeric());
            let is_key = bs58::decode(bare).into_vec().is_ok_and(|bytes| matches!(bytes.len(), 32 | 64));
            if !is_key {
                return word.to_string();
            }
            let next = names.len();
            word.replace(bare, &format!("<{}>", names.entry(bare.into()).or_insert(next)))
        };
        text.split(' ').map(|word| named(word, &mut self.0)).collect::<Vec<_>>().join(" ")
    }
}

/// Where two normal answers differ; nothing when they are alike.
pub fn difference(path: &str, here: &Value, there: &Value) -> Option<String> {
    let differ = || Some(format!("{path}: {here} here, {there} there"));
    match (here, there) {
        (Value::Object(one), Value::Object(other)) => {
            let keys = one.keys().chain(other.keys());
            let none = Value::Null;
            keys.into_iter().find_map(|key| {
                let (one, other) = (one.get(key).unwrap_or(&none), other.get(key).unwrap_or(&none));
                difference(&format!("{path}.{key}"), one, other)
            })
        }
        (Value::Array(one), Value::Array(other)) if one.len() == other.len() => {
            let pairs = one.iter().zip(other).enumerate();
            pairs.into_iter().find_map(|(n, (one, other))| difference(&format!("{path}[{n}]"), one, other))
        }
        _ if here == there => None,
        _ => {
            let number = |value: &Value| match value {
                Value::String(text) => text.split(' ').next().and_then(|word| word.parse().ok()),
                value => value.as_f64(),
            };
            let (Some(one), Some(other)) = (number(here), number(there)) else { return differ() };
            let is_time = TIMES.iter().any(|name| path.ends_with(name));
            let is_decimal = here.as_str().is_some_and(|text| text.contains('.'));
            let least = if is_decimal {
                INTEREST_WHOLE
            } else if path.ends_with("atoms") {
                INTEREST
            } else {
                0.0
            };
            let allowed = if is_time { SECONDS } else { f64::max(f64::abs(one) / 10_000.0, least) };
            if f64::abs(one - other) <= allowed { None } else { differ() }
        }
    }
}

#[test]
fn likeness_sees_what_differs() {
    use serde_json::json;
    let (mut here, mut there) = (Names::default(), Names::default());
    let (a, b) = ("So11111111111111111111111111111111111111112", "SysvarC1ock11111111111111111111111111111111");
    let one = here.normal(&json!({ "from": a, "to": b, "slot": "1", "usd": "100.0001 USD", "x_ts": "5" }));
    let other = there.normal(&json!({ "from": b, "to": a, "slot": "2", "usd": "100.0002 USD", "x_ts": "9" }));
    assert_eq!(difference("", &one, &other), None);
    let other = there.normal(&json!({ "from": b, "to": b, "usd": "100.0001 USD", "x_ts": "5" }));
    assert!(difference("", &one, &other).is_some_and(|text| text.starts_with(".to")), "one address for two");
    let other = there.normal(&json!({ "from": b, "to": a, "usd": "101.0001 USD", "x_ts": "5" }));
    assert!(difference("", &one, &other).is_some_and(|text| text.starts_with(".usd")));
    let remainder = |amount, atoms| json!({ "amount": amount, "atoms": atoms });
    let (one, next) = (remainder("+0.000399", "399"), remainder("+0.000398", "398"));
    assert_eq!(difference("", &one, &next), None, "a second's interest");
    assert!(difference("", &one, &remainder("+0.000499", "399")).is_some());
    assert!(difference("", &one, &remainder("+0.000399", "499")).is_some());
}

//! `idl.json`, the program in Codama's format, is what the interface says. `UPDATE_DOCS=1 cargo test` writes it.

mod node;
mod source;

use hypothec_interface::accounts;
use hypothec_interface::instruction::Instruction;
use hypothec_interface::{Error, ID};
use node::{camel, record, type_of};
use serde_json::{Value, json};
use source::{Member, records};
use std::collections::{BTreeMap, BTreeSet};

type Records = BTreeMap<String, Vec<Member>>;

/// Accounts of the program, with their tags.
const ACCOUNTS: &[&str] = &["MarketHeader", "Position", "Proposal"];

fn program() -> Value {
    let records = records();
    let mut used = BTreeSet::new();
    let instructions: Vec<Value> =
        Instruction::ALL.iter().map(|instruction| describe(*instruction, &records, &mut used)).collect();
    let accounts: Vec<Value> = ACCOUNTS
        .iter()
        .map(|name| json!({"kind": "accountNode", "name": camel(name), "data": record(&records[*name], &mut used)}))
        .collect();
    // the records of a market follow its header: an array that no account node can express
    for name in ["Reserve", "Event", "Moved", "MarketParams"] {
        used.insert(name.to_owned());
    }
    let mut defined = BTreeMap::new();
    while let Some(name) = used.iter().find(|name| !defined.contains_key(*name)).cloned() {
        let members = records.get(&name).unwrap_or_else(|| panic!("no record {name}"));
        let kind = record(members, &mut used);
        defined.insert(name.clone(), json!({"kind": "definedTypeNode", "name": camel(&name), "type": kind}));
    }
    let errors: Vec<Value> = Error::ALL
        .iter()
        .map(|error| {
            let (code, message) = (*error as u32, error.message());
            json!({"kind": "errorNode", "name": camel(error.name()), "code": code, "message": message})
        })
        .collect();
    json!({
        "kind": "rootNode",
        "standard": "codama",
        "version": "1.0.0",
        "program": {
            "kind": "programNode",
            "name": "hypothec",
            "publicKey": bs58::encode(ID.to_bytes()).into_string(),
            "version": env!("CARGO_PKG_VERSION"),
            "accounts": accounts,
            "instructions": instructions,
            "definedTypes": defined.into_values().collect::<Vec<_>>(),
            "pdas": node::pdas(),
            "errors": errors,
        },
        "additionalPrograms": [],
    })
}

fn describe(instruction: Instruction, records: &Records, used: &mut BTreeSet<String>) -> Value {
    let slots: Vec<Value> = accounts::of(instruction)
        .slots
        .iter()
        .map(|slot| {
            json!({
                "kind": "instructionAccountNode",
                "name": camel(slot.name),
                "isWritable": slot.writable,
                "isSigner": slot.signer,
            })
        })
        .collect();
    let tag = json!({
        "kind": "instructionArgumentNode",
        "name": "discriminator",
        "defaultValueStrategy": "omitted",
        "type": {"kind": "numberTypeNode", "format": "u8", "endian": "le"},
        "defaultValue": {"kind": "numberValueNode", "number": instruction as u8},
    });
    let name = format!("{}Args", instruction.name());
    let members = records.get(&name).unwrap_or_else(|| panic!("no record {name}"));
    let given = members.iter().map(|member| {
        json!({
            "kind": "instructionArgumentNode",
            "name": camel(&member.name),
            "docs": member.docs,
            "type": type_of(&member.kind, used),
        })
    });
    json!({
        "kind": "instructionNode",
        "name": camel(instruction.name()),
        "accounts": slots,
        "arguments": std::iter::once(tag).chain(given).collect::<Vec<_>>(),
        "discriminators": [{"kind": "fieldDiscriminatorNode", "name": "discriminator", "offset": 0}],
    })
}

#[test]
fn idl_is_what_the_interface_says() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../idl.json");
    let text = serde_json::to_string_pretty(&program()).expect("JSON") + "\n";
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(path, &text).expect("the IDL is writable");
    }
    let written = std::fs::read_to_string(path).unwrap_or_default();
    assert!(written == text, "idl.json is not what the interface says: UPDATE_DOCS=1 cargo test writes it");
}

#[test]
fn argument_sizes_are_those_of_the_wire() {
    let records = records();
    for instruction in Instruction::ALL {
        let members = &records[&format!("{}Args", instruction.name())];
        let size: usize = members.iter().map(|member| node::size_of(&member.kind, &records)).sum();
        assert_eq!(size, instruction.args_len(), "{}", instruction.name());
    }
}

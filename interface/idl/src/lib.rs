//! The program in Codama's format, as the interface says it: compiled tables for what it does, its sources for what it
//! documents.

mod failure;
mod names;
mod pda;
pub mod prose;
mod slots;
pub mod source;
pub mod tables;
mod types;

use hypothec_interface::ID;
use hypothec_interface::instruction::Instruction;
use prose::{camel, sentence};
use serde_json::{Value, json};
use source::Source;
use std::collections::BTreeMap;
use types::Types;

/// An account: its name in the IDL, its record, its tag, whether the record's size is the account's, its address.
const ACCOUNTS: &[(&str, &str, u8, bool, Option<&str>)] = &[
    ("market", "MarketHeader", 1, false, None),
    ("position", "Position", 2, true, Some("position")),
    ("proposal", "Proposal", 3, true, Some("proposal")),
];

/// Types that no field names: what instructions return, and what a proposal's values are shaped as.
const ALSO: &[&str] = &["MarketHeader", "Event", "Quotation", "MarketParams"];

/// What an instruction returns.
const fn returns(instruction: Instruction) -> &'static str {
    match instruction {
        Instruction::Quote => "quotation",
        Instruction::Batch => "one event for each step",
        Instruction::Liquidate | Instruction::LiquidateToShares => {
            "two events, of the debt that was repaid and of the supply that was seized"
        }
        _ => "one event",
    }
}

const PROGRAM: &str = "A lending program whose collateral is tokenized equities. Amounts are atoms as token accounts \
    hold them, whatever a wallet shows under a scaled mint; Value is 2^-16 USD; rates and weights are basis points; \
    times are unix seconds. Everything is little-endian and of fixed size: an instruction is its tag and its arguments, \
    nothing less and nothing more.";

/// The whole IDL.
///
/// # Errors
/// What the sources lack, in one line.
pub fn idl() -> Result<Value, String> {
    let source = Source::read()?;
    let mut types = Types { source: &source, used: ALSO.iter().map(|name| (*name).to_owned()).collect() };
    let mut instructions = Vec::new();
    for instruction in Instruction::ALL {
        instructions.push(describe(*instruction, &mut types)?);
    }
    let mut accounts = Vec::new();
    for account in ACCOUNTS {
        accounts.push(describe_account(account, &mut types)?);
    }
    let mut defined = BTreeMap::new();
    while let Some(name) = types.used.iter().find(|name| !defined.contains_key(*name)).cloned() {
        let docs = vec![sentence(&source.record(&name)?.docs)];
        let kind = types.structure(&name)?;
        let node = json!({"kind": "definedTypeNode", "name": camel(&name), "docs": docs, "type": kind});
        defined.insert(name, node);
    }
    let mut defined: Vec<Value> = defined.into_values().collect();
    defined.extend(names::enumerations(&source)?);
    defined.extend(proposal_values());
    Ok(json!({
        "kind": "rootNode",
        "standard": "codama",
        "version": "1.0.0",
        "program": {
            "kind": "programNode",
            "name": "hypothec",
            "publicKey": bs58::encode(ID.to_bytes()).into_string(),
            "version": env!("CARGO_PKG_VERSION"),
            "docs": [PROGRAM],
            "accounts": accounts,
            "instructions": instructions,
            "definedTypes": defined,
            "pdas": pda::all(),
            "events": names::events(),
            "errors": names::errors(&source),
            "constants": names::constants(&source),
        },
        "additionalPrograms": [],
    }))
}

/// The whole IDL as the file holds it.
///
/// # Errors
/// As [`idl`].
pub fn text() -> Result<String, String> {
    serde_json::to_string_pretty(&idl()?).map(|text| text + "\n").map_err(|error| error.to_string())
}

fn describe(instruction: Instruction, types: &mut Types<'_>) -> Result<Value, String> {
    let source = types.source;
    let tag = json!({
        "kind": "instructionArgumentNode",
        "name": "discriminator",
        "docs": ["The instruction's tag."],
        "defaultValueStrategy": "omitted",
        "type": tables::number("u8"),
        "defaultValue": {"kind": "numberValueNode", "number": instruction as u8},
    });
    let record = format!("{}Args", instruction.name());
    let members = &source.record(&record)?.members;
    let mut arguments = vec![tag];
    for member in members {
        let mut argument = types.field(&record, member, "instructionArgumentNode")?;
        if let (true, Some(node)) = (member.name == "integrator", argument.as_object_mut()) {
            node.insert("defaultValueStrategy".to_owned(), json!("optional"));
            node.insert("defaultValue".to_owned(), json!({"kind": "numberValueNode", "number": 0}));
        }
        arguments.push(argument);
    }
    let names: Vec<&str> = members.iter().map(|member| member.name.as_str()).collect();
    let variants = source.variants("Instruction")?;
    let variant = variants.iter().find(|variant| variant.name == instruction.name());
    let text = variant.map_or("", |variant| variant.docs.as_str()).split_whitespace().collect::<Vec<_>>().join(" ");
    let (what, refused) = text.split_once("Errors:").unwrap_or((&text, ""));
    let mut docs = vec![sentence(&prose::without_rows(what))];
    docs.push(format!("Return data: {}.", returns(instruction)));
    let errors = failure::of(instruction.name(), &format!("{refused} {what}"), source);
    docs.push(format!("Errors: {}.", errors.join(", ")));
    docs.push(failure::EVERYWHERE.to_owned());
    let mut node = json!({
        "kind": "instructionNode",
        "name": camel(instruction.name()),
        "docs": docs,
        "accounts": slots::of(instruction, &names, source)?,
        "arguments": arguments,
        "discriminators": [{"kind": "fieldDiscriminatorNode", "name": "discriminator", "offset": 0}],
    });
    if let (Some(remaining), Some(node)) = (slots::remaining(instruction), node.as_object_mut()) {
        node.insert("remainingAccounts".to_owned(), json!([remaining]));
    }
    Ok(node)
}

fn describe_account(
    (name, record, tag, sized, pda): &(&str, &str, u8, bool, Option<&str>),
    types: &mut Types<'_>,
) -> Result<Value, String> {
    let source = types.source;
    let mut data = types.structure(record)?;
    let fields = data.get_mut("fields").and_then(Value::as_array_mut).ok_or("a structure without fields")?;
    for field in fields.iter_mut() {
        if field.get("name").and_then(Value::as_str) == Some("tag")
            && let Some(field) = field.as_object_mut()
        {
            field.insert("defaultValueStrategy".to_owned(), json!("omitted"));
            field.insert("defaultValue".to_owned(), json!({"kind": "numberValueNode", "number": tag}));
        }
    }
    if *name == "market" {
        types.used.insert("Reserve".to_owned());
        let item = json!({"kind": "definedTypeLinkNode", "name": "reserve"});
        fields.push(json!({
            "kind": "structFieldTypeNode",
            "name": "reserves",
            "docs": ["The reserves, by their index; those past reserveCount are not listed."],
            "type": {"kind": "arrayTypeNode", "item": item, "count": {"kind": "remainderCountNode"}},
        }));
    }
    let mut node = json!({
        "kind": "accountNode",
        "name": name,
        "docs": [sentence(&source.record(record)?.docs)],
        "data": data,
        "discriminators": [{"kind": "fieldDiscriminatorNode", "name": "tag", "offset": 0}],
    });
    if let Some(node) = node.as_object_mut() {
        if *sized {
            let members = &source.record(record)?.members;
            let size = members.iter().map(|member| types.size_of(&member.kind)).sum::<Result<usize, String>>()?;
            node.insert("size".to_owned(), json!(size));
        }
        if let Some(pda) = pda {
            node.insert("pda".to_owned(), json!({"kind": "pdaLinkNode", "name": pda}));
        }
    }
    Ok(node)
}

/// The shapes of a proposal's values that are no record of their own.
fn proposal_values() -> Vec<Value> {
    let array = |item: Value, count: usize| json!({"kind": "arrayTypeNode", "item": item, "count": {"kind": "fixedCountNode", "value": count}});
    let node = |name: &str, docs: &str, kind: Value| json!({"kind": "definedTypeNode", "name": name, "docs": [docs], "type": kind});
    let source = json!({"kind": "definedTypeLinkNode", "name": "sourceId"});
    vec![
        node(
            "groupCaps",
            "Values of a proposal of kind groups: a cap in Value for each group; bit n names group n, and group 0 is none.",
            array(tables::number("u64"), 16),
        ),
        node(
            "sourcePair",
            "Values of a proposal of kind source: token feed, share feed; bit n names source n, and a source of zeros removes it.",
            array(source, 2),
        ),
        node(
            "proposedKey",
            "Values of a proposal of kind guardian or admin; its mask is 1.",
            json!({"kind": "publicKeyTypeNode"}),
        ),
        node(
            "proposedNumber",
            "Values of a proposal of kind terminal (a price per atom) or multiplier (Q32.32); its mask is 1.",
            tables::number("u64"),
        ),
    ]
}

/// Bytes of every instruction's arguments as the sources declare them, in order of the tags.
///
/// # Errors
/// What the sources lack, in one line.
pub fn argument_sizes() -> Result<Vec<usize>, String> {
    let source = Source::read()?;
    let types = Types { source: &source, used: std::collections::BTreeSet::new() };
    let size = |instruction: &Instruction| {
        let members = &source.record(&format!("{}Args", instruction.name()))?.members;
        members.iter().map(|member| types.size_of(&member.kind)).sum()
    };
    Instruction::ALL.iter().map(size).collect()
}

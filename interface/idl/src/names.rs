//! Enumerations, constants, events and errors: the program's numbers that have names.

use crate::prose::{camel, sentence};
use crate::source::{Numbered, Source};
use crate::tables::{CONSTANTS, ENUMERATIONS, Enumeration, number};
use bytemuck::{Zeroable, bytes_of};
use core::mem::offset_of;
use hypothec_interface::Error;
use hypothec_interface::event::Event;
use hypothec_interface::instruction::Instruction;
use hypothec_interface::preset;
use hypothec_interface::state::{MarketParams, ReserveConfig};
use serde_json::{Value, json};

/// The enumerations as types.
///
/// # Errors
/// An enum or constants that the sources do not have.
pub fn enumerations(source: &Source) -> Result<Vec<Value>, String> {
    ENUMERATIONS.iter().map(|one| enumeration(one, source)).collect()
}

fn enumeration(one: &Enumeration, source: &Source) -> Result<Value, String> {
    let mut variants = Vec::new();
    if let Some(name) = one.zero {
        variants.push(json!({"kind": "enumEmptyVariantTypeNode", "name": name, "discriminator": 0}));
    }
    for Numbered { name, number, .. } in members(one.source, source)? {
        variants.push(json!({"kind": "enumEmptyVariantTypeNode", "name": camel(&name), "discriminator": number}));
    }
    let size = number("u8");
    Ok(json!({
        "kind": "definedTypeNode",
        "name": one.name,
        "docs": [one.docs],
        "type": {"kind": "enumTypeNode", "variants": variants, "size": size},
    }))
}

/// Variants of an enum, some of them, or constants by their prefix (which their names then lose).
fn members(from: &str, source: &Source) -> Result<Vec<Numbered>, String> {
    if from.ends_with('_') {
        let constants = source.constants(from).map(|constant| {
            let name = constant.name.strip_prefix(from).unwrap_or(&constant.name).to_owned();
            Numbered { name, ..constant.clone() }
        });
        return Ok(constants.collect());
    }
    let (name, only) = from.split_once(':').unwrap_or((from, ""));
    let wanted: Vec<&str> = only.split(',').filter(|name| !name.is_empty()).collect();
    let variants = source.variants(name)?.iter();
    let chosen = variants.filter(|variant| wanted.is_empty() || wanted.contains(&variant.name.as_str()));
    Ok(chosen.cloned().collect())
}

/// Flags, limits, the bits of the policy's states and of masks.
#[must_use]
pub fn constants(source: &Source) -> Vec<Value> {
    let node = |name: &str, format: &str, value: u64, docs: &str| {
        json!({
            "kind": "constantNode",
            "name": camel(name),
            "docs": [sentence(docs)],
            "type": number(format),
            "value": {"kind": "numberValueNode", "number": value},
        })
    };
    let mut nodes = Vec::new();
    for (prefix, format) in CONSTANTS {
        for Numbered { name, number, docs } in source.constants(prefix) {
            let fits = matches!(*format, "u8") && *number < 1 << 8 || matches!(*format, "u16") && *number < 1 << 16;
            if fits || *format == "u32" {
                nodes.push(node(name, format, *number, docs));
            }
        }
    }
    for (bit, name) in hypothec_interface::policy::State::NAMES {
        let docs = format!("State of a reserve where it is used: {name}.");
        nodes.push(node(&format!("state{name}"), "u16", bit.into(), &docs));
    }
    for (of, fields) in [("config", ReserveConfig::FIELDS), ("market", MarketParams::FIELDS)] {
        for (n, field) in fields.iter().filter(|field| field.name != "reserved").enumerate() {
            let docs = format!("Mask bit {n}: {}: {}", camel(field.name), field.doc);
            nodes.push(node(&format!("{of}_mask_{}", field.name), "u64", 1 << n, &docs));
        }
    }
    nodes.extend(presets());
    nodes
}

/// Ready-made parameters, in the bytes of their types.
fn presets() -> [Value; 3] {
    let node = |name: &str, docs: &str, bytes: &[u8]| {
        let data: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        json!({
            "kind": "constantNode",
            "name": name,
            "docs": [docs],
            "type": {"kind": "fixedSizeTypeNode", "size": bytes.len(), "type": {"kind": "bytesTypeNode"}},
            "value": {"kind": "bytesValueNode", "data": data, "encoding": "base16"},
        })
    };
    [
        node("presetDollar", "A reserveConfig for a dollar token that is lent.", bytes_of(&preset::risk::DOLLAR)),
        node(
            "presetStock",
            "A reserveConfig for a stock that is pledged but not lent.",
            bytes_of(&preset::risk::LARGE_CAP),
        ),
        node("presetNyse", "The calendar of US equities.", bytes_of(&preset::nyse::CALENDAR)),
    ]
}

/// What happened, by the tag of its instruction: a batch tells by the tags of its steps, and a quote is none.
#[must_use]
pub fn events() -> Vec<Value> {
    let node = |instruction: &Instruction| {
        let tag = *instruction as u8;
        let name = Event { tag, ..Event::zeroed() }.name();
        let constant = json!({
            "kind": "constantValueNode",
            "type": number("u8"),
            "value": {"kind": "numberValueNode", "number": tag},
        });
        json!({
            "kind": "eventNode",
            "name": camel(name),
            "docs": [format!("What {} did.", instruction.name())],
            "data": {"kind": "definedTypeLinkNode", "name": "event"},
            "discriminators": [{"kind": "constantDiscriminatorNode", "offset": offset_of!(Event, tag), "constant": constant}],
        })
    };
    let silent = [Instruction::Batch, Instruction::Quote];
    Instruction::ALL.iter().filter(|instruction| !silent.contains(instruction)).map(node).collect()
}

/// Every error with its code and message.
#[must_use]
pub fn errors(source: &Source) -> Vec<Value> {
    let docs = |name: &str| source.error_docs.get(name).map_or_else(Vec::new, |docs| vec![sentence(docs)]);
    Error::ALL
        .iter()
        .map(|error| {
            let (code, message) = (*error as u32, sentence(error.message()));
            json!({"kind": "errorNode", "name": camel(error.name()), "code": code, "message": message, "docs": docs(error.name())})
        })
        .collect()
}

//! `idl.json` is what the interface says, and says it to the end. `UPDATE_DOCS=1 cargo test` writes it.

use hypothec_idl::source::Source;
use hypothec_idl::tables::{SAYS_UNIT, unit};
use hypothec_interface::instruction::Instruction;
use serde_json::Value;

fn idl() -> Value {
    hypothec_idl::idl().expect("the interface's sources")
}

/// Every node of a kind, wherever it lies.
fn nodes<'a>(value: &'a Value, kind: &str, found: &mut Vec<&'a Value>) {
    if value["kind"] == kind {
        found.push(value);
    }
    match value {
        Value::Array(items) => items.iter().for_each(|item| nodes(item, kind, found)),
        Value::Object(fields) => fields.values().for_each(|field| nodes(field, kind, found)),
        _ => {}
    }
}

fn all<'a>(idl: &'a Value, kind: &str) -> Vec<&'a Value> {
    let mut found = Vec::new();
    nodes(idl, kind, &mut found);
    found
}

#[test]
fn idl_is_what_the_interface_says() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../idl.json");
    let text = hypothec_idl::text().expect("the interface's sources");
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(path, &text).expect("the IDL is writable");
    }
    let written = std::fs::read_to_string(path).unwrap_or_default();
    assert!(written == text, "idl.json is not what the interface says: UPDATE_DOCS=1 cargo test writes it");
}

#[test]
fn idl_arguments_have_the_size_of_the_wire() {
    let sizes = hypothec_idl::argument_sizes().expect("the interface's sources");
    for (instruction, size) in Instruction::ALL.iter().zip(sizes) {
        assert_eq!(size, instruction.args_len(), "{}", instruction.name());
    }
}

#[test]
fn idl_documents_every_node_in_plain_sentences() {
    let idl = idl();
    for kind in [
        "programNode",
        "accountNode",
        "instructionNode",
        "instructionAccountNode",
        "instructionArgumentNode",
        "instructionRemainingAccountsNode",
        "structFieldTypeNode",
        "definedTypeNode",
        "pdaNode",
        "variablePdaSeedNode",
        "eventNode",
        "errorNode",
        "constantNode",
    ] {
        let found = all(&idl, kind);
        assert!(!found.is_empty(), "no {kind}");
        for node in found {
            let lines = node["docs"].as_array().unwrap_or_else(|| panic!("no docs: {kind} {}", node["name"]));
            assert!(!lines.is_empty(), "no docs: {kind} {}", node["name"]);
            for line in lines.iter().filter_map(Value::as_str) {
                let name = &node["name"];
                assert!(!line.contains("::") && !line.contains("[`") && !line.contains('`'), "{kind} {name}: {line}");
                assert!(!line.starts_with(char::is_lowercase) && line.ends_with('.'), "{kind} {name}: {line}");
                assert!(!line.contains("Errors: ."), "{kind} {name}: {line}");
            }
        }
    }
}

#[test]
fn idl_gives_every_number_its_unit() {
    let source = Source::read().expect("the interface's sources");
    let idl = idl();
    let mut silent = Vec::new();
    for field in all(&idl, "structFieldTypeNode").into_iter().chain(all(&idl, "instructionArgumentNode")) {
        if field["type"]["kind"] != "numberTypeNode" || field["defaultValue"].is_object() {
            continue;
        }
        let text = field["docs"].to_string();
        let lower = text.to_lowercase();
        if !text.contains("Unit:") && !SAYS_UNIT.iter().any(|word| lower.contains(word)) {
            silent.push(format!("{}: {text}", field["name"]));
        }
    }
    assert!(silent.is_empty(), "numbers without a unit:\n{}", silent.join("\n"));
    // the table itself is used: every unit it gives by name is some field's
    let named = source.records.values().flat_map(|record| &record.members).filter_map(|member| unit(&member.name));
    assert!(named.count() > 100);
}

#[test]
fn idl_names_flags_masks_and_enumerations() {
    let idl = idl();
    let constants: Vec<&str> = all(&idl, "constantNode").iter().filter_map(|node| node["name"].as_str()).collect();
    for name in
        ["slotDebt", "slotCollateral", "switchBorrow", "tightenLtv", "stateStale", "configMaskLtvBps", "noReserve"]
    {
        assert!(constants.contains(&name), "{name} is not among {constants:?}");
    }
    let types: Vec<&str> = all(&idl, "definedTypeNode").iter().filter_map(|node| node["name"].as_str()).collect();
    for name in ["session", "reserveClass", "adapter", "proposalKind", "batchAction", "quotation", "reserveConfig"] {
        assert!(types.contains(&name), "{name} is not among {types:?}");
    }
    assert_eq!(all(&idl, "eventNode").len(), Instruction::ALL.len() - 2);
}

#[test]
fn idl_asks_for_nothing_that_can_be_derived() {
    let idl = idl();
    for instruction in all(&idl, "instructionNode") {
        for account in all(instruction, "instructionAccountNode") {
            let (of, name) = (&instruction["name"], account["name"].as_str().unwrap_or_default());
            let derived = matches!(name, "authority" | "systemProgram" | "tokenProgram" | "instructions" | "receipt")
                || name.ends_with("Vault")
                || (name == "vault" && of != "addReserve");
            assert!(!derived || account["defaultValue"].is_object(), "{of} asks for {name}");
        }
    }
}

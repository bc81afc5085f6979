//! Codama's nodes for types and derived addresses.

use crate::Records;
use crate::source::Member;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use syn::{Expr, Lit, Type};

/// `some_name` or `SomeName` as `someName`.
pub fn camel(name: &str) -> String {
    let mut out = String::new();
    let mut upper = false;
    for (n, c) in name.chars().enumerate() {
        match c {
            '_' => upper = true,
            _ if upper => {
                out.extend(c.to_uppercase());
                upper = false;
            }
            _ if n == 0 => out.extend(c.to_lowercase()),
            _ => out.push(c),
        }
    }
    out
}

/// A record as a struct type.
pub fn record(members: &[Member], used: &mut BTreeSet<String>) -> Value {
    let fields: Vec<Value> = members
        .iter()
        .map(|member| {
            json!({
                "kind": "structFieldTypeNode",
                "name": camel(&member.name),
                "docs": member.docs,
                "type": type_of(&member.kind, used),
            })
        })
        .collect();
    json!({"kind": "structTypeNode", "fields": fields})
}

fn name_of(kind: &Type) -> String {
    match kind {
        Type::Path(path) => path.path.segments.last().expect("a name").ident.to_string(),
        _ => panic!("a type with a name"),
    }
}

fn length(count: &Expr) -> usize {
    match count {
        Expr::Lit(literal) => match &literal.lit {
            Lit::Int(int) => int.base10_parse().expect("a length"),
            _ => panic!("a length is a number"),
        },
        Expr::Path(path) if path.path.is_ident("MAX_ACTIONS") => 4,
        _ => panic!("a length is a literal in a layout"),
    }
}

/// A field's type; records it names are added to `used`.
pub fn type_of(kind: &Type, used: &mut BTreeSet<String>) -> Value {
    if let Type::Array(array) = kind {
        let count = json!({"kind": "fixedCountNode", "value": length(&array.len)});
        return json!({"kind": "arrayTypeNode", "item": type_of(&array.elem, used), "count": count});
    }
    match name_of(kind).as_str() {
        number @ ("u8" | "u16" | "u32" | "u64" | "i16" | "i32" | "i64") => {
            json!({"kind": "numberTypeNode", "format": number, "endian": "le"})
        }
        "Key" => json!({"kind": "publicKeyTypeNode"}),
        "Q64" => json!({"kind": "numberTypeNode", "format": "u128", "endian": "le"}),
        "Price" => json!({"kind": "numberTypeNode", "format": "u64", "endian": "le"}),
        name => {
            used.insert(name.to_owned());
            json!({"kind": "definedTypeLinkNode", "name": camel(name)})
        }
    }
}

/// Bytes of a field on the wire.
pub fn size_of(kind: &Type, records: &Records) -> usize {
    if let Type::Array(array) = kind {
        return length(&array.len) * size_of(&array.elem, records);
    }
    match name_of(kind).as_str() {
        "u8" => 1,
        "u16" | "i16" => 2,
        "u32" | "i32" => 4,
        "u64" | "i64" | "Price" => 8,
        "Q64" => 16,
        "Key" => 32,
        name => records[name].iter().map(|member| size_of(&member.kind, records)).sum(),
    }
}

fn seed(name: &str, kind: Value) -> Value {
    json!({"kind": "variablePdaSeedNode", "name": name, "type": kind})
}

/// The derived addresses of `interface/src/pda.rs`.
pub fn pdas() -> Vec<Value> {
    let key = || json!({"kind": "publicKeyTypeNode"});
    let number = |format: &str| json!({"kind": "numberTypeNode", "format": format, "endian": "le"});
    let pda = |name: &str, seeds: Vec<Value>| {
        let constant = json!({
            "kind": "constantPdaSeedNode",
            "type": {"kind": "stringTypeNode", "encoding": "utf8"},
            "value": {"kind": "stringValueNode", "string": name},
        });
        let seeds: Vec<Value> = std::iter::once(constant).chain(seeds).collect();
        json!({"kind": "pdaNode", "name": name, "seeds": seeds})
    };
    vec![
        pda("authority", vec![seed("market", key())]),
        pda("vault", vec![seed("market", key()), seed("index", number("u8"))]),
        pda("proposal", vec![seed("market", key()), seed("nonce", number("u64"))]),
        pda("receipt", vec![seed("market", key()), seed("index", number("u8"))]),
        pda("position", vec![seed("market", key()), seed("owner", key()), seed("id", number("u16"))]),
    ]
}

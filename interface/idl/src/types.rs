//! Codama's nodes for types, fields and derived addresses.

use crate::prose::{camel, sentence};
use crate::source::{Member, Source};
use crate::tables::{BOOLEANS, ENUMERATIONS, number, unit};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use syn::{Expr, Lit, Type};

const PRICE: &str = "Price per atom: with m the lower 32 bits and k the upper, m * 2^(k - 95) units of 2^-16 USD; \
    0 is worth nothing. The order of these numbers is the order of prices.";
const Q64: &str = "Q64.64: the number divided by 2^64.";

/// What a type is made of, and the records it names.
pub struct Types<'a> {
    /// The interface's sources.
    pub source: &'a Source,
    /// Names of the records that are used and must be defined.
    pub used: BTreeSet<String>,
}

impl Types<'_> {
    /// A record's fields as a struct.
    ///
    /// # Errors
    /// A type that no wire format has, or a record that is not there.
    pub fn structure(&mut self, name: &str) -> Result<Value, String> {
        let source = self.source;
        let mut fields = Vec::new();
        for member in &source.record(name)?.members {
            fields.push(self.field(name, member, "structFieldTypeNode")?);
        }
        Ok(json!({"kind": "structTypeNode", "fields": fields}))
    }

    /// A field of a record, or an argument: `kind` says which.
    ///
    /// # Errors
    /// As [`Types::structure`].
    pub fn field(&mut self, record: &str, member: &Member, kind: &str) -> Result<Value, String> {
        let name = camel(&member.name);
        if member.name.starts_with("reserved") {
            return self.reserved(&name, member, kind);
        }
        let enumeration = ENUMERATIONS.iter().find(|one| one.fields.contains(&(record, member.name.as_str())));
        let kind_of = match enumeration {
            Some(one) => json!({"kind": "definedTypeLinkNode", "name": one.name}),
            None if BOOLEANS.contains(&member.name.as_str()) => {
                json!({"kind": "booleanTypeNode", "size": self.of(&member.kind)?})
            }
            None => self.of(&member.kind)?,
        };
        Ok(json!({"kind": kind, "name": name, "docs": self.docs(member), "type": kind_of}))
    }

    /// What a field holds, and its unit.
    fn docs(&self, member: &Member) -> Vec<String> {
        let mut docs = vec![sentence(&member.docs)];
        match leaf(&member.kind).as_str() {
            "Price" => docs.push(PRICE.to_owned()),
            "Q64" => docs.push(Q64.to_owned()),
            number if number.starts_with(['u', 'i']) => {
                docs.extend(unit(&member.name).map(|unit| format!("Unit: {unit}.")));
            }
            _ => {}
        }
        docs
    }

    /// Bytes that are zero: nobody is asked for them. Fixed-size bytes are padded by zeros.
    fn reserved(&self, name: &str, member: &Member, kind: &str) -> Result<Value, String> {
        let size = self.size_of(&member.kind)?;
        Ok(json!({
            "kind": kind,
            "name": name,
            "defaultValueStrategy": "omitted",
            "docs": ["Zero."],
            "type": {"kind": "fixedSizeTypeNode", "size": size, "type": {"kind": "bytesTypeNode"}},
            "defaultValue": {"kind": "bytesValueNode", "data": "", "encoding": "base16"},
        }))
    }

    /// A type as written in Rust.
    fn of(&mut self, kind: &Type) -> Result<Value, String> {
        if let Type::Array(array) = kind {
            let count = json!({"kind": "fixedCountNode", "value": self.length(&array.len)?});
            if leaf(&array.elem) == "u8" && !matches!(*array.elem, Type::Array(_)) && self.length(&array.len)? > 16 {
                let bytes = json!({"kind": "bytesTypeNode"});
                return Ok(json!({"kind": "fixedSizeTypeNode", "size": self.length(&array.len)?, "type": bytes}));
            }
            return Ok(json!({"kind": "arrayTypeNode", "item": self.of(&array.elem)?, "count": count}));
        }
        Ok(match leaf(kind).as_str() {
            format @ ("u8" | "u16" | "u32" | "u64" | "i16" | "i32" | "i64") => number(format),
            "Key" => json!({"kind": "publicKeyTypeNode"}),
            "Q64" => number("u128"),
            "Price" => number("u64"),
            name => {
                self.used.insert(name.to_owned());
                json!({"kind": "definedTypeLinkNode", "name": camel(name)})
            }
        })
    }

    /// Bytes on the wire.
    ///
    /// # Errors
    /// As [`Types::structure`].
    pub fn size_of(&self, kind: &Type) -> Result<usize, String> {
        if let Type::Array(array) = kind {
            return Ok(self.length(&array.len)? * self.size_of(&array.elem)?);
        }
        Ok(match leaf(kind).as_str() {
            "u8" => 1,
            "u16" | "i16" => 2,
            "u32" | "i32" => 4,
            "u64" | "i64" | "Price" => 8,
            "Q64" => 16,
            "Key" => 32,
            name => {
                let members = &self.source.record(name)?.members;
                members.iter().map(|member| self.size_of(&member.kind)).sum::<Result<usize, String>>()?
            }
        })
    }

    fn length(&self, count: &Expr) -> Result<usize, String> {
        match count {
            Expr::Lit(literal) => match &literal.lit {
                Lit::Int(int) => int.base10_parse().map_err(|error| error.to_string()),
                _ => Err("a length that is no number".to_owned()),
            },
            Expr::Path(path) => {
                let name = path.path.segments.last().map(|last| last.ident.to_string()).unwrap_or_default();
                let constant = self.source.constants(&name).find(|constant| constant.name == name);
                let number = constant.map(|constant| constant.number);
                number.and_then(|number| usize::try_from(number).ok()).ok_or_else(|| format!("no constant {name}"))
            }
            _ => Err("a length that is neither a number nor a constant".to_owned()),
        }
    }
}

/// The name of a type, of an array that of its elements.
fn leaf(kind: &Type) -> String {
    match kind {
        Type::Array(array) => leaf(&array.elem),
        Type::Path(path) => path.path.segments.last().map(|last| last.ident.to_string()).unwrap_or_default(),
        _ => String::new(),
    }
}

//! JSON as text.

use serde_json::Value;

/// A JSON value as indented lines, for people.
pub fn lines(value: &Value, depth: usize) -> String {
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

//! What a command says, to people and to programs.

use crate::context::refusal::Refused;
use serde_json::{Value, json};

/// The answer of a command that succeeded.
pub struct Answer {
    pub json: Value,
    pub text: String,
}

/// An error as JSON.
pub fn failure(error: &anyhow::Error) -> Value {
    match error.downcast_ref::<Refused>() {
        Some(refused) => json!({
            "error": refused.in_words(), "name": refused.refusal.name, "code": refused.refusal.code,
            "program": refused.refusal.program, "signature": refused.kept_signature(),
        }),
        None => json!({ "error": format!("{error:#}") }),
    }
}

//! What a command says, to people and to programs.

use super::json;
use crate::context::fault::Detailed;
use crate::context::refusal::Refused;
use serde_json::Value;

/// Text as a terminal may show it: what an issuer or a stranger wrote into an account must not steer the terminal.
pub fn harmless(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '\n' => shown.push(letter),
            letter if letter.is_control() => shown.extend(letter.escape_default()),
            letter => shown.push(letter),
        }
    }
    shown
}

/// The answer of a command that succeeded.
pub struct Answer {
    pub json: Value,
    pub text: String,
}

/// An error as JSON.
pub fn failure(error: &anyhow::Error) -> Value {
    match error.downcast_ref::<Refused>() {
        Some(refused) => {
            let mut json = json!({
                "error": refused.in_words(), "name": refused.refusal.name, "code": refused.refusal.code,
                "program": refused.refusal.program, "signature": refused.kept_signature(),
            });
            if let Some(rehearsal) = &refused.rehearsal {
                (json["dry_run"], json["ok"]) = (json!(true), json!(false));
                (json["cu"], json["logs"]) = (json!(rehearsal.cu), json!(rehearsal.logs));
            }
            json
        }
        None => match error.downcast_ref::<Detailed>() {
            Some(detailed) => {
                let mut json = json!({ "error": detailed.words });
                json[detailed.name] = detailed.rows.clone();
                json
            }
            None => json!({ "error": format!("{error:#}") }),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::harmless;

    #[test]
    fn l8_what_would_steer_a_terminal_is_spelt_out() {
        assert_eq!(harmless("GOLD\x1b[31m\n\u{9b}2J\tx"), "GOLD\\u{1b}[31m\n\\u{9b}2J\\tx");
    }
}

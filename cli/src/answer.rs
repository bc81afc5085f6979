//! What a command has to say: JSON for programs, text for people.

use crate::history::Refusal;
use comfy_table::{Cell, CellAlignment, LineStyle, Table, TableStyle, presets};
use serde_json::{Value, json};
use std::fmt;

/// The answer of a command that succeeded.
pub struct Answer {
    pub json: Value,
    pub text: String,
}

/// A transaction that was refused.
#[derive(Debug)]
pub struct Refused {
    pub refusal: Refusal,
    pub signature: String,
}

impl std::error::Error for Refused {}

impl fmt::Display for Refused {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(to, "{}\n  see `hypothec inspect {}`", self.refusal.in_words(), self.signature)
    }
}

/// An error as JSON.
pub fn failure(error: &anyhow::Error) -> Value {
    match error.downcast_ref::<Refused>() {
        Some(refused) => json!({
            "error": refused.refusal.in_words(), "name": refused.refusal.name, "code": refused.refusal.code,
            "program": refused.refusal.program, "signature": refused.signature,
        }),
        None => json!({ "error": format!("{error:#}") }),
    }
}

/// Rows under a heading; columns whose heading starts with `>` are aligned right.
pub fn table(heading: &[&str], rows: impl IntoIterator<Item = Vec<String>>) -> String {
    let mut table = Table::new();
    table.load_style(TableStyle { row_separator: LineStyle::none(), ..presets::UTF8_HORIZONTAL_ONLY });
    table.set_header(heading.iter().map(|head| head.trim_start_matches('>')));
    for row in rows {
        table.add_row(row.into_iter().zip(heading).map(|(text, head)| {
            let side = if head.starts_with('>') { CellAlignment::Right } else { CellAlignment::Left };
            Cell::new(text).set_alignment(side)
        }));
    }
    table.trim_fmt()
}

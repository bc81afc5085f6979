//! Tables.

use comfy_table::{Cell, CellAlignment, LineStyle, Table, TableStyle, presets};
use serde_json::Value;

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

/// A JSON value as the text of one cell; null is `never`.
pub fn cell(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(items) => items.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(" "),
        Value::Null => "never".into(),
        other => other.to_string(),
    }
}

//! Tables, no wider than the terminal: columns that can be done without go first, and what is then still too wide becomes a
//! list. No word is ever cut.

use comfy_table::{Cell, CellAlignment, LineStyle, Table, TableStyle, presets};
use serde_json::Value;
use std::sync::OnceLock;

static WIDTH: OnceLock<usize> = OnceLock::new();

/// Says how wide the terminal is; only the first time counts. Unsaid, tables are as wide as they are.
pub fn set_width(columns: usize) {
    WIDTH.get_or_init(|| columns);
}

/// Rows under a heading. Columns whose heading starts with `>` are aligned right; those that can be done without start
/// with `?`.
pub fn table(heading: &[&str], rows: impl IntoIterator<Item = Vec<String>>) -> String {
    fitted(heading, &rows.into_iter().collect::<Vec<_>>(), WIDTH.get().copied().unwrap_or(usize::MAX))
}

fn fitted(heading: &[&str], rows: &[Vec<String>], width: usize) -> String {
    let mut kept: Vec<usize> = (0..heading.len()).collect();
    let mut dropped = 0;
    loop {
        let text = rendered(heading, rows, &kept);
        if text.lines().all(|line| line.chars().count() <= width) {
            let more = if dropped == 1 { "one more column".into() } else { format!("{dropped} more columns") };
            return if dropped == 0 { text } else { format!("{text}\n--wide shows {more}") };
        }
        let Some(last) = kept.iter().rposition(|column| heading[*column].starts_with('?')) else { break };
        kept.remove(last);
        dropped += 1;
    }
    listed(heading, rows)
}

fn name(head: &str) -> &str {
    head.trim_start_matches('?').trim_start_matches('>')
}

fn rendered(heading: &[&str], rows: &[Vec<String>], kept: &[usize]) -> String {
    let mut table = Table::new();
    table.load_style(TableStyle { row_separator: LineStyle::none(), ..presets::UTF8_HORIZONTAL_ONLY });
    table.set_header(kept.iter().map(|column| name(heading[*column])));
    for row in rows {
        table.add_row(kept.iter().filter_map(|column| {
            let right = heading[*column].trim_start_matches('?').starts_with('>');
            let side = if right { CellAlignment::Right } else { CellAlignment::Left };
            Some(Cell::new(row.get(*column)?).set_alignment(side))
        }));
    }
    table.trim_fmt()
}

/// A paragraph for each row, a line for each of its cells.
fn listed(heading: &[&str], rows: &[Vec<String>]) -> String {
    let longest = heading.iter().map(|head| name(head).chars().count()).max().unwrap_or(0);
    let paragraph = |row: &Vec<String>| {
        let cells = heading.iter().zip(row).filter(|(_, cell)| !cell.trim().is_empty());
        let lines = cells.map(|(head, cell)| format!(" {:longest$}  {}", name(head), cell.trim()));
        lines.collect::<Vec<_>>().join("\n")
    };
    rows.iter().map(paragraph).collect::<Vec<_>>().join("\n\n")
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn m11_a_table_fits_the_terminal_without_cutting_a_word() {
        let heading = ["asset", ">price", "?>age s", "states"];
        let cells = ["NVDAx", "180.250000", "12", "Stale OffHours Partial"].map(String::from).to_vec();
        let rows = [cells.clone(), cells];
        let of = |width| fitted(&heading, &rows, width);
        let widest = |text: &str| text.lines().map(|line| line.chars().count()).max();
        let whole = of(usize::MAX);
        assert!(whole.contains("age s") && !whole.contains("--wide"));
        let narrower = of(widest(&whole).expect("lines") - 1);
        assert!(!narrower.contains("age s") && narrower.ends_with("--wide shows one more column"), "{narrower}");
        let list = of(40);
        assert!(widest(&list) <= Some(40) && list.contains(" age s   12\n states  Stale OffHours Partial"), "{list}");
    }
}

//! The worst that was ever found in each cell, kept as text: one line a cell.

use crate::attack::{Cell, Wick};
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// The committed table.
pub const COMMITTED: &str = include_str!("../worst.csv");

/// The worst of one cell.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    pub score: f64,
    pub wicks: Vec<Wick>,
}

/// Reads a table: by the cell's name.
///
/// # Errors
/// The line that is no row, and why.
pub fn read(text: &str) -> Result<BTreeMap<String, Row>, String> {
    let mut rows = BTreeMap::new();
    for line in text.lines().skip(1).filter(|line| !line.is_empty()) {
        let bad = |why: &str| format!("{why} in: {line}");
        let mut fields = line.split(',');
        let (Some(name), Some(score), Some(_limit), Some(wicks), None) =
            (fields.next(), fields.next(), fields.next(), fields.next(), fields.next())
        else {
            return Err(bad("a row has four fields"));
        };
        let score = score.parse().map_err(|_| bad("the score is no number"))?;
        let wicks = wicks.split(';').filter(|wick| !wick.is_empty()).map(read_wick);
        let wicks = wicks.collect::<Option<_>>().ok_or_else(|| bad("a wick is three numbers"))?;
        rows.insert(name.into(), Row { score, wicks });
    }
    Ok(rows)
}

fn read_wick(text: &str) -> Option<Wick> {
    let mut numbers = text.split_whitespace();
    let (start_s, deviation, hold_s) = (numbers.next()?, numbers.next()?, numbers.next()?);
    if numbers.next().is_some() {
        return None;
    }
    Some(Wick { start_s: start_s.parse().ok()?, deviation: deviation.parse().ok()?, hold_s: hold_s.parse().ok()? })
}

/// Writes a table, with each cell's limit beside its worst.
#[must_use]
pub fn write(rows: &BTreeMap<String, Row>) -> String {
    let mut text = String::from("cell,worst,limit,wicks (start s; deviation; seconds held)\n");
    for cell in Cell::all() {
        let Some(row) = rows.get(&cell.name()) else { continue };
        let wicks: Vec<String> =
            row.wicks.iter().map(|wick| format!("{} {} {}", wick.start_s, wick.deviation, wick.hold_s)).collect();
        let _ =
            writeln!(text, "{},{:.6},{:.4},{}", cell.name(), row.score, crate::limit::limit(&cell), wicks.join(";"));
    }
    text
}

//! The page, and the comparison of what was measured with it.

use crate::execution::EMPTY;
use std::fmt::Write;

const PATH: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/host.md");
/// How many times the turns on the page a subject may take.
const TOLERANCE: f64 = 1.15;

/// A subject: the turns of the reference loop that one of `what` takes.
pub struct Row {
    pub name: String,
    pub what: &'static str,
    pub turns: f64,
}

/// The page as it was written; empty when it is to be written anew.
pub struct Page(Option<String>);

impl Page {
    pub fn read() -> Page {
        if std::env::var_os("UPDATE_BENCH").is_some() {
            return Page(None);
        }
        Page(Some(std::fs::read_to_string(PATH).unwrap_or_else(|why| fail(&format!("cannot read {PATH}: {why}")))))
    }

    /// What is wrong with a row: it takes too many turns, or the page does not have it, as one that is written anew.
    pub fn slower(&self, row: &Row) -> Option<String> {
        let page = self.0.as_deref().unwrap_or_default();
        let cells = |line: &str| line.split('|').map(|cell| cell.trim().to_string()).collect::<Vec<_>>();
        let line = page.lines().map(cells).find(|cells| cells.get(1) == Some(&row.name));
        let Some(old) = line.and_then(|cells| cells.get(4)?.parse::<f64>().ok()) else {
            return Some(format!("{}: the page has no such row", row.name));
        };
        (row.turns > old * TOLERANCE).then(|| format!("{}: {:.1} turns, {old} before", row.name, row.turns))
    }

    /// Writes the page anew, or ends the process when a subject has become slower.
    pub fn conclude(&self, rows: &[Row], turn_ns: f64) {
        if rows.is_empty() {
            return println!("host: nothing was measured, and nothing is compared");
        }
        let text = text(rows, turn_ns);
        print!("{text}");
        if self.0.is_none() {
            return std::fs::write(PATH, text).unwrap_or_else(|why| fail(&format!("cannot write {PATH}: {why}")));
        }
        let slower: Vec<String> = rows.iter().filter_map(|row| self.slower(row)).collect();
        if !slower.is_empty() {
            fail(&format!(
                "more than 15 % slower than {PATH} says; `UPDATE_BENCH=1 make bench-host` writes it:\n{}",
                slower.join("\n")
            ));
        }
        println!("host: none of {} subjects is more than 15 % slower than {PATH} says", rows.len());
    }
}

fn fail(why: &str) -> ! {
    eprintln!("host: {why}");
    std::process::exit(1)
}

fn text(rows: &[Row], turn_ns: f64) -> String {
    let mut text = String::from("# Host speed\n\n");
    let _ = writeln!(
        text,
        "Written by `UPDATE_BENCH=1 make bench-host`; without it, the command fails when a subject takes 15 % more turns \
         than are written here. A turn is one of a reference loop (a load and a product of two words) that runs before \
         and after every sample: {turn_ns:.3} ns on {}. One thread and its own processor time, the best of three medians of 40 \
         samples, profile `bench`. [performance.md](../docs/performance.md) says how steady that is.\n",
        machine()
    );
    let _ = writeln!(text, "| subject | what | a second on this machine | turns each | of an empty transaction |");
    let _ = writeln!(text, "|---|---|--:|--:|--:|");
    let empty = rows.iter().find(|row| row.name == EMPTY).map(|row| row.turns);
    for Row { name, what, turns } in rows {
        let times = empty.filter(|_| *what == "transactions");
        let times = times.map_or_else(String::new, |empty| format!("{:.2}", turns / empty));
        let second = 1e9 / (turns * turn_ns);
        let _ = writeln!(text, "| {name} | {what} | {} | {} | {times} |", rounded(second, 3), rounded(*turns, 4));
    }
    text
}

/// A number by its first digits.
fn rounded(number: f64, digits: i32) -> String {
    let places = digits - 1 - number.log10().floor() as i32;
    if places > 0 {
        return format!("{number:.*}", places as usize);
    }
    let unit = 10f64.powi(-places);
    format!("{}", (number / unit).round() * unit)
}

/// The processor's name.
fn machine() -> String {
    let text = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let name = text.lines().find_map(|line| line.strip_prefix("model name")).unwrap_or("an unknown processor");
    name.trim_start_matches(['\t', ' ', ':']).into()
}

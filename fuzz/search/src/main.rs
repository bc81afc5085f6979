//! `attack-search [seconds a cell] [part of a cell's name]`: searches every cell on every core, prints the worst of each,
//! and writes the table of the worst ever found. Exits 1 when a cell passes its limit.

use hypothec_search::attack::{Cell, Wick};
use hypothec_search::climb::{Found, search};
use hypothec_search::limit::limit;
use hypothec_search::play::Stage;
use hypothec_search::table::{self, Row};
use std::process::ExitCode;
use std::sync::Mutex;
use std::time::{Duration, Instant};

const TABLE: &str = "fuzz/search/worst.csv";

fn main() -> ExitCode {
    match run() {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(1),
        Err(why) => {
            eprintln!("attack-search: {why}");
            ExitCode::from(2)
        }
    }
}

fn run() -> Result<bool, String> {
    let mut arguments = std::env::args().skip(1);
    let seconds = arguments.next().unwrap_or_else(|| "2".into());
    let seconds: f64 = seconds
        .parse()
        .ok()
        .filter(|seconds| (0.0..=86_400.0).contains(seconds))
        .ok_or(format!("{seconds} is no number of seconds a cell; for example: attack-search 2.5 closed"))?;
    let part = arguments.next().unwrap_or_default();
    let cells: Vec<Cell> = Cell::all().into_iter().filter(|cell| cell.name().contains(&part)).collect();
    if cells.is_empty() {
        let names: Vec<String> = Cell::all().iter().map(Cell::name).collect();
        return Err(format!("no cell is called {part}; there are:\n{}", names.join("\n")));
    }
    let text = std::fs::read_to_string(TABLE).map_err(|error| format!("{TABLE}: {error}; run it in the repository"))?;
    let mut rows = table::read(&text)?;
    let begun = Instant::now();
    let found = search_all(&cells, &rows, Duration::from_secs_f64(seconds));
    let took = begun.elapsed().as_secs_f64();
    let mut sound = true;
    for (cell, found) in &found {
        let (most, name) = (limit(cell), cell.name());
        let within = found.score <= most;
        sound &= within;
        let mark = if within { "" } else { "  PASSES ITS LIMIT" };
        println!("{name}: {:.4} of {most:.4}, {} evaluations{mark}", found.score, found.evaluations);
        println!("    {}", sequence(&found.wicks));
        rows.insert(name, Row { score: found.score, wicks: found.wicks.clone() });
    }
    let evaluations: u64 = found.iter().map(|(_, found)| found.evaluations).sum();
    let a_minute = evaluations as f64 / took * 60.0;
    println!("{} cells, {evaluations} evaluations in {took:.1} s, {a_minute:.0} a minute", found.len());
    rows.retain(|name, _| Cell::all().iter().any(|cell| cell.name() == *name));
    std::fs::write(TABLE, table::write(&rows)).map_err(|error| format!("{TABLE}: {error}"))?;
    Ok(sound)
}

/// Every cell for so long, on as many threads as there are cores.
fn search_all(cells: &[Cell], rows: &std::collections::BTreeMap<String, Row>, each: Duration) -> Vec<(Cell, Found)> {
    let (next, found) = (Mutex::new(cells.iter().enumerate()), Mutex::new(Vec::new()));
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let seed = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).map_or(1, |since| since.as_secs());
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                loop {
                    let Some((n, cell)) = next.lock().ok().and_then(|mut cells| cells.next()) else { return };
                    let known: Vec<Vec<Wick>> =
                        rows.get(&cell.name()).map(|row| row.wicks.clone()).into_iter().collect();
                    let end = Instant::now() + each;
                    let best = search(*cell, seed + n as u64, &known, |_| Instant::now() >= end);
                    if let Ok(mut found) = found.lock() {
                        found.push((n, *cell, best));
                    }
                }
            });
        }
    });
    let mut found = found.into_inner().unwrap_or_default();
    found.sort_by_key(|(n, ..)| *n);
    // a cell that had no time to try anything has found nothing
    found.into_iter().map(|(_, cell, best)| (cell, tried(cell, best))).collect()
}

fn tried(cell: Cell, found: Found) -> Found {
    if found.evaluations > 0 {
        found
    } else {
        Found { score: Stage::new(cell).score(&[]), wicks: vec![], evaluations: 1 }
    }
}

fn sequence(wicks: &[Wick]) -> String {
    let parts: Vec<String> = wicks
        .iter()
        .map(|wick| format!("at {} s {:+.1} % for {} s", wick.start_s, wick.deviation * 100.0, wick.hold_s))
        .collect();
    parts.join("; ")
}

//! The committed table of the worst attacks, and a bounded search for worse ones.

use hypothec_search::attack::{Cell, Wick};
use hypothec_search::climb::search;
use hypothec_search::limit::limit;
use hypothec_search::play::Stage;
use hypothec_search::table::{COMMITTED, read};

/// Evaluations a cell beyond the known worst.
const EVALUATIONS: u64 = 400;

#[test]
fn committed_attacks_come_to_what_the_table_says() {
    let rows = read(COMMITTED).expect("a table");
    for cell in Cell::all() {
        let name = cell.name();
        let row = rows.get(&name).unwrap_or_else(|| panic!("{name} has no row: run make attack-search"));
        let score = Stage::new(cell).score(&row.wicks);
        let off = (score - row.score).abs();
        assert!(
            off <= 1e-4 * row.score.abs().max(1.0),
            "{name} comes to {score}, the table says {}: the law has changed; run make attack-search and look at what \
             it writes",
            row.score
        );
        assert!(score <= limit(&cell), "{name}: {score} passes the limit of {}", limit(&cell));
    }
    assert_eq!(rows.len(), Cell::all().len(), "the table has a row for each cell and no other");
}

#[test]
fn search_finds_nothing_past_the_limits() {
    let rows = read(COMMITTED).expect("a table");
    for (seed, cell) in (1..).zip(Cell::all()) {
        let known: Vec<Vec<Wick>> = rows.get(&cell.name()).map(|row| row.wicks.clone()).into_iter().collect();
        let found = search(cell, seed, &known, |evaluations| evaluations >= EVALUATIONS);
        assert!(
            found.score <= limit(&cell),
            "{}: {} passes the limit of {}: {:?}",
            cell.name(),
            found.score,
            limit(&cell),
            found.wicks
        );
    }
}

//! `docs/events.md` names only tests that exist.

use crate::verification::tests_of_the_program;
use std::fs::read_to_string;
use std::path::Path;

#[test]
fn events_page_names_only_tests_that_exist() {
    let page = read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/events.md")).expect("the page");
    let sources = tests_of_the_program();
    let mut found = 0;
    for name in page.split('`').filter(|part| part.contains('_') && !part.contains(['.', '/', ' '])) {
        assert!(sources.contains(&format!("fn {name}() {{")), "no test {name}");
        found += 1;
    }
    let table = page.split("\n## ").next().expect("the first table");
    let rows = table.lines().filter(|line| line.starts_with("| ")).count() - 1;
    assert!(rows >= 10 && found >= rows, "{found} tests for {rows} events");
}

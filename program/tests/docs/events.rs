//! `docs/events.md` names only tests that exist.

use std::fs::read_to_string;
use std::path::Path;

#[test]
fn every_test_it_names_exists() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let page = read_to_string(root.join("../docs/events.md")).expect("the page");
    let mut found = 0;
    for name in page.split('`').filter(|part| part.contains("::")) {
        let (module, test) = name.rsplit_once("::").expect("a path");
        let file = root.join("tests").join(module.replace("::", "/")).with_extension("rs");
        let source = read_to_string(file).unwrap_or_default();
        assert!(source.contains(&format!("#[test]\nfn {test}()")), "no test {name}");
        found += 1;
    }
    let rows = page.lines().filter(|line| line.starts_with("| ")).count() - 1;
    assert!(rows >= 10 && found >= rows, "{found} tests for {rows} events");
}

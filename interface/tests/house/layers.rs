//! No circle of modules inside a crate.

use crate::arrows::Crate;
use crate::source::files;

/// Crates whose modules stand on each other without a circle; the list only grows.
const CLEAN: &[&str] = &[
    "interface",
    "interface/client",
    "interface/idl",
    "program",
    "program/example",
    "program/localnet",
    "program/testkit",
    "fuzz/model",
    "fuzz/search",
    "fuzz/sequences",
    "cli",
    "cli/keeper",
];

fn made_up(files: &[(&str, &str)]) -> Crate {
    Crate::read(&files.iter().map(|(name, text)| (name.to_string(), text.to_string())).collect::<Vec<_>>())
}

#[test]
fn modules_of_a_crate_make_no_circle() {
    let mut circles = Vec::new();
    for home in CLEAN {
        let files = files(&format!("{home}/src"), ".rs");
        assert!(!files.is_empty(), "{home}/src has no files");
        circles.extend(Crate::read(&files).circle().map(|circle| format!("{home}: {circle}")));
    }
    assert!(circles.is_empty(), "circles:\n{}", circles.join("\n"));
}

#[test]
fn an_arrow_turned_round_makes_a_circle() {
    let lib = ("lib.rs", "mod low; mod high; pub use low::Ground;");
    let high = ("high.rs", "use crate::low; pub fn roof() { low::floor() }");
    assert_eq!(made_up(&[lib, high, ("low.rs", "pub struct Ground; pub fn floor() {}")]).circle(), None);
    for turned in [
        "use crate::{high::roof};",
        "fn f() { crate::high::roof() }",
        "fn f() { super::high::roof() }",
        "use super::{high as h, high};",
    ] {
        let circle = made_up(&[lib, high, ("low.rs", turned)]).circle().expect(turned);
        assert!(circle.contains("high -> low") && circle.contains("low -> high"), "{circle}");
    }
    for harmless in
        ["// crate::high::roof", "const A: &str = \"crate::high\";", "#[cfg(test)] mod tests { use crate::high; }"]
    {
        assert_eq!(made_up(&[lib, high, ("low.rs", harmless)]).circle(), None, "{harmless}");
    }
}

#[test]
fn a_type_in_the_dispatcher_of_those_who_need_it_makes_a_circle() {
    let root = ("lib.rs", "mod state;");
    let child = ("state/book.rs", "use super::Atoms; pub struct Book(Atoms);");
    let dispatcher = "mod book; pub struct Atoms; pub fn open() -> u8 { book::open() }";
    let circle = made_up(&[root, child, ("state/mod.rs", dispatcher)]).circle();
    assert_eq!(circle.as_deref(), Some("state -> state::book (book::open), state::book -> state (super::Atoms)"));
    // re-exported from a sibling, the same name is no arrow to the dispatcher
    let unit = ("state/unit.rs", "pub struct Atoms;");
    for dispatcher in [
        "mod book; mod unit; pub use unit::Atoms; fn f() { book::open() }",
        "mod book; pub use unit::*; use book::Book;",
    ] {
        assert_eq!(made_up(&[root, child, unit, ("state/mod.rs", dispatcher)]).circle(), None, "{dispatcher}");
    }
}

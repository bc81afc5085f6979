//! Names of tests: one test, one name in the whole workspace, so that a failure can be found by grep.

use crate::source::files;
use std::collections::BTreeMap;

/// Every test of these sources, with its file; a property's `#[test]` may stand inside a macro.
fn tests(files: &[(String, String)]) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for (file, text) in files {
        let mut marked = false;
        for line in text.lines().map(str::trim_start) {
            let rest = line.strip_prefix("pub ").unwrap_or(line);
            if let Some(rest) = rest.strip_prefix("fn ").filter(|_| marked) {
                found.push((rest.split(['(', '<']).next().unwrap_or_default().to_owned(), file.clone()));
            }
            marked = line.starts_with("#[test]") || (marked && (line.starts_with('#') || line.starts_with("//")));
        }
    }
    found
}

/// What is wrong with these tests' names.
fn complaints(tests: &[(String, String)]) -> Vec<String> {
    let mut homes: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    tests.iter().for_each(|(name, file)| homes.entry(name).or_default().push(file));
    let twice = homes.iter().filter(|(_, homes)| homes.len() > 1);
    let short = homes.iter().filter(|(name, _)| name.split('_').count() < 3);
    let twice = twice.map(|(name, homes)| format!("{name} is the name of several tests: {}", homes.join(", ")));
    let short = short.map(|(name, homes)| format!("{name} ({}) says no condition and outcome", homes.join(", ")));
    twice.chain(short).collect()
}

#[test]
fn test_names_are_unique_and_say_condition_and_outcome() {
    let tests = tests(&files("", ".rs"));
    assert!(tests.len() > 500, "only {} tests found", tests.len());
    let wrong = complaints(&tests);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn test_names_used_twice_or_too_short_are_found() {
    let file = |name: &str, text: &str| (name.to_string(), text.to_string());
    let bad = tests(&[
        file("a.rs", "#[test]\nfn borrow_refuses_zero() {}\nfn helper_of_it() {}"),
        file(
            "b.rs",
            "    /// Why.\n    #[test]\n    #[should_panic]\n    fn borrow_refuses_zero(x in 0..1) {}\n#[test]\nfn twice() {}",
        ),
    ]);
    assert_eq!(bad.len(), 3);
    let complaints = complaints(&bad);
    assert!(complaints.len() == 2 && complaints[0].ends_with("several tests: a.rs, b.rs"), "{complaints:?}");
}

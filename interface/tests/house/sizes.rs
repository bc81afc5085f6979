//! How long files are, tests among them: half below 110 lines, none past 300 except the lists that are documentation.

use crate::source::files;

/// Lists that document the wire: one page each is their point.
const LISTS: &[&str] = &[
    "interface/src/instruction.rs",
    "interface/src/accounts.rs",
    "interface/src/builder.rs",
    "interface/src/error.rs",
];

const LIMIT: usize = 300;

/// Files that are longer than they may be.
fn too_long(files: &[(String, usize)]) -> Vec<&(String, usize)> {
    files.iter().filter(|(path, lines)| !LISTS.contains(&path.as_str()) && *lines > LIMIT).collect()
}

#[test]
fn files_are_short_and_half_of_them_below_110_lines() {
    let mut files: Vec<_> = files("", ".rs").into_iter().map(|(path, text)| (path, text.lines().count())).collect();
    let long = too_long(&files);
    assert!(long.is_empty(), "files past {LIMIT} lines: {long:?}");
    files.sort_by_key(|(_, lines)| *lines);
    let median = files[files.len() / 2].1;
    assert!(median <= 110, "the median file has {median} lines");
}

#[test]
fn a_file_past_the_limit_is_found() {
    let file = |path: &str, lines: usize| (path.to_string(), lines);
    let files = [file("a.rs", 300), file("tests/b.rs", 301), file("interface/src/error.rs", 900)];
    assert_eq!(too_long(&files), [&files[1]]);
}

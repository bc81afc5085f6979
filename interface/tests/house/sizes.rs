//! How long files are: half of them below 110 lines, none past 300 except the lists that are documentation.

use crate::source::files;

/// Lists that document the wire: one page each is their point.
const LISTS: &[&str] = &[
    "interface/src/instruction.rs",
    "interface/src/accounts.rs",
    "interface/src/builder.rs",
    "interface/src/error.rs",
];

/// Files past the limit, with the length that they may not pass; the list only shrinks.
const LONG: &[(&str, usize)] = &[
    ("interface/tests/math/liquidation.rs", 412),
    ("program/tests/instructions/batch.rs", 335),
    ("program/tests/instructions/execute_kinds.rs", 330),
    ("program/tests/instructions/liquidate.rs", 370),
    ("program/tests/instructions/refresh_prices.rs", 322),
    ("program/tests/replays/historic_crashes.rs", 310),
];

const LIMIT: usize = 300;

/// Files that are longer than they may be.
fn too_long(files: &[(String, usize)]) -> Vec<&(String, usize)> {
    let limit = |path: &str| LONG.iter().find(|(long, _)| *long == path).map_or(LIMIT, |(_, limit)| *limit);
    files.iter().filter(|(path, lines)| !LISTS.contains(&path.as_str()) && *lines > limit(path)).collect()
}

#[test]
fn files_are_short_and_half_of_them_below_110_lines() {
    let mut files: Vec<_> = files("", ".rs").into_iter().map(|(path, text)| (path, text.lines().count())).collect();
    let long = too_long(&files);
    assert!(long.is_empty(), "files past {LIMIT} lines: {long:?}");
    let idle: Vec<_> =
        LONG.iter().filter(|(path, _)| !files.iter().any(|(own, lines)| own == path && *lines > LIMIT)).collect();
    assert!(idle.is_empty(), "no longer past {LIMIT} lines, take them off the list: {idle:?}");
    files.sort_by_key(|(_, lines)| *lines);
    let median = files[files.len() / 2].1;
    assert!(median <= 110, "the median file has {median} lines");
}

#[test]
fn a_file_past_the_limit_is_found() {
    let file = |path: &str, lines: usize| (path.to_string(), lines);
    let files = [file("a.rs", 300), file("b.rs", 301), file("interface/src/error.rs", 900), file(LONG[0].0, LONG[0].1)];
    assert_eq!(too_long(&files), [&files[1]]);
    assert_eq!(too_long(&[file(LONG[0].0, LONG[0].1 + 1)]).len(), 1);
}

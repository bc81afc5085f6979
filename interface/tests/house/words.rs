//! The glossary's words: each term once and used, and none of the words that it replaces in what people read.

use crate::source::{files, root};
use std::collections::BTreeSet;
use std::fs;

/// Where the words that are not used are gone; the list only grows.
const CLEAN: &[(&str, &[&str])] = &[
    (
        "docs",
        &[
            "README.md",
            "architecture.md",
            "cli.md",
            "clusters.md",
            "events.md",
            "invariants.md",
            "keeper.md",
            "layout.md",
            "math.md",
            "operations.md",
            "performance.md",
            "prices.md",
            "risk.md",
            "threats.md",
            "verification.md",
        ],
    ),
    ("program/example", &[".rs"]),
    ("program/localnet", &[".rs"]),
    ("program/testkit", &[".rs"]),
    ("program/tests", &[".rs"]),
    ("benches", &[".rs"]),
    ("interface/src", &[".rs"]),
    ("interface/client", &[".rs"]),
    ("interface/tests", &[".rs"]),
    ("program/src", &[".rs"]),
    ("fuzz/sequences", &[".rs"]),
    ("fuzz/search", &[".rs"]),
    ("fuzz/model", &[".rs"]),
    ("cli/keeper", &[".rs", ".toml"]),
    ("cli/src", &[".rs"]),
    ("cli/tests", &[".rs"]),
    ("cli/stories", &[".md", ".rs"]),
];

struct Glossary {
    terms: Vec<String>,
    refused: Vec<String>,
}

fn glossary() -> Glossary {
    let page = fs::read_to_string(root().join("docs/glossary.md")).expect("the glossary");
    let (terms, refused) = page.split_once("\n## Words that are not used\n").expect("the last table");
    let first = |text: &str| -> Vec<String> {
        let rows = text.lines().filter_map(|line| line.strip_prefix("| "));
        let cells = rows.filter_map(|row| row.split(" |").next());
        cells.filter(|cell| !["term", "not"].contains(cell)).map(String::from).collect()
    };
    let each = |cells: Vec<String>| -> Vec<String> {
        cells.iter().flat_map(|cell| cell.split(", ")).map(String::from).collect()
    };
    Glossary { terms: each(first(terms)), refused: each(first(refused)) }
}

/// Text as lower-case words between single spaces: names are split at `_` and before capitals, signs of comments go.
fn plain(text: &str) -> String {
    let mut words = String::from(" ");
    let mut small = false;
    for sign in text.chars() {
        if sign.is_uppercase() && small {
            words.push(' ');
        }
        small = sign.is_lowercase() || sign.is_ascii_digit();
        match sign {
            sign if sign.is_alphanumeric() => words.extend(sign.to_lowercase()),
            '\'' | '-' => words.push(sign),
            _ if !words.ends_with(' ') => words.push(' '),
            _ => {}
        }
    }
    words.push(' ');
    words
}

/// The refused words that a text contains, with a little of what is around them.
fn found(text: &str, refused: &[String]) -> Vec<String> {
    let text = plain(text);
    let around = |at: usize, word: &str| {
        let from = text.floor_char_boundary(at.saturating_sub(30));
        let to = text.floor_char_boundary((at + word.len() + 30).min(text.len()));
        format!("\"{word}\" in \"...{}...\"", &text[from..to])
    };
    let places = |word: &String| {
        let word = format!(" {} ", word.to_lowercase());
        text.match_indices(&word).map(|(at, _)| around(at, word.trim())).collect::<Vec<_>>()
    };
    refused.iter().flat_map(places).collect()
}

#[test]
fn glossary_defines_each_term_once_and_every_term_is_used() {
    let terms = glossary().terms;
    assert!(terms.len() > 50, "{terms:?}");
    assert_eq!(terms.iter().collect::<BTreeSet<_>>().len(), terms.len(), "a term stands twice");
    let mut text = String::new();
    for (dir, end) in [("docs", ".md"), ("interface/src", ".rs"), ("cli/src", ".rs")] {
        files(dir, end).iter().filter(|(name, _)| name != "glossary.md").for_each(|(_, file)| text += &plain(file));
    }
    let idle: Vec<_> = terms.iter().filter(|term| !text.contains(plain(term).trim())).collect();
    assert!(idle.is_empty(), "terms that nothing uses: {idle:?}");
}

#[test]
fn words_that_the_glossary_replaces_are_not_used() {
    let refused = glossary().refused;
    assert!(refused.len() > 10, "{refused:?}");
    let mut wrong = Vec::new();
    for (home, ends) in CLEAN {
        let files = ends.iter().flat_map(|end| files(home, end));
        for (name, text) in files.filter(|(name, _)| name != "glossary.md" && name != "house/words.rs") {
            wrong.extend(found(&text, &refused).into_iter().map(|place| format!("{home}/{name}: {place}")));
        }
    }
    assert!(wrong.is_empty(), "{} places:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn a_replaced_word_is_found_in_names_and_across_lines() {
    let refused = ["judge", "but for"].map(String::from);
    for text in ["fn judge_health()", "struct JudgeOfIt;", "/// Everything but\n/// for this.", "a judge."] {
        assert_eq!(found(text, &refused).len(), 1, "{text}");
    }
    for text in ["fn judgement()", "but not for this", "adjudge"] {
        assert!(found(text, &refused).is_empty(), "{text}");
    }
}

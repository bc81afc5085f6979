//! The workspace's source files as text, and their code as tokens.

use std::fs;
use std::path::{Path, PathBuf};

/// Top of the workspace.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// Every file below `dir` (relative to the root) whose name ends so, as path below `dir` and text, sorted.
pub fn files(dir: &str, end: &str) -> Vec<(String, String)> {
    let (top, mut found) = (root().join(dir), Vec::new());
    let mut folders = vec![top.clone()];
    while let Some(folder) = folders.pop() {
        for path in fs::read_dir(&folder).into_iter().flatten().map(|entry| entry.expect("readable").path()) {
            let name = path.strip_prefix(&top).expect("below it").to_string_lossy().into_owned();
            let last = path.file_name().map(|last| last.to_string_lossy().into_owned()).unwrap_or_default();
            let made = ["target", "node_modules", "corpus", "artifacts"].contains(&last.as_str());
            if path.is_dir() && !made && !last.starts_with('.') {
                folders.push(path);
            } else if path.is_file() && name.ends_with(end) {
                found.push((name, fs::read_to_string(&path).expect("UTF-8")));
            }
        }
    }
    found.sort();
    found
}

/// Words, `::` and single signs of Rust code; comments and literals are left out.
pub fn tokens(text: &str) -> Vec<&str> {
    let (bytes, mut at, mut found) = (text.as_bytes(), 0, Vec::new());
    let word = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte >= 128;
    let past = |from: usize, end: &str| text[from..].find(end).map_or(text.len(), |length| from + length + end.len());
    while at < bytes.len() {
        let (from, rest) = (at, &text[at..]);
        at = if rest.starts_with("//") {
            past(at, "\n")
        } else if rest.starts_with("/*") {
            past(at, "*/")
        } else if rest.starts_with("r#\"") {
            past(at + 3, "\"#")
        } else if bytes[at] == b'"' {
            let mut end = at + 1;
            while end < bytes.len() && bytes[end] != b'"' {
                end += if bytes[end] == b'\\' { 2 } else { 1 };
            }
            end + 1
        } else if rest.starts_with("'\\") {
            past(at + 3, "'")
        } else if bytes[at] == b'\'' && bytes.get(at + 2) == Some(&b'\'') {
            at + 3
        } else if word(bytes[at]) {
            at + bytes[at..].iter().position(|byte| !word(*byte)).unwrap_or(rest.len())
        } else if rest.starts_with("::") {
            at + 2
        } else {
            at + 1
        };
        let kept = word(bytes[from]) || (at - from <= 2 && rest.starts_with("::")) || at - from == 1;
        if kept && !bytes[from].is_ascii_whitespace() {
            found.push(&text[from..at]);
        }
    }
    found
}

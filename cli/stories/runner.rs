//! Runs a story: a Markdown file whose `console` blocks hold commands and what they print.
//!
//! A command begins with `$ ` and goes on in lines that begin with `> `; bash runs it on a state directory of the story's
//! own, with this build of `hypothec` first in its path. `[..]` stands for a part of a line that differs from run to run; `? 1`
//! is a command that fails with this code.
//! A function that a command defines stays defined. `UPDATE_STORIES=1` writes what was printed into the file, except for lines that fit.

use crate::numbers;
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::Command;
use tempfile::TempDir;

/// Someone who looks at the chain after every command of a story that succeeds.
pub trait Checker {
    fn after(&mut self, command: &str, shell: &Shell);
}

/// The directory of a story, and what bash must know of it.
pub struct Shell {
    dir: TempDir,
    functions: String,
}

impl Shell {
    fn new() -> Shell {
        Shell { dir: TempDir::new().expect("a directory"), functions: String::new() }
    }

    /// What a command prints, on either stream, and whether it succeeds; a last line `? CODE` says that it does not.
    fn run(&mut self, command: &str) -> (String, bool) {
        if command.split_once('\n').unwrap_or((command, "")).0.trim_end().ends_with("() {") {
            self.functions += command;
            self.functions.push('\n');
            return (String::new(), true);
        }
        let bin = Path::new(env!("CARGO_BIN_EXE_hypothec")).parent().expect("a folder").to_path_buf();
        let path = std::env::var_os("PATH").unwrap_or_default();
        let path = std::env::join_paths([bin].into_iter().chain(std::env::split_paths(&path))).expect("a path");
        let mut bash = Command::new("bash");
        for name in ["HYPOTHEC_WALLET", "HYPOTHEC_URL", "SOLANA_CONFIG"] {
            bash.env_remove(name);
        }
        bash.env("PATH", path).env("HYPOTHEC_STATE", self.dir.path().join("state")).env("HOME", self.dir.path());
        let output = bash.arg("-c").arg(format!("exec 2>&1\n{}{command}", self.functions)).output().expect("bash runs");
        let mut printed = String::from_utf8(output.stdout).expect("text");
        if !output.status.success() {
            printed += &format!("? {}\n", output.status.code().unwrap_or(-1));
        }
        (printed, output.status.success())
    }

    /// The JSON of a command of `hypothec`.
    pub fn json(&self, line: &str) -> Value {
        let mut command = Command::new(env!("CARGO_BIN_EXE_hypothec"));
        command.arg("--state").arg(self.dir.path().join("state")).args(line.split(' ')).arg("--json");
        let output = command.output().expect("the command runs");
        assert!(output.status.success(), "{line}: {}", String::from_utf8_lossy(&output.stderr));
        numbers::read(line, &output.stdout)
    }
}

/// Tells a story, and fails where something else is printed than the story says.
pub fn tell(name: &str, checker: &mut dyn Checker) {
    let file = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("stories").join(format!("{name}.md"));
    let text = std::fs::read_to_string(&file).expect("the story");
    let update = std::env::var_os("UPDATE_STORIES").is_some();
    let (mut shell, mut told) = (Shell::new(), String::new());
    let mut lines = text.lines().peekable();
    let mut inside = false;
    while let Some(line) = lines.next() {
        println!("{line}");
        told += line;
        told.push('\n');
        inside = if line.starts_with("```") { line == "```console" } else { inside };
        let Some(first) = line.strip_prefix("$ ").filter(|_| inside) else { continue };
        let mut command = first.to_string();
        while let Some(more) = lines.next_if(|line| line.starts_with("> ")) {
            println!("{more}");
            told += &format!("{more}\n");
            command += &format!("\n{}", &more[2..]);
        }
        let mut expected = Vec::new();
        while let Some(line) = lines.next_if(|line| !line.starts_with("$ ") && *line != "```") {
            expected.push(line);
        }
        let (printed, succeeded) = shell.run(&command);
        print!("{printed}");
        let printed: Vec<&str> = printed.lines().collect();
        if update {
            told.extend(updated(&printed, &expected).iter().map(|line| format!("{line}\n")));
        } else {
            told.extend(expected.iter().map(|line| format!("{line}\n")));
            let same = printed.len() == expected.len() && printed.iter().zip(&expected).all(|(a, b)| fits(a, b));
            assert!(
                same,
                "{name}: `{command}` printed\n{}\nbut the story says\n{}",
                printed.join("\n"),
                expected.join("\n")
            );
        }
        if succeeded {
            checker.after(&command, &shell);
        }
    }
    if update {
        std::fs::write(&file, told).expect("written");
    }
}

/// A line with one space where there are many, and a rule of any length as one dash: how wide a table is depends on the
/// addresses in it.
fn plain(line: &str) -> String {
    let words = line.split_whitespace().map(|word| if word.chars().all(|c| "─═".contains(c)) { "─" } else { word });
    words.collect::<Vec<_>>().join(" ")
}

/// Whether a line is the one expected, `[..]` in place of anything.
fn fits(line: &str, expected: &str) -> bool {
    let (line, expected) = (plain(line), plain(expected));
    let mut parts = expected.split("[..]");
    let Some(mut rest) = parts.next().and_then(|first| line.strip_prefix(first)) else { return false };
    let mut open = false;
    for part in parts {
        open = true;
        if part.is_empty() {
            continue;
        }
        let Some(at) = rest.find(part) else { return false };
        rest = &rest[at + part.len()..];
        open = false;
    }
    rest.is_empty() || open
}

/// What was printed, without what differs from run to run. A line of the story that still fits stays as it is: its `[..]` may
/// have been made by hand.
fn updated(printed: &[&str], expected: &[&str]) -> Vec<String> {
    let new: Vec<String> = printed.iter().map(|line| redacted(line)).collect();
    // one that is the same is the same line rather than one that only fits
    let worth = |p: usize, e: usize| match new[p] == expected[e] {
        true => 2,
        false => usize::from(fits(printed[p], expected[e])),
    };
    // the most that can stay of the lines from these two on
    let mut most = vec![vec![0; expected.len() + 1]; printed.len() + 1];
    for p in (0..printed.len()).rev() {
        for e in (0..expected.len()).rev() {
            let both = Some(worth(p, e)).filter(|worth| *worth != 0).map_or(0, |worth| worth + most[p + 1][e + 1]);
            most[p][e] = both.max(most[p + 1][e]).max(most[p][e + 1]);
        }
    }
    let (mut e, mut lines) = (0, Vec::new());
    for (p, new) in new.iter().enumerate() {
        while e < expected.len() && most[p][e] == most[p][e + 1] {
            e += 1;
        }
        let stays = e < expected.len() && most[p][e] > most[p + 1][e];
        lines.push(if stays { expected[e].to_string() } else { new.clone() });
        e += usize::from(stays);
    }
    lines
}

fn is_number(word: &str) -> bool {
    !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_digit())
}

/// A line without what differs from run to run: addresses, signatures, compute units, sizes, the story's directory.
fn redacted(line: &str) -> String {
    let mut words: Vec<String> = Vec::new();
    for word in line.split(' ') {
        let core = word.trim_matches(|c: char| !c.is_ascii_alphanumeric());
        let base58 = core.len() >= 32 && core.bytes().all(|byte| byte.is_ascii_alphanumeric());
        let path = core.contains("/state") || core.contains("tmp/");
        if base58 || path {
            words.push(word.replace(core, "[..]"));
            continue;
        }
        if let Some(number) = words.last_mut().filter(|last| is_number(last) && matches!(core, "CU" | "bytes")) {
            *number = "[..]".into();
        }
        words.push(word.into());
    }
    // a row of the history: what a transaction costs depends on the bumps of its addresses
    if line
        .split_whitespace()
        .last()
        .is_some_and(|word| word.len() > 80 && word.bytes().all(|c| c.is_ascii_alphanumeric()))
    {
        for word in words.iter_mut().filter(|word| is_number(word)) {
            *word = "[..]".into();
        }
    }
    words.join(" ")
}

#[test]
fn a_line_fits_only_what_is_written() {
    for (line, expected, same) in [
        ("a b c", "a b c", true),
        ("a b c", "a [..] c", true),
        ("a b c", "[..]", true),
        ("a b c", "a [..]", true),
        ("a b c d", "a [..] c", false),
        (" a    b", " a  b", true),
        ("═══", "──", true),
        ("a b", "a b c", false),
        ("a b c", "a", false),
    ] {
        assert_eq!(fits(line, expected), same, "{line} {expected}");
    }
    let line = "Deposit, 3612 CU, 300 bytes, 5Q1yYuvLCuzuVcSGA5SfEzf9WYTgRJV3vjKYDNW8BmPs";
    assert_eq!(redacted(line), "Deposit, [..] CU, [..] bytes, [..]");
    let row = format!(" Seal  ok  388  0  {}", "3".repeat(88));
    assert_eq!(redacted(&row), " Seal  ok  [..]  [..]  [..]");
}

#[test]
fn an_update_keeps_the_lines_that_still_fit() {
    let update = |printed: &[&str], expected: &[&str]| updated(printed, expected).join("|");
    assert_eq!(update(&["fee 5042", "by 9e84VN.."], &["fee [..]", "by [..]"]), "fee [..]|by [..]");
    assert_eq!(update(&["new", "fee 5042", "rate 3"], &["fee [..]", "gone", "rate 2"]), "new|fee [..]|rate 3");
    // what fits anything stands for the line that was there
    let address = "So11111111111111111111111111111111111111112";
    assert_eq!(update(&["alice", address, "end"], &["[..]", "end"]), "alice|[..]|end");
    assert_eq!(update(&[], &["gone"]), "");
    assert_eq!(update(&["a  b"], &["a b"]), "a b", "how wide a table is makes no difference");
}

//! `docs/cli.md` says what the commands say of themselves. `UPDATE_DOCS=1` writes it.

use crate::shell::Shell;
use std::fs;
use std::path::PathBuf;

/// What stands before it is written by hand.
const MARK: &str = "<!-- From here on `hypothec man --markdown` wrote this page. -->\n\n";

#[test]
fn the_reference_is_what_the_commands_say() {
    let shell = Shell::new("reference");
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../docs/cli.md");
    let page = fs::read_to_string(&path).expect("the page");
    let (head, written) = page.split_once(MARK).expect("the mark");
    let said = shell.ok("man --markdown");
    if std::env::var_os("UPDATE_DOCS").is_some() {
        fs::write(&path, format!("{head}{MARK}{said}")).expect("docs/ is writable");
    } else {
        assert!(written == said, "docs/cli.md is not what the commands say: UPDATE_DOCS=1 cargo test writes it");
    }
    for (code, what) in [(0, "It is done."), (7, "Whether the transaction landed is not known")] {
        assert!(head.contains(&format!("| {code} | {what}")), "exit code {code}");
    }
}

#[test]
fn completions_and_man_pages_are_written() {
    let shell = Shell::new("man");
    for name in ["bash", "zsh", "fish"] {
        assert!(shell.ok(&format!("completion {name}")).contains("list-asset"), "{name}");
    }
    let dir = shell.0.join("man1");
    shell.ok(&format!("man {}", dir.display()));
    let mut names = fs::read_dir(&dir).expect("a folder").map(|file| file.expect("a file").file_name());
    assert!(names.all(|name| !name.to_string_lossy().contains("-help")), "a page of `help` says nothing");
    let page = fs::read_to_string(dir.join("hypothec-market-list-asset.1")).expect("a page");
    assert!(page.contains("List and configure an asset"), "{page}");
}

//! How answers and errors are printed, and with which exit code a command ends.

use crate::shell::Shell;
use serde_json::Value;
use std::path::Path;

fn code(shell: &Shell, line: &str) -> Option<i32> {
    shell.run(line).status.code()
}

#[test]
fn m28_exit_codes_say_what_kind_of_failure_it_was() {
    let shell = Shell::new("codes");
    assert_eq!(code(&shell, "chain status"), Some(5), "no chain");
    assert_eq!(code(&shell, "chain warp"), Some(2), "the command line");
    let shell = Shell::market("codes");
    assert_eq!(code(&shell, "market list-asset DOGE -w admin"), Some(5), "an asset that is unknown");
    assert_eq!(code(&shell, "market seal --yes -w issuer"), Some(3), "refused by the program");
    assert_eq!(code(&shell, "market show --url http://127.0.0.1:1"), Some(4), "no node");
    let help = shell.ok("--help");
    for code in 0..8 {
        assert!(help.contains(&format!("\n  {code}  ")), "{code}: {help}");
    }
}

/// What `output/json.rs` makes knows text from numbers by the type; another macro would not.
#[test]
fn every_answer_is_made_by_the_macro_that_keeps_64_bits() {
    fn each(dir: &Path, found: &mut Vec<String>) {
        for entry in std::fs::read_dir(dir).expect("a folder").map(|entry| entry.expect("an entry").path()) {
            if entry.is_dir() {
                each(&entry, found);
                continue;
            }
            let text = std::fs::read_to_string(&entry).expect("a source");
            let named = text.lines().filter(|line| line.contains("serde_json::"));
            let foreign = named.filter(|line| {
                ["json!", "json}", "json,", "::json;", "to_value"].iter().any(|word| line.contains(word))
            });
            found.extend(foreign.map(|line| format!("{}: {line}", entry.display())));
        }
    }
    let mut found = Vec::new();
    each(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut found);
    assert!(found.is_empty(), "use crate::output::json: {found:#?}");
}

#[test]
fn m28_output_takes_the_form_asked_for_and_misuse_too() {
    let shell = Shell::new("forms");
    shell.ok("chain start");
    let indented = shell.ok("chain status --output json");
    assert!(indented.lines().count() > 5 && serde_json::from_str::<Value>(&indented).is_ok(), "{indented}");
    assert_eq!(shell.ok("chain status --output json-compact"), shell.ok("chain status --json"));
    assert_eq!(shell.ok("chain status --quiet"), "");
    for line in ["chain warp --json", "chain warp --output json", "chain warp --output=json-compact"] {
        let output = shell.run(line);
        let said: Value = serde_json::from_slice(&output.stderr).expect("JSON on stderr");
        assert!(said["error"].as_str().is_some_and(|text| text.contains("Usage")), "{line}: {said}");
    }
    shell.misused("chain warp", "Usage");
    let told = shell.run("wallet airdrop 1 --to issuer --verbose");
    assert!(told.status.success());
}

#[test]
fn m16_a_transaction_without_sol_names_who_needs_it_and_no_signature() {
    let shell = Shell::new("sol");
    shell.ok("chain start");
    let poor = shell.json("wallet new poor")["address"].as_str().expect("an address").to_string();
    shell.refused("market create -w poor", &format!("hypothec wallet airdrop 10 --to {poor}"));
    shell.ok(&format!("wallet airdrop 0.4 --to {poor}"));
    shell.refused("market create -w poor", &format!("hypothec wallet airdrop 10 --to {poor}"));
    let unsent = shell.run("market create -w poor --json");
    let said: Value = serde_json::from_slice(&unsent.stderr).expect("JSON");
    assert!(said["signature"].is_null() || said["signature"].as_str().is_some_and(|text| !text.starts_with("1111")));
}

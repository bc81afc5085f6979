//! The command as a person runs it: exit codes, words, and nothing lost.

use std::path::PathBuf;
use std::process::{Command, Output};

struct Shell(PathBuf);

impl Shell {
    fn new(name: &str) -> Shell {
        let dir = std::env::temp_dir().join(format!("hypothec-cli-{name}-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&dir);
        Shell(dir)
    }

    fn run(&self, line: &str) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_hypothec"));
        command.arg("--state").arg(&self.0).args(line.split(' ')).output().expect("the command runs")
    }

    fn ok(&self, line: &str) -> String {
        let output = self.run(line);
        assert!(output.status.success(), "{line}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).expect("text")
    }

    fn refused(&self, line: &str, word: &str) {
        let output = self.run(line);
        let words = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(!output.status.success() && output.stdout.is_empty(), "{line} was not refused");
        assert!(words.contains(word), "{line}: {words}");
    }
}

impl Drop for Shell {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

#[test]
fn the_demo_is_exact() {
    assert!(Shell::new("demo").ok("demo").contains("all 10 balances are exact"));
}

#[test]
fn bad_input_is_refused_in_words_and_changes_nothing() {
    let shell = Shell::new("bad");
    shell.refused("chain status", "hypothec chain start");
    shell.refused("--url localhost chain status", "not yet");
    shell.ok("chain start");
    shell.refused("chain start", "already");
    shell.refused("market show", "hypothec market create");
    shell.ok("wallet new alice");
    shell.refused("wallet new alice", "exists already");
    shell.refused("wallet new ../alice", "not a wallet's name");
    shell.refused("wallet show bob", "hypothec wallet new bob");
    shell.refused("wallet mint alice USDC 1.0000001", "7 decimals");
    shell.refused("wallet mint alice DOGE 1", "unknown asset DOGE");
    shell.ok("wallet airdrop alice 1");
    shell.ok("wallet mint alice USDC 5");
    for step in ["market create", "market list-asset USDC", "market list-asset NVDAx"] {
        shell.ok(step);
    }
    shell.refused("market list-asset USDC", "MintListed");
    shell.refused("position show alice", "hypothec position open alice");
    shell.ok("position open alice");
    shell.refused("position deposit alice USDC 1", "MarketNotSealed");
    shell.ok("market seal");
    shell.refused("price refresh", "price post USDC");
    for step in ["price post USDC 1", "price post NVDAx 180.25", "price refresh", "position deposit alice USDC 2"] {
        shell.ok(step);
    }
    let before = shell.ok("position show alice --json");
    shell.refused("position borrow alice NVDAx 1", "BorrowDisabled");
    shell.refused("position withdraw alice NVDAx 1", "NoSuchSlot");
    shell.refused("position deposit alice USDC 4", "InsufficientFunds");
    shell.refused("position close alice", "PositionInUse");
    assert_eq!(shell.ok("position show alice --json"), before);
    let balances: serde_json::Value = serde_json::from_str(&shell.ok("wallet show alice --json")).expect("JSON");
    assert_eq!(balances["atoms"]["USDC"], 3_000_000);
    shell.ok("position withdraw alice USDC all");
    shell.ok("position close alice");
}

//! Runs the built command on a state directory of its own.

use crate::numbers;
use serde_json::Value;
use std::path::PathBuf;
use std::process::{Command, Output};

pub struct Shell(pub PathBuf);

impl Shell {
    pub fn new(name: &str) -> Shell {
        let dir = std::env::temp_dir().join(format!("hypothec-cli-{name}-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&dir);
        Shell(dir)
    }

    /// A chain with a funded wallet `admin` and its market, nothing listed.
    pub fn market(name: &str) -> Shell {
        let shell = Shell::new(name);
        for line in ["chain start", "wallet new admin", "wallet airdrop 10 -w admin", "market create -w admin"] {
            shell.ok(line);
        }
        shell
    }

    /// As [`Shell::market`], sealed, with NVDAx (reserve 0) and USDC (reserve 1) listed and fresh, and 1,000 USDC lent by
    /// `admin`; `alice` has 10 SOL, 10 NVDAx, 500 USDC and an open position.
    pub fn lending(name: &str) -> Shell {
        Shell::lending_with(name, "")
    }

    /// The same with the share's feed of NVDAx beside the token's, so that what both say counts at once.
    pub fn lending_by_two_feeds(name: &str) -> Shell {
        Shell::lending_with(name, " --share-feed --set required_sources=[1,1,1,1]")
    }

    /// The same with `bob`, who holds 1,000 USDC.
    pub fn indebted(name: &str) -> Shell {
        let shell = Shell::borrowed(name);
        shell.ok("wallet mint USDC 1000 -w bob");
        shell
    }

    /// As [`Shell::lending_by_two_feeds`], 20 seconds after `alice` took 540 USDC against 10 NVDAx; `bob` has SOL alone.
    pub fn borrowed(name: &str) -> Shell {
        let shell = Shell::lending_by_two_feeds(name);
        for line in [
            "position deposit NVDAx 10 -w alice",
            "position borrow USDC 540 -w alice",
            "wallet new bob",
            "wallet airdrop 10 -w bob",
            "chain warp 20",
        ] {
            shell.ok(line);
        }
        shell
    }

    fn lending_with(name: &str, listing: &str) -> Shell {
        let shell = Shell::market(name);
        shell.ok(&format!("market list-asset NVDAx --price 100{listing} -w admin"));
        for line in [
            "market list-asset USDC --price 1 -w admin",
            "market seal --yes -w admin",
            "price post NVDAx 100",
            "price post USDC 1",
            "price refresh -w admin",
            "wallet mint USDC 1000 -w admin",
            "position open -w admin",
            "position deposit USDC 1000 -w admin",
            "wallet new alice",
            "wallet airdrop 10 -w alice",
            "wallet mint NVDAx 10 -w alice",
            "wallet mint USDC 500 -w alice",
            "position open -w alice",
        ] {
            shell.ok(line);
        }
        shell
    }

    pub fn command(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_hypothec"));
        for name in ["HYPOTHEC_STATE", "HYPOTHEC_WALLET", "SOLANA_CONFIG"] {
            command.env_remove(name);
        }
        command.env("HOME", &self.0).arg("--state").arg(&self.0);
        command
    }

    pub fn run(&self, line: &str) -> Output {
        self.command().args(line.split(' ')).output().expect("the command runs")
    }

    /// The same with words that may hold spaces.
    pub fn run_words(&self, words: &[&str]) -> Output {
        self.command().args(words).output().expect("the command runs")
    }

    /// What a command prints that must succeed.
    #[track_caller]
    pub fn ok(&self, line: &str) -> String {
        let output = self.run(line);
        assert!(output.status.success(), "{line}: {}", String::from_utf8_lossy(&output.stderr));
        assert!(output.stderr.is_empty(), "{line}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).expect("text")
    }

    /// The same as JSON.
    #[track_caller]
    pub fn json(&self, line: &str) -> Value {
        numbers::read(line, self.ok(&format!("{line} --json")).as_bytes())
    }

    /// A command that must fail with an exit code other than the parser's, saying this on stderr and nothing on stdout;
    /// in JSON too.
    #[track_caller]
    pub fn refused(&self, line: &str, word: &str) {
        self.fails(line, &[1, 3, 5], word);
        let output = self.run(&format!("{line} --json"));
        let error = numbers::read(line, &output.stderr);
        assert!(error["error"].as_str().is_some_and(|text| text.contains(word)), "{line}: {error}");
    }

    /// A command that the parser refuses: exit code 2.
    #[track_caller]
    pub fn misused(&self, line: &str, word: &str) {
        self.fails(line, &[2], word);
    }

    #[track_caller]
    fn fails(&self, line: &str, codes: &[i32], word: &str) {
        let output = self.run(line);
        let words = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.code().is_some_and(|code| codes.contains(&code)), "{line}: {words}");
        assert!(output.stdout.is_empty(), "{line} printed to stdout");
        assert!(words.contains(word), "{line}: {words}");
    }
}

impl Drop for Shell {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

//! A command that is ended at any moment has happened whole or not at all.

use crate::numbers;
use crate::shell::Shell;
use serde_json::Value;
use std::collections::HashSet;
use std::process::Stdio;
use std::time::{Duration, Instant};

/// How often a command is ended; `HYPOTHEC_KILLS=300` looks longer.
fn kills() -> u64 {
    std::env::var("HYPOTHEC_KILLS").map_or(12, |text| text.parse::<u64>().expect("a number").max(4))
}

fn history(shell: &Shell) -> Vec<Value> {
    shell.json("chain history --last 100000").as_array().expect("a list").clone()
}

/// Ends `line` after this time; whether it was still running.
fn ended(shell: &Shell, line: &str, after: Duration) -> bool {
    let mut command = shell.command();
    let command = command.args(line.split(' ')).stdout(Stdio::null()).stderr(Stdio::null());
    let mut child = command.spawn().expect("it runs");
    std::thread::sleep(after);
    let running = child.try_wait().expect("asked").is_none();
    let _ = child.kill();
    child.wait().expect("it ends");
    running
}

#[test]
fn a_command_that_is_killed_has_happened_whole_or_not_at_all() {
    let shell = Shell::lending("kill");
    // the quickest of a few: a busy machine makes some of them long
    let runs = (0..5).map(|_| {
        let since = Instant::now();
        shell.ok("position deposit USDC 1 -w alice");
        since.elapsed()
    });
    let whole = runs.min().expect("five runs");
    let (mut random, mut killed, runs) = (0x9e37_79b9u64, 0, kills());
    for _ in 0..runs {
        random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let part = u32::try_from(random >> 40).expect("24 bits");
        killed += u64::from(ended(&shell, "position deposit USDC 1 -w alice", whole * (part % 120) / 100));
    }
    assert!(killed > 0, "none of {runs} was still running");
    let sent = history(&shell);
    let signatures: HashSet<&str> = sent.iter().filter_map(|one| one["signature"].as_str()).collect();
    assert_eq!(signatures.len(), sent.len(), "none is there twice");
    assert_eq!(shell.json("chain status")["transactions"], sent.len());
    let deposited = numbers::whole(&shell.json("position show -w alice")["slots"][0]["atoms"]) / 1_000_000;
    // one deposit of the lender's is in the history too
    let deposits = sent.iter().filter(|one| one["what"] == "Deposit").count() as u64 - 1;
    assert_eq!(deposited, deposits, "what the history holds is what the chain has");
    shell.ok("chain check");
    shell.ok("position deposit USDC 1 -w alice");
    let left: Vec<_> =
        std::fs::read_dir(&shell.0).expect("a folder").map(|one| one.expect("a file").file_name()).collect();
    assert!(left.len() <= 4, "nothing of those that were ended stays: {left:?}");
}

#[test]
fn a_market_that_is_being_made_is_never_lost() {
    let new = |name: &str| {
        let shell = Shell::new(name);
        for line in ["chain start", "wallet new admin", "wallet airdrop 10 -w admin"] {
            shell.ok(line);
        }
        shell
    };
    const LINE: &str = "market create --reserves 1 -w admin";
    let quick = (0..3).map(|n| {
        let (shell, since) = (new(&format!("kill-create-whole-{n}")), Instant::now());
        shell.ok(LINE);
        since.elapsed()
    });
    let (whole, runs) = (quick.min().expect("three runs"), kills() / 2);
    let mut killed = 0;
    for n in 0..runs {
        let shell = new(&format!("kill-create-{n}"));
        killed += u64::from(ended(&shell, LINE, whole * u32::try_from(n + 1).expect("few") / runs as u32));
        let markets = shell.json("chain check")["markets"].as_u64();
        let known = shell.json("chain status")["market"].is_string();
        assert_eq!(markets == Some(1), known, "the chain and what is known beside it agree");
    }
    assert!(killed > 0, "none of {runs} was still running");
}

//! Ten thousand positions over JSON-RPC.

use crate::stage::{Stage, address_of};
use hypothec_localnet::keys;
use serde_json::Value;
use solana_account::Account;
use solana_address::Address;
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::Stdio;
use std::time::{Duration, Instant};

const POSITIONS: u64 = 10_000;
/// Where a position names its owner.
const OWNER: usize = 40;

/// A process's largest memory so far, by its id, in kB.
fn peak_kb(id: u32) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{id}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().trim_end_matches(" kB").parse().ok()
}

/// As many copies of a position as that, each of another owner.
fn put_copies(stage: &mut Stage, of: &Address) {
    let one = stage.account(of);
    let copies: Vec<(Address, Account)> = (0..POSITIONS)
        .map(|n| {
            let mut account = one.clone();
            account.data[OWNER..OWNER + 32].copy_from_slice(&keys::address(2_000_000 + n).to_bytes());
            (keys::address(1_000_000 + n), account)
        })
        .collect();
    for some in copies.chunks(100) {
        // a busy machine lets the node drop a call: the same accounts again do no harm
        let mut put = || {
            let accounts = some.iter().map(|(address, account)| (address, account));
            catch_unwind(AssertUnwindSafe(|| stage.net().put_accounts(accounts))).is_ok()
        };
        assert!((0..5).any(|_| put()), "the node takes a hundred accounts");
    }
}

#[test]
fn ten_thousand_positions_are_scanned_within_5_s_and_150_mb() {
    let mut stage = Stage::node();
    stage.lend();
    stage.json("boris", "position borrow USDC 250");
    let position = stage.json("boris", "position show")["address"].as_str().expect("text").parse().expect("an address");
    put_copies(&mut stage, &position);
    let then = stage.now() + 60;
    stage.travel(then);
    stage.say(74);

    for line in ["liquidate scan --ready --json", "liquidate scan --sort profit --limit 20"] {
        let mut command = stage.command();
        let out = fs::File::create(stage.dir.path().join("scan")).expect("a file");
        command.args(line.split(' ')).stdout(out).stderr(Stdio::inherit());
        let (since, mut scan) = (Instant::now(), command.spawn().expect("it runs"));
        let mut peak = 0;
        while scan.try_wait().expect("asked").is_none() {
            peak = peak.max(peak_kb(scan.id()).unwrap_or(0));
            std::thread::sleep(Duration::from_millis(2));
        }
        let took = since.elapsed();
        println!("{line}: {took:?}, {peak} kB");
        assert!(took < Duration::from_secs(5), "{line}: {took:?}");
        assert!((1..150_000).contains(&peak), "{line}: {peak} kB");
        let said = fs::read_to_string(stage.dir.path().join("scan")).expect("text");
        if line.ends_with("--json") {
            let found: Value = serde_json::from_str(&said).expect("JSON");
            assert_eq!(found.as_array().map(|rows| rows.len() as u64), Some(POSITIONS + 1), "{}", address_of("boris"));
        } else {
            assert!(said.contains("9981 more: raise --limit"), "{said}");
        }
    }
}

//! One test for each defect of high severity that a hostile tester found, named after its number.

use crate::numbers::whole;
use crate::shell::Shell;
use serde_json::{Value, json};
use std::fs;
use std::os::unix::fs::PermissionsExt;

#[test]
fn h1_reset_deletes_only_what_the_command_wrote() {
    let shell = Shell::new("h1");
    fs::create_dir_all(shell.0.join("wallets")).expect("made");
    fs::write(shell.0.join("wallets/bitcoin.dat"), "v").expect("written");
    shell.refused("chain reset --wallets --yes", "nothing to delete");
    shell.ok("chain start");
    shell.ok("wallet new alice");
    fs::write(shell.0.join("wallets/README.json"), "not a key").expect("written");
    shell.refused("chain reset", "Give --yes");
    shell.ok("chain reset --yes");
    assert!(shell.0.join("wallets/alice.json").exists(), "wallets are kept unless told");
    shell.ok("chain start");
    assert_eq!(shell.json("chain reset --wallets --yes")["deleted_wallets"], json!(["alice", "issuer"]));
    assert!(shell.0.join("wallets/bitcoin.dat").exists() && shell.0.join("wallets/README.json").exists());
}

#[test]
fn h2_a_sealed_market_lists_an_asset_step_by_step() {
    let shell = Shell::lending("h2");
    let listed = shell.json("market list-asset AAPLx --price 200 -w admin");
    let next = listed["next"].as_array().expect("what remains").clone();
    let step = |n: usize| next[n].as_str().expect("a command").replace("hypothec ", "") + " -w admin";
    shell.ok(&step(0));
    shell.ok("chain warp 86400");
    shell.ok("market execute 0 -w alice");
    shell.ok("price post AAPLx 200");
    shell.ok(&step(1));
    shell.ok(&step(2));
    shell.ok("chain warp 86400");
    shell.ok("price post AAPLx 201");
    shell.ok(&step(1));
    let market = shell.json("market execute 1 -w alice");
    assert_eq!(market["reserves"][2]["config"]["ltv_bps"], json!([5_500, 5_000, 4_500, 4_000]));
}

#[test]
fn h3_a_delegate_borrows_and_withdraws_to_the_owner() {
    let shell = Shell::lending("h3");
    shell.ok("position deposit NVDAx 5 -w alice");
    assert!(shell.ok("position delegate admin -w alice").contains(", delegate "));
    shell.ok("position borrow USDC 10 --of alice -w admin");
    shell.ok("position withdraw NVDAx 0.1 --of alice -w admin");
    let atoms = shell.json("wallet show alice")["atoms"].clone();
    assert_eq!((&atoms["USDC"], &atoms["NVDAx"]), (&"510000000".into(), &"510000000".into()));
}

#[test]
fn h5_a_history_that_was_cut_stops_no_command() {
    let shell = Shell::lending("h5");
    let file = shell.0.join("history.jsonl");
    let length = fs::metadata(&file).expect("a history").len();
    fs::OpenOptions::new().write(true).open(&file).expect("opened").set_len(length - 50).expect("cut");
    let sent = shell.json("chain status")["transactions"].as_u64().expect("a count");
    shell.ok("chain warp 1");
    assert!(shell.ok("chain history").contains("1 of"), "the damage is told");
    shell.ok("position deposit NVDAx 1 -w alice");
    assert_eq!(shell.json("chain status")["transactions"], sent + 1);
    let history = shell.json("chain history --last 100");
    assert_eq!(history.as_array().map(|rows| rows.len() as u64), Some(sent), "one is lost, the next is there");
    shell.ok(&format!("inspect {}", history[sent as usize - 1]["signature"].as_str().expect("a signature")));
}

#[test]
fn h6_what_a_stopped_command_left_behind_is_not_history() {
    let shell = Shell::lending("h6");
    let file = shell.0.join("history.jsonl");
    let committed = fs::read(&file).expect("a history");
    // as if a command had been stopped between the history and the commit
    fs::write(&file, [&committed[..], b"{\"signature\":\"phantom\""].concat()).expect("written");
    assert!(!shell.ok("chain history").contains("phantom"));
    shell.ok("position deposit NVDAx 1 -w alice");
    let after = fs::read_to_string(&file).expect("a history");
    assert!(!after.contains("phantom") && after.as_bytes().starts_with(&committed));
    assert!(fs::read_dir(&shell.0).expect("a folder").count() <= 4, "nothing stays beside");
}

#[test]
fn h7_keys_are_readable_by_their_owner_alone() {
    let shell = Shell::new("h7");
    shell.ok("chain start");
    shell.ok("wallet new alice");
    let mode = |name: &str| fs::metadata(shell.0.join(name)).expect("it is there").permissions().mode() & 0o777;
    assert_eq!((mode("wallets"), mode("wallets/alice.json"), mode("state.bin")), (0o700, 0o600, 0o600));
}

#[test]
fn h8_scan_says_what_the_program_would_say() {
    let shell = Shell::lending_by_two_feeds("h8");
    shell.ok("position deposit NVDAx 5 -w alice");
    shell.ok("position borrow USDC 250 -w alice");
    shell.ok("wallet mint USDC 500 -w admin");
    let row = |shell: &Shell| shell.json("liquidate scan")[0].clone();
    fall(&shell, 5, "75");
    assert_eq!(row(&shell)["status"], "CoolOff");
    shell.refused("liquidate run alice -w admin", "CoolOff");
    fall(&shell, 60, "75.1");
    let due = row(&shell);
    assert_eq!((&due["status"], &due["liquidatable"]), (&"liquidatable".into(), &true.into()), "{due}");
    assert!(due["repay"].as_str().is_some_and(|text| text.ends_with("USDC")), "{due}");
    shell.ok("chain warp 86400");
    assert_eq!(row(&shell)["liquidatable"], false);
    assert_eq!(shell.json("liquidate scan --ready"), json!([]));
}

/// Lets time pass; then both feeds of NVDAx say this price, and the boards take it.
fn fall(shell: &Shell, seconds: u32, price: &str) {
    shell.ok(&format!("chain warp {seconds}"));
    shell.ok(&format!("price post NVDAx {price}"));
    shell.ok(&format!("price post NVDAx {price} --share"));
    shell.ok("price post USDC 1");
    shell.ok("price refresh -w admin");
}

#[test]
fn h9_what_cannot_be_checked_is_not_shown_as_zero() {
    let shell = Shell::lending("h9");
    shell.ok("position deposit NVDAx 5 -w alice");
    shell.ok("position borrow USDC 100 -w alice");
    shell.ok("chain warp 86400");
    let risk = shell.json("position show -w alice")["risk"].clone();
    assert_eq!(
        (&risk["debt_usd"], &risk["borrow_limit_usd"], &risk["available_usd"]),
        (&Value::Null, &Value::Null, &Value::Null)
    );
    assert!(risk["unpriced"].as_array().is_some_and(|names| names.contains(&"NVDAx".into())));
    assert!(risk["last_debt_usd"].as_str().is_some_and(|text| text.starts_with("100.")), "{risk}");
    assert!(shell.ok("position show -w alice").contains("borrow limit not known"));
}

#[test]
fn h10_proposals_are_told_in_dollars_percent_and_dates() {
    let shell = Shell::lending("h10");
    shell.ok("market propose terminal NVDAx 180.25 -w admin");
    shell.ok("market propose group 1 1000000 -w admin");
    let said = shell.run_words(&["market", "propose", "calendar", "--close", "2026-12-23 13:00", "-w", "admin"]);
    assert!(said.status.success(), "{}", String::from_utf8_lossy(&said.stderr));
    shell.ok("market propose reserve NVDAx --set ltv_bps=4000 -w admin");
    let text = shell.ok("market proposals");
    for words in ["180.250000 USD", "none -> 1000000.0000 USD", "2026-12-23 closes at 13:00", "40.00 %", "waiting"] {
        assert!(text.contains(words), "{words}: {text}");
    }
    shell.refused("market propose source NVDAx share --none -w admin", "nothing to change");
    let proposal = shell.json("market proposals")["proposals"][0].clone();
    shell.ok(&format!("inspect {}", proposal["address"].as_str().expect("an address")));
    shell.ok("chain warp 4000000");
    let proposal = shell.json("market proposals")["proposals"][0].clone();
    assert_eq!((&proposal["status"], &proposal["executable"]), (&"expired".into(), &false.into()));
}

#[test]
fn h11_what_was_seized_and_written_off_is_told() {
    let shell = Shell::lending_by_two_feeds("h11");
    shell.ok("position deposit NVDAx 5 -w alice");
    shell.ok("position borrow USDC 250 -w alice");
    shell.ok("wallet mint USDC 500 -w admin");
    for price in ["85", "70", "58", "47", "40"] {
        fall(&shell, 60, price);
    }
    let done = shell.json("liquidate run alice -w admin");
    assert_eq!(done["seized"][0]["symbol"], "NVDAx");
    let lost = &done["written_off"][0];
    assert_eq!(whole(&lost["buffer"]) + whole(&lost["suppliers"]), whole(&lost["atoms"]), "{done}");
    shell.ok("issuer adopt NVDAx");
    shell.ok("position deposit NVDAx 4 -w alice");
    shell.ok("issuer clawback NVDAx 1");
    assert!(shell.ok("market sync NVDAx -w alice").contains("recognised a loss of 1.00000000 NVDAx"));
}

#[test]
fn h12_open_takes_no_other_owner() {
    let shell = Shell::lending("h12");
    shell.misused("position open --of alice --id 2 -w admin", "--of");
    assert_eq!(shell.json("position open --id 2 -w admin")["id"], 2);
}

#[test]
fn h13_a_file_that_cannot_be_read_is_not_absent() {
    let shell = Shell::lending("h13");
    let file = shell.0.join("state.bin");
    let mut bytes = fs::read(&file).expect("a state");
    bytes[5_000] ^= 0xff;
    fs::write(&file, &bytes).expect("written");
    shell.refused("market show", "is damaged");
    shell.refused("chain start", "holds a chain already");
    fs::write(&file, &bytes[..10]).expect("written");
    shell.refused("market create -w admin", "is damaged");
}

#[test]
fn h14_a_deposit_that_does_not_count_is_said_to_answer_for_the_debt() {
    let shell = Shell::lending("h14");
    shell.ok("position deposit NVDAx 5 -w alice");
    assert!(shell.ok("position collateral NVDAx off -w alice").contains("can still seize the NVDAx"));
    assert!(shell.ok("position show -w alice").contains("collateral"));
    assert_eq!(shell.json("position show -w alice")["slots"][0]["collateral"], false);
}

#[test]
fn h15_a_flag_goes_before_the_environment() {
    let shell = Shell::new("h15");
    shell.ok("chain start");
    shell.ok("wallet new bob");
    let alice = shell.json("wallet new alice")["address"].clone();
    let file = shell.0.join("wallets/alice.json");
    let mut command = shell.command();
    command.env("HYPOTHEC_WALLET", "bob").arg("-k").arg(&file).args(["wallet", "show", "--json"]);
    let shown: Value = serde_json::from_slice(&command.output().expect("it runs").stdout).expect("JSON");
    assert_eq!(shown["address"], alice);
    let mut command = shell.command();
    command.env("HYPOTHEC_WALLET", "").env("HYPOTHEC_STATE", "").args(["wallet", "show", "bob"]);
    assert!(command.output().expect("it runs").status.success(), "an empty variable is not set");
}

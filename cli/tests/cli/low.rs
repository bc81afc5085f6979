//! What once was a blemish, by its number among the defects of low severity.

use crate::shell::Shell;
use std::io::Write;
use std::process::Stdio;

#[test]
fn l1_alone_the_command_prints_its_help_whatever_the_environment_says() {
    let shell = Shell::new("l1");
    let mut command = shell.command();
    let said = command.env("HYPOTHEC_STATE", &shell.0).output().expect("it runs");
    assert!(String::from_utf8_lossy(&said.stderr).contains("Usage: hypothec"));
}

#[test]
fn l3_to_l5_numbers_and_names_are_refused_in_words() {
    let shell = Shell::lending("l3");
    shell.refused("price post NVDAx 99999999999", "is too large");
    shell.refused("liquidate scan --below 1.00001", "give at most 4");
    shell.refused("wallet show ../x", "is neither a wallet nor an address");
    shell.misused("market propose group 16 1 -w admin", "16 is not in 1..=15");
    shell.misused("market use x", "x is not an address");
}

#[test]
fn l6_the_next_sessions_are_as_many_as_asked_for_and_midnight_is_none() {
    let shell = Shell::lending("l6");
    let next = shell.json("calendar next --count 10");
    let names: Vec<&str> = next.as_array().expect("a list").iter().filter_map(|row| row["session"].as_str()).collect();
    assert_eq!(names.len(), 10);
    assert!(names.windows(2).all(|pair| pair[0] != pair[1]), "{names:?}");
}

#[test]
fn l7_what_a_scan_leaves_out_is_counted() {
    let shell = Shell::lending("l7");
    shell.ok("position deposit NVDAx 5 -w alice");
    shell.ok("position borrow USDC 20 -w alice");
    assert!(shell.ok("liquidate scan --below 1").contains("1 healthier positions are left out"));
}

#[test]
fn l9_to_l11_answers_say_what_was_done() {
    let shell = Shell::lending("l9");
    assert!(shell.ok("price post NVDAx 100 --share").starts_with("a share of NVDAx"));
    shell.ok("issuer adopt NVDAx");
    assert!(shell.ok("issuer pause NVDAx").contains(" CU, "), "the issuer's transactions are told as all others");
    shell.ok("issuer unpause NVDAx");
    let levered = shell.ok("position lever NVDAx 1 USDC 20 -w alice");
    assert!(levered.contains("Deposited 1.00000000 NVDAx") && levered.contains("Borrowed 20.000000 USDC"), "{levered}");
    shell.refused("chain warp --to 9999-12-31T00:00", "is too far in the future");
    shell.refused("chain warp --to 2020-01-01T00:00", "local is in the past");
}

#[test]
fn l12_parameters_and_keys_are_read_from_standard_input() {
    let shell = Shell::lending("l12");
    let mut command = shell.command();
    command.args(["market", "propose", "reserve", "NVDAx", "--config", "-", "-w", "admin", "--json"]);
    let mut run = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("it runs");
    run.stdin.take().expect("a pipe").write_all(b"ltv_bps: 4000\n").expect("written");
    let said = String::from_utf8(run.wait_with_output().expect("it ends").stdout).expect("text");
    assert!(said.contains("4000"), "{said}");
}

#[test]
fn l13_what_an_issuer_does_says_what_becomes_of_prices_and_vaults() {
    let shell = Shell::lending("l13");
    shell.ok("issuer adopt NVDAx");
    assert!(shell.ok("issuer split NVDAx 10:1").contains("times the multiplier"));
    shell.ok("position deposit NVDAx 5 -w alice");
    assert!(shell.ok("issuer clawback NVDAx 1").contains("hypothec market sync NVDAx"));
}

#[test]
fn l14_a_chain_that_runs_another_build_says_so() {
    let shell = Shell::new("l14");
    shell.ok("chain start");
    assert_eq!(shell.json("chain status")["program_is_the_build"], true);
    let example = concat!(env!("CARGO_MANIFEST_DIR"), "/../target/deploy/hypothec_example.so");
    shell.ok(&format!("chain upgrade --program {example}"));
    let said = shell.ok("chain status");
    assert!(said.contains("another build than the one beside this command: `hypothec chain upgrade`"), "{said}");
    shell.ok("chain upgrade");
    assert_eq!(shell.json("chain status")["program_is_the_build"], true);
}

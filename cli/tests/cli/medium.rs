//! One test for each defect of medium severity that has no test of its own elsewhere, named after its number.

use crate::numbers::whole;
use crate::shell::Shell;
use serde_json::json;
use std::fs;

#[test]
fn m2_a_pipe_gets_plain_lines_and_bars_are_to_scale() {
    let shell = Shell::lending("m2");
    let text = shell.ok("market watch --once");
    assert!(!text.contains('\x1b') && !text.contains("1970"), "{text}");
    assert!(shell.ok("market proposals").contains("no proposal"));
}

#[test]
fn m3_the_session_shown_is_the_calendar_s_of_now() {
    let shell = Shell::lending("m3");
    shell.ok("chain warp --to 2026-09-15T17:00");
    let market = shell.json("market show");
    assert_eq!((&market["session"], &market["session_for_risk"]), (&"Extended".into(), &"Closed".into()));
    assert!(shell.ok("market show").contains("for risk Closed until the next refresh"));
}

#[test]
fn m4_interest_counts_before_anybody_touches_the_reserve() {
    let shell = Shell::lending("m4");
    shell.ok("position deposit NVDAx 5 -w alice");
    shell.ok("position borrow USDC 200 -w alice");
    shell.ok("chain warp 31536000");
    let owed = whole(&shell.json("market show")["reserves"][1]["owed"]);
    let debt = whole(&shell.json("position show -w alice")["slots"][1]["atoms"]);
    // the reserve compounds, what a slot owes is counted without: 1.5 % a year
    assert!(debt > 202_900_000 && (debt..debt + 50_000).contains(&owed), "{owed} {debt}");
    let supply = whole(&shell.json("position show -w admin")["slots"][0]["atoms"]);
    assert!(supply > 1_000_100_000, "the lender's share of it: {supply}");
    shell.ok("market tighten NVDAx --event-hours 5 --event-ltv 1000 --reduce-only-hours 5 -w admin");
    assert!(shell.ok("market show NVDAx").contains("LTV at most 10.00 %"));
    let shown = shell.ok("market show");
    for words in ["delay 86400 s, debt floor 10.0000 USD", "reduce-only until", "fees go to"] {
        assert!(shown.contains(words), "{words}: {shown}");
    }
    let shown = shell.ok("market show USDC");
    for words in ["utilisation", "borrowers pay", "suppliers get", "supply cap", "loss buffer", "recognised loss"] {
        assert!(shown.contains(words), "{words}: {shown}");
    }
}

#[test]
fn m6_that_time_stands_still_is_told_where_one_meets_it() {
    let shell = Shell::new("m6");
    for line in ["chain start --help", "chain warp --help"] {
        assert!(shell.ok(line).contains("stands still between commands"), "{line}");
    }
    assert!(shell.ok("price post --help").contains("let time pass between two posts"));
}

#[test]
fn m7_a_market_s_parameter_out_of_bounds_is_named_with_the_bound() {
    let shell = Shell::new("m7");
    for line in ["chain start", "wallet new admin", "wallet airdrop 10 -w admin"] {
        shell.ok(line);
    }
    for (option, words) in [
        ("--target-health 65535", "target_health_bps is 65535 and may be 10000 to 20000"),
        ("--delay 4294967295", "delay_s is 4294967295 and may be 0 to 2592000"),
        ("--cool-off 5", "cool_off_s is 5 and may be 11 to 3600"),
    ] {
        shell.refused(&format!("market create {option} -w admin"), words);
    }
    shell.ok("market create -w admin");
    shell.refused("market propose market --set cool_off_s=5 -w admin", "may be 11 to 3600");
    let delay = shell.json("market params delay_s --whole")[0].clone();
    assert_eq!((&delay["value"], &delay["range"]), (&86_400.into(), &json!(["0", "2592000"])));
}

#[test]
fn m7_a_refusal_names_what_is_missing_of_what() {
    let shell = Shell::lending("m7b");
    shell.ok("position deposit NVDAx 5 -w alice");
    shell.refused("position borrow USDC 9 -w alice", "at least 10.0000 USD");
    shell.ok("position borrow USDC 20 -w alice");
    shell.refused("position repay USDC 100000 -w alice", "and needs 100000.000000");
    shell.ok("chain warp 3600");
    shell.refused("position borrow USDC 1 -w alice", "`hypothec price refresh NVDAx USDC`");
    shell.ok("market tighten --reduce-only-hours 40 -w admin");
    shell.ok("chain warp 3600");
    shell.refused("market tighten --reduce-only-hours 48 -w admin", "8.00 of the 48 hours are left");
}

#[test]
fn m17_what_is_of_the_whole_market_needs_no_symbol_and_caps_are_tokens() {
    let shell = Shell::lending("m17");
    shell.misused("market tighten -w admin", "SYMBOL");
    shell.misused("market tighten --reduce-only-hours 1 --borrow-off -w admin", "SYMBOL");
    shell.misused("market tighten NVDAx --event-hours 4294967295 --event-ltv 100 -w admin", "not in 1..=8784");
    shell.misused("market tighten --reduce-only-hours 49 -w admin", "not in 1..=48");
    let market = shell.json("market tighten NVDAx --supply-cap 12.5 -w admin");
    assert_eq!(market["reserves"][0]["config"]["supply_cap"], "1250000000");
    shell.ok("market tighten --reduce-only-hours 1 -w admin");
}

#[test]
fn m27_a_pause_is_said_to_be_as_of_the_last_refresh_and_shares_are_named() {
    let shell = Shell::lending_by_two_feeds("m27");
    shell.ok("position deposit NVDAx 5 -w alice");
    shell.ok("position borrow USDC 250 -w alice");
    shell.ok("wallet mint USDC 500 -w admin");
    shell.ok("issuer adopt NVDAx");
    shell.ok("issuer pause NVDAx");
    shell.ok("price refresh -w admin");
    shell.ok("issuer unpause NVDAx");
    shell.ok("chain warp 1");
    let mend = "paused as of the last refresh is NVDAx";
    shell.refused("position deposit NVDAx 1 --id 3 -w alice", "position open");
    shell.ok("position open --id 3 -w alice");
    shell.refused("position deposit NVDAx 1 --id 3 -w alice", mend);
    shell.refused("position deposit NVDAx 1 --id 3 -w alice", "liquidate run --shares");
    shell.ok("price refresh NVDAx -w admin");
    shell.ok("position deposit NVDAx 1 --id 3 -w alice");
}

#[test]
fn m12_a_command_s_own_options_come_first() {
    let shell = Shell::new("m12");
    let help = shell.ok("market list-asset -h");
    let at = |words: &str| help.find(words).unwrap_or_else(|| panic!("{words}: {help}"));
    assert!(at("--share-feed") < at("Global options:") && at("Global options:") < at("--output"));
}

#[test]
fn m21_a_look_writes_nothing_and_a_link_is_not_written_through() {
    let shell = Shell::lending("m21");
    let lock = shell.0.join("lock");
    fs::remove_file(&lock).expect("a lock");
    let before: Vec<_> = fs::read_dir(&shell.0).expect("a folder").map(|file| file.expect("a file").path()).collect();
    shell.ok("market show");
    let after: Vec<_> = fs::read_dir(&shell.0).expect("a folder").map(|file| file.expect("a file").path()).collect();
    assert_eq!(before, after);
    let mine = shell.0.join("mine.txt");
    fs::write(&mine, "mine").expect("written");
    std::os::unix::fs::symlink(&mine, &lock).expect("a link");
    shell.ok("chain warp 1");
    assert_eq!(fs::read_to_string(&mine).expect("it is there"), "mine");
}

#[test]
fn m22_an_answer_that_cannot_be_printed_is_a_failure() {
    let shell = Shell::lending("m22");
    let full = fs::OpenOptions::new().write(true).open("/dev/full").expect("a full device");
    let said = shell.command().args(["market", "show"]).stdout(full).stderr(std::process::Stdio::piped()).output();
    let said = said.expect("it runs");
    assert_eq!(said.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&said.stderr).contains("cannot print the answer"));
}

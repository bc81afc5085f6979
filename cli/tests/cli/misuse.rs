//! Input that is wrong, or dangerous, by the number of the defect that it once met: M for medium severity.

use crate::shell::Shell;
use serde_json::{Value, json};
use std::fs;
use std::io::{BufRead, BufReader};
use std::process::Stdio;

#[test]
fn m1_a_reader_that_has_enough_ends_the_watch_quietly() {
    let shell = Shell::lending("m1");
    for form in ["display", "json-compact"] {
        let mut command = shell.command();
        command.args(["market", "watch", "--every", "1", "--output", form]);
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut watch = command.spawn().expect("it runs");
        let mut first = String::new();
        BufReader::new(watch.stdout.take().expect("a pipe")).read_line(&mut first).expect("a line");
        assert!(!first.is_empty());
        // the pipe is closed: the next look finds nobody
        let ended = watch.wait_with_output().expect("it ends");
        let words = String::from_utf8_lossy(&ended.stderr).into_owned();
        assert!(ended.status.success() && words.is_empty(), "{words}");
    }
}

#[test]
fn m8_errors_of_the_runtime_are_said_in_words() {
    let shell = Shell::lending_by_two_feeds("m8");
    shell.ok("wallet new poor");
    for (line, words) in [
        ("issuer give-back NVDAx 1", "run `hypothec issuer adopt NVDAx`"),
        ("liquidate run alice -w poor", "nothing to liquidate"),
        ("market donate USDC 1 -w poor", "has 0.000000 USDC and needs 1.000000"),
        ("position lever NVDAx 1 USDC 5 -w poor", "position open"),
        ("position order --line 7 --target 8 --bonus-cap 1 -w alice", "the most is 6.5535"),
        ("position order --line 1.2 --target 1.3 --bonus-cap 99999 -w alice", "the most is 655.35"),
        ("position deposit USDC 0 -w alice", "give at least one atom, or `all`"),
        ("liquidate settle 11111111111111111111111111111111 -w admin", "there is no position at"),
    ] {
        shell.refused(line, words);
    }
    shell.ok("issuer adopt NVDAx");
    shell.refused("issuer give-back NVDAx 1", "the issuer holds no NVDAx");
    shell.refused("issuer freeze NVDAx --holder poor", "has no token account of NVDAx");
    shell.ok("issuer arm-hook NVDAx");
    shell.refused("position deposit NVDAx 1 -w alice", "armed a transfer hook");
}

#[test]
fn m9_a_parameter_that_is_given_twice_is_refused() {
    let shell = Shell::lending("m9");
    shell.refused("market propose reserve NVDAx --set ltv_bps=1 --set ltv_bps=2 -w admin", "ltv_bps is set twice");
    let file = shell.0.join("twice.yaml");
    fs::write(&file, "ltv_bps: 1\nltv_bps: 2\n").expect("written");
    shell.refused(&format!("market diff NVDAx {}", file.display()), "ltv_bps is set twice");
}

#[test]
fn m10_a_token_that_nobody_knows_is_not_listed_like_a_dollar() {
    let shell = Shell::market("m10");
    shell.ok("chain new-token GOLD");
    shell.refused("market list-asset GOLD --price 1 -w admin", "give --preset");
    let config = shell.json("market list-asset GOLD --price 1 --preset volatile -w admin")["reserves"][0].clone();
    assert_eq!(config["config"]["ltv_bps"][0], 3_000);
}

#[test]
fn m13_a_price_below_a_thousandth_keeps_its_digits() {
    let shell = Shell::market("m13");
    shell.ok("chain new-token MEME --decimals 5");
    shell.ok("market list-asset MEME --price 0.00000123 --preset volatile -w admin");
    shell.ok("price post MEME 0.00000123");
    assert_eq!(shell.json("price refresh -w admin")["boards"][0]["settle"], "0.000001230000");
}

#[test]
fn m14_a_number_beyond_a_double_s_digits_travels_as_text() {
    let shell = Shell::market("m14");
    shell.ok("market list-asset NVDAx --price 100 -w admin");
    let config = shell.json("market show")["reserves"][0]["config"].clone();
    let wide: Vec<&str> = ["limiter_cap", "supply_cap"].iter().filter_map(|name| config[*name].as_str()).collect();
    assert!(!wide.is_empty(), "{config}");
    let file = shell.0.join("config.json");
    fs::write(&file, config.to_string()).expect("written");
    shell.ok(&format!("market configure NVDAx --config {} -w admin", file.display()));
    assert_eq!(shell.json("market show")["reserves"][0]["config"], config);
}

#[test]
fn m15_a_wallet_s_name_is_no_address_and_no_option() {
    let shell = Shell::new("m15");
    shell.ok("chain start");
    shell.refused("wallet new 11111111111111111111111111111111", "is an address");
    for name in ["-", "--help", &"a".repeat(250), "../x", "a b"] {
        let said = shell.run_words(&["wallet", "new", "--", name]);
        assert!(String::from_utf8_lossy(&said.stderr).contains("is not a wallet's name"), "{name}");
    }
}

#[test]
fn m19_withdrawing_more_than_is_there_says_what_is_there() {
    let shell = Shell::lending("m19");
    shell.ok("position deposit NVDAx 5 -w alice");
    shell.refused("position withdraw NVDAx 100 -w alice", "the position holds 5.00000000 NVDAx, less than 100");
    shell.refused("position withdraw NVDAx 184467440737.09551615 -w alice", "more than a token account can hold");
    assert_eq!(shell.json("position show -w alice")["slots"][0]["atoms"], "500000000");
}

#[test]
fn m24_a_foreign_file_among_the_wallets_disturbs_none() {
    let shell = Shell::new("m24");
    shell.ok("chain start");
    fs::write(shell.0.join("wallets/a b.json"), "junk").expect("written");
    fs::write(shell.0.join("wallets/junk.json"), "junk").expect("written");
    assert_eq!(shell.json("wallet list").as_array().map(Vec::len), Some(1));
}

#[test]
fn m25_numbers_that_cannot_be_meant_are_refused() {
    let shell = Shell::lending("m25");
    shell.refused("issuer dividend TSLAx 1e308", "1e308: the factor must be between");
    shell.refused("price post NVDAx 100 --conf 100", "less than the price");
    shell.refused("price post NVDAx 100 --conf 180000000000", "less than the price");
}

#[test]
fn m26_what_cannot_be_undone_asks_first() {
    let shell = Shell::lending("m26");
    shell.ok("market propose terminal NVDAx 100 -w admin");
    shell.ok("chain warp 86400");
    for line in [
        "market seal -w admin",
        "chain reset",
        "calendar close-day 2026-09-22 -w admin",
        "market execute 0 -w admin",
        "market accept-admin -w alice",
    ] {
        shell.refused(line, "Give --yes to go on");
    }
    shell.ok("market execute 0 --yes -w admin");
}

#[test]
fn m20_a_quote_needs_no_key() {
    let shell = Shell::lending("m20");
    assert_eq!(shell.json("position quote --of alice --borrow USDC")["health_bps"], Value::Null);
}

#[test]
fn m23_a_liquidation_is_named_by_wallet_and_bounded() {
    let shell = Shell::lending("m23");
    shell.ok("position open --id 4 -w alice");
    shell.ok("position deposit NVDAx 5 --id 4 -w alice");
    shell.refused("liquidate run alice --id 4 -w admin", "nothing to liquidate");
    shell.refused("liquidate settle alice --id 9 -w admin", "there is no position at");
    assert_eq!(shell.json("position show --of alice --id 4")["id"], json!(4));
}

//! What a refusal says would mend it, and that it is true.

use crate::numbers;
use crate::shell::Shell;
use serde_json::{Value, json};

/// As [`Shell::lending`], and AAPLx listed, of which no price was ever posted.
fn with_an_empty_board(name: &str) -> Shell {
    let shell = Shell::lending(name);
    shell.ok("market list-asset AAPLx --price 200 -w admin");
    shell
}

fn words(shell: &Shell, line: &str) -> String {
    let output = shell.run(line);
    assert_eq!(output.status.code(), Some(3), "{line}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stderr).expect("text")
}

#[test]
fn a_refused_borrow_blames_no_asset_that_the_position_does_not_hold() {
    let shell = with_an_empty_board("blame");
    shell.ok("position deposit NVDAx 10 -w alice");
    let said = words(&shell, "position borrow USDC 900 -w alice");
    assert!(said.contains("Unhealthy") && !said.contains("AAPLx"), "{said}");
    assert!(said.contains("USD are available: `hypothec position quote --borrow USDC` shows the most"), "{said}");
    let risk = shell.json("position show -w alice")["risk"].clone();
    assert!(said.contains(risk["available_usd"].as_str().expect("USD")), "{said} {risk}");
    shell.ok("chain warp 7200");
    let said = words(&shell, "position borrow USDC 10 -w alice");
    assert!(said.contains("StalePrice") && !said.contains("AAPLx"), "{said}");
    assert!(said.contains("hypothec price refresh NVDAx USDC"), "{said}");
}

#[test]
fn a_refresh_of_all_boards_leaves_out_the_one_without_a_price_and_says_so() {
    let shell = with_an_empty_board("unposted");
    for line in ["chain warp 30", "price post NVDAx 101", "price post USDC 1"] {
        shell.ok(line);
    }
    let text = shell.ok("price refresh -w admin");
    assert!(text.contains("AAPLx not taken: the token's feed has no price posted"), "{text}");
    let taken = |name: &str| {
        let boards = shell.json("price show")["boards"].clone();
        let board = boards.as_array().into_iter().flatten().find(|board| board["symbol"] == name).cloned();
        board.expect("a board")["age_s"].clone()
    };
    assert_eq!((taken("NVDAx"), taken("USDC"), taken("AAPLx")), (json!("0"), json!("0"), Value::Null));
    shell.refused("price refresh AAPLx -w admin", "AAPLx has no posted price");
}

#[test]
fn a_dry_run_of_what_would_be_refused_ends_as_the_refusal_does() {
    let shell = Shell::lending("dry");
    shell.ok("position deposit NVDAx 10 -w alice");
    let before = shell.ok("chain history");
    let said = words(&shell, "position borrow USDC 900 --dry-run -w alice");
    assert!(said.contains("would be refused: Unhealthy") && said.contains("shows the most"), "{said}");
    let output = shell.run("position borrow USDC 900 --dry-run -w alice --json");
    assert!(output.status.code() == Some(3) && output.stdout.is_empty());
    let told = numbers::read("a dry run", &output.stderr);
    assert_eq!((&told["dry_run"], &told["ok"], &told["name"]), (&json!(true), &json!(false), &json!("Unhealthy")));
    assert!(told["logs"].as_array().is_some_and(|logs| !logs.is_empty()), "{told}");
    assert_eq!(shell.ok("chain history"), before, "a dry run is no history");
}

#[test]
fn a_quote_by_stale_prices_says_what_is_not_known() {
    let shell = Shell::lending("stale-quote");
    shell.ok("position deposit NVDAx 10 -w alice");
    shell.ok("position borrow USDC 100 -w alice");
    shell.ok("chain warp 3600");
    let text = shell.ok("position quote -w alice");
    for said in ["not known: StalePrice: NVDAx USDC", "at the last prices", "of its last price"] {
        assert!(text.contains(said), "{said}: {text}");
    }
    assert!(!text.contains("0.0000 USD"), "{text}");
    let quoted = shell.json("position quote -w alice");
    assert_eq!((&quoted["power_usd"], &quoted["debt_usd"]), (&Value::Null, &Value::Null));
    assert_eq!(quoted["unpriced"], json!(["NVDAx", "USDC"]));
}

#[test]
fn a_command_about_no_position_says_so_before_it_sends() {
    let shell = Shell::lending("none");
    shell.ok("wallet new bob");
    shell.ok("wallet airdrop 1 -w bob");
    for line in ["order --clear", "offer alice", "delegate alice", "collateral NVDAx off"] {
        let output = shell.run(&format!("position {line} -w bob"));
        let words = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.code() == Some(5) && words.contains("run `hypothec position open`"), "{line}: {words}");
    }
    let output = shell.run("liquidate run alice --id 3 -w bob");
    let words = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.code() == Some(5) && !words.contains("position open"), "{words}");
}

#[test]
fn small_errors_are_said_in_the_reader_s_words() {
    let shell = Shell::lending("small");
    shell.ok("issuer adopt NVDAx");
    for line in ["wallet new poor", "wallet airdrop 0.002 --to poor"] {
        shell.ok(line);
    }
    let file = shell.0.join("broken.toml");
    std::fs::write(&file, "[[exit\n").expect("written");
    for (line, said) in [
        ("position deposit NVDAx -1 -w alice", "\"-1\" is not an amount"),
        ("wallet transfer USDC -1 admin -w alice", "\"-1\" is not an amount"),
        ("wallet transfer SOL 11 admin -w alice", " SOL and needs 11.000000000 and the fee"),
        ("position open -w poor", " SOL and needs 0.0044"),
        ("issuer thaw NVDAx", "is not frozen"),
        (&format!("keeper check --config-file {} -w alice", file.display()), "broken.toml"),
    ] {
        shell.refused(line, said);
    }
    shell.ok("issuer freeze NVDAx");
    shell.refused("issuer freeze NVDAx", "is frozen already");
    shell.ok("issuer thaw NVDAx");
    let owner = shell.json("wallet show alice")["address"].as_str().expect("an address").to_string();
    assert!(shell.ok("position list --all").contains(&owner), "each with its owner");
    assert!(!shell.ok("position list -w alice").contains(&owner));
}

#[test]
fn a_refused_borrow_after_a_refresh_names_what_it_borrows_and_whose_prices_decided() {
    let shell = Shell::lending("decided");
    shell.ok("market list-asset AAPLx --price 200 -w admin");
    for line in ["position deposit NVDAx 5 -w alice", "position borrow USDC 150 -w alice", "chain warp 20"] {
        shell.ok(line);
    }
    for line in ["price post NVDAx 90", "price post USDC 1"] {
        shell.ok(line);
    }
    let said = words(&shell, "position borrow USDC 120 -w alice");
    assert!(said.contains("by the prices before this transaction") && said.contains("--borrow USDC`"), "{said}");
    let said = words(&shell, "position lever NVDAx 0.1 USDC 400 -w alice");
    assert!(said.contains("--borrow USDC`"), "{said}");
    let said = words(&shell, "position withdraw NVDAx 4 -w alice");
    assert!(said.contains("--withdraw NVDAx`"), "{said}");
    shell.ok("price refresh -w admin");
    let said = words(&shell, "position borrow USDC 120 -w alice");
    assert!(said.contains("USD are available: ") && !said.contains("before this transaction"), "{said}");
}

#[test]
fn a_dry_run_on_the_embedded_chain_costs_what_the_transaction_will_and_takes_no_lock() {
    let shell = Shell::lending("rehearse");
    let line = "position deposit NVDAx 5 -w alice";
    let lamports = || shell.json("wallet show alice")["lamports"].as_str().map(str::parse::<u64>);
    let told = shell.json(&format!("{line} --dry-run"))["fee"].clone();
    let before = lamports().expect("lamports").expect("a number");
    for flag in ["--with-compute-unit-limit 5", "--with-compute-unit-price 5"] {
        shell.refused(&format!("{line} {flag}"), "leave out --with-compute-unit-limit");
        shell.refused(&format!("{line} {flag} --dry-run"), "leave out --with-compute-unit-limit");
    }
    // a dry run needs no right to write
    std::fs::remove_file(shell.0.join("lock")).expect("a lock");
    shell.ok(&format!("{line} --dry-run"));
    assert!(!shell.0.join("lock").exists(), "a dry run has taken the lock");
    shell.ok(line);
    assert_eq!(numbers::whole(&told), before - lamports().expect("lamports").expect("a number"));
}

#[test]
fn a_stale_board_has_no_liquidation_price_and_a_fresh_one_is_told_beside_its_own() {
    let shell = Shell::lending("fading");
    shell.ok("position deposit NVDAx 10 -w alice");
    shell.ok("position borrow USDC 100 -w alice");
    let shown = shell.json("position show -w alice");
    let line = &shown["terms"][0];
    let at = line["liquidation_price"].as_str().expect("a price");
    let told = format!("liquidation at {at} USD, its test has {} now", line["price"].as_str().expect("a price"));
    assert!(shell.ok("position show -w alice").contains(&told), "{told}");
    shell.ok("chain warp 86400");
    let shown = shell.json("position show -w alice");
    for line in shown["terms"].as_array().expect("terms") {
        assert_eq!((&line["liquidation_price"], &line["stale"]), (&Value::Null, &json!(true)), "{line}");
    }
    assert!(shell.ok("position show -w alice").contains("is not known while these are stale: NVDAx USDC"));
}

#[test]
fn what_was_not_asked_of_a_quote_is_null_and_of_a_scan_that_finds_no_exchange_too() {
    let shell = Shell::lending("null");
    shell.ok("position deposit NVDAx 10 -w alice");
    shell.ok("position borrow USDC 100 -w alice");
    let quoted = shell.json("position quote --borrow USDC -w alice");
    for name in ["max_withdraw", "repay", "receive", "bonus_bps"] {
        assert_eq!(quoted[name], Value::Null, "{name}");
    }
    assert!(numbers::whole(&quoted["max_borrow"]) > 0);
    let row = shell.json("liquidate scan --below 100")[0].clone();
    for name in ["repay", "receive", "profit_usd"] {
        assert_eq!(row[name], Value::Null, "{name} of {row}");
    }
}

#[test]
fn a_reserve_says_what_its_vault_lacks_and_what_can_be_borrowed_at_most() {
    let shell = Shell::lending("room");
    shell.ok("issuer adopt NVDAx");
    shell.ok("position deposit NVDAx 10 -w alice");
    // 95 % of 1,000 USDC at 0.9995 to 1.0005 USD, under a cap of more
    let dollar = shell.json("market show USDC");
    let room: f64 = dollar["borrow_room_usd"].as_str().and_then(|text| text.parse().ok()).expect("USD");
    assert!(room > 900.0 && room < 1_001.0, "{room}");
    shell.ok("issuer clawback NVDAx 1");
    let share = shell.json("market show NVDAx");
    assert_eq!(numbers::whole(&share["cash"]) - numbers::whole(&share["vault_atoms"]), 100_000_000);
    assert!(shell.ok("market show NVDAx").contains("the vault holds 1.00000000 NVDAx less"));
}

#[test]
fn an_error_with_a_table_gives_programs_the_rows() {
    let shell = Shell::lending("rows");
    let file = shell.0.join("keeper.toml");
    std::fs::write(&file, format!("market = \"{}\"\nroles = [\"watch\"]\n", "11111111111111111111111111111112"))
        .expect("written");
    let output = shell.run(&format!("keeper check --config-file {} -w alice --json", file.display()));
    let told = numbers::read("keeper check", &output.stderr);
    assert_eq!(told["error"], "not everything is there", "{told}");
    let found = |what: &str| {
        let rows = told["findings"].as_array().into_iter().flatten();
        rows.clone().find(|row| row["what"] == what).cloned().expect("a finding")
    };
    assert_eq!(found("market")["ok"], false);
    let balance = found("balance")["found"].as_str().expect("words").to_owned();
    assert!(!balance.contains("holds 0 lamports"), "read though the market was not: {balance}");
    shell.ok("position offer admin -w alice");
    let output = shell.run("position accept alice -w admin --json");
    let told = numbers::read("position accept", &output.stderr);
    assert_eq!(told["error"], "Take this over, with its debt? Give --yes to go on", "{told}");
    assert!(told["position"]["slots"].is_array(), "{told}");
}

#[test]
fn what_has_no_meaning_is_refused_in_the_command_s_own_words() {
    let shell = Shell::lending("meaning");
    shell.refused("chain new-token SOL", "calls lamports");
    shell.refused("market propose multiplier NVDAx 0 -w admin", "give more than 0");
    assert_eq!(shell.run("inspect foo").status.code(), Some(5));
}

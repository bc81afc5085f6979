//! What is refused, asked or said before something is signed.

use crate::shell::Shell;
use serde_json::{Value, json};

#[test]
fn reduce_only_takes_no_symbol_and_a_symbol_takes_a_lever() {
    let shell = Shell::lending("levers");
    shell.misused("market tighten NVDAx --reduce-only-hours 1 -w admin", "--ltv");
    shell.misused("market tighten NVDAx -w admin", "--reduce-only-hours");
    let said = shell.run("market tighten -w admin");
    let words = String::from_utf8_lossy(&said.stderr).into_owned();
    assert!(said.status.code() == Some(2) && words.contains("--reduce-only-hours"), "{words}");
    let missing = words.split("Usage").next().unwrap_or_default();
    assert!(!missing.contains("SYMBOL"), "no symbol is required: {words}");
    assert_eq!(shell.json("market show")["header"]["reduce_only_used_s"], 0);
    shell.ok("market tighten NVDAx --ltv 100 --reduce-only-hours 1 -w admin");
    shell.misused("market tighten --ltv 100 -w admin", "SYMBOL");
}

#[test]
fn a_position_is_shown_before_its_debt_is_taken_over() {
    let shell = Shell::borrowed("accept");
    shell.ok("position offer bob -w alice");
    let address = shell.json("position show -w alice")["address"].as_str().expect("an address").to_string();
    let said = shell.run(&format!("position accept {address} -w bob"));
    let words = String::from_utf8_lossy(&said.stderr).into_owned();
    assert!(said.status.code() == Some(1) && words.contains("--yes"), "{words}");
    assert!(words.contains("540.0") && words.contains("Take this over, with its debt?"), "{words}");
    let bob = shell.json("wallet show bob")["address"].clone();
    assert_ne!(shell.json(&format!("position show --of {address}"))["owner"], bob);
    for line in ["price post NVDAx 100", "price post NVDAx 100 --share", "price post USDC 1"] {
        shell.ok(line);
    }
    assert_eq!(shell.json(&format!("position accept {address} --yes -w bob"))["owner"], bob);
}

#[test]
fn an_order_by_price_is_told_without_a_health_that_it_had_not() {
    let shell = Shell::indebted("above");
    shell.ok("position order --above 102 --sell NVDAx --bonus-cap 1.5 -w alice");
    for line in ["price post NVDAx 103", "price post NVDAx 102.8 --share", "price post USDC 1", "price refresh -w bob"]
    {
        shell.ok(line);
    }
    shell.ok("liquidate run alice -w bob");
    let text = shell.ok("position history -w alice");
    assert!(text.contains("its line of health or price was passed") && !text.contains("health was below"), "{text}");
    let why = shell.json("position history -w alice")["why"][0].clone();
    assert_eq!((&why["by_order"], &why["settlement_health"]), (&json!(true), &Value::Null));
}

#[test]
fn an_order_that_cannot_be_executed_is_refused_by_the_argument_s_name() {
    let shell = Shell::lending("orders");
    for (order, words) in [
        ("--line 0.9 --target 1.3 --bonus-cap 1", "--line 0.9000: the health of a line is from 1 to 2.0000"),
        ("--line 1.5 --target 1.2 --bonus-cap 1", "--target 1.2000 is below --line 1.5000"),
        ("--line 1.5 --target 2.1 --bonus-cap 1", "--target 2.1000: the most is 2.0000"),
        ("--line 1.5 --target 1.6 --bonus-cap 26", "--bonus-cap 26.00: the most is 25.00 percent"),
        ("--below 0 --sell NVDAx --bonus-cap 1", "above zero"),
        ("--below 90 --sell NVDAx --target 0.5 --bonus-cap 1", "--target 0.5000: the least is 1"),
        ("--below 90 --sell NVDAx --repay USDC --most 0 --bonus-cap 1", "--most 0"),
        ("--below 90 --sell NVDAx --repay NVDAx --bonus-cap 1", "--sell and --repay name the same"),
        ("--below 90 --sell NVDAx --bonus-cap 1 --until 2026-09-15T10:59", "--until 2026-09-15T10:59 is past"),
    ] {
        let said = shell.run(&format!("position order {order} -w alice"));
        let text = String::from_utf8_lossy(&said.stderr).into_owned();
        assert!(said.status.code() == Some(1) && text.contains(words), "{order}: {text}");
    }
    assert_eq!(shell.json("position show -w alice")["orders"], json!([]));
    let placed = shell.json("position order --below 90 --sell NVDAx --bonus-cap 25 -w alice");
    let seen = shell.json(&format!("inspect {}", placed["address"].as_str().expect("an address")));
    let order = &seen["fields"]["orders"][0];
    assert_eq!(order["until_ts"], i64::MAX.to_string(), "a number of 64 bits is text");
    shell.ok("position order --below 90 --sell NVDAx --bonus-cap 25 --until 2026-09-15T11:30 -w alice");
    let seen = shell.json(&format!("inspect {}", placed["address"].as_str().expect("an address")));
    assert!(seen["fields"]["orders"][0]["until_ts"].is_string(), "whatever its value");
}

#[test]
fn nothing_is_sent_unasked_to_an_address_that_no_key_signs_for() {
    let shell = Shell::lending("keyless");
    let position = shell.json("position show -w alice")["address"].as_str().expect("an address").to_string();
    for to in [position.as_str(), "11111111111111111111111111111111", "TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA"] {
        shell.refused(&format!("wallet transfer USDC 1 {to} -w alice"), "--allow-keyless");
        shell.refused(&format!("wallet transfer SOL 1 {to} -w alice"), "--allow-keyless");
    }
    assert_eq!(shell.json("wallet show alice")["atoms"]["USDC"], "500000000");
    shell.ok(&format!("wallet transfer USDC 1 {position} --allow-keyless -w alice"));
    assert_eq!(shell.json("wallet show alice")["atoms"]["USDC"], "499000000");
}

#[test]
fn the_embedded_chain_refuses_the_address_of_another_market_or_program() {
    let shell = Shell::market("named");
    let market = shell.json("market show")["address"].as_str().expect("an address").to_string();
    let other = shell.json("wallet show admin")["address"].as_str().expect("an address").to_string();
    shell.ok(&format!("market show --market {market}"));
    shell.refused(&format!("market show --market {other}"), "the embedded chain's market is");
    shell.refused(&format!("market show --program-id {other}"), "the embedded chain has Hypothec at");
    let said = shell.command().env("HYPOTHEC_MARKET", &other).args(["market", "show"]).output().expect("it runs");
    assert_eq!(said.status.code(), Some(5), "{}", String::from_utf8_lossy(&said.stderr));
}

#[test]
fn a_key_that_others_can_read_is_warned_of_once() {
    use std::os::unix::fs::PermissionsExt;
    let shell = Shell::market("exposed");
    let file = shell.0.join("wallets/admin.json");
    std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o640)).expect("set");
    let said = shell.run("wallet show -w admin");
    let words = String::from_utf8_lossy(&said.stderr).into_owned();
    assert!(said.status.success() && words.contains(&format!("chmod 600 {}", file.display())), "{words}");
    assert_eq!(words.lines().count(), 1, "{words}");
    assert!(shell.run("wallet show -w admin --json").stderr.is_empty(), "what programs read is an answer or an error");
    std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o600)).expect("set");
    assert!(shell.run("wallet show -w admin").stderr.is_empty());
}

#[test]
fn no_message_shows_a_nodes_api_key() {
    use std::os::unix::fs::PermissionsExt;
    let shell = Shell::market("api-key");
    let config = shell.0.join("own.yml");
    let said = |line: &str| {
        let words: Vec<_> = line.split(' ').collect();
        let output = shell.command().env("HYPOTHEC_CONFIG", &config).args(words).output().expect("it runs");
        [output.stdout, output.stderr].map(|text| String::from_utf8(text).expect("text")).concat()
    };
    for url in ["http://127.0.0.1:1/SECRET", "http://user:SECRET@127.0.0.1:1", "http://127.0.0.1:1/?api-key=SECRET"] {
        let set = said(&format!("config set url {url}"));
        assert!(set.contains("127.0.0.1:1") && !set.contains("SECRET"), "{set}");
        for line in ["chain start", "chain reset --yes", "chain check --json", "market show -v", "issuer pause NVDAx"] {
            let words = said(line);
            assert!(words.contains("127.0.0.1:1") && !words.contains("SECRET"), "{line}: {words}");
        }
    }
    let mode = std::fs::metadata(&config).expect("a file").permissions().mode();
    assert_eq!(mode & 0o777, 0o600, "its owner reads it, as a URL may hold a key");
    for line in ["market show -u HTTP://127.0.0.1:1/SECRET", "config set url ftp://127.0.0.1/SECRET"] {
        let words = said(line);
        assert!(words.contains("127.0.0.1") && !words.contains("SECRET"), "{line}: {words}");
    }
}

#[test]
fn what_is_not_there_ends_with_the_code_of_that() {
    let shell = Shell::new("absent");
    let code = |line: &str| shell.run(line).status.code();
    assert_eq!(code("chain reset --yes"), Some(5));
    shell.ok("chain start");
    shell.ok("wallet new admin");
    assert_eq!(
        (code("market show"), code("wallet show nobody"), code("wallet show -w nobody")),
        (Some(5), Some(5), Some(5))
    );
    shell.ok("wallet airdrop 10 -w admin");
    shell.ok("market create -w admin");
    for line in ["market cancel 7 -w admin", "market show NVDAx", "market show DOGE", "position show -w admin"] {
        assert_eq!(code(line), Some(5), "{line}");
    }
}

#[test]
fn a_configured_value_that_cannot_be_is_refused() {
    let shell = Shell::new("config-form");
    std::fs::create_dir_all(&shell.0).expect("made");
    let set = |key: &str, value: &str| {
        let mut command = shell.command();
        command.env("HYPOTHEC_CONFIG", shell.0.join("config.yml")).args(["config", "set", key, value]);
        command.output().expect("it runs").status.code()
    };
    for (key, value) in [("url", "foo"), ("url", "https://"), ("wallet", "../x"), ("keypair", "/nonexistent/key.json")]
    {
        assert_eq!(set(key, value), Some(1), "{key} {value}");
    }
    for (key, value) in [("url", "devnet"), ("url", "http://localhost:8899"), ("wallet", "alice"), ("keypair", "ASK")] {
        assert_eq!(set(key, value), Some(0), "{key} {value}");
    }
}

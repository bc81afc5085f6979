//! What happened to a position, told from the events of its transactions.

use crate::numbers::whole;
use crate::shell::Shell;
use serde_json::{Value, json};

/// `alice` owes 540 USDC against 10 NVDAx that fell from 100 to this: `bob` holds 1,000 USDC.
fn fallen(name: &str, dollars: &str) -> Shell {
    let shell = Shell::indebted(name);
    for line in [format!("NVDAx {dollars}"), format!("NVDAx {dollars} --share"), "USDC 1".into()] {
        shell.ok(&format!("price post {line}"));
    }
    shell.ok("price refresh -w bob");
    shell
}

fn number(value: &Value) -> f64 {
    let text = value.as_str().expect("text");
    let digits: Vec<&str> = text.split([' ', ',']).filter(|word| word.parse::<f64>().is_ok()).collect();
    digits.first().and_then(|word| word.parse().ok()).unwrap_or_else(|| panic!("{text} holds no number"))
}

#[test]
fn a_liquidation_is_explained_by_price_feeds_health_and_gains() {
    let shell = fallen("history", "82");
    let health = shell.json("position show -w alice")["risk"]["health"].clone();
    let done = shell.json("liquidate run alice -w bob");
    shell.ok("position repay USDC 1 -w alice");
    let told = shell.json("position history -w alice");
    let names: Vec<&str> =
        told["events"].as_array().expect("events").iter().filter_map(|one| one["event"]["name"].as_str()).collect();
    assert_eq!(names, ["PositionOpened", "Deposited", "Borrowed", "Liquidated", "Liquidated", "Repaid"]);
    let why = &told["why"][0];
    assert_eq!((&why["kind"], &why["by_order"]), (&json!("liquidation"), &json!(false)));
    assert!(
        (number(&why["settlement_health"]) - number(&health)).abs() < 0.001,
        "{} told, {health} shown before",
        why["settlement_health"]
    );
    // the settlement price lies at the far end of what feeds, multiplier and confidence allow
    let price = number(&why["price"]);
    assert!((82.0..82.5).contains(&price), "{}", why["price"]);
    let repaid = whole(&done["events"][0]["amount"]) as f64 / 1e6;
    assert!((number(&why["repaid"]) - repaid).abs() < 1e-6);
    let seized = whole(&done["seized"][0]["atoms"]) as f64 / 1e8;
    assert!((number(&why["seized"]) - seized).abs() < 1e-6, "{} told, {seized} left the position", why["seized"]);
    let [theirs, ours] = ["liquidator_gained", "protocol_gained"].map(|name| number(&why[name]));
    assert!((theirs + ours - (seized * price - repaid)).abs() < 0.001, "{theirs} and {ours}");
    let feeds = why["prices_from"].as_array().expect("feeds");
    assert_eq!(feeds.iter().map(|feed| &feed["symbol"]).collect::<Vec<_>>(), ["NVDAx", "USDC"]);
    assert_eq!(feeds[0]["posted"].as_array().map(Vec::len), Some(2), "{feeds:?}");
    assert_eq!((&feeds[0]["posted"][1]["feed"], &feeds[0]["age_s"]), (&json!("share feed"), &json!("0")));
    let bob = shell.json("wallet show bob")["address"].clone();
    assert_eq!(why["liquidator"], bob);
    let text = shell.ok("position history -w alice");
    assert!(text.contains("health was below 1") && text.contains("one NVDAx counted as 82."), "{text}");
    assert!(shell.json("position history -w alice --last 1")["why"].as_array().is_some_and(Vec::is_empty));
    assert!(shell.json("position history -w admin")["why"].as_array().is_some_and(Vec::is_empty));
}

#[test]
fn a_write_off_says_who_bore_it() {
    let shell = fallen("history-loss", "82");
    for dollars in ["66", "54", "45", "38"] {
        shell.ok("chain warp 60");
        for line in [format!("NVDAx {dollars}"), format!("NVDAx {dollars} --share"), "USDC 1".into()] {
            shell.ok(&format!("price post {line}"));
        }
        shell.ok("price refresh -w bob");
    }
    let done = shell.json("liquidate run alice -w bob");
    let lost = whole(&done["written_off"][0]["atoms"]);
    let told = shell.json("position history -w alice");
    let loss = told["why"].as_array().expect("reasons").iter().find(|why| why["kind"] == "write-off").expect("a loss");
    let loss = &loss["losses"][0];
    assert_eq!((&loss["symbol"], number(&loss["lost"])), (&json!("USDC"), lost as f64 / 1e6));
    let parts = ["buffer", "fees", "suppliers"].map(|name| number(&loss[name]));
    assert!((parts.iter().sum::<f64>() - number(&loss["lost"])).abs() < 1e-6 && parts[2] > 0.0, "{parts:?}");
}

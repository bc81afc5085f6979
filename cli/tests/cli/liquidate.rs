use crate::numbers::whole;
use crate::shell::Shell;
use serde_json::Value;

/// `alice` owes 540 USDC against 10 NVDAx that fell from 100 to 82: her health is 0.9880. `bob` holds 1,000 USDC.
fn fallen(name: &str) -> (Shell, String) {
    let shell = Shell::indebted(name);
    for line in ["price post NVDAx 82", "price post NVDAx 81.8607 --share", "price post USDC 1", "price refresh -w bob"]
    {
        shell.ok(line);
    }
    let position = shell.json("position show -w alice")["address"].as_str().expect("an address").to_string();
    (shell, position)
}

fn health(value: &Value) -> u64 {
    value["risk"]["health"].as_str().expect("a health").replace('.', "").parse().expect("digits")
}

#[test]
fn the_unhealthy_are_found_and_brought_back() {
    let (shell, position) = fallen("liquidate");
    let found = shell.json("liquidate scan");
    assert_eq!((&found[0]["position"], &found[0]["liquidatable"]), (&position.clone().into(), &true.into()));
    assert_eq!(found[0]["health"], "0.9880");
    assert_eq!(shell.json("liquidate scan --below 0.9880"), serde_json::json!([]));
    shell.refused(&format!("liquidate run {position} -w alice"), "OwnPosition");
    shell.refused("liquidate run nonsense -w bob", "neither a wallet nor an address");
    shell.refused(&format!("liquidate run {position} --amount 0 -w bob"), "ZeroAmount");
    shell.refused(&format!("liquidate settle {position} -w bob"), "NotSettleable");
    let done = shell.json(&format!("liquidate run {position} -w bob"));
    assert!((10_500..10_520).contains(&health(&done)), "{}", done["risk"]);
    assert_eq!(done["events"][0]["name"], "Liquidated");
    let bob = shell.json("wallet show bob")["atoms"].clone();
    let (paid, got) = (1_000_000_000 - whole(&bob["USDC"]), whole(&bob["NVDAx"]));
    assert_eq!(done["events"][0]["amount"], paid.to_string());
    // never more than 5 % above what was paid: at 82 USD, 10^8 atoms for 10^6 of a dollar
    assert!(got * 82 >= paid * 100 && got * 82 * 100 <= paid * 100 * 105, "{paid} bought {got}");
    shell.refused(&format!("liquidate run {position} -w bob"), "NotLiquidatable");
    assert!(shell.ok("liquidate scan").contains("1.05"));
}

#[test]
fn shares_can_be_taken_while_the_token_stands_still() {
    let (shell, position) = fallen("shares");
    shell.refused(&format!("liquidate run {position} --shares -w bob"), "hypothec position open");
    shell.ok("position open -w bob");
    let done = shell.json(&format!("liquidate run {position} --shares --repay USDC --seize NVDAx --amount 50 -w bob"));
    assert_eq!(done["events"][0]["amount"], "50000000");
    let own = shell.json("position show -w bob");
    assert_eq!(own["slots"][0]["symbol"], "NVDAx");
    assert!(whole(&own["slots"][0]["atoms"]) > 60_000_000);
}

#[test]
fn an_order_sells_earlier() {
    let shell = Shell::lending("order");
    shell.ok("position deposit NVDAx 10 -w alice");
    shell.ok("position borrow USDC 400 -w alice");
    shell.refused("position order --line 2.1 --target 2.2 --bonus-cap 1 -w alice", "from 1 to 2.0000");
    shell.ok("position order --line 1.7 --target 1.8 --bonus-cap 1 -w alice");
    let position = shell.json("position show -w alice")["address"].as_str().expect("an address").to_string();
    let orders = || shell.json(&format!("inspect {position}"))["fields"]["orders"].clone();
    assert_eq!((&orders()[0]["kind"], &orders()[0]["line"]), (&1.into(), &"17000".into()));
    shell.misused("position order --line 1.7 -w alice", "--target");
    shell.misused("position order --below 150 --bonus-cap 1 -w alice", "--sell");
    shell.misused("position order --line 1.7 --above 200 --target 1.8 --bonus-cap 1 -w alice", "cannot be used with");
    shell
        .ok("position order --number 2 --above 300 --sell NVDAx --repay USDC --most 100 --bonus-cap 1 --regular-only \
         --until 2026-12-18T15:55 -w alice");
    let shown = shell.json("position show -w alice")["orders"].clone();
    assert_eq!((&shown[1]["when"], &shown[1]["most"]), (&"NVDAx above 300.000000".into(), &"100.000000".into()));
    shell.ok("position order --clear -w alice");
    assert_eq!((&orders()[0]["kind"], &orders()[1]["kind"]), (&0.into(), &3.into()));
    assert_eq!(shell.json("position show -w alice")["orders"].as_array().map(Vec::len), Some(1));
}

#[test]
fn an_order_by_price_is_found_and_executed() {
    let shell = Shell::indebted("take_profit");
    shell.ok("position order --above 102 --sell NVDAx --bonus-cap 1.5 -w alice");
    assert_eq!(shell.json("liquidate scan")[0]["status"], "healthy");
    shell.refused("liquidate run alice -w bob", "NotLiquidatable");
    for line in ["price post NVDAx 103", "price post NVDAx 102.8 --share", "price post USDC 1", "price refresh -w bob"]
    {
        shell.ok(line);
    }
    assert_eq!(shell.json("liquidate scan")[0]["status"], "order");
    let done = shell.json("liquidate run alice -w bob");
    let slots = done["slots"].as_array().expect("slots");
    assert_eq!((slots.len(), &slots[0]["side"]), (1, &"supply".into()), "nothing is owed: {done}");
    assert_eq!(shell.json("position history -w alice")["why"][0]["by_order"], true);
}

#[test]
fn the_program_quotes_itself() {
    let (shell, _) = fallen("quote");
    let quoted = shell.json("position quote --repay USDC --seize NVDAx -w alice");
    assert_eq!((&quoted["health_bps"], &quoted["session"]), (&"9880".into(), &"Regular".into()));
    assert!(whole(&quoted["repay"]) > 50_000_000 && whole(&quoted["receive"]) > 100_000_000);
    shell.ok("wallet mint NVDAx 20 -w alice");
    shell.ok("position deposit NVDAx 20 -w alice");
    let quoted = shell.json("position quote --borrow USDC --withdraw NVDAx -w alice");
    let most = whole(&quoted["max_borrow"]);
    let tokens = |atoms: u64| format!("{}.{:06}", atoms / 1_000_000, atoms % 1_000_000);
    shell.refused(&format!("position borrow USDC {} -w alice", tokens(most + 1_000_000)), "UtilisationCeiling");
    shell.ok(&format!("position borrow USDC {} -w alice", tokens(most)));
    shell.misused("position quote --repay USDC -w alice", "--seize");
    shell.refused("position quote -w bob", "hypothec position open");
}

#[test]
fn a_liquidation_takes_the_posted_prices_in_its_own_transaction() {
    let shell = Shell::lending_by_two_feeds("bundled");
    shell.ok("position deposit NVDAx 5 -w alice");
    shell.ok("position borrow USDC 270 -w alice");
    shell.ok("wallet mint USDC 500 -w admin");
    shell.ok("chain warp 60");
    for line in ["NVDAx 82", "NVDAx 82 --share", "USDC 1"] {
        shell.ok(&format!("price post {line}"));
    }
    assert_eq!(shell.json("liquidate scan")[0]["status"], "healthy", "by the prices that the market has taken");
    let done = shell.json("liquidate run alice -w admin");
    assert_eq!(done["transaction"]["what"], "RefreshPrices + AssociatedToken + Liquidate");
    let bonus = done["bonus_bps"].as_u64().expect("a bonus");
    assert!((1..=1_000).contains(&bonus), "{done}");
    assert_eq!(done["seized"][0]["symbol"], "NVDAx");
}

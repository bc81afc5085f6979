use crate::shell::Shell;

#[test]
fn a_life_of_a_position() {
    let shell = Shell::lending("life");
    shell.refused("position show --of issuer", "hypothec position open");
    shell.refused("position open -w alice", "AlreadyInitialized");
    let held = shell.json("position deposit NVDAx 3.14159265 -w alice");
    assert_eq!((&held["slots"][0]["atoms"], &held["slots"][0]["side"]), (&"314159265".into(), &"supply".into()));
    assert_eq!(held["risk"]["health"], serde_json::Value::Null);
    let borrowed = shell.json("position borrow USDC 100.5 -w alice");
    assert_eq!(borrowed["slots"][1]["amount"], "100.500000");
    // 3.14159265 * 100 * (1 - 5 bps) * 55 %, and 100.5 * (1 + 5 bps): both rounded against the borrower
    assert_eq!(
        (&borrowed["risk"]["borrow_limit_usd"], &borrowed["risk"]["debt_usd"]),
        (&"172.7012".into(), &"100.5502".into())
    );
    assert_eq!(borrowed["risk"]["health"], "2.0339");
    let before = shell.json("position show -w alice");
    for (line, word) in [
        ("position borrow USDC 80", "Unhealthy"),
        ("position borrow USDC 0", "ZeroAmount"),
        ("position borrow USDC all", "not an amount"),
        ("position borrow NVDAx 1", "BorrowDisabled"),
        ("position withdraw NVDAx 3", "Unhealthy"),
        ("position withdraw USDC 1", "OtherSide"),
        ("position deposit NVDAx 100", "InsufficientFunds"),
        ("position deposit NVDAx 0.000000001", "9 decimals"),
        ("position deposit AAPLx 1", "hypothec market list-asset AAPLx"),
        ("position collateral NVDAx off", "Unhealthy"),
        ("position close", "which exchange?"),
    ] {
        shell.refused(&format!("{line} -w alice"), word);
    }
    assert_eq!(shell.json("position show -w alice"), before);
    shell.ok("position repay USDC all -w alice");
    assert_eq!(shell.json("wallet show alice")["atoms"]["USDC"], "500000000");
    shell.refused("position close -w alice", "PositionInUse");
    shell.ok("position collateral NVDAx off -w alice");
    shell.ok("position withdraw NVDAx all -w alice");
    assert_eq!(shell.json("position close -w alice")["closed"], true);
    assert_eq!(shell.json("wallet show alice")["atoms"]["NVDAx"], "1000000000");
}

#[test]
fn others_may_help_and_nobody_may_take() {
    let shell = Shell::lending("others");
    shell.ok("position deposit NVDAx 5 -w alice");
    shell.ok("position borrow USDC 100 -w alice");
    shell.ok("wallet mint USDC 30 -w admin");
    shell.ok("wallet mint NVDAx 1 -w admin");
    shell.ok("position repay USDC 30 --of alice -w admin");
    shell.ok("position deposit NVDAx 1 --of alice -w admin");
    let slots = shell.json("position show --of alice")["slots"].clone();
    assert_eq!((&slots[0]["amount"], &slots[1]["amount"]), (&"6.00000000".into(), &"70.000000".into()));
    shell.refused("position withdraw NVDAx 1 --of alice -w admin", "NotOwner");
    shell.refused("position delegate admin --of alice -w admin", "NotOwner");
    let delegate = shell.json("position delegate admin -w alice")["delegate"].clone();
    assert_eq!(delegate, shell.json("wallet show admin")["address"]);
    assert_eq!(shell.json("position delegate -w alice")["delegate"], serde_json::Value::Null);
    shell.ok("position open --id 7 -w alice");
    assert_eq!(shell.json("position show --id 7 -w alice")["id"], 7);
}

#[test]
fn a_position_changes_hands_by_two_signatures() {
    let shell = Shell::lending("hands");
    shell.ok("position deposit NVDAx 5 -w alice");
    shell.ok("position borrow USDC 100 -w alice");
    shell.refused("position accept alice -w admin", "NotOffered");
    let admin = shell.json("wallet show admin")["address"].clone();
    let offered = shell.json("position offer admin -w alice");
    assert_eq!(offered["offered_to"], admin);
    assert_eq!(shell.json("position offer -w alice")["offered_to"], serde_json::Value::Null);
    shell.refused("position accept alice -w admin", "NotOffered");
    assert!(shell.ok("position offer admin -w alice").contains(", offered to "));
    let taken = shell.json("position accept alice --yes -w admin");
    assert_eq!((&taken["owner"], &taken["offered_to"]), (&admin, &serde_json::Value::Null));
    // found by its owner, and named by its address
    let address = taken["address"].as_str().expect("an address").to_string();
    let listed = shell.json("position list -w admin");
    assert!(listed.as_array().expect("a list").iter().any(|one| one["address"] == taken["address"]));
    shell.refused(&format!("position withdraw NVDAx 1 --of {address} -w alice"), "NotOwnerOrDelegate");
    shell.ok(&format!("position repay USDC 40 --of {address} -w alice"));
    shell.ok(&format!("position withdraw NVDAx 1 --of {address} -w admin"));
}

#[test]
fn a_position_that_was_taken_over_is_found_by_its_number() {
    let shell = Shell::lending("number");
    for line in ["position deposit NVDAx 5 -w alice", "wallet new bob", "wallet airdrop 10 -w bob"] {
        shell.ok(line);
    }
    let bob = shell.json("wallet show bob")["address"].as_str().expect("an address").to_string();
    let hand_over = |id: u16, from: &str| {
        shell.ok(&format!("position offer bob --id {id} -w {from}"));
        shell.json(&format!("position accept {from} --id {id} --yes -w bob"))["address"].clone()
    };
    let address = hand_over(0, "alice");
    assert_eq!(shell.json("position show -w bob")["address"], address);
    shell.ok("position withdraw NVDAx 1 -w bob");
    shell.refused("position show -w alice", &format!("was handed to {bob}: name it by its address"));
    shell.ok("position open --id 7 -w alice");
    let seventh = hand_over(7, "alice");
    assert_eq!(shell.json("position show --id 7 --of bob -w alice")["address"], seventh);
    // another of the same number: neither is the one that is meant
    hand_over(0, "admin");
    shell.refused("position show -w bob", "has taken over 2 positions of the number 0: name one by its address");
    // one's own goes before those
    shell.ok("position open -w bob");
    assert_eq!(shell.json("position show -w bob")["owner"], bob);
    assert_ne!(shell.json("position show -w bob")["address"], address);
}

#[test]
fn an_unsealed_market_takes_no_deposits() {
    let shell = Shell::market("unsealed");
    for line in [
        "market list-asset USDC --price 1 -w admin",
        "wallet new bob",
        "wallet airdrop 1 -w bob",
        "wallet mint USDC 1 -w bob",
    ] {
        shell.ok(line);
    }
    shell.refused("position deposit USDC 1 -w bob", "hypothec position open");
    shell.ok("position open -w bob");
    shell.refused("position deposit USDC 1 -w bob", "MarketNotSealed");
}

#[test]
fn m23_limits_on_what_an_amount_buys_are_kept_and_positions_listed() {
    let shell = Shell::lending("limits");
    shell.refused("position deposit NVDAx 5 --min-shares 9000000000000000 -w alice", "LimitNotMet");
    shell.ok("position deposit NVDAx 5 --min-shares 500000000 -w alice");
    shell.refused("position borrow USDC 10 --max-shares 5 -w alice", "LimitNotMet");
    shell.ok("position borrow USDC 10 -w alice");
    shell.refused("position withdraw NVDAx 6 -w alice", "the position holds 5.00000000 NVDAx");
    shell.ok("position open --id 7 -w alice");
    let own = shell.json("position list -w alice");
    let ids: Vec<&serde_json::Value> = own.as_array().expect("a list").iter().map(|one| &one["id"]).collect();
    assert_eq!(ids, [&serde_json::json!(0), &serde_json::json!(7)]);
    assert_eq!((&own[0]["slots"][1]["amount"], &own[1]["health"]), (&"10.000000".into(), &serde_json::Value::Null));
    assert_eq!(shell.json("position list --all -w alice").as_array().map(Vec::len), Some(3));
    assert!(shell.ok("position list --of alice --limit 1").contains("1 more"));
}

#[test]
fn borrowing_takes_the_posted_prices_in_its_own_transaction() {
    let shell = Shell::lending("bundle");
    shell.ok("position deposit NVDAx 5 -w alice");
    shell.ok("position borrow USDC 20 -w alice");
    shell.ok("chain warp 3600");
    shell.refused("position borrow USDC 20 -w alice", "StalePrice");
    shell.ok("price post NVDAx 101");
    shell.ok("price post USDC 1");
    let borrowed = shell.json("position borrow USDC 20 -w alice");
    assert_eq!(borrowed["transaction"]["what"], "RefreshPrices + Borrow", "the boards come first, in one transaction");
    let terms = borrowed["terms"].as_array().expect("a line for each asset").clone();
    assert_eq!((&terms[0]["side"], &terms[1]["side"]), (&"supply".into(), &"debt".into()));
    // 5 NVDAx at 65 % bear 40 dollars of debt down to about 12.31 dollars apiece
    let at: f64 = terms[0]["liquidation_price"].as_str().and_then(|text| text.parse().ok()).expect("a price");
    assert!((12.2..12.5).contains(&at), "{terms:?}");
    let costs: f64 = terms[1]["usd_a_year"].as_str().and_then(|text| text.parse().ok()).expect("dollars");
    let apr = terms[1]["apr_bps"].as_f64().expect("a rate");
    assert!(apr > 0.0 && (costs - 40.0 * apr / 10_000.0).abs() < 0.05, "{terms:?}");
    assert_eq!(shell.json("position withdraw NVDAx 1 -w alice")["transaction"]["what"], "Withdraw", "nothing is newer");
    shell.ok("chain warp 3600");
    shell.ok("price post NVDAx 102");
    shell.ok("price post USDC 1");
    assert_eq!(shell.json("position withdraw NVDAx 1 -w alice")["transaction"]["what"], "RefreshPrices + Withdraw");
}

#[test]
fn refreshes_that_do_not_fit_beside_a_borrow_go_before_it() {
    let shell = Shell::market("wide");
    let stocks =
        ["NVDAx", "AAPLx", "TSLAx", "MSFTx", "GOOGLx", "NFLXx", "METAx", "SPYx", "QQQx", "MSTRx", "COINx", "HOODx"];
    shell.ok("market list-asset USDC --price 1 -w admin");
    for stock in stocks {
        shell.ok(&format!("market list-asset {stock} --price 100 --preset large-cap -w admin"));
    }
    let post = |dollars: u32| {
        stocks.iter().for_each(|stock| drop(shell.ok(&format!("price post {stock} {dollars}"))));
        shell.ok("price post USDC 1");
    };
    post(100);
    for line in ["market seal --yes", "price refresh", "wallet mint USDC 1000", "position open", "position open --id 1"]
    {
        shell.ok(&format!("{line} -w admin"));
    }
    shell.ok("position deposit USDC 1000 --id 1 -w admin");
    for stock in stocks {
        shell.ok(&format!("wallet mint {stock} 1 -w admin"));
        shell.ok(&format!("position deposit {stock} 1 -w admin"));
    }
    shell.ok("chain warp 3600");
    post(101);
    let borrowed = shell.json("position borrow USDC 100 -w admin");
    assert!(borrowed["transaction"]["bytes"].as_u64() <= Some(1_232), "{borrowed}");
    let before = shell.json("chain history --last 2")[0].clone();
    assert_eq!(before["what"], "RefreshPrices", "{before}");
    assert_eq!(shell.json("price show")["boards"].as_array().map(Vec::len), Some(13));
}

use crate::numbers::whole;
use crate::shell::Shell;
use std::fs;

#[test]
fn the_creator_is_the_admin() {
    let shell = Shell::new("admin");
    shell.ok("chain start");
    shell.refused("market show", "hypothec market create");
    shell.ok("wallet new admin");
    shell.ok("wallet new mallory");
    shell.ok("wallet airdrop 5 -w mallory");
    shell.refused("market create", "who signs?");
    shell.refused("market create -w admin", "wallet airdrop");
    shell.ok("wallet airdrop 5 -w admin");
    shell.refused("market create -w admin --delay 99999999", "ArgumentOutOfRange");
    shell.misused("market create -w admin --reserves 129", "129");
    let market = shell.json("market create -w admin --reserves 3 --guardian mallory --debt-floor 2.5");
    assert_eq!(market["admin"], shell.json("wallet show admin")["address"]);
    assert_eq!(market["guardian"], shell.json("wallet show mallory")["address"]);
    assert_eq!((&market["header"]["capacity"], &market["header"]["debt_floor"]), (&3.into(), &"163840".into()));
    shell.refused("market create -w admin", "already");
    shell.refused("market list-asset USDC --price 1 -w mallory", "NotAdmin");
    shell.refused("market seal --yes -w mallory", "NotAdmin");
    assert!(shell.ok("market show").contains("upgrade authority"));
}

#[test]
fn listing_and_configuring() {
    let shell = Shell::market("list");
    assert_eq!(shell.json("market list-asset USDC --price 1 -w admin")["reserves"][0]["config"]["ltv_bps"][0], 8_500);
    shell.refused("market list-asset USDC --price 1 -w admin", "MintListed");
    shell.refused("market list-asset DOGE -w admin", "unknown asset DOGE");
    let listed = shell
        .json("market list-asset nvdax --price 180.25 -w admin --set ltv_bps=[5000,4000,3000,2000] --set supply_cap=7");
    let config = &listed["reserves"][1]["config"];
    assert_eq!(config["ltv_bps"], serde_json::json!([5_000, 4_000, 3_000, 2_000]));
    assert_eq!((&config["supply_cap"], &config["threshold"]), (&"7".into(), &6_500.into()));
    shell.refused("market list-asset AAPLx --price 200 -w admin --set ltv_bps=6400", "LtvAboveThreshold");
    shell.refused("market list-asset AAPLx --price 200 -w admin --set nonsense=1", "there is no parameter nonsense");
    shell.refused("market list-asset AAPLx --price 200 -w admin --set ltv_bps", "not NAME=VALUE");

    let file = shell.0.join("aapl.yaml");
    fs::write(&file, "ltv_bps: [4500, 4000, 3500, 3000]\nsupply_cap: 123\n").expect("written");
    let listed = shell.json(&format!("market list-asset AAPLx --price 200 -w admin --config {}", file.display()));
    assert_eq!(listed["reserves"][2]["config"]["supply_cap"], "123");
    shell.refused("market list-asset TSLAx -w admin --config /nonexistent.yaml", "cannot read");

    let changed = shell.json("market configure AAPLx -w admin --set supply_cap=9");
    assert_eq!(changed["reserves"][2]["config"]["supply_cap"], "9");
    assert_eq!(changed["reserves"][2]["config"]["ltv_bps"][0], 4_500);
    shell.refused("market configure AAPLx -w admin", "nothing to change");
    shell.refused("market configure TSLAx -w admin --set supply_cap=9", "hypothec market list-asset TSLAx");
    // what is printed can be given back
    fs::write(&file, changed["reserves"][0]["config"].to_string()).expect("written");
    let again = shell.json(&format!("market configure USDC -w admin --config {}", file.display()));
    assert_eq!(again["reserves"][0], changed["reserves"][0]);
    shell.ok("market seal --yes -w admin");
    shell.refused("market seal --yes -w admin", "MarketSealed");
    shell.refused("market configure AAPLx -w admin --set supply_cap=10", "MarketSealed");
}

#[test]
fn donations_and_syncs() {
    let shell = Shell::lending("donate");
    let cash = shell.json("market donate USDC 5 -w alice")["reserves"][1]["cash"].clone();
    assert_eq!(cash, "1005000000");
    shell.refused("market donate USDC 0 -w alice", "ZeroAmount");
    shell.refused("market donate USDC 496 -w alice", "InsufficientFunds");
    shell.refused("market flash NVDAx 1 -w alice", "FlashDisabled");
    shell.refused("market fees USDC -w alice", "NothingToCollect");
    let synced = shell.json("market sync NVDAx -w alice");
    assert_eq!(synced["transaction"]["what"], "SyncVault");
}

#[test]
fn flash_loans_and_fees() {
    let shell = Shell::market("flash");
    for line in [
        "market list-asset USDC --price 1 -w admin --set switches=7 --set flash_fee_bps=9",
        "market seal --yes -w admin",
        "wallet mint USDC 1000 -w admin",
        "position open -w admin",
        "price post USDC 1",
        "price refresh -w admin",
        "position deposit USDC 900 -w admin",
    ] {
        shell.ok(line);
    }
    assert_eq!(shell.json("market flash USDC 900 -w admin")["reserves"][0]["vault_atoms"], "900810000");
    shell.refused("market flash USDC 901 -w admin", "InsufficientCash");
    // a tenth is the protocol's, by the reserve factor, or all of it: what is collected leaves the vault exactly
    let after = shell.json("market fees USDC -w admin");
    let paid = 900_810_000 - whole(&after["reserves"][0]["vault_atoms"]);
    assert!(paid > 0 && paid <= 810_000, "{paid}");
    assert_eq!(whole(&shell.json("wallet show admin")["atoms"]["USDC"]), 1_000_000_000 - 900_000_000 - 810_000 + paid);
}

#[test]
fn parameters_are_explained_compared_and_applied() {
    let shell = Shell::market("params");
    let one = shell.json("market params bonus_max_bps --preset dollar")[0].clone();
    assert_eq!((&one["value"], one["meaning"].as_str()), (&300.into(), Some("greatest liquidation bonus")));
    assert_eq!(one["range"][0], "100", "not below the least");
    shell.refused("market params colour", "no parameter colour");
    assert!(shell.ok("market params").contains("liquidation threshold"));

    let file = shell.0.join("nvda.yaml");
    std::fs::write(&file, shell.ok("market params --example --preset volatile")).expect("written");
    let file = file.display();
    shell.ok(&format!("market list-asset NVDAx --price 100 --config {file} -w admin"));
    assert_eq!(shell.ok(&format!("market diff NVDAx {file}")).trim(), "nothing differs");
    assert_eq!(
        shell.json("market params ltv_bps --of NVDAx")[0]["value"],
        serde_json::json!([3_000, 2_700, 2_400, 2_000])
    );

    let other = shell.0.join("other.yaml");
    std::fs::write(&other, "span_bps: 2000\nflash_fee_bps: 7\n").expect("written");
    let other = other.display();
    let differing = shell.json(&format!("market diff NVDAx {other}"));
    assert_eq!(differing[1], serde_json::json!({ "name": "span_bps", "before": 2_500, "after": 2_000 }));
    shell.refused(&format!("market apply NVDAx {other} -w admin"), "flash_fee_bps: 0 -> 7");
    let applied = shell.json(&format!("market apply NVDAx {other} --yes -w admin"));
    assert_eq!(applied["reserves"][0]["config"]["flash_fee_bps"], 7);
    shell.ok("market seal --yes -w admin");
    shell.ok("market propose market --set cool_off_s=60 -w admin");
    let proposed = shell.json(&format!("market apply NVDAx {file} --yes -w admin"));
    let made = proposed["proposals"].as_array().expect("a list");
    assert_eq!((made.len(), &made[0]["nonce"]), (1, &"1".into()), "only what was made");
}

#[test]
fn what_does_not_fit_is_named_with_what_would() {
    let shell = Shell::market("bounds");
    let said = "event_ltv_bps is 8500 and may be 0 to 6800";
    shell.refused("market list-asset USDC --price 1 --set ltv_bps=6000 --set threshold=7000 -w admin", said);
    shell.ok("market list-asset USDC --price 1 -w admin");
    shell.refused("market configure USDC --set flash_fee_bps=600 -w admin", "flash_fee_bps is 600 and may be 0 to 500");
    shell.ok("chain new-token GOLD");
    shell.refused("market list-asset GOLD --price 2000 -w admin", "give --preset");
    shell.ok("market list-asset GOLD --price 2000 --preset volatile -w admin");
}

#[test]
fn a_reserve_is_shown_with_its_rates_caps_and_buffer() {
    let shell = Shell::lending("reserve");
    shell.ok("position deposit NVDAx 10 -w alice");
    shell.ok("position borrow USDC 500 -w alice");
    let now = shell.json("market show USDC");
    assert_eq!(
        (&now["utilisation_bps"], &now["switches"]),
        (&5_000.into(), &serde_json::json!(["deposit", "borrow", "flash loan"]))
    );
    let (borrow, supply) = (now["borrow_apr_bps"].as_u64().expect("bps"), now["supply_apr_bps"].as_u64().expect("bps"));
    // half is lent, and a tenth of the interest is kept
    assert!(borrow > 100 && supply == borrow * 45 / 100, "{now}");
    shell.ok("chain warp 31536000");
    let later = shell.json("market show USDC");
    let grown = whole(&later["owed"]) - 500_000_000;
    assert!(grown.abs_diff(500_000_000 * borrow / 10_000) < 500_000, "a year of interest is counted: {later}");
    assert!(whole(&later["buffer"]) > 0, "{later}");
    let market = shell.json("market show");
    assert_eq!((&market["session"], &market["session_for_risk"]), (&"Regular".into(), &"Closed".into()));
    let cap = market["reserves"][0]["config"]["supply_cap"].as_str().map(str::len);
    assert_eq!(cap, Some(19), "a number of 64 bits is text");
}

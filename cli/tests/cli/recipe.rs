//! One transaction for people, through a pool on the embedded chain.

use crate::numbers::{self, whole};
use crate::shell::Shell;
use serde_json::{Value, json};

/// The market of [`Shell::lending`] with ten NVDAx of alice's pledged, and a pool at the boards' price; the second is how
/// its commands name the file of exits.
fn with_pool(name: &str) -> (Shell, String) {
    let shell = Shell::lending(name);
    shell.ok("position deposit NVDAx 10 -w alice");
    let through = pool(&shell, "chain pool NVDAx 1000 USDC 100000");
    (shell, through)
}

/// Makes a pool, and keeps the table that its command prints.
fn pool(shell: &Shell, line: &str) -> String {
    let file = shell.0.join("exits.toml");
    let mut tables = std::fs::read_to_string(&file).unwrap_or_default();
    tables += &shell.ok(line);
    std::fs::write(&file, tables).expect("written");
    format!("--exits {} -w alice", file.display())
}

fn number(value: &Value) -> f64 {
    value.as_str().and_then(|text| text.parse().ok()).unwrap_or_else(|| panic!("{value} is no number"))
}

#[test]
fn leverage_goes_up_down_and_away_through_a_pool() {
    let (shell, through) = with_pool("multiply");
    let up = shell.json(&format!("position multiply --to 1.4 --borrow USDC --yes {through}"));
    let preview = &up["preview"];
    assert_eq!(preview["exit"], "NVDAx/USDC");
    let loan = whole(&preview["loan"]);
    assert!((399_900_000..400_100_000).contains(&loan), "{loan} atoms are 40 % of 1,000 USD");
    assert!((25..100).contains(&preview["impact_bps"].as_i64().expect("a number")), "{preview}");
    assert_eq!(preview["before"]["health"], Value::Null);
    assert_eq!(preview["after"]["health"], up["risk"]["health"], "what was shown is what came");
    let bought = number(&up["slots"][0]["amount"]) - 10.0;
    assert!((3.9..4.0).contains(&bought), "{bought} NVDAx for 400 USD");
    let trigger = number(&preview["after"]["liquidation_prices"][0]["usd"]);
    assert!((30.0..60.0).contains(&trigger), "400 USD against 13.9 NVDAx fall at {trigger}");

    shell.ok("chain warp 20");
    shell.ok("price post NVDAx 100");
    shell.ok("price post USDC 1");
    shell.ok("price refresh -w alice");
    let down = shell.json(&format!("position unwind --to 1.2 --yes {through}"));
    let owed = number(&down["slots"][1]["amount"]);
    assert!((180.0..215.0).contains(&owed), "{owed} USDC are owed at leverage 1.2");
    shell.refused(&format!("position unwind --to 1.3 --yes {through}"), "`position multiply` brings it up");

    let gone = shell.json(&format!("position close --yes {through}"));
    assert_eq!((&gone["closed"], &gone["preview"]["after"]), (&json!(true), &Value::Null));
    let left = whole(&shell.json("wallet show alice")["atoms"]["NVDAx"]);
    assert!((980_000_000..1_000_000_000).contains(&left), "{left} atoms of 10 NVDAx are left");
    shell.ok("chain check");
}

#[test]
fn recipe_is_shown_before_it_is_signed() {
    let (shell, through) = with_pool("shown");
    let line = format!("position multiply --to 1.4 --borrow USDC {through}");
    shell.refused(&line, "Give --yes to go on");
    let before = shell.json("position show -w alice");
    let text = shell.ok(&format!("{line} --dry-run"));
    for word in
        ["through NVDAx/USDC: price impact", "health", "liquidatable at NVDAx, USD", "tokens that move", "supply NVDAx"]
    {
        assert!(text.contains(word), "{word}: {text}");
    }
    let shown = shell.json(&format!("{line} --dry-run"));
    assert_eq!((&shown["dry_run"], &shown["ok"]), (&json!(true), &json!(true)));
    assert!(shown["bytes"].as_u64().expect("a size") > 500);
    assert_eq!(shell.json("position show -w alice"), before, "a dry run changes nothing");
    shell.refused(
        &format!("{line} --unsigned base58 --authority {}", before["owner"].as_str().expect("an owner"))
            .replace("-w alice ", ""),
        "calls it by CPI",
    );
}

#[test]
fn debt_is_repaid_with_collateral_in_part_and_whole() {
    let (shell, through) = with_pool("repay-with");
    shell.ok("position borrow USDC 400 -w alice");
    let part = shell.json(&format!("position repay-with-collateral 100 --yes {through}"));
    let owed = number(&part["slots"][1]["amount"]);
    assert!((299.9..300.1).contains(&owed), "{owed}");
    let whole = shell.json(&format!("position repay-with-collateral --yes {through}"));
    assert_eq!(whole["slots"].as_array().expect("slots").len(), 1, "{whole}");
    assert!((5.9..6.1).contains(&number(&whole["slots"][0]["amount"])));
    let held = numbers::whole(&shell.json("wallet show alice")["atoms"]["USDC"]);
    assert!((899_990_000..900_010_000).contains(&held), "{held}: her own dollars are untouched");
    shell.ok("chain check");
}

#[test]
fn collateral_and_debt_are_swapped_in_place() {
    let shell = Shell::market("swap");
    shell.ok("chain new-token USDE");
    for (asset, price) in [("NVDAx", 100), ("TSLAx", 200), ("USDC", 1), ("USDE", 1)] {
        let preset = if asset == "USDE" { " --preset dollar" } else { "" };
        shell.ok(&format!("market list-asset {asset} --price {price}{preset} -w admin"));
        shell.ok(&format!("price post {asset} {price}"));
    }
    for line in
        ["market seal --yes", "price refresh", "position open", "wallet new alice", "wallet airdrop 10 --to alice"]
    {
        shell.ok(&format!("{line} -w admin").replace("new alice -w admin", "new alice"));
    }
    for dollar in ["USDC", "USDE"] {
        shell.ok(&format!("wallet mint {dollar} 1000 -w admin"));
        shell.ok(&format!("position deposit {dollar} 1000 -w admin"));
    }
    for line in ["wallet mint NVDAx 10", "position open", "position deposit NVDAx 10"] {
        shell.ok(&format!("{line} -w alice"));
    }
    pool(&shell, "chain pool NVDAx 1000 TSLAx 500");
    let through = pool(&shell, "chain pool USDE 100000 USDC 100000");
    shell.ok("position borrow USDC 300 -w alice");
    let swapped = shell.json(&format!("position swap-collateral NVDAx TSLAx 4 --yes {through}"));
    let slot = |held: &Value, symbol: &str| -> f64 {
        let slots = held["slots"].as_array().expect("slots").clone();
        slots.iter().find(|slot| slot["symbol"] == symbol).map_or(0.0, |slot| number(&slot["amount"]))
    };
    assert_eq!(slot(&swapped, "NVDAx"), 6.0);
    assert!((1.97..2.0).contains(&slot(&swapped, "TSLAx")), "{swapped}");
    assert!((300.0..300.5).contains(&slot(&swapped, "USDC")), "{swapped}");
    shell.refused(&format!("position swap-debt USDE USDC --yes {through}"), "the position has no debt of USDE");
    let other = shell.json(&format!("position swap-debt USDC USDE --yes {through}"));
    assert_eq!(slot(&other, "USDC"), 0.0);
    assert!((300.0..304.0).contains(&slot(&other, "USDE")), "{other}");
    shell.ok("chain check");
}

#[test]
fn recipe_refuses_what_would_be_a_bad_trade() {
    let (shell, through) = with_pool("bad-trade");
    let line = format!("position multiply --to 1.4 --borrow USDC --yes {through}");
    shell
        .refused("position multiply --to 1.4 --borrow USDC --exits /nowhere.toml -w alice", "Name a file with --exits");
    shell.refused(&format!("{line} --exit other"), "it has: NVDAx/USDC");
    shell.refused(&format!("position multiply --to 1.4 --yes {through}"), "0 debts: say which asset with --borrow");
    shell.refused(
        &format!("position swap-collateral NVDAx USDC 1 {through} --max-impact 0.1"),
        "worse than the boards' prices",
    );
    shell.misused(&format!("{line} --max-slippage 51"), "use percent from 0 to 50");
    shell.misused(&format!("position multiply --to 0.5 {through}"), "use a leverage from 1 to 100");
    for line in ["wallet mint USDC 5000", "position deposit USDC 5000"] {
        shell.ok(&format!("{line} -w admin"));
    }
    shell.refused(&format!("position multiply --to 3 --borrow USDC --yes {through}"), "Unhealthy");
    // the pool at half the price: it gives twice as much, and takes as much more
    shell.ok("chain pool NVDAx 1000 USDC 50000");
    shell.ok("position borrow USDC 100 -w alice");
    shell.refused(&format!("position repay-with-collateral --yes {through}"), "worse than the boards' prices");
    shell.ok("chain pool NVDAx 1000 USDC 0");
    shell.refused(&format!("position repay-with-collateral --yes {through}"), "no liquidity in this direction");
    shell.misused("position unwind -w alice", "SYMBOL_IN");
    shell.refused(
        &format!("position multiply --to 1.4 --of admin --borrow USDC --buy NVDAx {through}"),
        "only its owner",
    );
}

use crate::numbers::{self, whole};
use crate::shell::Shell;
use serde_json::{Value, json};

/// AAPLx (0) and USDC (1), fresh; alice holds 10 AAPLx of which 5 are deposited.
fn shell(name: &str) -> Shell {
    let shell = Shell::market(name);
    for line in [
        "market list-asset AAPLx --price 200 -w admin",
        "market list-asset USDC --price 1 -w admin",
        "market seal --yes -w admin",
        "wallet new alice",
        "wallet airdrop 10 -w alice",
        "wallet mint AAPLx 10 -w alice",
        "position open -w alice",
    ] {
        shell.ok(line);
    }
    refresh(&shell, "200");
    shell.ok("position deposit AAPLx 5 -w alice");
    shell
}

fn refresh(shell: &Shell, price: &str) -> Value {
    shell.ok("chain warp 1");
    shell.ok(&format!("price post AAPLx {price}"));
    shell.ok("price post USDC 1");
    shell.json("price refresh -w admin")["boards"][0].clone()
}

const MINT: &str = "inspect XsbEhLAtcf6HdfpFZ5xEMdqW8nfAvcsP5bdudRLJzJp";

#[test]
fn dividends_and_splits_set_the_multiplier() {
    let shell = shell("dividend");
    let scaled = || shell.json(MINT)["fields"]["extensions"]["ScaledUiAmount"].clone();
    shell.ok("issuer dividend AAPLx 1.004 --delay 60");
    assert_eq!((&scaled()["in_force"], &scaled()["new_multiplier"]), (&1.0.into(), &1.004.into()));
    shell.ok("chain warp 60");
    assert_eq!(scaled()["in_force"], 1.004);
    shell.ok("issuer split aaplx 10:1");
    assert_eq!(scaled()["in_force"], 10.04);
    shell.refused("issuer split AAPLx 10", "not a split");
    shell.refused("issuer split AAPLx 0:1", "not a split");
    shell.refused("issuer dividend AAPLx 0", "the factor must be");
    shell.refused("issuer dividend USDC 1.01", "can do none of this");
    shell.refused("issuer dividend NVDAx 1.01", "hypothec issuer adopt NVDAx");
    shell.ok("issuer adopt NVDAx");
    shell.ok("issuer dividend NVDAx 1.01");
}

#[test]
fn pauses_and_hooks_show_on_the_board() {
    let shell = shell("pause");
    let states = |line: &str| {
        shell.ok(line);
        refresh(&shell, "200")["states"].clone()
    };
    assert_eq!(shell.json("issuer pause AAPLx")["paused"], true);
    assert_eq!(refresh(&shell, "200.1")["states"], json!(["Paused"]));
    shell.refused("position withdraw AAPLx 1 -w alice", "MintPaused");
    assert_eq!(states("issuer unpause AAPLx"), json!([]));
    assert_eq!(states("issuer freeze AAPLx"), json!(["VaultFrozen"]));
    shell.refused("position withdraw AAPLx 1 -w alice", "VaultFrozen");
    assert_eq!(states("issuer thaw AAPLx"), json!([]));
    assert_eq!(states("issuer arm-hook AAPLx"), json!(["HookArmed"]));
    assert_eq!(states("issuer disarm-hook AAPLx"), json!([]));
    shell.ok("issuer freeze AAPLx --holder alice");
    shell.refused("position withdraw AAPLx 1 -w alice", "frozen");
}

#[test]
fn a_clawback_is_recognised_and_can_be_given_back() {
    let shell = shell("clawback");
    shell.ok("issuer clawback AAPLx 1");
    let reserve = |line: &str| shell.json(line)["reserves"][0].clone();
    let after = reserve("market sync AAPLx -w alice");
    // the supply index rounds down: the reserve keeps an atom
    assert_eq!((&after["recognised_loss"], &after["supplied"]), (&"100000000".into(), &"399999999".into()));
    shell.ok("issuer give-back AAPLx 1");
    let after = reserve("market sync AAPLx -w alice");
    assert_eq!((&after["recognised_loss"], &after["supplied"]), (&"0".into(), &"499999999".into()));
    shell.ok("issuer clawback AAPLx 2 --holder alice");
    assert_eq!(shell.json("wallet show alice")["atoms"]["AAPLx"], "300000000");
    shell.refused("issuer clawback AAPLx 6", "Insufficient funds");
    shell.refused("issuer clawback TSLAx 1", "hypothec market list-asset TSLAx");
}

#[test]
fn the_market_at_a_glance() {
    let shell = Shell::lending("watch");
    shell.ok("position deposit NVDAx 2 -w alice");
    shell.ok("position borrow USDC 100 -w alice");
    let seen = shell.json("market watch --once");
    assert_eq!(
        (&seen["positions"], &seen["without_debt"], &seen["session"]),
        (&2.into(), &1.into(), &"Regular".into())
    );
    // 2 * 100 * 1.0005 * 65 % over 100 * 0.9995, rounded against the borrower
    assert_eq!(shell.json("position show -w alice")["risk"]["health"], "1.3013");
    assert_eq!(
        seen["distribution"][2],
        json!({ "health": "1.2 to 1.5", "positions": 1, "debt_usd": "100.0500" }),
        "as `liquidate scan` counts it"
    );
    assert!(shell.ok("market watch --once").contains("1.2 to 1.5"));
    shell.misused("market watch --once --every 0", "0");

    // both prices widened by 5 basis points, their ages, and what a minute without a print makes of them
    shell.ok("price refresh -w admin");
    let age = |seen: &Value, board: usize| whole(&seen["boards"][board]["age_s"]);
    let before = shell.json("market watch --once");
    shell.ok("chain warp 7");
    let seen = shell.json("market watch --once");
    let expected = [("NVDAx", "100.000000", "99.950000", "100.050000"), ("USDC", "1.000000", "0.999500", "1.000500")];
    for (n, (symbol, settle, low, high)) in expected.into_iter().enumerate() {
        let board = &seen["boards"][n];
        assert_eq!((&board["symbol"], &board["settle"]), (&symbol.into(), &settle.into()));
        assert_eq!((&board["low"], &board["liq_low"]), (&low.into(), &low.into()));
        assert_eq!((&board["high"], &board["liq_high"]), (&high.into(), &high.into()));
        assert_eq!((age(&seen, n), &board["states"]), (age(&before, n) + 7, &json!([])));
    }
    assert_eq!((&seen["boards"][0]["issuer_age_s"], &seen["boards"][1]["issuer_age_s"]), (&"7".into(), &Value::Null));
    shell.ok("chain warp 60");
    let stale = shell.json("market watch --once");
    assert_eq!(stale["boards"][0]["states"], json!(["Stale", "IssuerStale"]));
    assert_eq!(stale["boards"][1]["states"], json!(["Stale"]));
    let row = shell.ok("market watch --once");
    let row = row.lines().find(|line| line.contains("NVDAx")).expect("a row");
    let (age, cells) = (age(&stale, 0).to_string(), row.split_whitespace().collect::<Vec<_>>());
    let prices = ["100.000000", "99.950000", "100.050000", "99.950000", "100.050000"];
    assert_eq!(cells, [&["NVDAx"], &prices[..], &[&age, "67", "Stale", "IssuerStale"]].concat());
}

#[test]
fn watching_goes_on_until_it_is_ended() {
    use std::io::{BufRead, BufReader};
    let shell = Shell::lending("live");
    let mut command = shell.command();
    command.args(["market", "watch", "--every", "1", "--json"]).stdout(std::process::Stdio::piped());
    let mut child = command.spawn().expect("it runs");
    let mut lines = BufReader::new(child.stdout.take().expect("a pipe")).lines();
    for _ in 0..2 {
        let line = lines.next().expect("a line").expect("text");
        let seen = numbers::read("market watch", line.as_bytes());
        assert_eq!(seen["positions"], 2);
        // it does not keep others out
        shell.ok("chain warp 1");
    }
    child.kill().expect("it ends");
    let _ = child.wait();
}

//! The keeper as a command, on the embedded chain.

use crate::numbers::{self, whole};
use crate::shell::Shell;
use serde_json::{Value, json};
use std::process::Output;

/// `alice`'s position is below 1, a pool trades at the price, and `bob` has a keeper's file that names both.
fn with_file(name: &str) -> (Shell, String) {
    let shell = Shell::borrowed(name);
    for line in ["price post NVDAx 82", "price post NVDAx 81.8607 --share", "price post USDC 1", "price refresh -w bob"]
    {
        shell.ok(line);
    }
    let exit = shell.ok("chain pool NVDAx 1000 USDC 82000");
    let market = shell.json("market show")["address"].as_str().expect("an address").to_owned();
    let file = shell.0.join("keeper.toml");
    let head = format!("market = \"{market}\"\nroles = [\"liquidate\", \"watch\"]\npoll_s = 1\n");
    let table = "\n[liquidate]\nmin_profit_usd = 0.1\njitter_ms = 0\n";
    std::fs::write(&file, format!("{head}{exit}{table}")).expect("written");
    let file = format!("--config-file {} -w bob --json", file.display());
    (shell, file)
}

fn answer(output: &Output) -> Value {
    let words = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{words}");
    numbers::read("keeper run", &output.stdout)
}

#[test]
fn keeper_liquidates_through_the_pool_and_its_acts_are_history() {
    let (shell, file) = with_file("keeper-run");
    let found = shell.json(&format!("keeper check {file}").replace(" --json", ""));
    let exits = found.as_array().expect("findings").iter().find(|one| one["what"] == "exits").expect("exits");
    assert_eq!(exits["found"], "NVDAx/USDC (read)");
    let dry = answer(&shell.run(&format!("keeper run --looks 1 --dry-run {file}")));
    assert_eq!(dry["liquidated"], 0);
    let done = answer(&shell.run(&format!("keeper run --looks 2 {file}")));
    assert_eq!(done["liquidated"], 1, "{done}");
    let profit = done["profit_usd"].as_f64().expect("a number");
    let held = whole(&shell.json("wallet show bob")["atoms"]["USDC"]) as f64 / 1e6;
    assert!(profit > 0.1 && (held / profit - 1.0).abs() < 0.01, "{profit} said, {held} held");
    let told = shell.json("position history -w alice");
    let bob = shell.json("wallet show bob")["address"].clone();
    assert_eq!((&told["why"][0]["kind"], &told["why"][0]["liquidator"]), (&json!("liquidation"), &bob));
    let history = shell.json("chain history --last 100");
    let names: Vec<&str> = history.as_array().expect("rows").iter().filter_map(|row| row["what"].as_str()).collect();
    assert!(names.iter().any(|what| what.contains("FlashBorrow + Liquidate")), "{names:?}");
    shell.ok("chain check");
}

#[test]
fn keeper_s_file_is_written_once_and_wrong_keys_are_named() {
    let (shell, _) = with_file("keeper-init");
    let file = shell.0.join("new.toml");
    shell.ok(&format!("keeper init --config-file {}", file.display()));
    shell.refused(&format!("keeper init --config-file {}", file.display()), "exists already");
    let text = std::fs::read_to_string(&file).expect("written").replace("poll_s = 2 ", "poll_s = 0 ");
    std::fs::write(&file, text).expect("written");
    shell.refused(&format!("keeper check --config-file {} -w bob", file.display()), "use 1 to 60 seconds");
    shell.refused("keeper check --config-file /nowhere.toml -w bob", "`hypothec keeper init` writes one");
}

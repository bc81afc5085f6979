//! The main job, twice: on a node over HTTP and on the embedded chain, with the same answers.

use crate::likeness::{Names, difference};
use crate::numbers::whole;
use crate::setup::LISTED;
use crate::stage::{Stage, next_open};
use serde_json::Value;

/// One run: every answer of it, in order.
struct Run<'a> {
    stage: &'a mut Stage,
    said: Vec<(String, Value)>,
    /// The next time that is travelled to, by the script alone: a node's clock runs while commands do.
    next: i64,
}

/// Seconds of the script between two prices: more than its commands take on a slow machine.
const STEP_S: i64 = 300;

impl Run<'_> {
    fn step(&mut self, who: &str, line: &str) -> Value {
        let said = self.stage.said(who, line);
        self.said.push((line.into(), said.clone()));
        said
    }

    /// Later both feeds say this price, and the boards take it.
    fn price(&mut self, dollars: i64) {
        self.next += STEP_S;
        self.stage.travel(self.next);
        self.stage.post(dollars);
        self.step("admin", "price refresh");
    }
}

/// From an empty chain to a liquidation, and a parameter changed over time.
fn run(stage: &mut Stage, now: i64) -> Vec<(String, Value)> {
    let next = next_open(now);
    stage.travel(next);
    let mut run = Run { stage, said: Vec::new(), next };
    let created = run.step("admin", "market create --reserves 4");
    run.stage.market = created["address"].as_str().map(String::from);
    for line in LISTED {
        run.step("admin", line);
    }
    run.price(100);
    run.stage.give("admin", "USDC", 1_500_000_000);
    run.stage.give("boris", "NVDAx", 1_000_000_000);
    for line in ["position open", "position deposit USDC 1000"] {
        run.step("admin", line);
    }
    // leverage up, down and away, through a pool at the boards' price
    let through = format!("--yes --exits {}", run.stage.pool(1_000, 100).display());
    for line in ["position open", "position deposit NVDAx 2"] {
        run.step("boris", line);
    }
    for line in
        ["multiply --to 1.5 --borrow USDC --dry-run", "multiply --to 1.5 --borrow USDC", "unwind --to 1.2", "close"]
    {
        run.step("boris", &format!("position {line} {through}"));
    }
    run.price(100);
    for line in ["position open", "position deposit NVDAx 5", "position borrow USDC 400", "position borrow USDC 250"] {
        run.step("boris", line);
    }
    // a small one, which a liquidation will not be worth
    for line in ["position open --id 1", "position deposit NVDAx 0.5 --id 1", "position borrow USDC 22 --id 1"] {
        run.step("boris", line);
    }
    run.price(100);
    let borrowed = run.step("boris", "position repay USDC 50");
    let position = borrowed["address"].as_str().expect("a position").to_string();
    let signature = borrowed["transaction"]["signature"].as_str().expect("a signature").to_string();
    for line in [
        format!("inspect {signature}"),
        format!("inspect {position}"),
        "position borrow USDC 45".into(),
        "position withdraw NVDAx 0.01".into(),
        "position collateral NVDAx off".into(),
        "position quote --borrow USDC".into(),
        "position history".into(),
        "wallet show".into(),
        "market show".into(),
        "price show".into(),
        "market propose reserve USDC --set reserve_factor_bps=1100".into(),
    ] {
        run.step("boris", &line);
    }
    run.step("admin", "market propose reserve USDC --set reserve_factor_bps=1100");
    run.step("admin", "market proposals");
    for dollars in [85, 70, 58, 47, 40] {
        run.price(dollars);
    }
    for line in ["liquidate scan", &format!("liquidate run {position}"), &format!("liquidate settle {position}")] {
        run.step("admin", line);
    }
    for dollars in [33, 27, 22, 18] {
        run.price(dollars);
    }
    let small = run.step("boris", "position show --id 1")["address"].as_str().expect("a position").to_string();
    for line in [format!("liquidate settle {small}"), format!("liquidate settle {small}"), "market show USDC".into()] {
        run.step("admin", &line);
    }
    run.stage.travel(run.next + 86_400);
    for line in ["market execute 0", "market show", "liquidate scan", "position show"] {
        run.step("boris", line);
    }
    // a node that was sent through time has slots and times of blocks of its own
    let mut why = run.stage.said("boris", "position history")["why"].clone();
    for one in why.as_array_mut().expect("reasons") {
        one["session"].take();
        one["prices_from"].take();
    }
    run.said.push(("why".into(), why));
    run.said
}

#[test]
fn the_same_commands_say_the_same_on_a_node_and_on_the_embedded_chain() {
    let (mut node, mut embedded) = (Stage::node(), Stage::embedded());
    let now = node.now();
    let (there, here) = (run(&mut node, now), run(&mut embedded, now));
    let (mut names_there, mut names_here) = (Names::default(), Names::default());
    assert_eq!(there.len(), here.len());
    let mut differences = Vec::new();
    for ((line, here), (_, there)) in here.iter().zip(&there) {
        let (here, there) = (names_here.normal(here), names_there.normal(there));
        differences.extend(difference("", &here, &there).map(|text| format!("{line}: {text}")));
    }
    assert!(differences.is_empty(), "{differences:#?}");
    let closed = here.iter().find(|(line, _)| line.starts_with("position close")).map(|(_, said)| said);
    assert!(closed.is_some_and(|said| said["closed"] == true), "{closed:?}");
    let refused: Vec<&str> = here.iter().filter_map(|(_, said)| said["name"].as_str()).collect();
    assert_eq!(
        refused,
        ["Unhealthy", "Unhealthy", "NotAdmin", "NothingOwed", "NothingOwed"],
        "what the program refuses"
    );
    let liquidated = here.iter().find(|(line, _)| line.starts_with("liquidate run")).map(|(_, said)| said);
    assert!(liquidated.is_some_and(|said| whole(&said["written_off"][0]["atoms"]) > 0), "{liquidated:?}");
    let settled = here.iter().rev().find(|(line, said)| line.starts_with("liquidate settle") && said["name"].is_null());
    let (_, settled) = settled.expect("the small position is settled");
    assert_eq!(settled["transaction"]["what"], "SettleBadDebt");
    let lost = &settled["written_off"][0];
    let borne = ["buffer", "suppliers", "fees"].iter().map(|who| whole(&lost[*who])).sum::<u64>();
    assert!(borne > 20_000_000 && whole(&lost["atoms"]) == borne, "who bore it adds up: {settled}");
}

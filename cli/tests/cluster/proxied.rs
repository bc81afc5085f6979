//! What networks and providers do to calls, and what the command says and does of it: a proxy stands before the node.

use crate::numbers::whole;
use crate::proxy::{Fault, Proxy, error};
use crate::stage::{Stage, address_of, next_open};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hypothec_localnet::Surfnet;
use serde_json::{Value, json};
use solana_transaction::versioned::VersionedTransaction;

/// The answer of a node that took a transaction, and lost it.
fn taken(body: &str) -> Fault {
    let call: Value = serde_json::from_str(body).expect("a call");
    let bytes = STANDARD.decode(call["params"][0].as_str().expect("a transaction")).expect("base64");
    let transaction: VersionedTransaction = wincode::deserialize(&bytes).expect("a transaction");
    Fault::Answer(
        200,
        json!({ "jsonrpc": "2.0", "id": 0, "result": transaction.signatures[0].to_string() }).to_string(),
    )
}

/// A node with a market on it.
fn with_market() -> Stage {
    let mut stage = Stage::node();
    let created = stage.json("admin", "market create --reserves 2");
    stage.market = created["address"].as_str().map(String::from);
    stage
}

fn before(stage: &Stage, rule: impl Fn(&str, usize) -> Fault + Send + Sync + 'static) -> Proxy {
    let node: &Surfnet = stage.net.as_ref().expect("a node");
    Proxy::before(&node.rpc, rule)
}

#[test]
fn a_provider_s_limits_and_silence_are_named_with_what_to_do() {
    let stage = with_market();
    let limited = before(&stage, |_, _| Fault::Answer(429, "slow down".into()));
    stage.refused("admin", &format!("market show --url {}", limited.url), 4, "refuses further calls for now (429)");
    let silent = before(&stage, |_, _| Fault::Silence);
    let line = format!("market show --rpc-timeout 1 --url {}", silent.url);
    stage.refused("admin", &line, 4, "in time: try again, or use another node");
    let lists_nothing = before(&stage, |body, _| match body.contains("getProgramAccounts") {
        true => error(-32010, "excluded from account secondary indexes"),
        false => Fault::Pass,
    });
    for line in ["liquidate scan", "market list", "position list --all", "market watch --once"] {
        let line = format!("{line} --url {}", lists_nothing.url);
        stage.refused("admin", &line, 4, "does not serve getProgramAccounts");
        stage.refused("admin", &line, 4, "use a node that does");
    }
}

#[test]
fn a_transaction_that_a_node_loses_lands_once_by_being_sent_again() {
    let stage = with_market();
    let lossy = before(&stage, |body, before| match (body.contains("sendTransaction"), before) {
        (true, 0) => taken(body),
        (true, _) => Fault::Twice,
        (false, _) => Fault::Pass,
    });
    let before = whole(&stage.json("admin", "wallet show")["lamports"]);
    let there = whole(&stage.json("boris", "wallet show")["lamports"]);
    let boris = address_of("boris");
    stage.json("admin", &format!("wallet transfer sol 1.5 {boris} --yes --url {}", lossy.url));
    assert!(lossy.calls("sendTransaction") >= 2, "the lost one was sent again");
    let after = whole(&stage.json("admin", "wallet show")["lamports"]);
    assert_eq!(
        stage.json("boris", "wallet show")["lamports"],
        json!((there + 1_500_000_000).to_string()),
        "it ran once"
    );
    assert!((1_500_000_000..1_500_100_000).contains(&(before - after)), "and was paid for once");
}

#[test]
fn a_transaction_that_never_lands_is_said_to_have_done_nothing() {
    let stage = with_market();
    let lost = before(&stage, |body, _| if body.contains("sendTransaction") { taken(body) } else { Fault::Pass });
    let line = format!("market seal --yes --url {}", lost.url);
    stage.refused("admin", &line, 6, "nothing has happened, send it anew");
    assert_eq!(lost.calls("getLatestBlockhash"), 1, "it was signed once");
    assert!(lost.calls("sendTransaction") >= 3, "and sent as long as it could land");
    assert_eq!(stage.json("admin", "market show")["sealed"], false);
}

#[test]
fn a_node_that_lags_is_asked_again_after_a_write_and_then_named() {
    let stage = with_market();
    let behind = || error(-32016, "Minimum context slot has not been reached");
    let lags = before(&stage, move |body, before| {
        let reads = body.contains("minContextSlot") && body.contains("getMultipleAccounts");
        if reads && before < 5 { behind() } else { Fault::Pass }
    });
    let sealed = stage.json("admin", &format!("market seal --yes --url {}", lags.url));
    assert_eq!(sealed["sealed"], true, "what is shown after a write has seen it");
    assert!(lags.calls("getMultipleAccounts") >= 5, "it was asked again");
    let stuck =
        before(&stage, move |body, _| if body.contains("getMultipleAccounts") { behind() } else { Fault::Pass });
    stage.refused("admin", &format!("market show --url {}", stuck.url), 4, "lags behind the cluster");
}

#[test]
fn another_cluster_and_another_version_are_not_taken_for_the_own() {
    let mut stage = with_market();
    let genesis = stage.json("admin", "chain status")["genesis"].as_str().expect("a hash").to_string();
    let mainnet = "5eykt4UsFv8P8NJdTREpY1vzqKqZKvdpKuc147dw2N9d";
    stage.json("admin", &format!("config set genesis {mainnet}"));
    stage.refused("admin", "market show", 5, &format!("its genesis hash is {genesis}, expected was {mainnet}"));
    stage.json("admin", &format!("config set genesis {genesis}"));
    stage.json("admin", "market show");
    stage.refused("admin", "config set genesis mainnet", 1, "does not fit genesis");

    let address = stage.market.clone().expect("a market").parse().expect("an address");
    let account = stage.json("admin", &format!("inspect {address}"));
    assert_eq!(account["fields"]["version"], 1);
    let mut changed = stage.account(&address);
    changed.data[1] += 1;
    stage.net().put_accounts([(&address, &changed)]);
    stage.refused("admin", "market show", 5, "is not a market");
    stage.refused("admin", "market show", 5, "version");
}

#[test]
fn the_cluster_s_clock_decides_and_not_this_host_s() {
    let mut stage = with_market();
    let open = next_open(stage.now());
    stage.travel(open);
    stage.json("admin", "market list-asset USDC --price 1");
    stage.post(100);
    stage.json("admin", "price refresh");
    // days ahead of this host
    stage.travel(open + 86_400);
    assert_eq!(stage.json("admin", "market show")["session"], "Regular");
    let refreshed = stage.json("admin", "price refresh");
    assert!(refreshed["outcome"][0]["why"].to_string().contains("s old"), "{}", refreshed["outcome"]);
    assert!(whole(&refreshed["boards"][0]["age_s"]) >= 86_400);
    // prices of a host whose clock is ahead of the cluster's are none yet
    stage.post_at(100, stage.now() + 600);
    assert_eq!(stage.json("admin", "price refresh")["outcome"][0]["taken"], false);
}

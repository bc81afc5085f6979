//! A keeper's lookup table, made and extended over HTTP.

use crate::stage::{Stage, USDC, address_of};
use hypothec_client::{MarketSnapshot, Rpc};
use hypothec_interface::builder;
use hypothec_keeper::table;
use hypothec_localnet::{catalogue, keys, mint, token};
use serde_json::Value;
use solana_address::Address;

/// The addresses in a table, which the keeper reads.
fn held(stage: &Stage, table: &Value) -> Vec<Address> {
    let rpc = Rpc::new(&stage.net.as_ref().expect("a node").rpc, stage.program);
    let at = table["address"].as_str().expect("text").parse().expect("an address");
    table::read(&rpc, &[at]).expect("a table").remove(0).addresses
}

#[test]
fn a_lookup_table_is_made_of_the_market_and_extended_by_what_it_lacks() {
    let mut stage = Stage::node();
    stage.list();
    let made = stage.json("admin", "keeper lookup-table");
    let first = &made["tables"][0];
    let rpc = Rpc::new(&stage.net.as_ref().expect("a node").rpc, stage.program);
    let address = stage.market.as_deref().and_then(|text| text.parse().ok()).expect("a market");
    let market = MarketSnapshot::read(&rpc, address).expect("a market");
    let (keeper, stock) = (address_of("admin"), catalogue::nvdax());
    let mut named = vec![address, builder::authority_address(market.address).0];
    for (mint, program) in [(USDC, mint::TOKEN), (stock.address, mint::TOKEN_2022)] {
        named.extend([mint, program, token::associated(&keeper, &mint, &program)]);
    }
    named.extend(market.reserves().map(|reserve| market.vault(reserve)));
    named.sort_unstable();
    let mut there = held(&stage, first);
    there.sort_unstable();
    assert_eq!(there, named);
    assert_eq!((&made["added"], &first["addresses"]), (&named.len().into(), &named.len().into()));

    let (table, pool) = (first["address"].as_str().expect("text"), keys::address(31_001));
    let line = format!("keeper lookup-table --extend {table} --also {pool} --also {USDC}");
    let more = stage.json("admin", &line);
    assert_eq!((&more["added"], &more["tables"][0]["address"]), (&1.into(), &first["address"]));
    assert_eq!(held(&stage, first).last(), Some(&pool), "what it had already is not added again");
    assert_eq!(stage.json("admin", &line)["added"], 0);
    stage.refused("admin", &format!("keeper lookup-table --extend {pool}"), 5, "lookup table");
}

#[test]
fn more_addresses_than_a_lookup_table_holds_make_a_second() {
    let mut stage = Stage::node();
    stage.list();
    let also: Vec<String> = (0..250).map(|n| format!("--also {}", keys::address(40_000 + n))).collect();
    let made = stage.json("admin", &format!("keeper lookup-table {}", also.join(" ")));
    let tables = made["tables"].as_array().expect("a list");
    assert_eq!((tables.len(), &tables[0]["addresses"], &tables[1]["addresses"]), (2, &256.into(), &4.into()));
    let all: Vec<Address> = tables.iter().flat_map(|table| held(&stage, table)).collect();
    assert!((0..250).all(|n| all.contains(&keys::address(40_000 + n))));
}

#[test]
fn the_embedded_chain_needs_no_lookup_table() {
    let mut stage = Stage::embedded();
    stage.list();
    stage.refused("admin", "keeper lookup-table", 1, "which need no lookup table");
}

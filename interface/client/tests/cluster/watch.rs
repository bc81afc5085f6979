//! Notices over a websocket.

use crate::market::{Market, USDC};
use crate::stage::Stage;
use hypothec_client::cluster::Filter;
use hypothec_client::rpc::{Subject, Told, Watch};
use hypothec_interface::state::Position;
use solana_address::Address;
use std::time::{Duration, Instant};

const PATIENCE: Duration = Duration::from_secs(10);

/// The addresses told of until both have been.
fn changes(watch: &mut Watch, wanted: [Address; 2]) -> bool {
    let until = Instant::now() + PATIENCE;
    let mut missing = Vec::from(wanted);
    while Instant::now() < until && !missing.is_empty() {
        if let Some(Told::Changed { address, slot }) = watch.next(PATIENCE).expect("open") {
            assert!(slot > 0);
            missing.retain(|one| *one != address);
        }
    }
    missing.is_empty()
}

#[test]
fn a_deposit_is_told_of_over_the_websocket() {
    let mut stage = Stage::node();
    let market = Market::sealed(&mut stage);
    let user = market.user(&mut stage, 1, [5_000_000, 0]);
    let Stage::Node(node, _) = &stage else { panic!("a node") };
    let ws = node.ws.clone();
    let positions = vec![Filter::Size(size_of::<Position>() as u64)];
    let subjects =
        [Subject::Account(market.address.address), Subject::Program(market.address.program, positions), Subject::Slots];
    let mut watch = Watch::open(&ws, &subjects, PATIENCE).expect("a watch");
    let first = watch.next(PATIENCE).expect("open").expect("slots go by");
    assert!(matches!(first, Told::Slot(slot) if slot > 0), "nothing but slots has happened: {first:?}");
    stage.send(&[market.deposit(&user, USDC, 5_000_000)], &[&user.keypair]);
    assert!(changes(&mut watch, [market.address.address, user.position]), "market and position are told of");
    let Stage::Node(node, _) = &mut stage else { panic!("a node") };
    node.crash();
    let mut end = watch.next(PATIENCE);
    while let Ok(Some(_)) = end {
        end = watch.next(PATIENCE);
    }
    assert!(end.unwrap_err().is_transient(), "a closed connection is said");
    assert!(Watch::open(&ws, &subjects, PATIENCE).is_err(), "nobody listens there");
}

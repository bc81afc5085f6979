//! Changes over a websocket.

use crate::market::{Market, USDC};
use crate::stage::Stage;
use hypothec_client::cluster::Filter;
use hypothec_client::rpc::Watch;
use hypothec_client::snapshot;
use hypothec_interface::state::Position;
use std::time::Duration;

const PATIENCE: Duration = Duration::from_secs(10);

#[test]
fn a_deposit_is_told_of_over_the_websocket() {
    let mut stage = Stage::node();
    let market = Market::sealed(&mut stage);
    let user = market.user(&mut stage, 1, [5_000_000, 0]);
    let Stage::Node(node, _) = &stage else { panic!("a node") };
    let ws = node.ws.clone();
    let program = market.address.program;
    let boards = Watch::account(&ws, market.address.address).expect("a watch");
    let positions = Watch::program(&ws, program, &[Filter::Size(size_of::<Position>() as u64)]).expect("a watch");
    assert!(positions.next(Duration::from_millis(200)).expect("open").is_none(), "nothing has happened");
    stage.send(&[market.deposit(&user, USDC, 5_000_000)], &[&user.keypair]);
    let told = boards.next(PATIENCE).expect("open").expect("the market changed");
    assert_eq!((told.address, told.account.owner), (market.address.address, program));
    let told = positions.next(PATIENCE).expect("open").expect("the position changed");
    assert_eq!(told.address, user.position);
    let held: Position = snapshot::record("position", &told.address, &told.account.data).expect("a position");
    assert_eq!(held.used().len(), 1);
    let Stage::Node(node, _) = &mut stage else { panic!("a node") };
    node.crash();
    let mut end = positions.next(PATIENCE);
    while let Ok(Some(_)) = end {
        end = positions.next(PATIENCE);
    }
    assert!(end.unwrap_err().is_transient(), "a closed connection is said");
    assert!(Watch::account(&ws, user.position).is_err(), "nobody listens there");
}

//! A websocket makes the keeper quicker; nothing that it does, or does not do, makes it miss or mistake anything.

use crate::support::opened::open;
use crate::support::stage::{DOLLAR, NVDAX, Stage, USDC};
use crate::support::websocket::{Manner, NodeSocket};
use hypothec_interface::state::{Position, Side};
use hypothec_keeper::notices::{Listener, Patience};
use hypothec_keeper::{Config, Keeper, run};
use hypothec_testkit::{User, keys};
use solana_address::Address;
use std::collections::HashMap;
use std::sync::atomic::AtomicBool;
use std::time::{Duration, Instant};
use tungstenite::Message;

const QUICK: Patience = Patience {
    silence: Duration::from_millis(300),
    first_wait: Duration::from_millis(100),
    longest_wait: Duration::from_secs(20),
};

/// A listener for a market of nobody's.
fn listener(node: &NodeSocket) -> Listener {
    Listener::start(&node.url, keys::address(1), keys::address(2), QUICK)
}

/// Waits until it is so.
fn until(what: &str, mut is_so: impl FnMut() -> bool) {
    let start = Instant::now();
    while !is_so() {
        assert!(start.elapsed() < Duration::from_secs(20), "{what} within 20 s");
        std::thread::sleep(Duration::from_millis(10));
    }
}

/// What the listener has heard when it has heard of this account.
fn heard(listener: &Listener, address: Address) -> HashMap<Address, u64> {
    let mut all = HashMap::new();
    until("a notice", || {
        all.extend(listener.take());
        all.contains_key(&address)
    });
    all
}

/// A keeper that polls once a minute, and listens there.
fn listening(stage: &Stage, node: &NodeSocket, poll_s: u64) -> Keeper {
    let top = format!("poll_s = {poll_s}\nwebsocket = \"{}\"\n", node.url);
    let text = format!("{top}{}", stage.config("[liquidate]\njitter_ms = 0"));
    Keeper::new(Config::parse(&text).expect("a configuration"), stage.wallet.insecure_clone(), &stage.world.chain)
        .expect("a keeper")
}

fn debt_known(keeper: &Keeper, user: &User) -> Option<u64> {
    let position: &Position = keeper.book().positions().get(&user.position)?;
    Some(position.slot(USDC as u8, Side::Debt).map_or(0, |slot| slot.shares()))
}

#[test]
fn a_notice_ends_the_wait_for_the_next_look() {
    let mut stage = Stage::new();
    let node = NodeSocket::start(Manner::Well);
    let mut keeper = listening(&stage, &node, 60);
    let slot = stage.world.chain.clock().slot;
    node.tell(slot + 1, stage.world.market);
    let start = Instant::now();
    let ended = run::run(&mut keeper, &mut stage.world.chain, &AtomicBool::new(false), Some(2)).expect("ran");
    assert_eq!(ended.looks, 2);
    assert!(start.elapsed() < Duration::from_secs(30), "a minute was not waited for: {:?}", start.elapsed());
    assert_eq!(keeper.metrics().notices.with_label_values(&["fresh"]).get(), 1);
}

#[test]
fn a_position_that_is_told_of_is_read_at_the_next_look() {
    let mut stage = Stage::new();
    let mut keeper = stage.keeper("");
    keeper.look(&mut stage.world.chain).expect("a look");
    let borrower = stage.borrower(2, 100, 2_000);
    stage.turn(&mut keeper, 1);
    assert_eq!(debt_known(&keeper, &borrower), None, "it is far from liquidation, and no reading of all is due");
    let slot = stage.world.chain.clock().slot;
    assert!(keeper.hear(HashMap::from([(borrower.position, slot)])));
    stage.turn(&mut keeper, 1);
    assert!(debt_known(&keeper, &borrower).expect("known") > 0);
}

#[test]
fn notices_out_of_order_or_of_slots_that_cannot_be_change_nothing() {
    let mut stage = Stage::new();
    let mut keeper = stage.keeper("");
    keeper.look(&mut stage.world.chain).expect("a look");
    let borrower = stage.borrower(2, 100, 2_000);
    let old = stage.world.chain.clock().slot;
    stage.turn(&mut keeper, 25);
    let first = debt_known(&keeper, &borrower).expect("known");
    stage.world.borrow(&borrower, USDC, 1_000 * DOLLAR).expect("more is borrowed");
    let new = stage.world.chain.clock().slot;
    assert!(keeper.hear(HashMap::from([(borrower.position, new)])));
    stage.turn(&mut keeper, 1);
    let second = debt_known(&keeper, &borrower).expect("known");
    assert!(second > first);
    assert!(!keeper.hear(HashMap::from([(borrower.position, old)])), "what is older than the last look is no news");
    assert_eq!(keeper.metrics().notices.with_label_values(&["late"]).get(), 1);
    // an account that is none of the market's, in a slot that no cluster will come to
    assert!(keeper.hear(HashMap::from([(stage.world.vault(NVDAX), u64::MAX), (keys::address(5), u64::MAX)])));
    for _ in 0..2 {
        stage.turn(&mut keeper, 1);
    }
    assert_eq!((debt_known(&keeper, &borrower), keeper.book().positions().len()), (Some(second), 2));
}

#[test]
fn a_socket_that_says_nothing_is_left_and_opened_anew() {
    for manner in [Manner::Silent, Manner::Deaf] {
        let node = NodeSocket::start(manner);
        let listener = listener(&node);
        until("two connections", || node.connected().len() >= 2);
        node.manner(Manner::Well);
        node.tell(7, keys::address(3));
        assert_eq!(heard(&listener, keys::address(3))[&keys::address(3)], 7, "{manner:?}");
    }
}

#[test]
fn a_socket_that_closes_is_opened_anew_ever_later() {
    let node = NodeSocket::start(Manner::Closing);
    let listener = listener(&node);
    until("five connections", || node.connected().len() >= 5);
    let times = node.connected();
    let waits: Vec<Duration> = times.windows(2).map(|pair| pair[1] - pair[0]).collect();
    assert!(waits[3] > waits[0] * 3, "each wait is twice the one before: {waits:?}");
    node.manner(Manner::Well);
    node.tell(9, keys::address(3));
    heard(&listener, keys::address(3));
    assert_eq!(listener.connections(), 1, "a connection that was not answered is none");
}

#[test]
fn garbage_on_the_socket_is_passed_over() {
    let node = NodeSocket::start(Manner::Well);
    let listener = listener(&node);
    for text in ["", "garbage", "[1, 2", "{\"method\":\"programNotification\"}", "null"] {
        node.say(Message::text(text));
    }
    node.say(Message::binary(vec![0u8, 255, 1]));
    node.tell(5, keys::address(3));
    node.tell(4, keys::address(3));
    node.tell(1, keys::address(4));
    let all = heard(&listener, keys::address(4));
    assert_eq!(all[&keys::address(3)], 5, "the latest slot is kept, in whatever order they come");
    assert_eq!((listener.unreadable(), listener.connections()), (6, 1), "and the connection goes on");
}

#[test]
fn a_keeper_on_a_dead_socket_liquidates_by_polling() {
    for manner in [Manner::Silent, Manner::Deaf, Manner::Closing] {
        let (mut stage, _, _) = open("");
        let node = NodeSocket::start(manner);
        let mut keeper = listening(&stage, &node, 1);
        stage.world.chain.advance(2);
        stage.say();
        let ended = run::run(&mut keeper, &mut stage.world.chain, &AtomicBool::new(false), Some(2)).expect("ran");
        assert_eq!((ended.looks, ended.liquidated), (2, 1), "{manner:?}");
        stage.assert_books();
    }
}

#[test]
fn garbage_on_the_socket_costs_a_keeper_nothing() {
    let (mut stage, _, _) = open("");
    let node = NodeSocket::start(Manner::Well);
    for n in 0..200u8 {
        node.say(Message::text(format!("{{\"method\":{n}")));
    }
    let mut keeper = listening(&stage, &node, 1);
    stage.world.chain.advance(2);
    stage.say();
    let ended = run::run(&mut keeper, &mut stage.world.chain, &AtomicBool::new(false), Some(2)).expect("ran");
    assert_eq!(ended.liquidated, 1);
}

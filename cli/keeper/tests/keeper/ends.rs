//! A keeper that ends at any moment, a node that lags, a rival that always wins, a clock that jumps.

use crate::support::meddler::Meddler;
use crate::support::opened::{acting, open, rival, theirs, with_tokens};
use crate::support::stage::{DOLLAR, NVDAX, USDC};
use std::cell::Cell;

#[test]
fn a_keeper_that_is_killed_at_any_call_is_taken_up_by_the_next() {
    let (mut stage, _, borrower) = open("");
    let base = stage.world.clone();
    let (mut killed, mut done_at) = (0, None);
    for calls in 0..400 {
        stage.world = base.clone();
        stage.say();
        let mut doomed = acting(&stage, "");
        let mut node = Meddler::new(&mut stage.world.chain);
        node.calls_left = Cell::new(Some(calls));
        let ended = doomed.look(&mut node);
        drop((node, doomed));
        if ended.is_ok() {
            done_at = Some(calls);
            break;
        }
        killed += 1;
        let mut next = acting(&stage, "");
        let liquidated: usize = (0..3).map(|_| stage.turn(&mut next, 5).liquidated).sum();
        let position = stage.world.position(&borrower);
        let owed = position.slot(USDC as u8, hypothec_interface::state::Side::Debt).map_or(0, |slot| slot.shares());
        assert!(
            owed < 9_000 * DOLLAR && liquidated <= 1,
            "killed at call {calls}: {liquidated} liquidated, {owed} owed"
        );
        assert!(stage.keeper_holds(USDC) > DOLLAR, "killed at call {calls}");
        stage.assert_books();
    }
    println!("killed at each of {killed} calls; a whole look has {done_at:?}");
    assert!(killed > 20 && done_at.is_some(), "{killed}");
}

#[test]
fn a_node_that_answers_with_an_older_state_costs_a_look_and_nothing_else() {
    let (mut stage, _, borrower) = open("");
    with_tokens(&mut stage);
    let mut keeper = acting(&stage, "");
    stage.say();
    let older = stage.world.chain.clone();
    let rival = rival(&mut stage);
    let theirs = theirs(&stage, &rival, borrower.position);
    stage.world.chain.send(&[theirs], &[&rival.keypair]).expect("the rival's");
    let mut node = Meddler::new(&mut stage.world.chain);
    node.lags = Some(older);
    let look = keeper.look(&mut node).expect("a look");
    drop(node);
    assert_eq!((look.liquidated, stage.keeper_holds(USDC), stage.keeper_holds(NVDAX)), (0, 0, 0));
    let again = stage.turn(&mut keeper, 21);
    assert_eq!((again.liquidated, keeper.metrics().open.get()), (0, 0), "newer answers put it right");
    stage.assert_books();
}

#[test]
fn a_rival_that_wins_every_race_costs_fees_alone() {
    let (mut stage, _, borrower) = open("");
    with_tokens(&mut stage);
    let mut keeper = acting(&stage, "");
    let rival = rival(&mut stage);
    let theirs = theirs(&stage, &rival, borrower.position);
    let before = stage.world.chain.get_account(&keeper.address()).expect("a wallet").lamports;
    let mut races = 0;
    for _ in 0..20 {
        stage.world.chain.advance(20);
        stage.say();
        let mut node = Meddler::new(&mut stage.world.chain);
        node.before_send = Some(Box::new(|chain| {
            // whatever the keeper is about to send, the rival has liquidated first
            races += usize::from(chain.send(std::slice::from_ref(&theirs), &[&rival.keypair]).is_ok());
        }));
        let look = keeper.look(&mut node).expect("a look");
        assert_eq!(look.liquidated, 0);
    }
    assert!(races >= 1, "the rival has raced");
    assert_eq!((stage.keeper_holds(USDC), stage.keeper_holds(NVDAX)), (0, 0), "the keeper has put in nothing");
    let after = stage.world.chain.get_account(&keeper.address()).expect("a wallet").lamports;
    assert!(before - after < 20 * 500_000, "{} lamports of fees", before - after);
    stage.assert_books();
}

#[test]
fn a_clock_that_jumps_ahead_and_back_ends_nothing() {
    let (mut stage, _, _) = open("");
    let mut keeper = acting(&stage, "");
    let now = stage.now();
    stage.world.chain.set_time(now + 86_400);
    stage.say();
    let ahead = keeper.look(&mut stage.world.chain).expect("a look");
    assert!(ahead.posted >= 1, "boards of yesterday are served");
    stage.world.chain.set_time(now + 60);
    stage.say();
    keeper.look(&mut stage.world.chain).expect("a look at an earlier time");
    stage.world.chain.set_time(now + 86_460);
    let mut liquidated = 0;
    for _ in 0..20 {
        liquidated += stage.turn(&mut keeper, 15).liquidated;
    }
    assert!(ahead.liquidated + liquidated >= 1, "it goes on when the clock is right again");
    stage.assert_books();
}

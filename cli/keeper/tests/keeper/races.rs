//! Others act too: a node dies, a rival is quicker, the price moves between simulation and landing.

use crate::support::meddler::Meddler;
use crate::support::opened::{acting, open, rival, theirs, with_tokens};
use crate::support::stage::{DOLLAR, NVDAX, Stage, USDC};
use hypothec_keeper::Keeper;

#[test]
fn a_rival_that_is_quicker_costs_the_keeper_nothing_but_a_look() {
    let (mut stage, _, borrower) = open("");
    let mut keeper = acting(&stage, "");
    let rival = rival(&mut stage);
    let theirs = theirs(&stage, &rival, borrower.position);
    stage.say();
    with_tokens(&mut stage);
    let mut meddler = Meddler::new(&mut stage.world.chain);
    meddler.before_send = Some(Box::new(|chain| {
        chain.send(std::slice::from_ref(&theirs), &[&rival.keypair]).expect("the rival's");
    }));
    let look = keeper.look(&mut meddler).expect("a look");
    drop(meddler);
    assert_eq!(look.liquidated, 0);
    assert_eq!(stage.keeper_holds(USDC), 0);
    assert!(stage.world.balance(&rival, NVDAX) > 0);
    let again = stage.turn(&mut keeper, 10);
    assert_eq!((again.liquidated, keeper.metrics().open.get()), (0, 0), "there is nothing left to do");
    stage.assert_books();
}

#[test]
fn a_price_that_moves_before_landing_fails_the_whole_and_is_tried_again() {
    let (mut stage, _, _) = open("");
    let mut keeper = acting(&stage, "");
    with_tokens(&mut stage);
    let pool = stage.pool_accounts();
    let before: Vec<_> = pool.iter().map(|address| stage.world.chain.get_account(address)).collect();
    stage.say();
    let mut meddler = Meddler::new(&mut stage.world.chain);
    meddler.before_send = Some(Box::new(|chain| {
        // somebody sells before it: the dollars in the pool fall by a tenth
        chain.edit(&pool[1], |account| {
            let amount = hypothec_testkit::token::amount(&account.data);
            hypothec_testkit::token::set_amount(&mut account.data, amount / 10 * 9);
        });
    }));
    let look = keeper.look(&mut meddler).expect("a look");
    drop(meddler);
    assert_eq!(look.liquidated, 0);
    assert_eq!((stage.keeper_holds(USDC), stage.keeper_holds(NVDAX)), (0, 0), "nothing is left behind");
    assert_eq!(keeper.metrics().refused.with_label_values(&["liquidate"]).get(), 1);
    assert_eq!(stage.turn(&mut keeper, 2).liquidated, 0, "it waits");
    for (address, account) in pool.iter().zip(before) {
        stage.world.chain.put_account(address, account.expect("the pool's"));
    }
    assert_eq!(stage.turn(&mut keeper, 5).liquidated, 1);
    assert!(stage.keeper_holds(USDC) > DOLLAR);
}

#[test]
fn a_gain_in_what_is_seized_sells_only_what_pays_for_the_debt() {
    let (mut stage, _, _) = open("");
    let mut keeper = acting(&stage, "gain_in = \"seized\"");
    let look = stage.turn(&mut keeper, 5);
    assert_eq!(look.liquidated, 1);
    let (stock, dollars) = (stage.keeper_holds(NVDAX), stage.keeper_holds(USDC));
    assert!(dollars < DOLLAR / 100, "{dollars} atoms of dollars are left");
    let worth = stock as f64 / 1e8 * 126.0;
    assert!((look.profit_usd / worth - 1.0).abs() < 0.1 && worth > 1.0, "{} said, {worth} held", look.profit_usd);
    stage.assert_books();
}

#[test]
fn a_dead_node_is_no_end() {
    let (mut stage, _, _) = open("");
    let mut keeper = acting(&stage, "");
    let dead = |stage: &mut Stage, keeper: &mut Keeper| {
        let mut nobody = Meddler::dead(&mut stage.world.chain);
        keeper.look(&mut nobody).expect_err("nobody answers")
    };
    for _ in 0..3 {
        assert!(dead(&mut stage, &mut keeper).is_transient());
    }
    let why = dead(&mut stage, &mut keeper);
    keeper.tell_blind(&why, stage.now());
    assert!(stage.webhook.subjects().contains(&"blind".into()));
    assert_eq!(keeper.metrics().failures.with_label_values(&["network"]).get(), 4);
    assert_eq!(stage.turn(&mut keeper, 10).liquidated, 1, "it goes on where it was");
}

//! Liquidations as bundles with a tip, and by RPC where the block engine does not land them.

use crate::support::engine::BlockEngine;
use crate::support::meddler::Meddler;
use crate::support::opened::{acting, open, with_tokens};
use crate::support::stage::{DOLLAR, Stage, USDC};
use hypothec_client::cluster::Status;
use hypothec_client::{Cluster, Error};
use hypothec_keeper::Keeper;
use hypothec_testkit::keys;

/// Most that is tipped, lamports: much less than a tenth of the profit.
const CAP: u64 = 50_000;
/// What the tip account holds before.
const HELD: u64 = 1_000_000;

/// A stage with an open position and fresh boards, and a keeper with this engine and more lines in its table `jito`.
fn staged(engine: &BlockEngine, liquidate: &str, jito: &str) -> (Stage, Keeper) {
    let (mut stage, _, _) = open("");
    let tips = keys::address(8_300);
    stage.world.chain.airdrop(&tips, HELD);
    with_tokens(&mut stage);
    let more = format!("{liquidate}\n[jito]\nurl = \"{}\"\ntip_account = \"{tips}\"\n{jito}", engine.url);
    let keeper = acting(&stage, &more);
    // with fresh boards the look sends nothing else
    stage.turn(&mut stage.keeper("per_look = 0"), 1);
    (stage, keeper)
}

/// The liquidation of one look with a capped tip, after what this does to the cluster: how many were liquidated, and how
/// many transactions went by RPC.
fn one_look(engine: &BlockEngine, meddle: impl FnOnce(&mut Meddler)) -> (Stage, usize, usize) {
    let (mut stage, mut keeper) = staged(engine, "", &format!("max_tip_lamports = {CAP}"));
    let mut node = Meddler::new(&mut stage.world.chain);
    meddle(&mut node);
    let look = keeper.look(&mut node).expect("a look");
    let sent = node.sent;
    drop(node);
    assert_eq!(keeper.metrics().refused.with_label_values(&["liquidate"]).get(), 0);
    (stage, look.liquidated, sent)
}

fn tipped(stage: &Stage) -> u64 {
    stage.world.chain.get_account(&keys::address(8_300)).map_or(0, |account| account.lamports) - HELD
}

#[test]
fn a_bundle_that_lands_pays_the_capped_tip_and_nothing_goes_by_rpc() {
    let engine = BlockEngine::start(true);
    let (stage, liquidated, sent) = one_look(&engine, |node| *node.before_statuses.get_mut() = Some(engine.landing()));
    assert_eq!((liquidated, sent, tipped(&stage)), (1, 0, CAP));
    assert!(stage.keeper_holds(USDC) > DOLLAR);
    stage.assert_books();
}

#[test]
fn a_bundle_that_does_not_land_goes_by_rpc_as_the_same_transaction() {
    let engine = BlockEngine::start(true);
    let (stage, liquidated, sent) = one_look(&engine, |_| ());
    let bundles = engine.taken();
    let [bundle] = &bundles[..] else { panic!("the engine had one") };
    assert_eq!((liquidated, sent, tipped(&stage)), (1, 1, CAP));
    assert!(Cluster::transaction(&stage.world.chain, &bundle[0].signatures[0]).expect("asked").is_some());
    assert!(stage.keeper_holds(USDC) > DOLLAR);
}

#[test]
fn a_bundle_that_lands_just_before_the_rpc_is_counted_once() {
    let engine = BlockEngine::start(true);
    let (stage, liquidated, sent) = one_look(&engine, |node| node.before_send = Some(engine.landing()));
    assert_eq!((liquidated, sent, tipped(&stage)), (1, 1, CAP));
    stage.assert_books();
}

#[test]
fn a_question_for_a_bundle_that_has_no_answer_sends_nothing() {
    let engine = BlockEngine::start(true);
    let (stage, liquidated, sent) = one_look(&engine, |node| {
        let why = "no route".into();
        node.says.get_mut().push_back(Err(Error::Unreachable { url: "http://nobody".into(), why }));
        *node.before_statuses.get_mut() = Some(engine.landing());
    });
    assert_eq!((liquidated, sent, tipped(&stage)), (1, 0, CAP));
}

#[test]
fn a_bundle_whose_block_is_dropped_before_it_is_confirmed_goes_by_rpc() {
    let engine = BlockEngine::start(true);
    let (stage, liquidated, sent) = one_look(&engine, |node| {
        node.says.get_mut().push_back(Ok(vec![Some(Status { slot: 1, confirmed: false, err: None })]));
    });
    assert_eq!((liquidated, sent, tipped(&stage)), (1, 1, CAP));
    assert!(stage.keeper_holds(USDC) > DOLLAR);
}

#[test]
fn a_block_engine_that_refuses_or_is_gone_leaves_the_rpc() {
    let engine = BlockEngine::start(false);
    let (stage, liquidated, sent) = one_look(&engine, |_| ());
    assert_eq!((engine.taken().len(), liquidated, sent, tipped(&stage)), (1, 1, 1, CAP));
    let mut gone = BlockEngine::start(true);
    gone.url = "http://127.0.0.1:9".into();
    let (stage, liquidated, sent) = one_look(&gone, |_| ());
    assert_eq!((liquidated, sent, tipped(&stage)), (1, 1, CAP));
}

/// What the staged liquidation gains without a tip, USD.
fn gain_usd() -> f64 {
    let (mut stage, _, _) = open("");
    with_tokens(&mut stage);
    stage.turn(&mut stage.keeper("per_look = 0"), 1);
    let look = acting(&stage, "").look(&mut stage.world.chain).expect("a look");
    assert_eq!(look.liquidated, 1);
    look.profit_usd
}

#[test]
fn a_tip_leaves_the_least_profit_and_the_sale_that_no_longer_brings_both_fails() {
    let gain = gain_usd();
    let least = format!("min_profit_usd = {}", gain / 2.0);
    let tips = "tip_percent = 90\nmax_tip_lamports = 10_000_000_000";
    let engine = BlockEngine::start(true);
    let (mut stage, mut keeper) = staged(&engine, &least, tips);
    let look = keeper.look(&mut stage.world.chain).expect("a look");
    let tip_usd = tipped(&stage) as f64 / 1e9 * keeper.config().sol_usd;
    assert!(look.liquidated == 1 && tip_usd > gain / 3.0, "{tip_usd} of {gain} USD");
    assert!(look.profit_usd >= gain / 2.0 && (look.profit_usd + tip_usd - gain).abs() < 0.01, "{}", look.profit_usd);

    let (mut stage, mut keeper) = staged(&engine, &least, tips);
    let dollars = stage.pool_accounts()[1];
    let mut node = Meddler::new(&mut stage.world.chain);
    node.before_send = Some(Box::new(|chain| {
        // a sale that still brings the least profit, and not the tip as well
        chain.edit(&dollars, |account| {
            let amount = hypothec_testkit::token::amount(&account.data);
            hypothec_testkit::token::set_amount(&mut account.data, amount / 100 * 99);
        });
    }));
    let look = keeper.look(&mut node).expect("a look");
    drop(node);
    assert_eq!((look.liquidated, tipped(&stage), stage.keeper_holds(USDC)), (0, 0, 0));
    assert_eq!(keeper.metrics().refused.with_label_values(&["liquidate"]).get(), 1);
}

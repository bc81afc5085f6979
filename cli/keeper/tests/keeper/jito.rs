//! Liquidations as bundles with a tip, and by RPC where the block engine does not land them.

use crate::support::engine::BlockEngine;
use crate::support::meddler::Meddler;
use crate::support::opened::{acting, open, with_tokens};
use crate::support::stage::{DOLLAR, Stage, USDC};
use hypothec_client::Cluster;
use hypothec_testkit::keys;

/// Most that is tipped, lamports: much less than a tenth of the profit.
const CAP: u64 = 50_000;
/// What the tip account holds before.
const HELD: u64 = 1_000_000;

/// A stage with an open position, and the liquidation of one look through this engine; how many transactions went by RPC.
fn one_look(engine: &BlockEngine, lands: bool) -> (Stage, usize, usize) {
    let (mut stage, _, _) = open("");
    let tips = keys::address(8_300);
    stage.world.chain.airdrop(&tips, HELD);
    with_tokens(&mut stage);
    let mut keeper = acting(
        &stage,
        &format!("[jito]\nurl = \"{}\"\nmax_tip_lamports = {CAP}\ntip_account = \"{tips}\"", engine.url),
    );
    // with fresh boards the look sends nothing else
    stage.turn(&mut stage.keeper("per_look = 0"), 1);
    let mut node = Meddler::new(&mut stage.world.chain);
    if lands {
        *node.before_statuses.get_mut() = Some(Box::new(|chain| {
            for transaction in engine.taken().iter().flatten() {
                Cluster::send(chain, transaction).expect("the bundle lands");
            }
        }));
    }
    let look = keeper.look(&mut node).expect("a look");
    let sent = node.sent;
    drop(node);
    (stage, look.liquidated, sent)
}

fn tipped(stage: &Stage) -> u64 {
    stage.world.chain.get_account(&keys::address(8_300)).map_or(0, |account| account.lamports) - HELD
}

#[test]
fn a_bundle_that_lands_pays_the_capped_tip_and_nothing_goes_by_rpc() {
    let engine = BlockEngine::start(true);
    let (stage, liquidated, sent) = one_look(&engine, true);
    assert_eq!((liquidated, sent, tipped(&stage)), (1, 0, CAP));
    assert!(stage.keeper_holds(USDC) > DOLLAR);
    stage.assert_books();
}

#[test]
fn a_bundle_that_does_not_land_goes_by_rpc_without_a_tip() {
    let engine = BlockEngine::start(true);
    let (stage, liquidated, sent) = one_look(&engine, false);
    assert_eq!(engine.taken().len(), 1, "the engine had it");
    assert_eq!((liquidated, sent, tipped(&stage)), (1, 1, 0));
    assert!(stage.keeper_holds(USDC) > DOLLAR);
}

#[test]
fn a_block_engine_that_refuses_or_is_gone_leaves_the_rpc() {
    let engine = BlockEngine::start(false);
    let (stage, liquidated, sent) = one_look(&engine, false);
    assert_eq!((engine.taken().len(), liquidated, sent, tipped(&stage)), (1, 1, 1, 0));
    let mut gone = BlockEngine::start(true);
    gone.url = "http://127.0.0.1:9".into();
    let (stage, liquidated, sent) = one_look(&gone, false);
    assert_eq!((liquidated, sent, tipped(&stage)), (1, 1, 0));
}

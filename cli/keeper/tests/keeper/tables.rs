//! Lookup tables where a cluster takes no version 1.

use crate::support::meddler::Meddler;
use crate::support::opened::{open, with_tokens};
use crate::support::stage::{DOLLAR, Stage, USDC};
use crate::support::table;
use hypothec_client::Cluster;
use hypothec_keeper::{Config, Keeper};
use hypothec_testkit::keys;

/// Bytes of the keeper's newest transaction, and how many accounts it names itself.
fn newest(stage: &Stage, keeper: &Keeper) -> (usize, usize) {
    let chain = &stage.world.chain;
    let newest = chain.signatures_for(&keeper.address(), 1, None).expect("listed").remove(0);
    let done = Cluster::transaction(chain, &newest.signature).expect("asked").expect("kept").outcome.expect("landed");
    (done.tx_bytes, done.accounts)
}

#[test]
fn a_cluster_without_version_1_takes_liquidations_by_version_0_and_a_lookup_table() {
    let mut sizes = Vec::new();
    for with_table in [false, true] {
        let (mut stage, _, borrower) = open("");
        with_tokens(&mut stage);
        stage.turn(&mut stage.keeper("per_look = 0"), 1);
        let mut named = stage.pool_accounts().to_vec();
        named.extend([stage.world.market, borrower.position, stage.world.vault(USDC), stage.world.vault(1)]);
        named.extend(stage.world.assets.iter().map(|asset| asset.mint));
        let at = table::put(&mut stage.world.chain, &named);
        let line = if with_table { format!("lookup_tables = [\"{at}\"]") } else { String::new() };
        let mut keeper = stage.keeper_with(&line);
        let mut node = Meddler::new(&mut stage.world.chain);
        node.takes_v1 = false;
        let look = keeper.look(&mut node).expect("a look");
        drop(node);
        assert_eq!(look.liquidated, 1, "{line}");
        assert!(stage.keeper_holds(USDC) > DOLLAR);
        sizes.push(newest(&stage, &keeper));
    }
    let [(plain, all), (short, own)] = sizes[..] else { panic!("two keepers") };
    assert!(plain <= 1_232 && short + 6 * 31 < plain, "{plain} bytes without a table, {short} with it");
    assert!(own + 8 <= all, "{own} of {all} accounts are named by the transaction itself");
}

#[test]
fn a_lookup_table_that_is_not_there_is_left_out() {
    let (mut stage, _, _) = open("");
    let mut keeper = stage.keeper_with(&format!("lookup_tables = [\"{}\"]", keys::address(8_201)));
    assert_eq!(stage.turn(&mut keeper, 5).liquidated, 1);
    let refused = Config::parse(&format!("lookup_tables = [\"x\"]\n{}", stage.config(""))).expect_err("no address");
    assert!(refused.to_string().contains("`lookup_tables` is \"x\": use an address in base58"), "{refused}");
}

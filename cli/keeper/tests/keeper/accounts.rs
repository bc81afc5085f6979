//! The keeper's token accounts: made where a liquidation needs them, whenever that is.

use crate::support::meddler::Meddler;
use crate::support::opened::{acting, keeper_user, open, with_tokens};
use crate::support::stage::{DOLLAR, NVDAX, Stage, USDC};

fn is_there(stage: &Stage, index: usize) -> bool {
    let address = stage.world.tokens(&keeper_user(stage), index);
    stage.world.chain.get_account(&address).is_some_and(|account| account.lamports > 0)
}

fn passed_over(keeper: &hypothec_keeper::Keeper) -> u64 {
    let of = |reason| keeper.metrics().passed_over.with_label_values(&[reason]).get();
    of("unprofitable") + of("no_exit")
}

/// A stage with an open position and fresh boards, and a wallet that never had a token account.
fn fresh() -> Stage {
    let (mut stage, _, _) = open("");
    stage.turn(&mut stage.keeper("per_look = 0"), 1);
    for index in [USDC, NVDAX] {
        assert!(!is_there(&stage, index), "nothing has needed it");
    }
    stage
}

#[test]
fn a_dry_run_on_a_fresh_wallet_finds_what_it_would_liquidate() {
    let mut stage = fresh();
    let mut keeper = stage.keeper_with("dry_run = true");
    let look = keeper.look(&mut stage.world.chain).expect("a look");
    assert_eq!((keeper.metrics().open.get(), passed_over(&keeper), look.liquidated), (1, 0, 0));
    assert!(!is_there(&stage, USDC) && !is_there(&stage, NVDAX), "and makes nothing");
}

#[test]
fn a_fresh_wallet_s_first_transaction_makes_its_accounts_and_liquidates() {
    let mut stage = fresh();
    let mut keeper = acting(&stage, "");
    let mut node = Meddler::new(&mut stage.world.chain);
    let look = keeper.look(&mut node).expect("a look");
    let sent = node.sent;
    drop(node);
    assert_eq!((look.liquidated, sent), (1, 1));
    assert!(stage.keeper_holds(USDC) > DOLLAR);
    stage.assert_books();
}

#[test]
fn an_account_that_was_closed_while_the_keeper_ran_is_made_again() {
    let (mut stage, _, _) = open("");
    with_tokens(&mut stage);
    let mut keeper = acting(&stage, "");
    stage.pool_at(0, 126);
    assert_eq!(stage.turn(&mut keeper, 2).liquidated, 0, "nobody buys");
    let closed = stage.world.tokens(&keeper_user(&stage), NVDAX);
    stage.world.chain.edit(&closed, |account| account.lamports = 0);
    stage.pool_at(10_000, 126);
    assert_eq!(stage.turn(&mut keeper, 30).liquidated, 1);
    assert!(is_there(&stage, NVDAX) && stage.keeper_holds(USDC) > DOLLAR);
}

#[test]
fn a_seized_stock_s_account_is_made_by_a_keeper_that_holds() {
    let mut stage = fresh();
    stage.world.fund(&keeper_user(&stage), USDC, 50_000 * DOLLAR);
    let mut keeper = acting(&stage, "capital = \"hold\"");
    let mut node = Meddler::new(&mut stage.world.chain);
    let look = keeper.look(&mut node).expect("a look");
    let sent = node.sent;
    drop(node);
    assert_eq!((look.liquidated, sent), (1, 1));
    assert!(stage.keeper_holds(NVDAX) > 0);
    stage.assert_books();
}

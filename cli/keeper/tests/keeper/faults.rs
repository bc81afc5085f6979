//! What goes wrong outside must end nothing inside.

use crate::support::hermes::Mood;
use crate::support::opened::open;
use crate::support::stage::{DOLLAR, NVDAX, Stage, USDC};
use hypothec_interface::state::Position;
use hypothec_keeper::liquidate::exchange::is_settleable;

#[test]
fn a_failing_hermes_is_told_and_waited_for() {
    let mut stage = Stage::new();
    let mut keeper = stage.keeper("");
    for mood in [Mood::Unauthorized, Mood::Down, Mood::Garbage, Mood::Forged] {
        stage.hermes.mood(mood);
        let look = stage.turn(&mut keeper, 2);
        assert_eq!((look.posted, look.alerts), (0, 1), "{mood:?}");
    }
    assert_eq!(stage.webhook.subjects(), ["hermes"], "the same is told once");
    stage.hermes.mood(Mood::RateLimited);
    stage.turn(&mut keeper, 2);
    let asked = stage.hermes.requests();
    stage.hermes.mood(Mood::Well);
    stage.turn(&mut keeper, 2);
    assert_eq!(stage.hermes.requests(), asked, "it waits as long as it was told to");
    assert_eq!(stage.turn(&mut keeper, 6).posted, 1);
}

#[test]
fn old_prices_are_not_posted() {
    let mut stage = Stage::new();
    let mut keeper = stage.keeper("");
    stage.world.chain.advance(11);
    let look = keeper.look(&mut stage.world.chain).expect("a look");
    assert_eq!((look.posted, look.refreshed), (0, 0));
    assert_eq!(stage.world.record(NVDAX).board_ts(), 0);
}

#[test]
fn a_poor_wallet_posts_nothing_and_cries() {
    let mut stage = Stage::new();
    let mut keeper = stage.keeper("");
    let wallet = keeper.address();
    stage.world.chain.edit(&wallet, |account| account.lamports = 40_000_000);
    let look = keeper.look(&mut stage.world.chain).expect("a look");
    assert_eq!(look.posted, 0);
    assert_eq!(stage.webhook.subjects(), ["low-balance"]);
}

#[test]
fn a_dry_run_changes_nothing() {
    let mut stage = Stage::new();
    let mut keeper = stage.keeper_with("dry_run = true");
    let before = stage.world.chain.get_account(&keeper.address());
    keeper.look(&mut stage.world.chain).expect("a look");
    assert_eq!(stage.world.record(NVDAX).board_ts(), 0);
    assert_eq!(stage.world.chain.get_account(&keeper.address()), before);
}

#[test]
fn a_dry_run_says_of_no_bad_debt_that_it_was_settled() {
    let (mut stage, _, borrower) = open("");
    // one share of stock is left of what was pledged
    stage.world.chain.edit(&borrower.position, |account| {
        let record: Position = bytemuck::pod_read_unaligned(&account.data);
        let slot = record.find(NVDAX as u8);
        account.data[256 + 16 * slot + 8..][..8].copy_from_slice(&1u64.to_le_bytes());
    });
    let mut keeper = stage.keeper_with("dry_run = true");
    let look = stage.turn(&mut keeper, 2);
    assert!(is_settleable(keeper.book(), &borrower.position, stage.now()));
    assert_eq!((look.settled, keeper.metrics().landed.with_label_values(&["settle"]).get()), (0, 0));
    assert!(!stage.webhook.subjects().iter().any(|subject| subject.starts_with("settled:")));
}

#[test]
fn a_pool_without_liquidity_is_passed_over_until_it_has_some() {
    let mut stage = Stage::new();
    let mut keeper = stage.keeper("");
    keeper.look(&mut stage.world.chain).expect("a look");
    stage.borrower(2, 100, 9_000);
    stage.turn(&mut keeper, 30);
    stage.stock = stage.stock * 70 / 100;
    stage.pool_at(0, 126);
    let mut liquidated = 0;
    for _ in 0..210 {
        liquidated += stage.turn(&mut keeper, 20).liquidated;
    }
    assert_eq!(liquidated, 0);
    assert!(keeper.metrics().open.get() > 0, "it is open");
    stage.pool_at(10_000, 126);
    for _ in 0..6 {
        liquidated += stage.turn(&mut keeper, 10).liquidated;
    }
    assert_eq!(liquidated, 1);
    assert!(stage.keeper_holds(USDC) > DOLLAR);
    stage.assert_books();
}

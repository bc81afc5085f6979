//! From empty boards through a crash: prices posted, boards fresh, bad positions sold, people told, books exact.

use crate::support::stage::{NVDAX, Stage, USDC};
use hypothec_interface::state::Side;

#[test]
fn empty_board_is_posted_at_the_first_look() {
    let mut stage = Stage::new();
    let mut keeper = stage.keeper("");
    let look = keeper.look(&mut stage.world.chain).expect("a look");
    assert_eq!((look.posted, look.refreshed), (1, 1));
    assert_eq!(stage.world.record(NVDAX).board_ts(), stage.now());
    let quiet = stage.turn(&mut keeper, 2);
    assert_eq!((quiet.posted, quiet.refreshed), (0, 0), "nothing has moved and nothing is old");
}

#[test]
fn a_crash_is_posted_liquidated_with_profit_and_told() {
    let mut stage = Stage::new();
    let mut keeper = stage.keeper("");
    keeper.look(&mut stage.world.chain).expect("a look");
    let borrower = stage.borrower(2, 100, 9_000);
    stage.turn(&mut keeper, 30);
    let before = stage.world.position(&borrower);
    let debt = |position: &hypothec_interface::state::Position| {
        position.slot(USDC as u8, Side::Debt).map_or(0, |slot| slot.shares())
    };

    let mut looks = stage.walk_to(&mut keeper, 130);
    // a fall that one feed says counts by the time it stands
    while looks.iter().all(|look| look.liquidated == 0) {
        assert!(looks.len() < 600, "a hundred minutes have passed");
        looks.push(stage.turn(&mut keeper, 10));
    }
    let after = stage.world.position(&borrower);
    assert!(debt(&after) < debt(&before), "the debt was repaid: {looks:?}");
    assert!(stage.keeper_holds(USDC) > 0, "the keeper gained dollars");
    let record = keeper.metrics().profit_usd.get();
    let gained = stage.keeper_holds(USDC) as f64 / 1e6;
    assert!((record - gained).abs() < gained / 100.0, "{record} measured, {gained} gained");
    stage.assert_books();
    let told = stage.webhook.subjects();
    assert!(told.iter().any(|subject| subject.starts_with("liquidated:")), "{told:?}");
    assert!(told.iter().any(|subject| subject.starts_with("health:")), "{told:?}");
}

#[test]
fn an_insolvent_position_is_settled_and_told() {
    let mut stage = Stage::new();
    let mut keeper = stage.keeper("min_profit_usd = 0.0");
    keeper.look(&mut stage.world.chain).expect("a look");
    let borrower = stage.borrower(2, 100, 9_000);
    stage.turn(&mut keeper, 30);
    // the price falls to a third; the pool is deep and a little above the board, for an insolvent position's bonus of 1 %
    // pays for no slippage
    stage.walk_to(&mut keeper, 60);
    stage.pool_at(1_000_000, 61);
    let worth = |stage: &Stage| stage.world.record(USDC).supply_assets_down(1_000_000_000_000).expect("worth");
    let lent = worth(&stage);
    for _ in 0..1_000 {
        stage.turn(&mut keeper, 20);
        if !stage.world.position(&borrower).has_debt() {
            break;
        }
    }
    let position = stage.world.position(&borrower);
    assert!(!position.has_debt(), "{:?}", position.used());
    assert!(stage.keeper_holds(USDC) > 0, "what was left was sold with a profit");
    assert!(worth(&stage) < lent, "who lends has borne the rest");
    stage.assert_books();
}

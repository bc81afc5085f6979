//! What keeps one board, or one post, from being served holds up nothing else.

use crate::support::meddler::Meddler;
use crate::support::opened::{acting, open, with_tokens};
use crate::support::stage::{DOLLAR, NVDAX, Stage, USDC};
use hypothec_client::Class;
use hypothec_interface::oracle::Adapter;
use hypothec_keeper::pyth::receiver::CORE;
use hypothec_keeper::{Config, Keeper, run};
use hypothec_testkit::Asset;
use hypothec_testkit::keys;
use std::sync::atomic::AtomicBool;

#[test]
fn a_feed_that_hermes_does_not_know_holds_back_no_other() {
    let mut stage = Stage::new();
    let mut keeper = stage.keeper("");
    let dollar = stage.world.assets[USDC].feed;
    stage.hermes.state.lock().expect("state").prices.remove(&dollar);
    let look = keeper.look(&mut stage.world.chain).expect("a look");
    assert_eq!((look.posted, look.refreshed, look.alerts), (1, 1, 0));
    assert_ne!(stage.world.record(NVDAX).board_ts(), 0);
}

#[test]
fn boards_that_nobody_owes_against_stay_fresh_enough_for_a_first_loan() {
    let mut stage = Stage::wide();
    let mut keeper = stage.keeper("");
    keeper.look(&mut stage.world.chain).expect("a look");
    for _ in 0..120 {
        stage.turn(&mut keeper, 5);
        let ages = keeper.book().reserves().map(|reserve| stage.now() - reserve.board_ts());
        assert!(ages.max().is_some_and(|oldest| oldest <= 45), "60 s is the age at which they are stale");
    }
    println!("9 boards, nobody in debt: {} lamports in ten minutes", keeper.metrics().post_lamports_hour.get());
    stage.borrower(10, 100, 1_000);
}

#[test]
fn boards_in_use_keep_half_of_the_hours_budget_for_themselves() {
    let mut stage = Stage::wide();
    let mut keeper = stage.keeper_on(&stage.world.chain, "max_lamports_per_hour = 1_000_000");
    keeper.look(&mut stage.world.chain).expect("a look");
    stage.borrower(10, 100, 1_000);
    for _ in 0..120 {
        stage.turn(&mut keeper, 10);
        for index in [USDC, NVDAX] {
            assert!(stage.now() - stage.world.record(index).board_ts() <= 50, "60 s is the age at which it is stale");
        }
    }
    assert!(stage.now() - stage.world.record(NVDAX + 1).board_ts() > 300, "nobody owes against it");
    let spent = keeper.metrics().post_lamports_hour.get();
    assert!((500_000..1_000_000).contains(&spent), "{spent} lamports");
}

#[test]
fn a_board_that_is_refused_holds_up_no_other() {
    // an account that is not there
    let broken = Asset::plain_stock(0).quoted_by(Adapter::Switchboard, keys::address(77), 0);
    let mut stage = Stage::beside(broken);
    let mut keeper = stage.keeper("");
    let refused = |keeper: &Keeper| {
        let kinds = ["post", "refresh"];
        kinds.iter().map(|kind| keeper.metrics().refused.with_label_values(&[kind]).get()).sum::<u64>()
    };
    let look = keeper.look(&mut stage.world.chain).expect("a look");
    assert_eq!((look.posted, look.refreshed), (1, 1), "the stock's, alone");
    assert_eq!(refused(&keeper), 2, "both together, then the broken one");
    stage.stock = stage.stock * 98 / 100;
    let look = stage.turn(&mut keeper, 5);
    assert!(look.refreshed >= 1);
    assert_eq!(refused(&keeper), 3, "it goes alone from now on");
    assert_eq!(stage.world.record(NVDAX + 1).board_ts(), 0);
}

#[test]
fn prices_that_do_not_land_do_not_hold_up_a_liquidation() {
    let (mut stage, _, _) = open("");
    let mut keeper = acting(&stage, "");
    with_tokens(&mut stage);
    stage.stock = stage.stock * 98 / 100;
    stage.world.chain.advance(5);
    stage.say();
    let mut meddler = Meddler::new(&mut stage.world.chain);
    meddler.loses = |transaction| transaction.message.static_account_keys().contains(&CORE.receiver);
    let look = keeper.look(&mut meddler).expect("a look");
    drop(meddler);
    assert_eq!((look.posted, look.liquidated), (0, 1));
    assert!(keeper.metrics().post_lamports_hour.get() > 0, "they may have landed: that counts as paid");
    assert!(stage.keeper_holds(USDC) > DOLLAR);
    stage.assert_books();
}

#[test]
fn alerts_are_told_although_the_look_fails() {
    let mut stage = Stage::new();
    let mut keeper = stage.keeper("");
    let wallet = keeper.address();
    stage.world.chain.edit(&wallet, |account| account.lamports = 40_000_000);
    let mut failed = false;
    for calls in 1..40 {
        let mut meddler = Meddler::new(&mut stage.world.chain);
        meddler.calls_left.set(Some(calls));
        failed = keeper.look(&mut meddler).is_err();
        drop(meddler);
        if stage.webhook.subjects() == ["low-balance"] {
            break;
        }
    }
    assert_eq!(stage.webhook.subjects(), ["low-balance"]);
    assert!(failed, "the look that found it has failed");
}

#[test]
fn a_bounded_run_ends_although_every_look_fails() {
    let mut stage = Stage::new();
    let mut keeper = stage.keeper("");
    let mut nobody = Meddler::dead(&mut stage.world.chain);
    let why = run::run(&mut keeper, &mut nobody, &AtomicBool::new(false), Some(1)).expect_err("nobody answers");
    assert_eq!(why.class(), Class::Network);
}

#[test]
fn a_keeper_that_refreshes_and_does_not_post_is_told_what_it_leaves_out() {
    let mut stage = Stage::new();
    let text = format!("roles = [\"refresh\", \"liquidate\"]\n{}", stage.config(""));
    let config = Config::parse(&text).expect("a configuration");
    let mut keeper = Keeper::new(config, stage.wallet.insecure_clone(), &stage.world.chain).expect("a keeper");
    let findings = keeper.check(&mut stage.world.chain, false);
    let hermes = findings.iter().find(|finding| finding.what == "hermes").expect("asked");
    assert!(!hermes.ok && hermes.text.contains("2 feeds of Pyth"), "{hermes:?}");
}

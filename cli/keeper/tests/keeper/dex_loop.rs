//! The keeper's own loop through the real programs of exchanges: from empty boards through a fall to a liquidation.

use crate::support::floor::{Exchange, owner, row};
use crate::support::meddler::Meddler;
use crate::support::opened::with_tokens;
use crate::support::stage::{DOLLAR, NVDAX, Stage, USDC};
use hypothec_client::Cluster;
use hypothec_keeper::tokens::ASSOCIATED_TOKEN;
use hypothec_keeper::{Config, Keeper};

/// A keeper that sells through a pool of the exchange, at the price to which the stock will fall.
fn keeper(stage: &mut Stage, exchange: Exchange, elf: &[u8]) -> Keeper {
    let exit = exchange.table(&mut stage.world, elf, 130.0);
    let text = format!(
        "market = \"{}\"\nreconcile_s = 20\n[hermes]\nurl = \"{}\"\n[liquidate]\njitter_ms = 0\n{exit}",
        stage.world.market, stage.hermes.url
    );
    let config = Config::parse(&text).expect("a configuration");
    Keeper::new(config, stage.wallet.insecure_clone(), &stage.world.chain).expect("a keeper")
}

/// The price falls until the keeper has liquidated; its transaction becomes a row.
fn fall_until_liquidated(stage: &mut Stage, keeper: &mut Keeper, exchange: Exchange, what: &str) {
    let mut looks = stage.walk_to(keeper, 130);
    while looks.iter().all(|look| look.liquidated == 0) {
        assert!(looks.len() < 600, "a hundred minutes have passed");
        looks.push(stage.turn(keeper, 10));
    }
    let chain = &stage.world.chain;
    let newest = chain.signatures_for(&keeper.address(), 1, None).expect("its transactions").remove(0);
    let record = Cluster::transaction(chain, &newest.signature).expect("asked").expect("kept");
    let done = record.outcome.expect("landed");
    let profit: f64 = looks.iter().map(|look| look.profit_usd).sum();
    row(exchange, what, &done, &format!("{profit:.2} USD"));
    assert!(profit > 1.0 && stage.keeper_holds(USDC) > 0);
    stage.assert_books();
}

fn one_deposit(exchange: Exchange) {
    let Some(elf) = exchange.binary() else { return };
    let mut stage = Stage::new();
    with_tokens(&mut stage);
    let mut keeper = keeper(&mut stage, exchange, &elf);
    keeper.look(&mut stage.world.chain).expect("a look");
    stage.borrower(2, 200, 19_000);
    stage.turn(&mut keeper, 30);
    fall_until_liquidated(&mut stage, &mut keeper, exchange, "by the keeper itself, version 1");
}

/// All nine boards are posted by the keeper, in transactions of their own.
fn eight_deposits(exchange: Exchange) {
    let Some(elf) = exchange.binary() else { return };
    let mut stage = Stage::wide();
    with_tokens(&mut stage);
    let mut keeper = keeper(&mut stage, exchange, &elf);
    let first = keeper.look(&mut stage.world.chain).expect("a look");
    assert_eq!((first.posted, first.refreshed), (8, 8), "every stock's empty board is posted");
    let borrower = owner(&mut stage.world, 2, &(NVDAX..=8).collect::<Vec<_>>(), 50);
    stage.world.borrow(&borrower, USDC, 23_200 * DOLLAR).expect("borrowed");
    stage.turn(&mut keeper, 30);
    assert_eq!(stage.world.position(&borrower).used().len(), 9);
    fall_until_liquidated(&mut stage, &mut keeper, exchange, "8 deposits, by the keeper itself, version 1");
}

/// A fresh wallet, where no transaction of version 1 is taken.
fn fresh_wallet_by_version_0(exchange: Exchange) {
    let Some(elf) = exchange.binary() else { return };
    let mut stage = Stage::new();
    let mut keeper = keeper(&mut stage, exchange, &elf);
    keeper.look(&mut stage.world.chain).expect("a look");
    stage.borrower(2, 200, 19_000);
    stage.turn(&mut keeper, 30);
    assert!(stage.walk_to(&mut keeper, 130).iter().all(|look| look.liquidated == 0));
    let mut liquidates = || {
        stage.world.chain.advance(10);
        stage.say();
        let mut node = Meddler::new(&mut stage.world.chain);
        node.takes_v1 = false;
        keeper.look(&mut node).expect("a look").liquidated == 1
    };
    assert!((0..600).any(|_| liquidates()), "in a hundred minutes at 130");
    let newest = stage.world.chain.signatures_for(&keeper.address(), 1, None).expect("its transactions").remove(0);
    let record = Cluster::transaction(&stage.world.chain, &newest.signature).expect("asked").expect("kept");
    assert!(record.transaction.message.static_account_keys().contains(&ASSOCIATED_TOKEN), "it makes both accounts");
    let done = record.outcome.expect("landed");
    row(
        exchange,
        "by the keeper itself, version 0, both its token accounts made",
        &done,
        &format!("{:.2} USD", keeper.metrics().profit_usd.get()),
    );
    assert!(done.tx_bytes <= 1_232 && stage.keeper_holds(USDC) > DOLLAR);
    stage.assert_books();
}

#[test]
fn a_fresh_wallet_s_accounts_fit_a_liquidation_of_version_0() {
    fresh_wallet_by_version_0(Exchange::Raydium);
    fresh_wallet_by_version_0(Exchange::Whirlpool);
}

#[test]
fn raydium_buys_what_is_seized() {
    one_deposit(Exchange::Raydium);
}

#[test]
fn whirlpool_buys_what_is_seized() {
    one_deposit(Exchange::Whirlpool);
}

#[test]
fn raydium_buys_what_is_seized_of_eight_deposits() {
    eight_deposits(Exchange::Raydium);
}

#[test]
fn whirlpool_buys_what_is_seized_of_eight_deposits() {
    eight_deposits(Exchange::Whirlpool);
}

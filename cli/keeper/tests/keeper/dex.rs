//! The same through the real program of an exchange, where its public binary is at hand: `make test-dex DEX_DIR=...`.

use crate::support::raydium;
use crate::support::stage::{Stage, USDC};
use hypothec_client::Cluster;
use hypothec_keeper::{Config, Keeper};

/// The binary of this name in `DEX_DIR`, if there is one; otherwise a line that says that the test is skipped.
fn binary(name: &str) -> Option<Vec<u8>> {
    let dir = std::env::var_os("DEX_DIR");
    let elf = dir.and_then(|dir| std::fs::read(std::path::Path::new(&dir).join(name)).ok());
    if elf.is_none() {
        println!("skipped: DEX_DIR names no directory with {name}");
    }
    elf
}

#[test]
fn raydium_buys_what_is_seized() {
    let Some(elf) = binary("raydium_clmm.so") else { return };
    let mut stage = Stage::new();
    let pool = raydium::pool(&mut stage, &elf, 130.0, 20_000);
    let text = format!(
        "market = \"{}\"\nreconcile_s = 20\n[hermes]\nurl = \"{}\"\n[liquidate]\njitter_ms = 0\n[[exit]]\nname = \"raydium\"\n\
         kind = \"raydium-clmm\"\npool = \"{pool}\"\n",
        stage.world.market, stage.hermes.url
    );
    let config = Config::parse(&text).expect("a configuration");
    let mut keeper = Keeper::new(config, stage.wallet.insecure_clone(), &stage.world.chain).expect("a keeper");
    keeper.look(&mut stage.world.chain).expect("a look");
    stage.borrower(2, 200, 19_000);
    stage.turn(&mut keeper, 30);
    let mut looks = stage.walk_to(&mut keeper, 130);
    while looks.iter().all(|look| look.liquidated == 0) {
        assert!(looks.len() < 600, "a hundred minutes have passed");
        looks.push(stage.turn(&mut keeper, 10));
    }
    let chain = &stage.world.chain;
    let newest = chain.signatures_for(&keeper.address(), 1, None).expect("its transactions").remove(0);
    let record = Cluster::transaction(chain, &newest.signature).expect("asked").expect("kept");
    let done = record.outcome.expect("landed");
    let profit: f64 = looks.iter().map(|look| look.profit_usd).sum();
    println!(
        "raydium: {} bytes, {} accounts, {} CU, profit {profit:.2} USD, {} USDC atoms in the wallet",
        done.tx_bytes,
        done.accounts,
        done.cu,
        stage.keeper_holds(USDC)
    );
    assert!(profit > 1.0 && stage.keeper_holds(USDC) > 0);
    stage.assert_books();
}

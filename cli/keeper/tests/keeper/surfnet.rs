//! The same keeper against a JSON-RPC node: it sees over HTTP what it saw of the embedded chain, and acts there.

use crate::support::stage::{NVDAX, Stage, USDC, pool_program};
use hypothec_client::Cluster;
use hypothec_client::rpc::Rpc;
use hypothec_keeper::pyth::receiver::CORE;
use hypothec_testkit::surfnet::Surfnet;
use hypothec_testkit::{elf, program_id, token};
use solana_address::Address;
use std::path::Path;

/// A regular session, later than any clock that runs this: Tuesday 2027-03-09, 11:00 in New York.
const SESSION: i64 = 1804608000;

/// Puts the embedded chain's market, with everything that a liquidation names, on the node.
fn copy(stage: &Stage, net: &mut Surfnet) {
    let chain = &stage.world.chain;
    let mut all: Vec<Address> = chain.program_accounts(&program_id()).into_iter().map(|(address, _)| address).collect();
    all.extend(chain.program_accounts(&CORE.receiver).into_iter().map(|(address, _)| address));
    all.extend(chain.program_accounts(&CORE.wormhole).into_iter().map(|(address, _)| address));
    all.extend(stage.pool_accounts());
    for index in [USDC, NVDAX] {
        let asset = &stage.world.assets[index];
        let own = token::associated(&stage.wallet_address(), &asset.mint, &asset.mint_account.owner);
        all.extend([asset.mint, stage.world.vault(index), own]);
    }
    let accounts: Vec<_> = all.iter().filter_map(|address| Some((address, chain.get_account(address)?))).collect();
    net.put_accounts(accounts.iter().map(|(address, account)| (*address, account)));
    let example = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../target/deploy/hypothec_example.so"));
    net.put_program(&program_id(), &elf::path());
    net.put_program(&CORE.receiver, example);
    net.put_program(&pool_program(), example);
    net.fund(&stage.wallet_address(), 10_000_000_000);
}

#[test]
fn a_keeper_posts_and_liquidates_over_json_rpc() {
    let mut stage = Stage::at(SESSION);
    let mut idle = stage.keeper("per_look = 0");
    idle.look(&mut stage.world.chain).expect("a look");
    stage.borrower(2, 100, 9_000);
    stage.stock = stage.stock * 70 / 100;
    stage.pool_at(10_000, 126);
    while idle.metrics().open.get() == 0 {
        assert!(stage.now() < SESSION + 7_200, "two hours of a price 30 % lower open the position");
        stage.turn(&mut idle, 15);
    }
    let mut net = Surfnet::start(50);
    copy(&stage, &mut net);
    net.travel(stage.now() + 20);
    let mut rpc = Rpc::new(&net.rpc, program_id());
    let mut keeper = stage.keeper_on(&rpc, "deviation_bps = 0");
    let (mut posted, mut liquidated) = (0, 0);
    for _ in 0..10 {
        let now = Cluster::clock(&rpc).expect("a clock").unix_timestamp;
        stage.stock += 1;
        stage.hermes.set(stage.world.assets[NVDAX].feed, stage.stock, now);
        stage.hermes.set(stage.world.assets[USDC].feed, stage.dollar + stage.stock % 100, now);
        let look = keeper.look(&mut rpc).expect("a look");
        posted += look.posted;
        liquidated += look.liquidated;
        if liquidated != 0 {
            break;
        }
        std::thread::sleep(std::time::Duration::from_millis(1_100));
    }
    assert!(posted >= 2, "prices were posted over HTTP");
    assert_eq!(liquidated, 1);
    let asset = &stage.world.assets[USDC];
    let own = token::associated(&stage.wallet_address(), &asset.mint, &asset.mint_account.owner);
    let held = rpc.account(&own).expect("asked").expect("the keeper's dollars");
    assert!(token::amount(&held.data) > 1_000_000, "a profit of more than a dollar");
}

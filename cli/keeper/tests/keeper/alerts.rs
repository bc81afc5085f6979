//! What people are told of the market: announcements of issuers, proposals and their ends, limits that are used up.

use crate::support::stage::{DOLLAR, NVDAX, Stage, USDC};
use hypothec_interface::builder;
use hypothec_interface::instruction::ProposeArgs;
use hypothec_interface::state::{Kind, ReserveConfig};
use hypothec_keeper::Keeper;
use hypothec_testkit::market::admin;
use hypothec_testkit::{Asset, mint};
use solana_instruction::Instruction;
use solana_signer::Signer;

/// A stage whose keeper has looked once.
fn begin(stage: Stage) -> (Stage, Keeper) {
    let mut stage = stage;
    let mut keeper = stage.keeper("");
    keeper.look(&mut stage.world.chain).expect("a look");
    (stage, keeper)
}

/// Titles of the alerts whose subject begins so.
fn titles(stage: &Stage, start: &str) -> Vec<String> {
    let all = stage.webhook.told();
    let own = all.iter().filter(|alert| alert["subject"].as_str().is_some_and(|subject| subject.starts_with(start)));
    own.map(|alert| alert["title"].as_str().unwrap_or_default().to_owned()).collect()
}

/// Has the mint name this multiplier from an hour on.
fn announce(stage: &mut Stage, multiplier: f64) {
    let (at, address) = (stage.now() + 3_600, stage.world.assets[NVDAX].mint);
    stage.world.chain.edit(&address, |account| mint::set_multiplier(&mut account.data, 1.0, multiplier, at));
}

#[test]
fn a_dividend_and_a_split_are_told_when_they_are_announced() {
    let (mut stage, mut keeper) = begin(Stage::new());
    assert!(titles(&stage, "announced:").is_empty());
    announce(&mut stage, 1.002);
    stage.turn(&mut keeper, 21);
    stage.turn(&mut keeper, 21);
    let told = titles(&stage, "announced:");
    assert!(told.len() == 1 && told[0].starts_with("a dividend is announced: reserve 1"), "{told:?}");
    announce(&mut stage, 10.0);
    stage.turn(&mut keeper, 21);
    let told = titles(&stage, "announced:");
    assert!(told.len() == 2 && told[1].starts_with("a split or a large dividend is announced"), "{told:?}");
    let text = stage.webhook.told().last().expect("an alert")["text"].as_str().expect("text").to_owned();
    assert!(text.contains("from 1 to 10 in 0 h 59 min"), "{text}");
}

fn by_admin(stage: &mut Stage, instruction: Instruction) {
    stage.world.chain.send(&[instruction], &[&admin()]).expect("the admin's");
}

/// Proposes another bonus for the stock.
fn propose(stage: &mut Stage) -> u64 {
    let config = ReserveConfig { bonus_max_bps: 400, ..stage.world.assets[NVDAX].config };
    let bit = ReserveConfig::FIELDS.iter().position(|field| field.name == "bonus_max_bps").expect("a field");
    let args = ProposeArgs::new(Kind::Reserve, NVDAX as u8, 1 << bit, bytemuck::bytes_of(&config));
    let (nonce, admin) = (stage.world.header().nonce(), admin().pubkey());
    by_admin(stage, builder::propose(stage.world.market, admin, admin, nonce, &args));
    nonce
}

#[test]
fn a_proposal_is_told_when_it_is_made_executed_or_cancelled() {
    let (mut stage, mut keeper) = begin(Stage::new());
    let (first, second) = (propose(&mut stage), propose(&mut stage));
    stage.turn(&mut keeper, 21);
    assert_eq!(titles(&stage, "proposal:"), ["a proposal was made"]);
    let market = stage.world.market;
    let cancel = builder::cancel(market, admin().pubkey(), second, admin().pubkey());
    // as the keeper's cluster sees it, so that the chain keeps the transaction
    land(&mut stage, cancel);
    stage.turn(&mut keeper, 21);
    assert_eq!(titles(&stage, "proposal-gone:"), [format!("proposal {second} was cancelled")]);
    stage.world.chain.advance(86_401);
    let execute = builder::execute(market, first, admin().pubkey(), None);
    land(&mut stage, execute);
    stage.turn(&mut keeper, 21);
    assert_eq!(titles(&stage, "proposal-gone:")[1..], [format!("proposal {first} was executed")]);
}

/// Sends as to a cluster.
fn land(stage: &mut Stage, instruction: Instruction) {
    let options = hypothec_client::transaction::Options::default();
    let key = admin();
    let sent = hypothec_client::transaction::send(&mut stage.world.chain, &[instruction], &[&key], &options);
    sent.expect("asked").outcome.expect("landed");
}

#[test]
fn an_outflow_limit_that_is_used_up_is_told() {
    let mut dollar = Asset::usdc();
    (dollar.config.limiter_cap, dollar.config.limiter_window_s) = (50_000 * DOLLAR, 3_600);
    let (mut stage, mut keeper) = begin(Stage::of(&[dollar, Asset::nvdax()]));
    // what came in at the start is credit for outflows until the next window ends
    stage.turn(&mut keeper, 7_300);
    let lender = hypothec_testkit::User { keypair: stage.lender.keypair.insecure_clone(), ..stage.lender };
    stage.world.withdraw(&lender, USDC, 20_000 * DOLLAR).expect("withdrawn");
    stage.turn(&mut keeper, 5);
    assert!(titles(&stage, "limiter:").is_empty());
    let left = stage.world.record(USDC).outflow_left(stage.now());
    stage.world.withdraw(&lender, USDC, left).expect("withdrawn");
    keeper.look(&mut stage.world.chain).expect("a look");
    let told = titles(&stage, "limiter:");
    assert!(told.len() == 1 && told[0].contains("the outflow limit of reserve 0"), "{told:?}");
}

#[test]
fn a_keeper_without_any_sol_sends_nothing_and_says_so() {
    let (mut stage, mut keeper) = begin(Stage::new());
    stage.borrower(2, 100, 1_000); // boards that no debt rests on are left alone
    let wallet = keeper.address();
    stage.world.chain.edit(&wallet, |account| account.lamports = 0);
    let look = stage.turn(&mut keeper, 60);
    assert_eq!((look.posted, look.refreshed, look.liquidated), (0, 0, 0));
    assert_eq!(titles(&stage, "low-balance"), ["the keeper runs out of SOL"]);
    stage.world.chain.airdrop(&wallet, 10_000_000_000);
    let posted: usize = (0..20).map(|_| stage.turn(&mut keeper, 30).posted).sum();
    assert!(posted >= 1, "it goes on once it has some");
}

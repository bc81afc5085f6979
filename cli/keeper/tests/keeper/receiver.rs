//! Posting a price: our stand-in for Pyth's receiver takes what routers have signed, and nothing else.

use crate::support::routers::{Routers, SET, price};
use hypothec_example::receiver::{NOT_PROVEN, NOT_SIGNED, WRONG_WRITER};
use hypothec_interface::Key;
use hypothec_interface::oracle::pyth_receiver;
use hypothec_keeper::pyth::Update;
use hypothec_keeper::pyth::receiver::{CORE, Deployment};
use hypothec_testkit::{Chain, account, elf, keys};
use solana_keypair::Keypair;
use solana_signer::Signer;

const FEED: [u8; 32] = [7; 32];

fn chain(routers: &Routers) -> (Chain, Keypair) {
    let (mut chain, payer) = (Chain::bare(), keys::key(1));
    chain.add_program(&CORE.receiver, elf::example());
    chain.put_account(&CORE.guardian_set(SET), account(CORE.wormhole, routers.guardian_set()));
    chain.airdrop(&payer.pubkey(), 1_000_000_000);
    (chain, payer)
}

fn post(deployment: &Deployment, payer: &Keypair, to: &Keypair, bytes: &[u8]) -> solana_instruction::Instruction {
    let update = Update::parse(bytes).expect("an update");
    deployment.post_update_atomic(payer.pubkey(), to.pubkey(), &update, &update.messages[0], 0)
}

#[test]
fn a_signed_price_is_posted_written_again_and_reclaimed() {
    let (routers, to) = (Routers::default(), keys::key(2));
    let (mut chain, payer) = chain(&routers);
    let start = chain.get_account(&payer.pubkey()).expect("the payer").lamports;
    for (n, mantissa) in [18_000_000_000, 17_000_000_000].into_iter().enumerate() {
        let now = 1_789_484_400 + n as i64;
        let post = post(&CORE, &payer, &to, &routers.update(7, &[price(FEED, mantissa, now)]));
        let done = chain.send(&[post], &[&payer, &to]).expect("posted");
        println!("post {} CU, {} bytes", done.cu, done.tx_bytes);
        let account = chain.get_account(&to.pubkey()).expect("a price account");
        assert_eq!((account.owner, account.data.len()), (CORE.receiver, 134));
        let read = pyth_receiver::parse(&account.data, &Key::from_bytes(FEED)).expect("a price");
        assert_eq!((read.price, read.publish_ts), (mantissa.unsigned_abs(), now));
    }
    let reclaim = CORE.reclaim_rent(payer.pubkey(), to.pubkey());
    chain.send(&[reclaim], &[&payer]).expect("reclaimed");
    assert!(chain.get_account(&to.pubkey()).is_none_or(|account| account.lamports == 0));
    let fees = 5_000 * (2 + 2 + 1);
    assert_eq!(chain.get_account(&payer.pubkey()).expect("the payer").lamports, start - fees);
}

#[test]
fn the_receiver_refuses_too_few_routers_strangers_and_another_message() {
    let (routers, to) = (Routers::default(), keys::key(2));
    let (mut chain, payer) = chain(&routers);
    let bytes = routers.update(7, &[price(FEED, 18_000_000_000, 1_789_484_400)]);
    let two = Routers { signing: 2, ..routers.clone() }.update(7, &[price(FEED, 1, 1_789_484_400)]);
    let failure = chain.send(&[post(&CORE, &payer, &to, &two)], &[&payer, &to]).expect_err("two of five");
    assert_eq!(failure.code, Some(NOT_SIGNED));

    let mut forged = post(&CORE, &payer, &to, &bytes);
    let message = forged.data.len() - 1 - 4 * 20 - 4 - 85;
    forged.data[message + 40] ^= 1; // the price itself
    assert_eq!(chain.send(&[forged], &[&payer, &to]).expect_err("forged").code, Some(NOT_PROVEN));

    let mut resigned = post(&CORE, &payer, &to, &bytes);
    resigned.data[8 + 4 + 6 + 10] ^= 1; // in the first signature
    assert_eq!(chain.send(&[resigned], &[&payer, &to]).expect_err("signature").code, Some(NOT_SIGNED));

    chain.send(&[post(&CORE, &payer, &to, &bytes)], &[&payer, &to]).expect("posted");
    let thief = keys::key(3);
    chain.airdrop(&thief.pubkey(), 1_000_000_000);
    let failure = chain.send(&[post(&CORE, &thief, &to, &bytes)], &[&thief, &to]).expect_err("another writer");
    assert_eq!(failure.code, Some(WRONG_WRITER));
    let reclaim = CORE.reclaim_rent(thief.pubkey(), to.pubkey());
    assert_eq!(chain.send(&[reclaim], &[&thief]).expect_err("another's rent").code, Some(WRONG_WRITER));
}

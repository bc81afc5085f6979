//! Hermes' answers: what is read of them, and what is refused.

use crate::support::hermes::{FakeHermes, Mood};
use crate::support::routers::{Routers, SET, price};
use hypothec_keeper::pyth::hermes::{Hermes, HermesError};
use hypothec_keeper::pyth::{Malformed, Update};
use k256::ecdsa::{RecoveryId, Signature, VerifyingKey};
use sha3::{Digest, Keccak256};
use std::time::Duration;

const NVDA: [u8; 32] = [7; 32];
const USDC: [u8; 32] = [9; 32];

fn update() -> Vec<u8> {
    let prices = [price(NVDA, 18_000_000_000, 1_789_484_400), price(USDC, 100_000_000, 1_789_484_399)];
    Routers::default().update(77, &prices)
}

#[test]
fn an_update_gives_its_prices_and_its_proofs() {
    let update = Update::parse(&update()).expect("an update");
    assert_eq!((update.vaa.guardian_set, update.vaa.slot, update.vaa.signatures.len()), (SET, 77, 3));
    let [nvda, usdc] = &update.messages[..] else { panic!("two messages") };
    assert_eq!(nvda.price, price(NVDA, 18_000_000_000, 1_789_484_400));
    assert_eq!((usdc.price.feed, usdc.price.price, usdc.price.exponent), (USDC, 100_000_000, -8));
    assert_eq!((nvda.bytes.len(), nvda.proof.len()), (85, 4));
    assert!((nvda.price.usd() - 180.0).abs() < 1e-9);
}

#[test]
fn the_routers_are_recovered_from_the_signatures() {
    let (routers, update) = (Routers::default(), Update::parse(&update()).expect("an update"));
    for signature in &update.vaa.signatures {
        let compact = Signature::from_slice(&signature.compact).expect("a signature");
        let recovery = RecoveryId::from_byte(signature.recovery).expect("a recovery id");
        let key = VerifyingKey::recover_from_prehash(&update.vaa.digest, &compact, recovery).expect("a key");
        let hash = Keccak256::digest(&key.to_sec1_point(false).as_bytes()[1..]);
        assert_eq!(hash[12..], routers.addresses()[usize::from(signature.index)]);
    }
}

#[test]
fn every_prefix_of_an_update_is_refused_without_a_panic() {
    let whole = update();
    for len in 0..whole.len() {
        assert!(matches!(Update::parse(&whole[..len]), Err(Malformed::Short { .. })), "{len} bytes");
    }
    assert_eq!(Update::parse(&[&whole[..], &[0]].concat()), Err(Malformed::Surplus(1)));
}

#[test]
fn a_changed_message_proof_or_root_is_refused() {
    let whole = update();
    let vaa_len = usize::from(u16::from_be_bytes([whole[8], whole[9]]));
    let first_message = 10 + vaa_len + 1 + 2;
    for at in [first_message + 40, first_message + 86, 10 + vaa_len - 1] {
        let mut changed = whole.clone();
        changed[at] ^= 1;
        assert_eq!(Update::parse(&changed), Err(Malformed::NotUnderRoot { index: 0 }), "byte {at}");
    }
    let mut other = whole;
    other[0] = b'X';
    assert!(matches!(Update::parse(&other), Err(Malformed::Unexpected { field: "magic", .. })));
}

#[test]
fn hermes_says_what_is_wrong_with_it() {
    let fake = FakeHermes::start();
    fake.set(NVDA, 18_000_000_000, 1_789_484_400);
    let hermes = Hermes::new(&format!("{}/", fake.url), Some("key".into()), Duration::from_secs(5)).expect("a client");
    let updates = hermes.latest(&[NVDA, USDC]).expect("prices");
    assert_eq!(updates.iter().map(|update| update.messages.len()).sum::<usize>(), 1);
    let mut errors = Vec::new();
    for mood in [Mood::Unauthorized, Mood::RateLimited, Mood::Down, Mood::Garbage, Mood::Forged] {
        fake.mood(mood);
        errors.push(hermes.latest(&[NVDA]).expect_err("an error"));
    }
    assert!(matches!(errors[0], HermesError::Unauthorized(403)), "{:?}", errors[0]);
    assert!(matches!(errors[1], HermesError::RateLimited { retry_after } if retry_after == Duration::from_secs(7)));
    assert!(matches!(errors[2], HermesError::Status(503)));
    assert!(
        matches!(errors[3], HermesError::Malformed(Malformed::Short { field: "length of the vaa", missing: 2 })),
        "{:?}",
        errors[3]
    );
    assert!(matches!(errors[4], HermesError::Malformed(Malformed::NotUnderRoot { index: 0 })));
    let nobody = Hermes::new("http://127.0.0.1:9", None, Duration::from_secs(1)).expect("a client");
    assert!(matches!(nobody.latest(&[NVDA]), Err(HermesError::Unreachable(_))));
}

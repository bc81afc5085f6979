//! Formats of transactions, and signatures that come from elsewhere.

use crate::market::{Market, USDC};
use crate::stage::Stage;
use hypothec_client::cluster::wire_bytes;
use hypothec_client::transaction::{self, Nonce, Options, Price, Version, attach, missing_signatures};
use hypothec_client::{Class, Error};
use hypothec_interface::builder;
use hypothec_localnet::keys;
use hypothec_testkit::market::admin;
use solana_address_lookup_table_interface::instruction as tables;
use solana_address_lookup_table_interface::state::AddressLookupTable;
use solana_hash::Hash;
use solana_message::{AddressLookupTableAccount, VersionedMessage};
use solana_signer::Signer;
use solana_system_interface::instruction as system;
use std::time::Duration;

/// On both clusters: every format lands, with its limits set from a simulation.
fn every_format_lands(stage: &mut Stage) {
    let market = Market::sealed(stage);
    let user = market.user(stage, 1, [10_000_000, 0]);
    for version in [Version::Legacy, Version::V0, Version::V1, Version::Newest] {
        let options = Options { version, price: Price::fixed(2_000_000), ..Options::default() };
        let deposit = [market.deposit(&user, USDC, 1_000_000)];
        let unsigned = transaction::build(stage.cluster(), user.address(), &deposit, &options).expect("built");
        let (cu, units) = (unsigned.simulated.cu, u64::from(unsigned.units));
        assert_eq!(units, cu + cu / 10 + 500);
        assert_eq!(unsigned.fee, 5_000 + (units * 2_000_000).div_ceil(1_000_000));
        let kind = matches!(
            (&unsigned.message, version),
            (VersionedMessage::Legacy(_), Version::Legacy)
                | (VersionedMessage::V0(_), Version::V0 | Version::Newest)
                | (VersionedMessage::V1(_), Version::V1 | Version::Newest)
        );
        assert!(kind, "{version:?} became {:?}", unsigned.message);
        let before = stage.cluster().account(&user.address()).expect("read").expect("a wallet").lamports;
        let signed = unsigned.sign(&[&user.keypair]).expect("signed");
        let record = transaction::land(stage.cluster(), &signed).expect("landed");
        let after = stage.cluster().account(&user.address()).expect("read").expect("a wallet").lamports;
        // the test node takes the fee of the signature only, of version 1
        let is_free = version == Version::V1 && matches!(stage, Stage::Node(..));
        let fee = if is_free { 5_000 } else { unsigned.fee };
        assert_eq!(before - after, fee, "{version:?} pays what was said");
        let done = record.outcome.expect("it succeeded");
        assert_eq!(done.tx_bytes, wire_bytes(&record.transaction));
        let events = hypothec_client::events(&stage.cluster().program(), &done.logs);
        assert_eq!(
            events.iter().map(|event| (event.name(), event.amount)).collect::<Vec<_>>(),
            [("Deposited", 1_000_000)]
        );
    }
}

#[test]
fn every_format_lands_on_a_node() {
    every_format_lands(&mut Stage::node());
}

#[test]
fn every_format_lands_on_the_embedded_chain() {
    every_format_lands(&mut Stage::embedded());
}

#[test]
fn what_does_not_fit_is_refused_with_its_length_and_fits_by_a_lookup_table() {
    let mut stage = Stage::node();
    let payer = admin();
    stage.fund(&payer.pubkey());
    let to: Vec<_> = (0..40).map(keys::address).collect();
    let all: Vec<_> = to.iter().map(|to| system::transfer(&payer.pubkey(), to, 1_000_000)).collect();
    let options = Options { version: Version::V0, ..Options::default() };
    let error = transaction::build(stage.cluster(), payer.pubkey(), &all, &options).unwrap_err();
    assert_eq!(error.class(), Class::Input);
    assert!(error.to_string().contains("at most 1232 travel") && error.to_string().contains("lookup table"), "{error}");

    let slot = stage.cluster().clock().expect("a clock").slot - 1;
    let (create, key) = tables::create_lookup_table(payer.pubkey(), payer.pubkey(), slot);
    stage.send(&[create], &[&payer]);
    for some in to.chunks(20) {
        let (owner, paid) = (payer.pubkey(), Some(payer.pubkey()));
        stage.send(&[tables::extend_lookup_table(key, owner, paid, some.to_vec())], &[&payer]);
    }
    let account = stage.cluster().account(&key).expect("read").expect("a table");
    let addresses = AddressLookupTable::deserialize(&account.data).expect("a table").addresses.to_vec();
    let tables = vec![AddressLookupTableAccount { key, addresses }];
    std::thread::sleep(Duration::from_millis(200)); // an address serves from the next slot on
    let options = Options { tables, ..Options::default() };
    let unsigned = transaction::build(stage.cluster(), payer.pubkey(), &all, &options).expect("it fits");
    assert!(matches!(unsigned.message, VersionedMessage::V0(_)));
    transaction::land(stage.cluster(), &unsigned.sign(&[&payer]).expect("signed")).expect("landed");
    assert_eq!(stage.cluster().account(&to[39]).expect("read").expect("a wallet").lamports, 1_000_000);

    let options = Options { version: Version::V1, ..Options::default() };
    let unsigned = transaction::build(stage.cluster(), payer.pubkey(), &all, &options).expect("it fits version 1");
    assert!(wire_bytes(&unsigned.transaction()) > 1_232);
    transaction::land(stage.cluster(), &unsigned.sign(&[&payer]).expect("signed")).expect("landed");
}

/// The nonce that an account holds.
fn nonce(stage: &mut Stage, account: &solana_keypair::Keypair) -> Nonce {
    let data = stage.cluster().account(&account.pubkey()).expect("read").expect("a nonce").data;
    let hash = Hash::new_from_array(data[40..72].try_into().expect("32 bytes"));
    Nonce { account: account.pubkey(), authority: admin().pubkey(), hash }
}

/// A governance action prepared here under a nonce, signed elsewhere from its bytes, and landed later.
fn signed_elsewhere(stage: &mut Stage) {
    let mut market = Market::open(stage);
    let account = keys::key(800);
    let (payer, rent) = (admin(), stage.cluster().minimum_rent(80).expect("rent"));
    let make = system::create_nonce_account(&payer.pubkey(), &account.pubkey(), &payer.pubkey(), rent);
    stage.send(&make, &[&payer, &account]);
    let held = nonce(stage, &account);
    let options = Options { nonce: Some(held), ..Options::default() };
    let seal = [builder::seal(market.address, payer.pubkey())];
    let unsigned = transaction::build(stage.cluster(), payer.pubkey(), &seal, &options).expect("built");
    let rival = Options { units: Some(50_000), ..options.clone() };
    let rival = transaction::build(stage.cluster(), payer.pubkey(), &seal, &rival).expect("built");

    let mut carried = unsigned.transaction();
    assert_eq!(missing_signatures(&carried), [payer.pubkey()]);
    assert!(matches!(unsigned.sign(&[]), Err(Error::Input(why)) if why.contains(&payer.pubkey().to_string())));
    let wrong = keys::key(801).sign_message(&unsigned.message.serialize());
    assert!(attach(&mut carried, &payer.pubkey(), wrong).is_err(), "another's signature");
    let signature = payer.sign_message(&unsigned.message.serialize());
    attach(&mut carried, &payer.pubkey(), signature).expect("his own");
    // a day passes on the way: any blockhash would have run out
    market.at_open(stage);
    let signed = transaction::Signed { transaction: carried, lifetime: unsigned.lifetime };
    transaction::land(stage.cluster(), &signed).expect("landed");
    assert!(market.snapshot(stage).header().sealed() == 1);

    assert_ne!(nonce(stage, &account).hash, held.hash, "the nonce moved on");
    let again = transaction::land(stage.cluster(), &signed).expect("it has landed");
    assert_eq!(again.transaction.signatures[0], signature, "the same bytes are the same transaction");
    let error = transaction::land(stage.cluster(), &rival.sign(&[&payer]).expect("signed")).unwrap_err();
    assert_eq!(error.class(), Class::Expired);
    assert!(error.to_string().contains("before its nonce was advanced"), "{error}");
    let stale = transaction::build(stage.cluster(), payer.pubkey(), &seal, &options).unwrap_err();
    assert_eq!(stale.class(), Class::Rejected, "{stale}");
}

#[test]
fn a_message_signed_elsewhere_under_a_durable_nonce_lands_a_day_later_on_a_node() {
    signed_elsewhere(&mut Stage::node());
}

#[test]
fn a_message_signed_elsewhere_under_a_durable_nonce_lands_a_day_later_on_the_embedded_chain() {
    signed_elsewhere(&mut Stage::embedded());
}

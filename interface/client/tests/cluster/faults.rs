//! What a person reads when a cluster does not do as it should, and what does not happen twice.

use crate::market::{Market, USDC};
use crate::proxy::{Fault, Proxy, error};
use crate::stage::{SLOT_MS, Stage};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hypothec_client::cluster::{Cluster, require_genesis};
use hypothec_client::transaction::{self, Options, Version};
use hypothec_client::{Class, Error, MarketSnapshot, Rpc, snapshot};
use hypothec_interface::builder::PROGRAM_ID;
use hypothec_interface::state::market_size;
use hypothec_localnet::{Surfnet, keys};
use solana_commitment_config::CommitmentConfig;
use solana_instruction::Instruction;
use solana_keypair::Keypair;
use solana_signer::Signer;
use solana_transaction::versioned::VersionedTransaction;
use std::time::Duration;

fn transfer(from: &Keypair, lamports: u64) -> Instruction {
    solana_system_interface::instruction::transfer(&from.pubkey(), &keys::address(1), lamports)
}

/// The answer of a node that took a transaction, and lost it.
fn taken(body: &str) -> Fault {
    let call: serde_json::Value = serde_json::from_str(body).expect("a call");
    let bytes = STANDARD.decode(call["params"][0].as_str().expect("a transaction")).expect("base64");
    let transaction: VersionedTransaction = wincode::deserialize(&bytes).expect("a transaction");
    Fault::Answer(200, format!(r#"{{"jsonrpc":"2.0","id":0,"result":"{}"}}"#, transaction.signatures[0]))
}

/// Asserts class and words of an error.
#[track_caller]
fn says(error: &Error, class: Class, words: &[&str]) {
    let text = error.to_string();
    assert_eq!(error.class(), class, "{text}");
    for word in words {
        assert!(text.contains(word), "{text:?} does not say {word:?}");
    }
}

#[test]
fn a_node_that_is_down_or_no_node_at_all_is_named_with_its_url() {
    let mut node = Surfnet::start(SLOT_MS);
    let rpc = Rpc::new(&node.rpc, PROGRAM_ID);
    rpc.clock().expect("it is up");
    node.crash();
    says(&rpc.clock().unwrap_err(), Class::Network, &["no node answers at", &node.rpc, "closed"]);
    says(&rpc.clock().unwrap_err(), Class::Network, &["no node answers at", &node.rpc, "refused"]);
    let nowhere = Rpc::new("http://no-such-host.invalid", PROGRAM_ID);
    says(&nowhere.blockhash().unwrap_err(), Class::Network, &["http://no-such-host.invalid", "is the URL right"]);
    let page = Proxy::before("127.0.0.1:1", |_, _| Fault::Answer(200, "<html>hello</html>".into()));
    says(&Rpc::new(&page.url, PROGRAM_ID).clock().unwrap_err(), Class::Unsupported, &[&page.url, "does not serve"]);
    let lost = Proxy::before("127.0.0.1:1", |_, _| Fault::Answer(404, "not found".into()));
    says(&Rpc::new(&lost.url, PROGRAM_ID).clock().unwrap_err(), Class::Unsupported, &[&lost.url, "404"]);
}

#[test]
fn limits_of_a_provider_are_said_and_one_refusal_is_waited_out() {
    let node = Surfnet::start(SLOT_MS);
    let strict = Proxy::before(&node.rpc, |_, _| Fault::Answer(429, String::new()));
    says(&Rpc::new(&strict.url, PROGRAM_ID).block_height().unwrap_err(), Class::Network, &["429", "node of your own"]);
    let once = |_: &str, before| if before == 0 { Fault::Answer(429, String::new()) } else { Fault::Pass };
    let mild = Proxy::before(&node.rpc, once);
    Rpc::new(&mild.url, PROGRAM_ID).block_height().expect("the second call is served");

    let slow = Proxy::before(&node.rpc, |_, _| Fault::Silence);
    let hasty = Rpc::with(&slow.url, PROGRAM_ID, CommitmentConfig::confirmed(), Duration::from_millis(200));
    says(&hasty.block_height().unwrap_err(), Class::Network, &["did not answer getBlockHeight in time"]);

    let poor = Proxy::before(&node.rpc, |body, _| {
        if body.contains("getProgramAccounts") {
            error(-32010, "excluded from account secondary indexes")
        } else {
            Fault::Pass
        }
    });
    let rpc = Rpc::new(&poor.url, PROGRAM_ID);
    let refused = snapshot::positions(&rpc, &keys::address(1), None).unwrap_err();
    says(&refused, Class::Unsupported, &["does not serve getProgramAccounts", "use a node that does"]);
}

#[test]
fn an_api_key_in_the_url_is_in_no_error() {
    let node = Surfnet::start(SLOT_MS);
    let of = |answer: fn() -> Fault, url: &dyn Fn(&str) -> String| {
        let proxy = Proxy::before(&node.rpc, move |_, _| answer());
        let rpc = Rpc::with(&url(&proxy.url), PROGRAM_ID, CommitmentConfig::confirmed(), Duration::from_millis(200));
        let error = rpc.clock().unwrap_err();
        (error.to_string(), rpc.name())
    };
    let answers: [fn() -> Fault; 6] = [
        || Fault::Answer(401, "no".into()),
        || Fault::Answer(404, "no".into()),
        || Fault::Answer(429, String::new()),
        || Fault::Answer(500, "no".into()),
        || Fault::Answer(200, "<html>".into()),
        || Fault::Silence,
    ];
    for answer in answers {
        for url in [|at: &str| format!("{at}/?api-key=SECRET"), |at: &str| format!("{at}/SECRET/v1")] {
            let (said, name) = of(answer, &url);
            assert!(!format!("{said} {name}").contains("SECRET"), "{said:?} of {name:?}");
            assert!(said.contains("http://127.0.0.1:"), "{said:?} names the node");
        }
    }
    let nowhere = Rpc::new("http://key:SECRET@127.0.0.1:1/SECRET", PROGRAM_ID);
    says(&nowhere.clock().unwrap_err(), Class::Network, &["no node answers at http://127.0.0.1:1/… "]);
}

#[test]
fn a_transaction_whose_record_cannot_be_read_is_still_said_to_have_succeeded() {
    let node = Surfnet::start(SLOT_MS);
    let payer = node.payer();
    let without = |body: &str, _| {
        let asks = body.contains("\"getTransaction\"");
        if asks { error(-32011, "Transaction history is not available from this node") } else { Fault::Pass }
    };
    let proxy = Proxy::before(&node.rpc, without);
    let mut rpc = Rpc::new(&proxy.url, PROGRAM_ID);
    let options = Options::default();
    let done = transaction::send(&mut rpc, &[transfer(&payer, 2_000_000)], &[&payer], &options).unwrap_err();
    says(&done, Class::Unsupported, &["has succeeded in slot", &proxy.url, "do not send it anew"]);
    assert!(matches!(done, Error::Unrecorded { .. }) && !done.is_transient());
    let held = rpc.account(&keys::address(1)).expect("read").expect("an account");
    assert_eq!(held.lamports, 2_000_000);

    let moody = |body: &str, before| {
        let asks = body.contains("\"getTransaction\"");
        if asks && before == 0 { Fault::Answer(503, "busy".into()) } else { Fault::Pass }
    };
    let proxy = Proxy::before(&node.rpc, moody);
    let mut rpc = Rpc::new(&proxy.url, PROGRAM_ID);
    transaction::send(&mut rpc, &[transfer(&payer, 3_000_000)], &[&payer], &options)
        .expect("its record is asked again");
}

#[test]
fn a_node_that_lags_is_asked_again_and_then_named() {
    let node = Surfnet::start(SLOT_MS);
    let payer = node.payer();
    let lagging = |body: &str, before| {
        let reads = body.contains("minContextSlot") && body.contains("getMultipleAccounts");
        if reads && before < 3 { error(-32016, "Minimum context slot has not been reached") } else { Fault::Pass }
    };
    let proxy = Proxy::before(&node.rpc, lagging);
    let mut rpc = Rpc::new(&proxy.url, PROGRAM_ID);
    transaction::send(&mut rpc, &[transfer(&payer, 2_000_000)], &[&payer], &Options::default()).expect("landed");
    let held = rpc.account(&keys::address(1)).expect("read after the write").expect("an account");
    assert_eq!(held.lamports, 2_000_000);
    assert!(proxy.calls("getMultipleAccounts") >= 3, "a read names the slot of the write before it");

    let stuck = Proxy::before(&node.rpc, |_, _| error(-32016, "Minimum context slot has not been reached"));
    let error = Rpc::new(&stuck.url, PROGRAM_ID).account(&keys::address(1)).unwrap_err();
    says(&error, Class::Network, &[&stuck.url, "lags behind"]);
}

#[test]
fn what_is_not_there_or_is_something_else_is_said() {
    let mut stage = Stage::node();
    let market = Market::open(&mut stage);
    let address = market.address.address;
    let cluster = stage.cluster();
    let nothing = MarketSnapshot::read(cluster, keys::address(77)).unwrap_err();
    says(&nothing, Class::NotFound, &["there is no market at", "right cluster"]);
    says(&snapshot::position(cluster, &keys::address(77)).unwrap_err(), Class::NotFound, &["no position at"]);
    says(&snapshot::position(cluster, &address).unwrap_err(), Class::NotFound, &["is not a position"]);
    let mainnet = "5eykt4UsFv8P8NJdTREpY1vzqKqZKvdpKuc147dw2N9d".parse().expect("a hash");
    let other = require_genesis(cluster, &mainnet).unwrap_err();
    let genesis = cluster.genesis_hash().expect("a hash");
    says(&other, Class::NotFound, &["another cluster", &genesis.to_string(), &mainnet.to_string()]);
    require_genesis(cluster, &genesis).expect("the same cluster");
    let Stage::Node(node, _) = &stage else { panic!("a node") };
    let elsewhere = Rpc::new(&node.rpc, keys::address(78));
    says(
        &MarketSnapshot::read(&elsewhere, address).unwrap_err(),
        Class::NotFound,
        &["is not a market", &PROGRAM_ID.to_string(), &keys::address(78).to_string()],
    );
    // a market of a later version
    let mut account = stage.cluster().account(&address).expect("read").expect("a market");
    account.data[1] += 1;
    stage.put(&address, &account);
    says(
        &MarketSnapshot::read(stage.cluster(), address).unwrap_err(),
        Class::NotFound,
        &["is not a market", "version"],
    );
    account.data.truncate(market_size(1) - 1);
    stage.put(&address, &account);
    says(&MarketSnapshot::read(stage.cluster(), address).unwrap_err(), Class::NotFound, &["is not a market"]);
}

#[test]
fn a_payer_without_enough_lamports_is_refused_before_anything_is_sent() {
    let mut stage = Stage::node();
    let poor = keys::key(900);
    let error = stage.try_send(&[transfer(&poor, 5)], &[&poor], Default::default()).unwrap_err();
    says(&error, Class::Rejected, &["fee payer"]);
    stage.put(&poor.pubkey(), &hypothec_localnet::wallet(2_000_000));
    let error = stage.try_send(&[transfer(&poor, 5_000_000)], &[&poor], Default::default()).unwrap_err();
    says(&error, Class::Rejected, &["instruction 0: ", "error 1", "insufficient lamports"]);
}

#[test]
fn a_refusal_names_the_error_and_the_instruction() {
    let mut stage = Stage::node();
    let market = Market::sealed(&mut stage);
    let user = market.user(&mut stage, 1, [50_000_000, 0]);
    for version in [Version::Legacy, Version::V0, Version::V1] {
        let (deposit, borrow) = (market.deposit(&user, USDC, 20_000_000), market.borrow(&user, USDC, 500));
        let error = stage.try_send(&[deposit, borrow], &[&user.keypair], version).unwrap_err();
        let Error::Rejected(failure) = &error else { panic!("{error}") };
        let own = failure.error.expect("Hypothec's own");
        assert_eq!(failure.index, Some(1), "{version:?}: the second of those that were asked for: {}", own.name());
        says(&error, Class::Rejected, &["instruction 1: ", own.name(), own.message()]);
    }
}

#[test]
fn a_transaction_that_is_dropped_lands_by_being_sent_again_and_only_once() {
    let node = Surfnet::start(SLOT_MS);
    let payer = node.payer();
    let dropped = |body: &str, before| {
        let sent = body.contains("sendTransaction");
        if sent && before == 0 {
            taken(body)
        } else if sent {
            Fault::Twice
        } else {
            Fault::Pass
        }
    };
    let proxy = Proxy::before(&node.rpc, dropped);
    let mut rpc = Rpc::new(&proxy.url, PROGRAM_ID);
    let record = transaction::send(&mut rpc, &[transfer(&payer, 3_000_000)], &[&payer], &Options::default());
    let signature = record.expect("landed").transaction.signatures[0];
    assert!(proxy.calls("sendTransaction") >= 2, "the dropped one was sent again");
    let held = rpc.account(&keys::address(1)).expect("read").expect("an account");
    assert_eq!(held.lamports, 3_000_000, "it ran once");
    let listed = rpc.signatures_for(&keys::address(1), 10, None).expect("listed");
    assert_eq!(listed.iter().map(|one| one.signature).collect::<Vec<_>>(), [signature]);
}

#[test]
fn a_transaction_that_never_lands_is_reported_expired_and_not_signed_anew() {
    let node = Surfnet::start(20);
    let payer = node.payer();
    let swallowed = |body: &str, _| {
        if body.contains("sendTransaction") { taken(body) } else { Fault::Pass }
    };
    let proxy = Proxy::before(&node.rpc, swallowed);
    let mut rpc = Rpc::new(&proxy.url, PROGRAM_ID);
    let error =
        transaction::send(&mut rpc, &[transfer(&payer, 3_000_000)], &[&payer], &Options::default()).unwrap_err();
    says(&error, Class::Expired, &["in no block up to height", "nothing has happened"]);
    assert!(proxy.calls("sendTransaction") >= 2);
    assert_eq!(proxy.calls("getLatestBlockhash"), 1, "it was signed once");
    assert!(rpc.account(&keys::address(1)).expect("read").is_none());
}

//! The program on a cluster: deployed by transactions, compared, replaced, handed over.

use crate::numbers::whole;
use crate::proxy::{Fault, Proxy};
use crate::stage::{Stage, address_of, program_file};
use serde_json::json;
use std::process::Stdio;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

/// Version 1 writes three pieces in a transaction: the test node takes it without saying so.
const V1: &str = "--transaction-version v1";

#[test]
fn a_program_is_deployed_in_two_runs_verified_and_lived_in() {
    let mut stage = Stage::bare_node();
    let file = program_file();
    let deploy = format!("program deploy --program {} --max-len 700000 {V1}", file.display());

    // a run that is stopped while it writes
    let sent = Arc::new(AtomicUsize::new(0));
    let (counted, rpc) = (Arc::clone(&sent), stage.net().rpc.clone());
    let proxy = Proxy::before(&rpc, move |body, _| {
        counted.fetch_add(usize::from(body.contains("sendTransaction")), Ordering::SeqCst);
        Fault::Pass
    });
    let mut first = stage.command();
    first.env("HYPOTHEC_URL", &proxy.url);
    first.arg("--keypair").arg(stage.key_file("admin")).args(deploy.split(' ')).stderr(Stdio::piped());
    let mut first = first.spawn().expect("it runs");
    let (since, kept) = (Instant::now(), stage.dir.path().join("state/deploy"));
    while sent.load(Ordering::SeqCst) < 8 {
        assert!(since.elapsed() < Duration::from_secs(60), "it writes");
        std::thread::sleep(Duration::from_millis(5));
    }
    first.kill().expect("killed");
    first.wait().expect("it ends");
    let left: Vec<_> =
        std::fs::read_dir(&kept).expect("a folder").map(|one| one.expect("a file").file_name()).collect();
    assert_eq!(left.len(), 2, "{left:?}");

    let deployed = stage.json("admin", &deploy);
    assert_eq!((&deployed["authority"], &deployed["room"]), (&json!(address_of("admin").to_string()), &json!(700_000)));
    assert_eq!(std::fs::read_dir(&kept).expect("a folder").count(), 0, "the keys have done their service");
    stage.program = deployed["program"].as_str().and_then(|text| text.parse().ok()).expect("an address");
    assert_eq!(stage.json("admin", "program show"), deployed);
    let verify = format!("program verify --program {}", file.display());
    assert_eq!(stage.json("admin", &verify)["same"], true);

    let created = stage.json("admin", "market create --reserves 2");
    assert_eq!(created["upgrade_authority"], json!(address_of("admin").to_string()));
    stage.market = created["address"].as_str().map(String::from);
    stage.json("admin", "market list-asset USDC --price 1");

    let mut other = std::fs::read(&file).expect("the program");
    let len = other.len();
    other[len - 1] ^= 1;
    let changed = stage.dir.path().join("other.so");
    std::fs::write(&changed, other).expect("written");
    stage.refused("admin", &format!("program verify --program {}", changed.display()), 1, "the code differs");
    stage.refused("admin", &deploy.replace("700000", "5"), 1, "is less than the program's");
}

#[test]
fn an_upgrade_is_prepared_by_one_and_signed_by_another() {
    let mut stage = Stage::bare_node();
    let example = program_file().with_file_name("hypothec_example.so");
    let deploy = format!("program deploy --program {} {V1}", example.display());
    let deployed = stage.json("admin", &deploy);
    stage.program = deployed["program"].as_str().and_then(|text| text.parse().ok()).expect("an address");
    let boris = address_of("boris");

    stage.refused("admin", &format!("program set-authority {boris}"), 1, "Give --yes to go on");
    let handed = stage.json("admin", &format!("program set-authority {boris} --yes"));
    assert_eq!(handed["authority"], json!(boris.to_string()));
    let write = format!("program write-buffer --program {} --buffer-authority {boris} {V1}", example.display());
    let buffer = stage.json("admin", &write)["buffer"].as_str().expect("an address").to_string();
    stage.refused("admin", &format!("program upgrade --buffer {buffer}"), 3, "Incorrect authority provided");
    let printed =
        stage.json("admin", &format!("program upgrade --buffer {buffer} --authority {boris} --unsigned base64"));
    assert_eq!(printed["signers"], json!([boris.to_string()]));
    let text = printed["transaction"].as_str().expect("text");
    let signed = stage.json("boris", &format!("transaction sign {text}"));
    assert_eq!(signed["missing"], json!([]));
    stage.json("admin", &format!("transaction send {}", signed["transaction"].as_str().expect("text")));
    let shown = stage.json("admin", "program show");
    assert!(whole(&shown["deployed_slot"]) > whole(&deployed["deployed_slot"]), "{shown}");
    assert_eq!(shown["hash"], deployed["hash"]);
    // the first buffer went into the upgrade: with another one it is the program that says no
    let buffer = stage.json("boris", &write)["buffer"].as_str().expect("an address").to_string();
    let ended = stage.json("boris", "program set-authority --none --yes");
    assert_eq!(ended["authority"], json!(null));
    assert_eq!(stage.json("admin", "program show")["authority"], json!(null), "and the chain says so");
    stage.refused("boris", &format!("program upgrade --buffer {buffer}"), 3, "Account is immutable");
}

#[test]
fn the_embedded_chain_is_verified_and_has_no_deployment() {
    let stage = Stage::embedded();
    stage.refused("admin", "program deploy", 1, "hypothec chain upgrade");
    let verify = format!("program verify --program {}", program_file().display());
    assert_eq!(stage.json("admin", &verify)["same"], true);
    assert_eq!(stage.json("admin", "program show")["authority"], json!(null));
}

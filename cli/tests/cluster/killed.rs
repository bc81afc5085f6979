//! The keeper's process is ended without warning, at each of its calls to the node and at other moments: what it has done
//! is whole, what it has not done the next one does, and nothing that the dead one leaves stops that one.

use crate::proxy::{Fault, Proxy};
use crate::stage::{Stage, USDC, address_of};
use hypothec_client::{Cluster, MarketSnapshot, Rpc};
use hypothec_interface::invariant::i1_books;
use hypothec_keeper::exit::product;
use hypothec_localnet::{catalogue, keys, token, wallet};
use solana_address::Address;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;
use std::time::{Duration, Instant};

/// Loans that each run may liquidate one of.
const LOANS: usize = 16;
/// What the fallen stock costs, USD: said anew before each run, so that it is not age that stops the keeper.
const FALLEN: i64 = 70;
/// Longest that a run may take.
const LONGEST: Duration = Duration::from_secs(60);

/// A crashed market: loans below 1, a pool at the price, and the keeper's file.
fn crashed() -> (Stage, PathBuf) {
    let mut stage = Stage::node();
    stage.list();
    stage.give("admin", "USDC", 1_500_000_000);
    stage.give("boris", "NVDAx", 2_000_000_000);
    stage.net().put_accounts([(&address_of("keeper"), &wallet(10_000_000_000))]);
    stage.json("admin", "position open");
    stage.json("admin", "position deposit USDC 1400");
    for id in 0..LOANS {
        for line in ["open", "deposit NVDAx 1", "borrow USDC 48"] {
            stage.json("boris", &format!("position {line} --id {id}"));
        }
    }
    let exits = stage.pool(1_000, 70);
    let then = stage.now() + 60;
    stage.travel(then);
    (stage, exits)
}

/// The keeper's file; its port stays the same, so that what a dead one leaves of it would stop the next.
fn keeper_file(stage: &Stage, exits: &Path) -> PathBuf {
    // below those that systems give to whoever asks for any: no other test gets it while no keeper holds it
    let free = (20_000..30_000).find_map(|port| std::net::TcpListener::bind(("127.0.0.1", port)).ok());
    let at = free.expect("a port").local_addr().expect("an address");
    let market = stage.market.as_deref().expect("a market");
    let head = format!("market = \"{market}\"\nroles = [\"refresh\", \"liquidate\"]\n[http]\nlisten = \"{at}\"\n");
    let what = "[liquidate]\nmin_profit_usd = 0.01\njitter_ms = 0\nper_look = 1\n";
    let file = stage.dir.path().join("keeper.toml");
    let exits = std::fs::read_to_string(exits).expect("written");
    std::fs::write(&file, format!("{head}{what}{exits}")).expect("written");
    file
}

/// Starts the keeper for this many looks, on what stands at this URL.
fn start(stage: &Stage, file: &Path, url: &str, looks: u32) -> Child {
    let mut command = stage.command();
    command.arg("--keypair").arg(stage.key_file("keeper")).args(["--url", url, "--json", "keeper", "run"]);
    command.arg("--config-file").arg(file).args(["--looks", &looks.to_string()]);
    command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().expect("it runs")
}

/// Waits until it ends by itself, which must be well.
fn end(mut child: Child) {
    let since = Instant::now();
    while child.try_wait().expect("asked").is_none() {
        assert!(since.elapsed() < LONGEST, "it ends by itself");
        std::thread::sleep(Duration::from_millis(10));
    }
    let output = child.wait_with_output().expect("it has ended");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

/// SIGKILL, as nothing can hear.
fn kill(mut child: Child) {
    child.kill().expect("killed");
    child.wait().expect("it is gone");
}

/// Ends a run at its call of this number, which the node never gets; the call's method, or nothing when the run made
/// fewer and has ended well.
fn killed_at(stage: &Stage, file: &Path, number: usize) -> Option<String> {
    let (tell, told) = mpsc::channel();
    let calls = AtomicUsize::new(0);
    let proxy = Proxy::before(&stage.net.as_ref().expect("a node").rpc, move |body, _| {
        if calls.fetch_add(1, Ordering::SeqCst) < number {
            return Fault::Pass;
        }
        let method = body.split("\"method\":\"").nth(1).and_then(|rest| rest.split('"').next());
        // further calls find nobody who waits
        let _ = tell.send(method.unwrap_or_default().to_string());
        Fault::Silence
    });
    let mut child = start(stage, file, &proxy.url, 1);
    let since = Instant::now();
    loop {
        if let Ok(method) = told.recv_timeout(Duration::from_millis(10)) {
            kill(child);
            return Some(method);
        }
        if child.try_wait().expect("asked").is_some() {
            end(child);
            return None;
        }
        assert!(since.elapsed() < LONGEST, "a run makes its call {number}, or ends");
    }
}

/// What people, the pool and the market's vault hold of a mint together, and what the keeper does.
fn held(rpc: &Rpc, mint: &Address, vault: &Address) -> (u64, u64) {
    let program = rpc.account(mint).expect("asked").expect("a mint").owner;
    let amount =
        |account: &Address| rpc.account(account).expect("asked").map_or(0, |account| token::amount(&account.data));
    let of = |owner: &Address| amount(&token::associated(owner, mint, &program));
    let pool = product::address(&keys::address(31_000), &[catalogue::nvdax().address, USDC]).0;
    let own = of(&address_of("keeper"));
    (of(&address_of("admin")) + of(&address_of("boris")) + of(&pool) + amount(vault) + own, own)
}

/// The market as it is, its books held to what its vaults hold; what is held of each mint, and by the keeper.
fn audited(stage: &Stage) -> BTreeMap<Address, (u64, u64)> {
    let rpc = Rpc::new(&stage.net.as_ref().expect("a node").rpc, stage.program);
    let market = stage.market.as_deref().and_then(|text| text.parse().ok()).expect("a market");
    let market = MarketSnapshot::read(&rpc, market).expect("a market");
    let each = market.reserves().map(|reserve| {
        let (mint, vault) = (Address::from(reserve.mint()), market.vault(reserve));
        let in_vault = token::amount(&rpc.account(&vault).expect("asked").expect("a vault").data);
        assert_eq!((in_vault, reserve.flash_out()), (reserve.cash(), 0), "the vault of {mint} holds what is booked");
        assert!(i1_books(reserve), "the books of {mint}");
        (mint, held(&rpc, &mint, &vault))
    });
    each.collect()
}

/// How many loans can be liquidated now.
fn open(stage: &Stage) -> usize {
    stage.json("admin", "liquidate scan --ready").as_array().expect("a list").len()
}

/// The loans of which each was liquidated so often.
fn liquidated(stage: &Stage) -> Vec<usize> {
    let whys = |id| stage.json("boris", &format!("position history --id {id}"))["why"].clone();
    (0..LOANS).map(|id| whys(id).as_array().map_or(0, Vec::len)).collect()
}

#[test]
fn a_keeper_that_is_killed_at_any_call_leaves_the_next_one_a_whole_market() {
    let (mut stage, exits) = crashed();
    let file = keeper_file(&stage, &exits);
    stage.say(FALLEN);
    assert_eq!(open(&stage), LOANS);
    let before = audited(&stage);
    let mut killed: BTreeMap<String, usize> = BTreeMap::new();
    let mut number = 0;
    while let Some(method) = killed_at(&stage, &file, number) {
        *killed.entry(method).or_default() += 1;
        number += 1;
        stage.say(FALLEN);
        audited(&stage);
    }
    let done: usize = liquidated(&stage).iter().sum();
    println!("killed at {number} calls, {killed:?}; {done} loans were liquidated on the way");
    for method in ["simulateTransaction", "sendTransaction", "getSignatureStatuses", "getTransaction"] {
        assert!(killed.contains_key(method), "none was killed before {method}: {killed:?}");
    }
    assert!((1..LOANS).contains(&done), "some runs were killed after they had sent, and loans are left for the last");

    // at other moments, too
    let node = stage.net.as_ref().expect("a node").rpc.clone();
    for span in [50, 150, 300, 500, 700, 900] {
        let child = start(&stage, &file, &node, 1_000);
        std::thread::sleep(Duration::from_millis(span));
        kill(child);
    }
    stage.say(FALLEN);
    end(start(&stage, &file, &node, LOANS as u32));
    assert_eq!(open(&stage), 0, "nothing that could be done is left undone");
    assert_eq!(liquidated(&stage), [1; LOANS], "each was liquidated, and once");
    let after = audited(&stage);
    for (mint, (all, _)) in &before {
        assert_eq!(after[mint].0, *all, "nothing of {mint} came or went");
    }
    assert!(after[&USDC].1 > 0, "the keeper has its profit");
    // of each seizure a millionth is not sold: interest may take it on the way
    let (_, unsold) = after[&catalogue::nvdax().address];
    assert!(unsold <= LOANS as u64 * 101, "and what it seized is sold, except {unsold} atoms");
}

//! `make bench-keeper`: 100,000 positions of eight deposits and a debt, loaded, judged, and judged again after a price has
//! moved. Fails when it takes longer, or more memory, than a keeper may.

use hypothec_interface::builder;
use hypothec_interface::state::Position;
use hypothec_keeper::book::Book;
use hypothec_testkit::{Asset, World};
use solana_address::Address;
use std::time::{Duration, Instant};

const POSITIONS: u32 = 100_000;
const COLD: Duration = Duration::from_secs(10);
const AGAIN: Duration = Duration::from_millis(200);
const MEMORY_KIB: u64 = 300 * 1_024;

fn main() {
    let mut assets = vec![Asset::usdc()];
    assets.extend((0..8).map(Asset::plain_stock));
    let mut world = World::new(&assets);
    let (lender, user) = (world.user(1), world.user(2));
    world.fund(&lender, 0, 1_000_000_000_000);
    world.deposit(&lender, 0, u64::MAX).expect("lent");
    for index in 1..=8 {
        world.fund(&user, index, 1_000_000_000);
        world.deposit(&user, index, u64::MAX).expect("pledged");
    }
    world.fund(&user, 0, 0);
    world.borrow(&user, 0, 4_000_000_000).expect("borrowed");
    let one = world.chain.data(&user.position);
    let before = resident_kib();
    let accounts: Vec<(Address, Vec<u8>)> = (0..POSITIONS).map(|n| (address(n), another(&one, n))).collect();
    let fetched = resident_kib();

    let mut book = Book::new(world.market, builder::PROGRAM_ID);
    let start = Instant::now();
    book.read_market(&world.chain.data(&world.market)).expect("a market");
    book.read_positions(accounts.iter().map(|(address, data)| (*address, data.as_slice())));
    let now = world.chain.clock().unix_timestamp;
    let open = book.judge(now).expect("judged").iter().filter(|standing| standing.is_open).count();
    let cold = start.elapsed();
    drop(accounts);

    for index in 1..=8 {
        let price = world.assets[index].price * 88 / 100;
        world.post(index, price);
    }
    world.advance(5);
    let now = world.chain.clock().unix_timestamp;
    let start = Instant::now();
    book.read_market(&world.chain.data(&world.market)).expect("a market");
    let standings = book.judge(now).expect("judged");
    let again = start.elapsed();
    let opened = standings.iter().filter(|standing| standing.is_open).count();
    let memory = resident_kib().saturating_sub(before);
    println!("{POSITIONS} positions of 8 deposits and 1 debt");
    println!("cold load and judgement {cold:.2?} (at most {COLD:?}), {open} open");
    println!("judged again after a price change {again:.2?} (at most {AGAIN:?}), {opened} open");
    println!(
        "memory {} MiB at the end, {} MiB of it the accounts as fetched (at most {} MiB in all)",
        memory / 1_024,
        fetched.saturating_sub(before) / 1_024,
        MEMORY_KIB / 1_024
    );
    assert_eq!(standings.len(), POSITIONS as usize);
    assert!(opened > open, "a fall opens positions");
    assert!(cold < COLD && again < AGAIN && memory < MEMORY_KIB, "over the limits above");
}

fn address(n: u32) -> Address {
    let mut bytes = [3; 32];
    bytes[..4].copy_from_slice(&n.to_le_bytes());
    Address::new_from_array(bytes)
}

/// The position with another owner, and up to a fifth more debt.
fn another(one: &[u8], n: u32) -> Vec<u8> {
    let mut data = one.to_vec();
    data[40..44].copy_from_slice(&n.to_le_bytes());
    let position: Position = bytemuck::pod_read_unaligned(&data);
    let debt = position.used().iter().position(|slot| slot.reserve() == 0).expect("a debt");
    let at = 256 + 16 * debt + 8;
    let shares = u64::from_le_bytes(data[at..at + 8].try_into().expect("eight bytes"));
    let shares = shares + shares / 5 * u64::from(n) / u64::from(POSITIONS);
    data[at..at + 8].copy_from_slice(&shares.to_le_bytes());
    data
}

/// Memory that the process holds now, KiB.
fn resident_kib() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").expect("Linux");
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).expect("a size");
    line.trim().trim_end_matches(" kB").parse().expect("a number")
}

//! What a host reads: a snapshot of market and positions as they were fetched, and events out of a transaction's log.

use crate::Host;
use hypothec_benches::{LOT, holder};
use hypothec_client::events;
use hypothec_interface::builder::PROGRAM_ID;
use hypothec_keeper::book::Book;
use solana_address::Address;

const POSITIONS: u32 = 100_000;
const LOGS: u64 = 10_000;

pub fn measure(host: &mut Host) {
    let (mut world, user) = holder(8, 1, false);
    let (market, data) = (world.chain.data(&world.market), world.chain.data(&user.position));
    let accounts: Vec<(Address, Vec<u8>)> = (0..POSITIONS).map(|n| (address(n), data.clone())).collect();
    let load = || {
        let mut book = Book::new(world.market, PROGRAM_ID);
        book.read_market(0, &market).expect("a market");
        book.read_positions(accounts.iter().map(|(address, data)| (*address, data.as_slice())));
        book
    };
    assert_eq!(load().positions().len(), accounts.len());
    host.measure("snapshot load (8+1)", "positions", POSITIONS.into(), load);

    let logs = world.borrow(&user, 0, LOT).expect("borrowed").logs;
    let parse = || (0..LOGS).map(|_| events(&PROGRAM_ID, &logs).len() as u64).sum::<u64>();
    assert_eq!(parse(), LOGS, "one event each");
    host.measure("events of a borrow's log", "logs", LOGS, parse);
}

fn address(n: u32) -> Address {
    let mut bytes = [3; 32];
    bytes[..4].copy_from_slice(&n.to_le_bytes());
    Address::new_from_array(bytes)
}

//! What one market carries: the cost of each action in a block by the runtime's own model, against what a block lets one
//! writable account take. Every action writes the market's account.

use agave_feature_set::FeatureSet;
use hypothec_benches::{LOT, boards, failing, holder, pair};
use hypothec_interface::budget;
use hypothec_interface::builder;
use hypothec_testkit::{User, World};
use solana_address::Address;
use solana_cost_model::cost_model::CostModel;
use solana_instruction::{AccountMeta, Instruction};
use solana_message::{Message, SimpleAddressLoader};
use solana_runtime_transaction::runtime_transaction::RuntimeTransaction;
use solana_transaction::Transaction;
use solana_transaction::sanitized::{MessageHash, SanitizedTransaction};
use std::collections::HashSet;
use std::fmt::Write;

/// Units that all transactions writing one account may cost in a second: four tenths of a block of 100 million at 400 ms,
/// and in proportion at shorter slots.
const ACCOUNT_UNITS_PER_S: u64 = 100_000_000;
/// Slot times, milliseconds: today's, the one being rolled out, and half of today's.
const SLOTS_MS: [u64; 3] = [400, 350, 200];
/// What is reserved for an instruction that sets no limit of its own, compute units.
const DEFAULT_UNITS: u64 = 200_000;
/// What is reserved for accounts where no limit is set, bytes.
const DEFAULT_LOADED: u32 = 64 << 20;
/// Seconds between two refreshes of a board.
const REFRESH_S: u64 = 20;

/// A transaction as the model sees it.
struct Priced {
    name: String,
    write_locks: u64,
    units: u64,
    /// The same where the builder had set no limits, as it is reserved.
    unlimited: u64,
}

/// A peer's transaction: its compute units and its size were measured through its built program, its accounts and loaded
/// bytes are read off its interface.
struct Peer {
    name: &'static str,
    cu: u64,
    write_locks: u64,
    data: u64,
    loaded: u32,
}

/// klend 1.7.2 with its leanest set-up and Solend, with the refreshes that each action must have.
const PEERS: [Peer; 5] = [
    Peer { name: "klend borrow (1+1)", cu: 108_620, write_locks: 7, data: 60, loaded: 2_000_000 },
    Peer { name: "klend borrow (8+1)", cu: 344_885, write_locks: 14, data: 150, loaded: 2_000_000 },
    Peer { name: "klend liquidate (8+1)", cu: 396_213, write_locks: 17, data: 150, loaded: 2_000_000 },
    Peer { name: "Solend borrow (1+1)", cu: 198_253, write_locks: 8, data: 20, loaded: 1_000_000 },
    Peer { name: "Solend borrow (8+1)", cu: 746_221, write_locks: 15, data: 30, loaded: 1_000_000 },
];

/// The cost of a transaction that ran `cu` and loaded `loaded` bytes.
fn cost(instructions: &[Instruction], payer: Address, cu: u64, loaded: u32) -> u64 {
    let message = Message::new(instructions, Some(&payer));
    let unsigned = Transaction::new_unsigned(message);
    let transaction = RuntimeTransaction::<SanitizedTransaction>::try_create(
        unsigned.into(),
        MessageHash::Compute,
        Some(false),
        SimpleAddressLoader::Disabled,
        &HashSet::new(),
        true,
    )
    .expect("a transaction");
    let features = FeatureSet::all_enabled();
    CostModel::calculate_cost_for_executed_transaction(&transaction, cu, loaded, &features).sum()
}

/// An action with the limits that the client sets, run in its world.
fn priced(name: &str, world: &World, user: &User, instruction: Instruction) -> Priced {
    let alone = std::slice::from_ref(&instruction);
    let run = world.chain.simulate(alone, &[&user.keypair]).expect(name);
    let loaded = u32::try_from(run.loaded_bytes).expect("less than 64 MiB");
    let limits = u32::try_from(run.cu + 2 * budget::COST).expect("a limit");
    let whole = budget::limited(limits, loaded, alone);
    let writes = |meta: &&AccountMeta| meta.is_writable;
    let locked: HashSet<Address> =
        instruction.accounts.iter().filter(writes).map(|meta| meta.pubkey).chain([user.address()]).collect();
    Priced {
        name: name.into(),
        write_locks: locked.len() as u64,
        units: cost(&whole, user.address(), run.cu + 2 * budget::COST, loaded),
        unlimited: cost(alone, user.address(), DEFAULT_UNITS, DEFAULT_LOADED),
    }
}

/// A peer's transaction, made of as many accounts and bytes.
fn peer(peer: &Peer) -> Priced {
    let key = |n: u64| Address::new_from_array(std::array::from_fn(|at| if at < 8 { n.to_le_bytes()[at] } else { 7 }));
    // the payer is one of the locks
    let accounts = (1..peer.write_locks).map(|n| AccountMeta::new(key(n), false)).collect();
    let data = vec![0; usize::try_from(peer.data).expect("small")];
    let instruction = Instruction { program_id: key(99), accounts, data };
    let limit = u32::try_from(peer.cu).expect("a limit");
    let whole = budget::limited(limit, peer.loaded, std::slice::from_ref(&instruction));
    Priced {
        name: peer.name.into(),
        write_locks: peer.write_locks,
        units: cost(&whole, key(100), peer.cu + 2 * budget::COST, peer.loaded),
        unlimited: cost(std::slice::from_ref(&instruction), key(100), DEFAULT_UNITS, DEFAULT_LOADED),
    }
}

fn ours() -> Vec<Priced> {
    let mut all = Vec::new();
    for deposits in [1, 8] {
        let (world, user) = holder(deposits, 1, false);
        let (dollars, stocks) = (world.tokens(&user, 0), world.tokens(&user, 1));
        let (dollar, stock, owner) = (world.reserve(0), world.reserve(1), user.address());
        let mut row = |name: &str, instruction| {
            all.push(priced(&format!("{name} ({deposits}+1)"), &world, &user, instruction));
        };
        row("borrow", builder::borrow(&dollar, user.position, dollars, owner, LOT, u64::MAX));
        row("withdraw", builder::withdraw(&stock, user.position, stocks, owner, LOT, 0));
        if deposits == 1 {
            row("deposit", builder::deposit(&stock, user.position, stocks, owner, LOT, 0));
            row("repay", builder::repay(&dollar, user.position, dollars, owner, LOT));
        }
    }
    for (deposits, nvdax) in [(1, false), (8, false), (8, true)] {
        let (world, user, liquidator) = failing(deposits, 1, nvdax);
        let of = pair(&world, &user, &liquidator, 1);
        let name = format!("liquidate ({deposits}+1{})", if nvdax { ", NVDAx" } else { "" });
        let instruction = builder::liquidate(&of, world.tokens(&liquidator, 1), u64::MAX, 0);
        all.push(priced(&name, &world, &liquidator, instruction));
    }
    for count in [1, 8] {
        let (world, user) = boards(count);
        let every: Vec<usize> = (0..count).collect();
        all.push(priced(&format!("refresh_prices ({count}, two feeds)"), &world, &user, world.refresh(&every)));
    }
    all
}

/// The page.
pub fn page() -> String {
    let mut text = String::from("# What one market carries\n\n");
    let _ = writeln!(
        text,
        "Written by `make bench`. Every action writes its market's account, so one market is bound by what a block lets one \
         account take: {} million units a second, four tenths of a block. A transaction's units are the runtime's own cost \
         model's (`solana-cost-model` 4.2.2): signature, write locks, instruction data, what it executed and the pages it \
         loaded, with the two limits that the client sets. A peer's compute units are measured through its built program; \
         its lock there is the reserve's, and Solend's market besides.\n",
        ACCOUNT_UNITS_PER_S / 1_000_000
    );
    let _ = writeln!(
        text,
        "| action | write locks | units | a second | a slot of {} ms | reserved without limits |",
        join(SLOTS_MS, " / ")
    );
    let _ = writeln!(text, "|---|--:|--:|--:|--:|--:|");
    let (ours, peers) = (ours(), PEERS.iter().map(peer));
    let refresh = ours.iter().find(|row| row.name.contains("(8, two feeds)")).map_or(0, |row| row.units);
    for row in ours.into_iter().chain(peers) {
        let Priced { name, write_locks, units, unlimited } = row;
        let slots = SLOTS_MS.map(|ms| ACCOUNT_UNITS_PER_S * ms / 1_000 / units);
        let _ = writeln!(
            text,
            "| {name} | {write_locks} | {units} | {} | {} | {unlimited} |",
            ACCOUNT_UNITS_PER_S / units,
            join(slots, " / ")
        );
    }
    let share = 8.0 * refresh as f64 / REFRESH_S as f64 / ACCOUNT_UNITS_PER_S as f64 * 100.0;
    let _ = writeln!(
        text,
        "\nRefreshing 64 boards of two feeds every {REFRESH_S} s, in 8 transactions, takes {share:.3} % of it. Who sets no limits \
         reserves what the last column says until the transaction has run: the client always sets both. All of a market's \
         transactions run one after another, on one thread."
    );
    text
}

fn join<const N: usize>(list: [u64; N], with: &str) -> String {
    list.map(|n| n.to_string()).join(with)
}

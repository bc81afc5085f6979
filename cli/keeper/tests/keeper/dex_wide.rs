//! Positions of eight deposits through the real programs of exchanges: what fits which format.

use crate::support::floor::{Exchange, book, deal, entries, fallen, limited, nobody, row};
use crate::support::stage::{DOLLAR, NVDAX, USDC};
use crate::support::table;
use hypothec_client::transaction::{self, Options, Version};
use hypothec_interface::budget::{PACKET_BYTES, legacy_bytes};
use hypothec_keeper::liquidate::compose::Gain;
use hypothec_keeper::liquidate::exchange::exchanges;
use solana_message::AddressLookupTableAccount;

/// A position of eight deposits is liquidated with all its boards refreshed in the same transaction, which no legacy one
/// holds: version 1 does, and version 0 with a lookup table.
fn eight_deposits(exchange: Exchange) {
    let all: Vec<usize> = (NVDAX..=8).collect();
    let Some((mut world, exit, borrower)) = fallen(exchange, &all, 50, 38_000) else { return };
    let keeper = nobody(&mut world, 3);
    let (book, now) = (book(&world, &[&borrower]), world.chain.clock().unix_timestamp);
    let found = exchanges(&book, &borrower.position, &keeper.address(), now);
    let exchange_of_nvdax = found.iter().find(|one| one.seize_reserve == NVDAX as u8).expect("NVDAx is seized");
    let refresh = entries(&world, &[vec![USDC], all].concat());
    let deal = deal(&world, &book, &keeper, exchange_of_nvdax, &refresh);
    let instructions = deal.with_flash(exit.as_ref(), Gain::Debt(0)).expect("composed");
    let legacy = limited(&instructions).iter().map(legacy_bytes).max().expect("instructions");
    println!("the refresh of nine reserves alone has {legacy} bytes in a legacy transaction");
    let named: Vec<_> = instructions.iter().flat_map(|one| &one.accounts).map(|meta| meta.pubkey).collect();
    let address = table::put(&mut world.chain, &named);
    let tables = vec![AddressLookupTableAccount { key: address, addresses: named }];
    let plain = Options { version: Version::V0, ..Options::default() };
    let refused = transaction::build(&world.chain, keeper.address(), &instructions, &plain).expect_err("too long");
    assert!(refused.to_string().contains("name its accounts in a lookup table"), "{refused}");
    for (version, tables) in [(Version::V0, tables), (Version::V1, Vec::new())] {
        let mut world = world.clone();
        let options = Options { version, tables, ..Options::default() };
        let unsigned = transaction::build(&world.chain, keeper.address(), &instructions, &options).expect("built");
        let signed = unsigned.sign(&[&keeper.keypair]).expect("signed");
        let record = transaction::land(&mut world.chain, &signed).expect("landed");
        let done = record.outcome.expect("one transaction");
        let gained = world.balance(&keeper, USDC);
        row(exchange, &format!("8 deposits, all refreshed, {version:?}"), &done, &format!("{gained} USDC atoms"));
        assert!(gained > DOLLAR, "{gained}");
        assert!(version == Version::V1 || done.tx_bytes <= PACKET_BYTES);
    }
}

#[test]
fn raydium_liquidation_of_eight_deposits_fits_with_a_lookup_table() {
    eight_deposits(Exchange::Raydium);
}

#[test]
fn whirlpool_liquidation_of_eight_deposits_fits_with_a_lookup_table() {
    eight_deposits(Exchange::Whirlpool);
}

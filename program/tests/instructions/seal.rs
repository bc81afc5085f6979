//! Seal: once, by the admin.

use crate::fixtures::market::{header_field, refuse};
use hypothec_interface::Error;
use hypothec_interface::builder;
use hypothec_testkit::market::admin;
use hypothec_testkit::{Asset, Snapshots, World, keys};
use solana_signer::Signer;

#[test]
fn seal_refuses_a_signer_who_is_not_admin() {
    let mut world = World::unsealed(&[Asset::usdc()]);
    let guardian = keys::key(4);
    world.chain.airdrop(&guardian.pubkey(), 1_000_000_000);
    let seal = builder::seal(world.market, guardian.pubkey());
    refuse(&mut world, &seal, &[&guardian], Error::NotAdmin);
    assert_eq!(world.header().sealed(), 0);
}

#[test]
pub fn seal_works_once() {
    let mut world = World::unsealed(&[Asset::usdc()]);
    let before = world.chain.snapshot(&[("market", world.market)]);
    world.seal();
    before.assert_only_bytes(&world.chain, "market", &[header_field("sealed")]);
    assert_eq!(world.header().sealed(), 1);
    let seal = builder::seal(world.market, admin().pubkey());
    refuse(&mut world, &seal, &[&admin()], Error::MarketSealed);
}

//! SyncVault: a shortfall is recognised pro rata, returned tokens are restored, gifts are ignored.

use crate::fixtures::market::*;
use hypothec_interface::Error;
use hypothec_interface::builder;
use hypothec_testkit::market::admin;
use hypothec_testkit::{Snapshots, World};

const PLEDGED: u64 = 1_000_000_000;

fn worth(world: &World) -> u64 {
    world.record(NVDAX).supply_assets_down(PLEDGED).expect("in range")
}

#[test]
pub fn sync_vault_refuses_unlisted_reserves_and_another_vault() {
    let (mut world, _, _) = staffed();
    let mut sync = builder::sync_vault(world.market, 2);
    refuse(&mut world, &sync, &[&admin()], Error::NoSuchReserve);
    sync = builder::sync_vault(world.market, NVDAX as u8);
    sync.accounts[1].pubkey = world.vault(USDC);
    refuse(&mut world, &sync, &[&admin()], Error::WrongVault);
}

#[test]
fn sync_vault_without_a_difference_changes_nothing() {
    let (mut world, _, _) = staffed();
    let before = world.chain.snapshot(&[("market", world.market), ("vault", world.vault(NVDAX))]);
    sync(&mut world);
    before.assert_unchanged(&world.chain);
}

#[test]
fn sync_vault_ignores_a_gift() {
    let (mut world, _, _) = staffed();
    set_vault(&mut world, PLEDGED + 77);
    sync(&mut world);
    assert_eq!((world.record(NVDAX).cash(), worth(&world)), (PLEDGED, PLEDGED));
}

#[test]
fn sync_vault_books_a_clawback_and_its_return() {
    let (mut world, _, borrower) = staffed();
    set_vault(&mut world, PLEDGED / 100 * 95);
    sync(&mut world);
    let record = world.record(NVDAX);
    assert_eq!((record.cash(), record.recognised_loss()), (950_000_000, 50_000_000));
    assert!(matches!(worth(&world), 949_999_999..=950_000_000));

    // twenty million of it come back, then all and a gift of five
    set_vault(&mut world, 970_000_000);
    sync(&mut world);
    assert_eq!((world.record(NVDAX).cash(), world.record(NVDAX).recognised_loss()), (970_000_000, 30_000_000));
    assert!(matches!(worth(&world), 969_999_999..=970_000_000));
    set_vault(&mut world, PLEDGED + 5);
    sync(&mut world);
    assert_eq!((world.record(NVDAX).cash(), world.record(NVDAX).recognised_loss()), (PLEDGED, 0));
    assert!(matches!(worth(&world), 999_999_999..=PLEDGED));
    world.withdraw(&borrower, NVDAX, u64::MAX).expect("out");
    assert!(world.balance(&borrower, NVDAX) >= PLEDGED - 1);
}

#[test]
fn sync_vault_takes_a_loss_from_the_donated_buffer_first() {
    let (mut world, _, borrower) = staffed();
    world.fund(&borrower, NVDAX, 50_000_000);
    let donate = builder::donate(&world.reserve(NVDAX), world.tokens(&borrower, NVDAX), borrower.address(), 50_000_000);
    world.send(&borrower, donate).expect("given");
    set_vault(&mut world, PLEDGED);
    sync(&mut world);
    assert_eq!(worth(&world), PLEDGED, "the buffer took it all");
    assert_eq!(world.record(NVDAX).buffer(), hypothec_interface::math::q64::Q64::ZERO);
    set_vault(&mut world, PLEDGED - 1_000);
    sync(&mut world);
    assert!(matches!(worth(&world), 999_998_999..=999_999_000));
}

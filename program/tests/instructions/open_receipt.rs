//! OpenReceipt: one receipt mint for each reserve that is lent, of nobody but the market's authority.

use crate::fixtures::market::*;
use hypothec_interface::Error;
use hypothec_interface::builder;
use hypothec_interface::state::SWITCH_DEPOSIT;
use hypothec_testkit::mint::{self, TOKEN};
use hypothec_testkit::wallet;
use hypothec_testkit::{Snapshots, keys::to_key};

#[test]
fn open_receipt_refuses_reserves_not_lent_or_not_listed() {
    let (mut world, lender, _) = staffed();
    let stock = builder::open_receipt(world.market, lender.address(), NVDAX as u8);
    refuse(&mut world, &stock, &[&lender.keypair], Error::NotLent);
    let unlisted = builder::open_receipt(world.market, lender.address(), 9);
    refuse(&mut world, &unlisted, &[&lender.keypair], Error::NoSuchReserve);
    let mut world = world_with(|usdc, _| usdc.switches = SWITCH_DEPOSIT);
    let (lender, _) = staff(&mut world);
    let dollar = builder::open_receipt(world.market, lender.address(), USDC as u8);
    refuse(&mut world, &dollar, &[&lender.keypair], Error::NotLent);
}

#[test]
fn open_receipt_works_for_anyone_and_once() {
    let (mut world, _, borrower) = staffed();
    let open = builder::open_receipt(world.market, borrower.address(), USDC as u8);
    let receipt = builder::receipt_address(world.market, USDC as u8).0;
    // lamports that somebody sent there before are no obstacle
    world.chain.put_account(&receipt, wallet(1));
    let before = world.chain.snapshot(&[("market", world.market)]);
    world.send(&borrower, open.clone()).expect("opened");
    before.assert_only_bytes(&world.chain, "market", &[reserve_field(USDC, "receipt")]);
    assert_eq!(world.record(USDC).receipt(), to_key(&receipt));

    let account = world.chain.get_account(&receipt).expect("a mint");
    assert_eq!((account.owner, account.data.len(), mint::decimals(&account.data)), (TOKEN, 82, 6));
    assert_eq!(mint::supply(&account.data), 0);
    let authority = builder::authority_address(world.market).0;
    assert_eq!(account.data[..36], [&[1, 0, 0, 0], authority.as_ref()].concat(), "mint authority");
    assert_eq!(account.data[46..50], [0; 4], "no freeze authority");
    refuse(&mut world, &open, &[&borrower.keypair], Error::AlreadyInitialized);
}

//! SetDelegate: by the owner only.

use crate::fixtures::market::*;
use hypothec_interface::builder;
use hypothec_interface::{Error, Key};
use hypothec_testkit::Snapshots;

#[test]
fn set_delegate_refuses_a_signer_who_is_not_owner() {
    let (mut world, lender, borrower) = staffed();
    let set = builder::set_delegate(borrower.position, lender.address(), Some(lender.address()));
    refuse(&mut world, &set, &[&lender.keypair], Error::NotOwner);
    delegate(&mut world, &borrower, &lender);
    refuse(&mut world, &set, &[&lender.keypair], Error::NotOwner);
}

#[test]
fn set_delegate_sets_and_clears_the_delegate() {
    let (mut world, lender, borrower) = staffed();
    let before = world.chain.snapshot(&[("position", borrower.position), ("market", world.market)]);
    delegate(&mut world, &borrower, &lender);
    before.assert_only_bytes(&world.chain, "position", &[position_field("delegate")]);
    assert_eq!(world.position(&borrower).delegate(), Key::from(lender.address()));
    let clear = builder::set_delegate(borrower.position, borrower.address(), None);
    world.send(&borrower, clear).expect("cleared");
    before.assert_unchanged(&world.chain);
}

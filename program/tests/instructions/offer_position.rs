//! OfferPosition: by the owner only, to one address at a time.

use crate::fixtures::market::*;
use hypothec_interface::{Error, Key, builder};
use hypothec_testkit::Snapshots;

#[test]
fn offer_position_refuses_a_signer_who_is_not_owner() {
    let (mut world, lender, borrower) = staffed();
    delegate(&mut world, &borrower, &lender);
    let offer = builder::offer_position(borrower.position, lender.address(), Some(lender.address()));
    refuse(&mut world, &offer, &[&lender.keypair], Error::NotOwner);
}

#[test]
fn offer_position_sets_and_takes_back_the_offer() {
    let (mut world, lender, borrower) = staffed();
    let before = world.chain.snapshot(&[("position", borrower.position), ("market", world.market)]);
    let offer = builder::offer_position(borrower.position, borrower.address(), Some(lender.address()));
    world.send(&borrower, offer).expect("offered");
    before.assert_only_bytes(&world.chain, "position", &[position_field("offered_to")]);
    assert_eq!(world.position(&borrower).offered_to(), Key::from(lender.address()));
    let back = builder::offer_position(borrower.position, borrower.address(), None);
    world.send(&borrower, back).expect("taken back");
    before.assert_unchanged(&world.chain);
}

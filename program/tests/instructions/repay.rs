//! Repay: anyone, any time, never more than is owed.

use crate::fixtures::market::*;
use hypothec_interface::Error;
use hypothec_interface::builder;
use hypothec_interface::state::Side;
use hypothec_testkit::{User, World};

fn indebted() -> (World, User, User) {
    let (mut world, lender, borrower) = staffed();
    world.borrow(&borrower, USDC, 500 * DOLLAR).expect("borrowed");
    (world, lender, borrower)
}

#[test]
pub fn repay_refuses_zero() {
    let (mut world, _, borrower) = indebted();
    let repay = repay(&world, &borrower, USDC, 0);
    refuse(&mut world, &repay, &[&borrower.keypair], Error::ZeroAmount);
}

#[test]
fn repay_refuses_a_reserve_that_is_not_owed() {
    let (mut world, lender, borrower) = indebted();
    world.fund(&lender, USDC, DOLLAR);
    world.fund(&lender, NVDAX, 10);
    let supplied = repay(&world, &lender, USDC, 1);
    refuse(&mut world, &supplied, &[&lender.keypair], Error::OtherSide);
    let nothing = repay(&world, &lender, NVDAX, 1);
    refuse(&mut world, &nothing, &[&lender.keypair], Error::NoSuchSlot);
    let source = world.tokens(&borrower, USDC);
    let unlisted = builder::repay(&unlisted(&world, USDC), borrower.position, source, borrower.address(), 1);
    refuse(&mut world, &unlisted, &[&borrower.keypair], Error::NoSuchReserve);
}

#[test]
pub fn repay_refuses_more_than_the_source_holds() {
    let (mut world, _, borrower) = indebted();
    world.fund(&borrower, USDC, 500 * DOLLAR - 1);
    for amount in [500 * DOLLAR, u64::MAX - 1, u64::MAX] {
        let repay = repay(&world, &borrower, USDC, amount);
        refuse(&mut world, &repay, &[&borrower.keypair], Error::InsufficientFunds);
    }
    world.repay(&borrower, USDC, 500 * DOLLAR - 1).expect("all there is");
    assert_eq!(world.position(&borrower).slot(0, Side::Debt).map(|slot| slot.shares()), Ok(1));
}

#[test]
fn repay_takes_no_more_than_is_owed() {
    for amount in [u64::MAX, u64::MAX - 1, 500 * DOLLAR + 1, 500 * DOLLAR] {
        let (mut world, _, borrower) = indebted();
        world.fund(&borrower, USDC, 501 * DOLLAR);
        world.repay(&borrower, USDC, amount).expect("repaid");
        assert_eq!(world.balance(&borrower, USDC), DOLLAR);
        assert!(!world.position(&borrower).has_debt());
        assert_eq!((world.record(USDC).debt_shares(), world.record(USDC).rate_q64()), (0, 0));
    }
}

#[test]
pub fn repay_refuses_the_vault_as_source() {
    let (mut world, _, borrower) = indebted();
    let repay = builder::repay(&world.reserve(USDC), borrower.position, world.vault(USDC), borrower.address(), 1);
    refuse(&mut world, &repay, &[&borrower.keypair], Error::DuplicateAccount);
}

#[test]
fn repay_works_for_anyone() {
    let (mut world, lender, borrower) = indebted();
    world.fund(&lender, USDC, 500 * DOLLAR);
    let source = world.tokens(&lender, USDC);
    let repay = builder::repay(&world.reserve(USDC), borrower.position, source, lender.address(), u64::MAX);
    world.send(&lender, repay).expect("repaid");
    assert!(!world.position(&borrower).has_debt());
    assert_eq!((world.balance(&lender, USDC), world.balance(&borrower, USDC)), (0, 500 * DOLLAR));
}

#[test]
fn repay_works_with_stale_prices_and_charges_interest() {
    let (mut world, _, borrower) = indebted();
    world.chain.advance(86_400);
    world.fund(&borrower, USDC, 600 * DOLLAR);
    world.repay(&borrower, USDC, u64::MAX).expect("no price is needed");
    assert!(world.balance(&borrower, USDC) < 100 * DOLLAR, "interest was paid");
    assert!(!world.position(&borrower).has_debt());
}

#[test]
fn repay_refuses_less_than_a_share() {
    let (mut world, _, borrower) = indebted();
    world.chain.advance(86_400);
    let one = repay(&world, &borrower, USDC, 1);
    refuse(&mut world, &one, &[&borrower.keypair], Error::ZeroShares);
    world.repay(&borrower, USDC, 2).expect("one share");
}

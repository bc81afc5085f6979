//! Donate: anyone's tokens, to the loss buffer and to nobody's claim.

use crate::fixtures::market::*;
use hypothec_interface::Error;
use hypothec_interface::builder;
use hypothec_interface::math::books::books_hold;
use hypothec_interface::math::q64::Q64;
use hypothec_testkit::mint::TOKEN;
use hypothec_testkit::{User, World};
use solana_instruction::Instruction;

fn donate(world: &World, user: &User, amount: u64) -> Instruction {
    builder::donate(&world.reserve(USDC), world.tokens(user, USDC), user.address(), amount)
}

#[test]
pub fn donate_refuses_zero_and_all_of_an_empty_source() {
    let (mut world, lender, _) = staffed();
    for amount in [0, u64::MAX] {
        let donate = donate(&world, &lender, amount);
        refuse(&mut world, &donate, &[&lender.keypair], Error::ZeroAmount);
    }
}

#[test]
pub fn donate_refuses_more_than_the_source_holds() {
    let (mut world, lender, _) = staffed();
    world.fund(&lender, USDC, 5);
    for amount in [6, u64::MAX - 1] {
        let donate = donate(&world, &lender, amount);
        refuse(&mut world, &donate, &[&lender.keypair], Error::InsufficientFunds);
    }
}

#[test]
fn donate_refuses_the_vault_as_source_and_another_signers_tokens() {
    let (mut world, lender, borrower) = staffed();
    let vault = builder::donate(&world.reserve(USDC), world.vault(USDC), lender.address(), 1);
    refuse(&mut world, &vault, &[&lender.keypair], Error::DuplicateAccount);
    world.fund(&borrower, USDC, 5);
    let stolen = builder::donate(&world.reserve(USDC), world.tokens(&borrower, USDC), lender.address(), 5);
    assert_eq!(fail(&mut world, &stolen, &[&lender.keypair]).program, Some(TOKEN));
    let unlisted = builder::donate(&unlisted(&world, USDC), world.tokens(&borrower, USDC), borrower.address(), 5);
    refuse(&mut world, &unlisted, &[&borrower.keypair], Error::NoSuchReserve);
}

#[test]
fn donate_adds_to_the_loss_buffer_alone() {
    let (mut world, lender, _) = staffed();
    let index = world.record(USDC).supply_index();
    for (held, amount, total) in [(5, 4, 4), (7, u64::MAX, 11)] {
        world.fund(&lender, USDC, held);
        let donate = donate(&world, &lender, amount);
        let receipt = world.send(&lender, donate).expect("given");
        assert_eq!(receipt.return_data[..8], amount.min(held).to_le_bytes());
        let record = world.record(USDC);
        assert_eq!((record.buffer(), record.cash()), (Q64::from_atoms(total), 1_000 * DOLLAR + total));
        assert_eq!(record.supply_index(), index, "suppliers gain nothing");
        assert!(books_hold(&record.assets(), &record.claims()));
    }
    let withdraw = withdraw(&world, &lender, USDC, u64::MAX);
    world.send(&lender, withdraw).expect("out");
    assert_eq!(world.record(USDC).cash(), 11);
}

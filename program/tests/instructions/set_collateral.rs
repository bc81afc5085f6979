//! SetCollateral: by the owner, of a supply slot, as far as the debt allows.

use crate::fixtures::market::*;
use hypothec_interface::Error;
use hypothec_interface::builder;
use hypothec_interface::instruction::SetCollateralArgs;
use hypothec_interface::state::Side;
use hypothec_testkit::{Snapshots, User, World};
use solana_instruction::Instruction;

/// Offset of the byte behind the reserve of the position's first slot.
fn flags_of_the_first_slot() -> usize {
    position_field("slots").0 + 1
}

fn set(world: &World, user: &User, index: usize, on: bool) -> Instruction {
    builder::set_collateral(world.market, user.position, user.address(), index as u8, on)
}

#[test]
fn set_collateral_refuses_a_signer_who_is_not_owner() {
    let (mut world, lender, borrower) = staffed();
    delegate(&mut world, &borrower, &lender);
    let off = builder::set_collateral(world.market, borrower.position, lender.address(), NVDAX as u8, false);
    refuse(&mut world, &off, &[&lender.keypair], Error::NotOwner);
}

#[test]
pub fn set_collateral_refuses_slots_that_are_not_supply() {
    let (mut world, lender, borrower) = staffed();
    world.borrow(&borrower, USDC, 100 * DOLLAR).expect("borrowed");
    let none = set(&world, &lender, NVDAX, true);
    refuse(&mut world, &none, &[&lender.keypair], Error::NoSuchSlot);
    let debt = set(&world, &borrower, USDC, true);
    refuse(&mut world, &debt, &[&borrower.keypair], Error::OtherSide);
}

#[test]
fn set_collateral_refuses_values_other_than_on_and_off() {
    let (mut world, lender, _) = staffed();
    for on in [2, 255] {
        let args = SetCollateralArgs { reserve: USDC as u8, on };
        let set = builder::build(builder::PROGRAM_ID, &[world.market, lender.position, lender.address()], &args);
        refuse(&mut world, &set, &[&lender.keypair], Error::ArgumentOutOfRange);
    }
}

#[test]
fn set_collateral_refuses_to_switch_off_what_a_debt_needs() {
    let (mut world, _, borrower) = staffed();
    world.borrow(&borrower, USDC, 100 * DOLLAR).expect("borrowed");
    let off = set(&world, &borrower, NVDAX, false);
    refuse(&mut world, &off, &[&borrower.keypair], Error::Unhealthy);
    world.chain.advance(61);
    refuse(&mut world, &off, &[&borrower.keypair], Error::StalePrice);
    world.repay(&borrower, USDC, u64::MAX).expect_err("interest is missing");
    world.fund(&borrower, USDC, 200 * DOLLAR);
    world.repay(&borrower, USDC, u64::MAX).expect("repaid");
    world.send(&borrower, off).expect("free");
}

#[test]
fn set_collateral_off_gives_no_borrow_limit_until_it_is_on_again() {
    let (mut world, _, borrower) = staffed();
    let (off, on) = (set(&world, &borrower, NVDAX, false), set(&world, &borrower, NVDAX, true));
    let before = world.chain.snapshot(&[("position", borrower.position)]);
    world.send(&borrower, off).expect("off");
    before.assert_only_bytes(&world.chain, "position", &[(flags_of_the_first_slot(), 1)]);
    assert_eq!(world.position(&borrower).slot(1, Side::Supply).map(|slot| slot.is_collateral()), Ok(false));
    let borrow = borrow(&world, &borrower, USDC, 100 * DOLLAR);
    refuse(&mut world, &borrow, &[&borrower.keypair], Error::Unhealthy);
    world.send(&borrower, on).expect("on");
    before.assert_unchanged(&world.chain);
    world.send(&borrower, borrow).expect("power again");
}

#[test]
fn threat_c5_a_stale_slot_switched_on_as_a_shield() {
    let (mut world, _, borrower) = staffed();
    let (off, on) = (set(&world, &borrower, NVDAX, false), set(&world, &borrower, NVDAX, true));
    world.borrow(&borrower, USDC, 100 * DOLLAR).expect("borrowed");
    // as after a crash of what else carried the debt: the slot does not count, and its owner wants it to
    world.chain.edit(&borrower.position, |account| account.data[flags_of_the_first_slot()] &= !2);
    world.chain.advance(61);
    refuse(&mut world, &on, &[&borrower.keypair], Error::StalePrice);
    world.refresh_all();
    world.send(&borrower, on).expect("a sound price gives weight");
    refuse(&mut world, &off, &[&borrower.keypair], Error::Unhealthy);
}

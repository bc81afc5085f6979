//! F4: what the issuer of a token without sessions does to its mint and to the vault.

use crate::fixtures::liquidation::refresh_after;
use crate::fixtures::market::*;
use hypothec_interface::Error;
use hypothec_interface::preset::risk;
use hypothec_interface::state::{CLASS_CONTINUOUS, CLASS_WATCHED};
use hypothec_testkit::{Asset, World, token};

/// The mint of NVDAx, which has all that an issuer can ask for, listed as a token without sessions.
fn watched() -> World {
    World::new(&[Asset::usdc(), Asset { class: CLASS_CONTINUOUS, config: risk::DOLLAR, ..Asset::nvdax() }])
}

#[test]
fn attack_f4_collateral_that_was_clawed_back_backs_no_loan() {
    let mut world = watched();
    let (_, borrower) = staff(&mut world);
    let record = world.record(NVDAX);
    assert_eq!(
        (record.class(), record.reads_issuer(), world.record(USDC).reads_issuer()),
        (CLASS_WATCHED, true, false)
    );
    let vault = world.vault(NVDAX);
    world.chain.edit(&vault, |account| token::set_amount(&mut account.data, 0));
    let loan = borrow(&world, &borrower, USDC, 900 * DOLLAR);
    world.advance(1);
    refuse(&mut world, &loan, &[&borrower.keypair], Error::Unhealthy);
    assert_eq!(world.record(NVDAX).recognised_loss(), 1_000_000_000);
}

#[test]
fn attack_f4_a_mint_that_nobody_has_looked_at_gives_no_power() {
    let mut world = watched();
    let (_, borrower) = staff(&mut world);
    let loan = borrow(&world, &borrower, USDC, 900 * DOLLAR);
    world.chain.advance(61);
    // without its mint and vault the refresh is refused; so the price cannot be younger than they are
    let mut blind = world.refresh(&[NVDAX]);
    blind.accounts.truncate(2);
    refuse(&mut world, &blind, &[&borrower.keypair], Error::NotEnoughAccounts);
    refresh_after(&mut world, 0, &[USDC]);
    refuse(&mut world, &loan, &[&borrower.keypair], Error::Unhealthy);
    refresh_after(&mut world, 0, &[NVDAX]);
    world.send(&borrower, loan).expect("looked at");
}

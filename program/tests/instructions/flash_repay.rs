//! FlashRepay: all of it, the fee on top, and to whom the fee goes. And what others do while a loan is out.

use crate::fixtures::liquidation::distressed_with;
use crate::fixtures::market::*;
use crate::instructions::flash_borrow::{flash_borrow, flash_repay, flashing, pair};
use hypothec_interface::Error;
use hypothec_interface::builder;
use hypothec_interface::invariant::i9_flash_restored;
use hypothec_interface::math::books::books_hold;
use hypothec_interface::math::q64::Q64;
use hypothec_interface::state::SWITCH_FLASH;
use hypothec_testkit::{World, token};

fn sound(world: &World) {
    for index in [USDC, NVDAX] {
        let record = world.record(index);
        assert!(books_hold(&record.assets(), &record.claims()), "books of {index}");
        let vault = token::amount(&world.chain.data(&world.vault(index)));
        assert!(vault >= record.cash() && record.recognised_loss() == 0 && record.flash_out() == 0);
    }
}

#[test]
pub fn flash_repay_refuses_without_a_loan_and_in_part() {
    let (mut world, _, user) = flashing();
    let back = flash_repay(&world, &user, USDC, 1_000);
    refuse(&mut world, &back, &[&user.keypair], Error::FlashNotOut);
    lend_out(&mut world, USDC, 1_000);
    for amount in [0, 999, 1_001, u64::MAX] {
        let back = flash_repay(&world, &user, USDC, amount);
        refuse(&mut world, &back, &[&user.keypair], Error::FlashOtherAmount);
    }
    let unlisted = builder::flash_repay(&unlisted(&world, USDC), world.tokens(&user, USDC), user.address(), 1_000);
    refuse(&mut world, &unlisted, &[&user.keypair], Error::NoSuchReserve);
    world.send(&user, back).expect("exactly what is out");
    sound(&world);
}

#[test]
pub fn flash_repay_refuses_without_the_fee() {
    let (mut world, _, user) = flashing();
    // 5 bps of 1,001 atoms are half an atom, so one
    world.fund(&user, USDC, 0);
    let pair = pair(&world, &user, USDC, 1_001, &[]);
    let failure = fail_all(&mut world, &pair, &[&user.keypair]);
    assert_eq!((failure.error, failure.index), (Some(Error::InsufficientFunds), Some(1)));
    world.fund(&user, USDC, 1);
    world.chain.send(&pair, &[&user.keypair]).expect("an atom of fee");
    assert_eq!(world.balance(&user, USDC), 0);
    sound(&world);
}

#[test]
fn flash_repay_refuses_the_vault_as_source_and_another_signers_tokens() {
    let (mut world, lender, user) = flashing();
    lend_out(&mut world, USDC, 1_000);
    let vault = builder::flash_repay(&world.reserve(USDC), world.vault(USDC), user.address(), 1_000);
    refuse(&mut world, &vault, &[&user.keypair], Error::DuplicateAccount);
    world.fund(&lender, USDC, DOLLAR);
    let stolen = builder::flash_repay(&world.reserve(USDC), world.tokens(&lender, USDC), user.address(), 1_000);
    assert_eq!(fail(&mut world, &stolen, &[&user.keypair]).program, Some(hypothec_testkit::mint::TOKEN));
}

#[test]
fn threat_m10_the_fee_is_the_buffers_and_the_protocols_never_the_suppliers() {
    let (mut world, lender, user) = flashing();
    let amount = 1_000 * DOLLAR;
    world.fund(&user, USDC, 5_000 * DOLLAR);
    // another supplier comes for this transaction only, before the fee and after the loan
    world.fund(&lender, USDC, 4_000 * DOLLAR);
    let (join, leave) = (deposit(&world, &lender, USDC, u64::MAX), withdraw(&world, &lender, USDC, 4_000 * DOLLAR));
    let index = world.record(USDC).supply_index();
    let mut all = pair(&world, &user, USDC, amount, &[join]);
    all.push(leave);
    world.chain.send(&all, &[&user.keypair, &lender.keypair]).expect("repaid");
    let record = world.record(USDC);
    assert_eq!(record.supply_index(), index);
    assert_eq!(world.balance(&lender, USDC), 4_000 * DOLLAR, "not an atom more");
    // 5 bps of 1,000 dollars, half to each
    assert_eq!((record.fees(), record.buffer()), (Q64::from_atoms(250_000), Q64::from_atoms(250_000)));
    assert_eq!(world.balance(&user, USDC), 5_000 * DOLLAR - 500_000);
    sound(&world);
}

#[test]
fn flash_repay_returns_amount_and_fee() {
    let (mut world, _, user) = flashing();
    let pair = pair(&world, &user, USDC, 1_000_000, &[]);
    let receipt = world.chain.send(&pair, &[&user.keypair]).expect("repaid");
    assert_eq!(receipt.return_data[..8], 1_000_500u64.to_le_bytes());
    assert_eq!(receipt.return_data[8..10], 500u64.to_le_bytes()[..2]);
}

#[test]
fn threat_c2_a_flash_loan_makes_no_shortfall() {
    let (mut world, _, user) = flashing();
    world.borrow(&user, USDC, 700 * DOLLAR).expect("near the edge");
    world.fund(&user, NVDAX, 1_000_000);
    let index = world.record(NVDAX).supply_index();
    // forty per cent of the stock's vault is out while everything that looks at the vault does so
    let between = [
        builder::sync_vault(world.market, NVDAX as u8),
        world.refresh(&[USDC, NVDAX]),
        deposit(&world, &user, NVDAX, 1_000),
        withdraw(&world, &user, NVDAX, 1_000),
        builder::sync_vault(world.market, NVDAX as u8),
    ];
    let pair = pair(&world, &user, NVDAX, 400_000_000, &between);
    world.chain.send(&pair, &[&user.keypair]).expect("repaid");
    assert_eq!(world.record(NVDAX).supply_index(), index);
    sound(&world);
}

#[test]
fn flash_loan_open_allows_repay_and_borrow_of_its_reserve() {
    let (mut world, _, user) = flashing();
    world.borrow(&user, USDC, 500 * DOLLAR).expect("borrowed");
    let rate = world.record(USDC).rate_q64();
    let amount = 500 * DOLLAR;
    let between = [repay(&world, &user, USDC, 500 * DOLLAR), borrow(&world, &user, USDC, 500 * DOLLAR)];
    world.fund(&user, USDC, DOLLAR);
    let pair = pair(&world, &user, USDC, amount, &between);
    world.chain.send(&pair, &[&user.keypair]).expect("repaid");
    // utilisation counts what is out: the rate falls only by what the fee adds to the cash
    assert!(world.record(USDC).rate_q64() <= rate && world.record(USDC).rate_q64() >= rate / 1_000 * 999);
    sound(&world);
}

#[test]
fn flash_loan_open_refuses_withdrawal_and_borrow_of_what_is_out() {
    let (mut world, lender, user) = flashing();
    let out = [
        (withdraw(&world, &lender, USDC, 600 * DOLLAR), vec![&user.keypair, &lender.keypair]),
        (borrow(&world, &user, USDC, 600 * DOLLAR), vec![&user.keypair]),
    ];
    for (between, signers) in out {
        let pair = pair(&world, &user, USDC, 500 * DOLLAR, &[between]);
        let failure = fail_all(&mut world, &pair, &signers);
        assert_eq!((failure.error, failure.index), (Some(Error::InsufficientCash), Some(1)));
    }
}

#[test]
fn flash_loan_open_recognises_a_clawback_by_its_own_size() {
    let (mut world, _, user) = flashing();
    lend_out(&mut world, NVDAX, 400_000_000);
    let vault = world.vault(NVDAX);
    world.chain.edit(&vault, |account| token::set_amount(&mut account.data, 570_000_000));
    world.fund(&user, NVDAX, 401_000_000);
    let back = flash_repay(&world, &user, NVDAX, 400_000_000);
    world.send(&user, back).expect("repaid");
    let record = world.record(NVDAX);
    assert_eq!((record.recognised_loss(), record.flash_out()), (30_000_000, 0));
    assert_eq!(record.cash(), token::amount(&world.chain.data(&vault)));
    assert!(books_hold(&record.assets(), &record.claims()));
}

#[test]
fn flash_pair_states_amounts_in_its_data() {
    let (world, _, user) = flashing();
    let out = flash_borrow(&world, &user, USDC, 77);
    assert_eq!(out.data[1..], [&[USDC as u8][..], &77u64.to_le_bytes()].concat());
    assert_eq!(flash_repay(&world, &user, USDC, 77).data[1..], out.data[1..]);
}

#[test]
fn threat_c2_liquidation_goes_on_while_either_reserve_is_out() {
    for (out, amount) in [(USDC, 90 * DOLLAR), (NVDAX, 500_000_000)] {
        let mut distress = distressed_with(125, |_, nvdax| nvdax.switches |= SWITCH_FLASH);
        let liquidate = distress.liquidate(300 * DOLLAR);
        let world = &mut distress.world;
        world.fund(&distress.liquidator, NVDAX, 0);
        let before = [USDC, NVDAX].map(|index| world.record(index));
        let pair = pair(world, &distress.liquidator, out, amount, &[liquidate]);
        world.chain.send(&pair, &[&distress.liquidator.keypair]).expect("liquidated");
        assert!(world.balance(&distress.liquidator, NVDAX) > 200_000_000, "seized");
        for (index, before) in [USDC, NVDAX].into_iter().zip(before) {
            let after = world.record(index);
            assert!(after.supply_index() >= before.supply_index());
            assert!(index != USDC || out != USDC || i9_flash_restored(&before, &after, 45_000));
        }
        sound(world);
    }
}

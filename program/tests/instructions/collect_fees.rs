//! CollectFees: what the protocol earned, to its recipient and nobody else, and never more than there is.

use crate::fixtures::market::*;
use hypothec_interface::Error;
use hypothec_interface::builder;
use hypothec_interface::math::books::books_hold;
use hypothec_interface::math::q64::Q64;
use hypothec_testkit::market::admin;
use hypothec_testkit::{User, World, token};
use solana_instruction::Instruction;

fn collect(world: &mut World) -> Instruction {
    let to = world.fee_tokens(USDC);
    builder::collect_fees(&world.reserve(USDC), to)
}

fn collected(world: &mut World) -> u64 {
    let to = world.fee_tokens(USDC);
    token::amount(&world.chain.data(&to))
}

/// 500 of the lender's 1,000 dollars lent, at an origination fee.
fn lent(origination_fee_bps: u16) -> (World, User, User) {
    let mut world = world_with(|usdc, _| usdc.origination_fee_bps = origination_fee_bps);
    let (lender, borrower) = staff(&mut world);
    world.borrow(&borrower, USDC, 500 * DOLLAR).expect("borrowed");
    (world, lender, borrower)
}

#[test]
pub fn collect_fees_refuses_when_nothing_is_earned() {
    let (mut world, _, _) = lent(0);
    let collect = collect(&mut world);
    refuse(&mut world, &collect, &[&admin()], Error::NothingToCollect);
}

#[test]
pub fn collect_fees_refuses_any_other_recipient() {
    let (mut world, lender, _) = lent(50);
    for to in [world.tokens(&lender, USDC), world.vault(USDC)] {
        let stolen = builder::collect_fees(&world.reserve(USDC), to);
        let error = if to == world.vault(USDC) { Error::DuplicateAccount } else { Error::NotFeeRecipient };
        refuse(&mut world, &stolen, &[&lender.keypair], error);
    }
    let to = world.fee_tokens(USDC);
    let unlisted = builder::collect_fees(&unlisted(&world, USDC), to);
    refuse(&mut world, &unlisted, &[&lender.keypair], Error::NoSuchReserve);
    let other = builder::collect_fees(&world.reserve(NVDAX), to);
    refuse(&mut world, &other, &[&lender.keypair], Error::WrongTokenAccount);
}

#[test]
fn collect_fees_pays_the_reserve_factor_less_the_buffers_share() {
    let (mut world, lender, _) = lent(0);
    world.advance(30 * 86_400);
    let record = world.record(USDC);
    // a tenth of the interest is the protocol's, half of that the buffer's, nine tenths the suppliers'
    let (fees, buffer) = (record.fees(), record.buffer());
    assert!(fees.floor() > 10_000 && fees.0[0] != 0, "{fees:?}");
    assert!(fees >= buffer && fees.saturating_sub(buffer) <= Q64([2 << 32, 0]), "two units of 2^-32 atom");
    let gained = record.supply_assets_down(record.supply_shares()).expect("in range") - 1_000 * DOLLAR;
    assert!((18 * fees.floor()..=18 * fees.floor() + 18).contains(&gained), "{gained}");

    let collect = collect(&mut world);
    let receipt = world.send(&lender, collect.clone()).expect("anyone may");
    assert_eq!(receipt.return_data[..8], fees.floor().to_le_bytes()[..]);
    let after = world.record(USDC);
    assert_eq!(collected(&mut world), fees.floor());
    assert_eq!(after.fees(), Q64([fees.0[0], 0]), "the fraction stays");
    assert_eq!((after.buffer(), after.supply_index()), (buffer, record.supply_index()));
    assert_eq!(after.cash(), record.cash() - fees.floor());
    assert_eq!(token::amount(&world.chain.data(&world.vault(USDC))), after.cash());
    assert!(after.rate_q64() > record.rate_q64(), "less cash, dearer debt");
    assert!(books_hold(&after.assets(), &after.claims()));
    refuse(&mut world, &collect, &[&lender.keypair], Error::NothingToCollect);
}

#[test]
fn collect_fees_pays_the_origination_fee_that_the_borrower_owes() {
    let (mut world, _, borrower) = lent(50);
    let record = world.record(USDC);
    assert_eq!(record.fees(), Q64::from_atoms(2_500_000));
    assert_eq!(record.debt_assets_up(record.debt_shares()), Some(502_500_000));
    let collect = collect(&mut world);
    world.send(&borrower, collect).expect("collected");
    assert_eq!(collected(&mut world), 2_500_000);
    world.fund(&borrower, USDC, 502_500_000);
    world.repay(&borrower, USDC, u64::MAX).expect("repaid");
    let record = world.record(USDC);
    assert_eq!((record.cash(), world.balance(&borrower, USDC)), (1_000 * DOLLAR, 0));
    assert!(books_hold(&record.assets(), &record.claims()));
}

#[test]
fn collect_fees_pays_as_far_as_there_is_cash() {
    let (mut world, lender, borrower) = lent(500);
    world.withdraw(&lender, USDC, 490 * DOLLAR).expect("nearly all the cash");
    let collect = collect(&mut world);
    world.send(&borrower, collect.clone()).expect("collected");
    assert_eq!((collected(&mut world), world.record(USDC).cash()), (10 * DOLLAR, 0));
    assert_eq!(world.record(USDC).fees(), Q64::from_atoms(15 * DOLLAR));
    refuse(&mut world, &collect, &[&borrower.keypair], Error::NothingToCollect);
    let record = world.record(USDC);
    assert!(books_hold(&record.assets(), &record.claims()));
}

#[test]
fn collect_fees_ignores_the_outflow_limit() {
    let mut world = world_with(|usdc, _| {
        usdc.origination_fee_bps = 500;
        usdc.limiter_cap = 100 * DOLLAR;
    });
    let (_, borrower) = staff(&mut world);
    world.borrow(&borrower, USDC, 100 * DOLLAR).expect("exactly the limit");
    let collect = collect(&mut world);
    world.send(&borrower, collect).expect("fees are no outflow");
    assert_eq!(collected(&mut world), 5 * DOLLAR);
}

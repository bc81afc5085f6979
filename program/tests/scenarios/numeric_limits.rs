//! The ends of the number line: u64::MAX, values past 2^48, caps against those in debt, and a reserve that lost all.

use crate::fixtures::liquidation::{USD, fall};
use crate::fixtures::market::*;
use hypothec_interface::Error;
use hypothec_interface::builder;
use hypothec_interface::math::books::books_hold;
use hypothec_interface::preset::risk;
use hypothec_interface::state::{RESERVE_WIPED, Side};
use hypothec_testkit::World;

const PLEDGED: u64 = 1_000_000_000;

/// The issuer leaves this much of the stock in its vault, and the books know.
fn claw_back_to(world: &mut World, atoms: u64) {
    set_vault(world, atoms);
    sync(world);
}

/// A world without caps on what is supplied, and without a limiter.
fn uncapped() -> World {
    world_with(|usdc, nvdax| {
        for config in [usdc, nvdax] {
            (config.supply_cap, config.limiter_cap) = (u64::MAX, 0);
        }
    })
}

#[test]
pub fn more_shares_than_a_word_holds_are_refused() {
    let mut world = uncapped();
    let (_, borrower) = staff(&mut world);
    // a share is worth .96: a deeper loss than a tenth would be refused before
    claw_back_to(&mut world, PLEDGED / 100 * 96);
    let atoms = u64::MAX / 100 * 98;
    world.fund(&borrower, NVDAX, atoms);
    let deposit = deposit(&world, &borrower, NVDAX, atoms);
    refuse(&mut world, &deposit, &[&borrower.keypair], Error::Overflow);
}

#[test]
pub fn debt_past_two_to_the_62_is_refused() {
    let mut world = uncapped();
    let (lender, borrower) = (world.user(1), world.user(2));
    world.fund(&lender, USDC, u64::MAX - 1);
    world.fund(&borrower, USDC, 0);
    world.deposit(&lender, USDC, u64::MAX - 1).expect("all the dollars there can be");
    for amount in [(1 << 62) + 1, u64::MAX - 1] {
        let borrow = borrow(&world, &borrower, USDC, amount);
        refuse(&mut world, &borrow, &[&borrower.keypair], Error::Overflow);
    }
    world.withdraw(&lender, USDC, u64::MAX).expect("and all of them back");
    assert_eq!(world.balance(&lender, USDC), u64::MAX - 1);
}

#[test]
pub fn deposit_past_the_vaults_last_atom_is_refused() {
    let mut world = uncapped();
    let (lender, other) = (world.user(1), world.user(2));
    for (user, atoms) in [(&lender, u64::MAX - 1 - DOLLAR), (&other, DOLLAR + 2)] {
        world.fund(user, USDC, atoms);
    }
    world.deposit(&other, USDC, DOLLAR).expect("a slot");
    world.deposit(&lender, USDC, u64::MAX - 1 - DOLLAR).expect("almost all");
    let deposit = deposit(&world, &other, USDC, 2);
    // no mint has that many atoms: p-token relies on that and wraps around, and our count of what arrived does not
    refuse(&mut world, &deposit, &[&other.keypair], Error::ArrivedShort);
    world.deposit(&other, USDC, 1).expect("the last atom");
    assert_eq!(world.record(USDC).cash(), u64::MAX);
}

#[test]
pub fn collateral_worth_more_than_a_value_holds_is_refused() {
    let mut world = uncapped();
    let (_, whale) = staff(&mut world);
    world.fund(&whale, NVDAX, u64::MAX >> 1);
    world.deposit(&whale, NVDAX, u64::MAX).expect("deposits take no price");
    let borrow = borrow(&world, &whale, USDC, 20 * DOLLAR);
    refuse(&mut world, &borrow, &[&whale.keypair], Error::Overflow);
    world.withdraw(&whale, NVDAX, u64::MAX >> 1).expect("without debt nothing is valued");
    world.send(&whale, borrow).expect("a slot below 4.29e9 USD");
}

#[test]
fn threat_h10_top_up_past_the_cap_by_its_own_size() {
    let mut world = world_with(|_, nvdax| nvdax.supply_cap = 1_100_000_000);
    let (lender, borrower) = staff(&mut world);
    world.fund(&lender, NVDAX, 98_000_000);
    world.deposit(&lender, NVDAX, u64::MAX).expect("the griefer fills the cap (times the multiplier)");
    for user in [&lender, &borrower] {
        world.fund(user, NVDAX, 3 * PLEDGED);
    }
    let top_up = deposit(&world, &borrower, NVDAX, PLEDGED);
    refuse(&mut world, &top_up, &[&borrower.keypair], Error::SupplyCap);

    world.borrow(&borrower, USDC, 945 * DOLLAR).expect("now in debt");
    // debt at its limit is nothing to be helped out of: it would pass the cap again and again
    refuse(&mut world, &top_up, &[&borrower.keypair], Error::SupplyCap);
    fall(&mut world, NVDAX, 156 * USD);
    let doubled = deposit(&world, &borrower, NVDAX, PLEDGED + 1);
    refuse(&mut world, &doubled, &[&borrower.keypair], Error::SupplyCap);
    world.send(&borrower, top_up.clone()).expect("by its own size, at a health of 1.07");
    refuse(&mut world, &top_up, &[&borrower.keypair], Error::SupplyCap);
    let griefer = deposit(&world, &lender, NVDAX, 5_000_000);
    refuse(&mut world, &griefer, &[&lender.keypair], Error::SupplyCap);
}

#[test]
fn threat_c13_total_loss_stops_nobody_who_leaves() {
    let (mut world, lender, borrower) = stock_lending(|_| ());
    for (left, wiped) in [(PLEDGED >> 20, true), (0, true)] {
        claw_back_to(&mut world, left);
        let record = world.record(NVDAX);
        assert_eq!(record.flags() & RESERVE_WIPED != 0, wiped, "{left}");
        assert!(books_hold(&record.assets(), &record.claims()));
        world.fund(&borrower, NVDAX, 5_000);
        let deposit = deposit(&world, &borrower, NVDAX, 5_000);
        refuse(&mut world, &deposit, &[&borrower.keypair], Error::Wiped);
        let stock = borrow(&world, &lender, NVDAX, 1);
        refuse(&mut world, &stock, &[&lender.keypair], Error::Wiped);
        world.advance(1);
    }
    world.withdraw(&borrower, NVDAX, u64::MAX).expect("what is worth nothing still closes");
    assert!(world.position(&borrower).is_empty());
    let close = builder::close_position(borrower.position, borrower.address(), borrower.address());
    world.send(&borrower, close).expect("and so does the position");
}

#[test]
fn threat_c13_a_loss_of_a_lent_stock_with_fees_in_it() {
    let mut world = world_with(|_, nvdax| {
        *nvdax = risk::lent(*nvdax);
        nvdax.curve = hypothec_interface::preset::risk::DOLLAR.curve;
        nvdax.reserve_factor_bps = 5_000;
        nvdax.buffer_share_bps = 2_000;
    });
    let (lender, borrower) = staff(&mut world);
    world.borrow(&lender, NVDAX, 300_000_000).expect("lent");
    world.advance(30 * 86_400);
    claw_back_to(&mut world, 0);
    let record = world.record(NVDAX);
    assert!(books_hold(&record.assets(), &record.claims()));
    assert_eq!(record.cash(), 0);
    world.advance(86_400);
    world.fund(&lender, NVDAX, 400_000_000);
    world.repay(&lender, NVDAX, u64::MAX).expect("debts are repaid all the same");
    assert!(!world.position(&lender).has_debt());
    world.withdraw(&borrower, NVDAX, u64::MAX).expect("and shared among suppliers");
    assert!(world.position(&borrower).slot(NVDAX as u8, Side::Supply).is_err());
    assert!(world.balance(&borrower, NVDAX) > 290_000_000, "{}", world.balance(&borrower, NVDAX));
}

//! Borrow: who may, how much, and in which states not.

use crate::fixtures::market::*;
use hypothec_interface::Error;
use hypothec_interface::budget;
use hypothec_interface::builder;
use hypothec_interface::state::Side;
use hypothec_testkit::mint::{arm_hook, set_paused};
use hypothec_testkit::{Asset, User, World, keys, token};

/// A world whose stock is lent too, the lender's stock in it, and a dollar's holder who would borrow it.
#[test]
pub fn borrow_refuses_zero_and_all() {
    let (mut world, _, borrower) = staffed();
    for (amount, error) in [(0, Error::ZeroAmount), (u64::MAX, Error::NoMeaningOfAll)] {
        let borrow = borrow(&world, &borrower, USDC, amount);
        refuse(&mut world, &borrow, &[&borrower.keypair], error);
    }
}

#[test]
pub fn borrow_refuses_more_than_the_vault_has() {
    let (mut world, _, borrower) = staffed();
    for amount in [1_000 * DOLLAR + 1, u64::MAX - 1] {
        let borrow = borrow(&world, &borrower, USDC, amount);
        refuse(&mut world, &borrow, &[&borrower.keypair], Error::InsufficientCash);
    }
    let to = world.tokens(&borrower, USDC);
    let unlisted = builder::borrow(&unlisted(&world, USDC), borrower.position, to, borrower.address(), 1, 1);
    refuse(&mut world, &unlisted, &[&borrower.keypair], Error::NoSuchReserve);
}

#[test]
fn borrow_refuses_more_debt_shares_than_the_limit() {
    let (mut world, _, borrower) = staffed();
    let (reserve, to) = (world.reserve(USDC), world.tokens(&borrower, USDC));
    let most = |shares| builder::borrow(&reserve, borrower.position, to, borrower.address(), 20 * DOLLAR, shares);
    refuse(&mut world, &most(20 * DOLLAR - 1), &[&borrower.keypair], Error::LimitNotMet);
    world.send(&borrower, most(20 * DOLLAR)).expect("exactly as many");
    assert_eq!(world.balance(&borrower, USDC), 20 * DOLLAR);
}

#[test]
pub fn borrow_refuses_a_reserve_switched_off_or_supplied() {
    let (mut world, lender, borrower) = staffed();
    let stock = borrow(&world, &lender, NVDAX, 1);
    refuse(&mut world, &stock, &[&lender.keypair], Error::BorrowDisabled);
    world.fund(&borrower, USDC, DOLLAR);
    world.deposit(&borrower, USDC, DOLLAR).expect("supplied");
    let own = borrow(&world, &borrower, USDC, 20 * DOLLAR);
    refuse(&mut world, &own, &[&borrower.keypair], Error::OtherSide);
}

#[test]
pub fn borrow_refuses_a_position_past_its_borrow_limit() {
    let (mut world, _, borrower) = staffed();
    // 901.25 USD less 5 bps, at 55 %, against 1.0005 USD: 495.2
    world.withdraw(&borrower, NVDAX, 500_000_000).expect("half of it");
    let too_much = borrow(&world, &borrower, USDC, 496 * DOLLAR);
    refuse(&mut world, &too_much, &[&borrower.keypair], Error::Unhealthy);
    let enough = borrow(&world, &borrower, USDC, 495 * DOLLAR);
    world.send(&borrower, enough).expect("within");
    let bare = world.user(3);
    world.fund(&bare, USDC, 0);
    let unsecured = borrow(&world, &bare, USDC, 20 * DOLLAR);
    refuse(&mut world, &unsecured, &[&bare.keypair], Error::Unhealthy);
}

#[test]
pub fn borrow_by_a_delegate_pays_only_the_owner() {
    let (mut world, lender, borrower) = staffed();
    let reserve = world.reserve(USDC);
    let by_lender = |world: &World, to: &User| {
        builder::borrow(&reserve, borrower.position, world.tokens(to, USDC), lender.address(), 20 * DOLLAR, u64::MAX)
    };
    let (to_self, to_owner) = (by_lender(&world, &lender), by_lender(&world, &borrower));
    for stranger in [&to_self, &to_owner] {
        refuse(&mut world, stranger, &[&lender.keypair], Error::NotOwnerOrDelegate);
    }
    delegate(&mut world, &borrower, &lender);
    refuse(&mut world, &to_self, &[&lender.keypair], Error::DelegatePayout);
    world.send(&lender, to_owner).expect("a delegate pays the owner");
    assert_eq!(world.balance(&borrower, USDC), 20 * DOLLAR);
}

#[test]
pub fn borrow_refuses_the_vault_as_destination() {
    let (mut world, _, borrower) = staffed();
    let (reserve, to) = (world.reserve(USDC), world.vault(USDC));
    let borrow = builder::borrow(&reserve, borrower.position, to, borrower.address(), 20 * DOLLAR, u64::MAX);
    refuse(&mut world, &borrow, &[&borrower.keypair], Error::DuplicateAccount);
}

#[test]
pub fn borrow_refuses_a_debt_one_atom_below_the_floor() {
    let (mut world, _, borrower) = staffed();
    let floor = world.header().debt_floor();
    let below = most_worth(world.record(USDC).high(), floor - 1);
    let refused = borrow(&world, &borrower, USDC, below);
    refuse(&mut world, &refused, &[&borrower.keypair], Error::DebtBelowFloor);
    world.borrow(&borrower, USDC, below + 1).expect("exactly the floor");
}

#[test]
pub fn borrow_refuses_one_atom_past_the_borrow_cap() {
    let cap = 100 << 16;
    let mut world = world_with(|usdc, _| usdc.borrow_cap = cap);
    let (_, borrower) = staff(&mut world);
    let most = most_worth(world.record(USDC).high(), cap);
    let refused = borrow(&world, &borrower, USDC, most + 1);
    refuse(&mut world, &refused, &[&borrower.keypair], Error::BorrowCap);
    world.borrow(&borrower, USDC, most).expect("exactly the cap");
}

#[test]
pub fn borrow_refuses_one_atom_past_the_utilisation_ceiling() {
    let (mut world, _, borrower) = staffed();
    let refused = borrow(&world, &borrower, USDC, 950 * DOLLAR + 1);
    refuse(&mut world, &refused, &[&borrower.keypair], Error::UtilisationCeiling);
    world.borrow(&borrower, USDC, 950 * DOLLAR).expect("exactly the ceiling");
}

#[test]
pub fn borrow_refuses_one_atom_past_the_outflow_limit() {
    let mut world = world_with(|usdc, _| usdc.limiter_cap = 200 * DOLLAR);
    let (_, borrower) = staff(&mut world);
    world.advance(7_200); // the deposits above are an inflow of their own window
    let refused = borrow(&world, &borrower, USDC, 200 * DOLLAR + 1);
    refuse(&mut world, &refused, &[&borrower.keypair], Error::OutflowLimit);
    world.borrow(&borrower, USDC, 200 * DOLLAR).expect("exactly the limit");
    let more = borrow(&world, &borrower, USDC, 1);
    refuse(&mut world, &more, &[&borrower.keypair], Error::OutflowLimit);
}

#[test]
pub fn borrow_refuses_a_stale_price() {
    let (mut world, _, borrower) = staffed();
    world.chain.advance(60);
    let borrow = borrow(&world, &borrower, USDC, 20 * DOLLAR);
    world.chain.simulate(std::slice::from_ref(&borrow), &[&borrower.keypair]).expect("just fresh");
    world.chain.advance(1);
    refuse(&mut world, &borrow, &[&borrower.keypair], Error::StalePrice);
    let (usdc, nvdax) = (world.assets[USDC].price, world.assets[NVDAX].price);
    world.post(USDC, usdc);
    let refresh = world.refresh(&[USDC]);
    world.send(&borrower, refresh).expect("the debt's price alone");
    refuse(&mut world, &borrow, &[&borrower.keypair], Error::Unhealthy);
    world.post(NVDAX, nvdax);
    let refresh = world.refresh(&[NVDAX]);
    world.send(&borrower, refresh).expect("the collateral's too");
    world.send(&borrower, borrow).expect("fresh");
}

#[test]
pub fn borrow_refuses_a_stock_whose_issuer_check_is_stale() {
    let (mut world, lender, borrower) = stock_lending(|nvdax| nvdax.issuer_age_s = 5);
    world.chain.advance(6);
    let stock = borrow(&world, &lender, NVDAX, 10_000_000);
    refuse(&mut world, &stock, &[&lender.keypair], Error::StaleIssuer);
    let dollar = borrow(&world, &borrower, USDC, 20 * DOLLAR);
    refuse(&mut world, &dollar, &[&borrower.keypair], Error::Unhealthy);
    world.advance(1);
    world.send(&borrower, dollar).expect("checked");
    world.send(&lender, stock).expect("checked");
    assert_eq!(world.balance(&lender, NVDAX), 10_000_000);
    assert!(world.position(&lender).slot(1, Side::Debt).is_ok());
}

#[test]
fn borrow_refuses_a_stock_that_its_issuer_changed() {
    let (mut world, lender, _) = stock_lending(|nvdax| nvdax.issuer_age_s = 5);
    let (mint, vault) = (Asset::nvdax().mint, world.vault(NVDAX));
    let borrow = borrow(&world, &lender, NVDAX, 10_000_000);
    world.chain.edit(&mint, |account| set_paused(&mut account.data, true));
    world.advance(1);
    refuse(&mut world, &borrow, &[&lender.keypair], Error::MintPaused);
    world.chain.edit(&mint, |account| set_paused(&mut account.data, false));
    world.chain.edit(&vault, |account| token::set_frozen(&mut account.data, true));
    world.advance(1);
    refuse(&mut world, &borrow, &[&lender.keypair], Error::VaultFrozen);
    world.chain.edit(&vault, |account| token::set_frozen(&mut account.data, false));
    world.chain.edit(&mint, |account| arm_hook(&mut account.data, keys::address(9)));
    world.advance(1);
    refuse(&mut world, &borrow, &[&lender.keypair], Error::HookArmed);
    world.chain.edit(&mint, |account| arm_hook(&mut account.data, hypothec_testkit::NONE));
    world.advance(1);
    world.send(&lender, borrow).expect("as before");
}

#[test]
fn borrow_refuses_collateral_whose_hook_is_armed() {
    let (mut world, _, borrower) = staffed();
    world.chain.edit(&Asset::nvdax().mint, |account| arm_hook(&mut account.data, keys::address(9)));
    world.advance(1);
    let borrow = borrow(&world, &borrower, USDC, 20 * DOLLAR);
    refuse(&mut world, &borrow, &[&borrower.keypair], Error::Unhealthy);
}

#[test]
fn borrow_fits_520_bytes_with_both_limits_at_every_position_size() {
    let mut assets = vec![Asset::plain_dollar(0)];
    assets.extend((0..15).map(Asset::plain_stock));
    let mut world = World::new(&assets);
    let (lender, user) = (world.user(1), world.user(2));
    world.fund(&lender, 0, 1_000 * DOLLAR);
    world.deposit(&lender, 0, 1_000 * DOLLAR).expect("lent");
    world.fund(&user, 0, 0);
    for stock in 1..16 {
        world.fund(&user, stock, 1_000_000_000);
        world.deposit(&user, stock, 1_000_000_000).expect("pledged");
        let borrow = borrow(&world, &user, 0, 20 * DOLLAR);
        let limited = budget::limited(20_000, 2_000_000, &[borrow]);
        let receipt = world.chain.send(&limited, &[&user.keypair]).expect("borrowed under both limits");
        assert!(receipt.tx_bytes <= 520, "{} bytes with {stock} deposits", receipt.tx_bytes);
    }
    assert_eq!(world.position(&user).used().len(), 16);
}

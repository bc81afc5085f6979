//! Attacks on the books and on other people's positions; each test is named after its item in `docs/threats.md`.

use crate::fixtures::market::*;
use hypothec_interface::Error;
use hypothec_interface::builder;
use hypothec_interface::invariant::{i1_books, i12_untouched};
use hypothec_interface::math::q64::Q64;
use hypothec_interface::math::rate::Point;
use hypothec_interface::state::{Reserve, ReserveConfig, Side};
use hypothec_testkit::keys::to_key;
use hypothec_testkit::market::admin;
use hypothec_testkit::{Asset, User, World};

/// Accrues a reserve and changes nothing else: what any bystander may do.
fn poke_interest(world: &mut World, index: usize) {
    let sync = builder::sync_vault(world.market, index as u8);
    world.chain.send(&[sync], &[&admin()]).expect("accrued");
}

/// Atoms with their fraction, for comparisons.
fn atoms(q: Q64) -> f64 {
    let Q64([fraction, integer]) = q;
    integer as f64 + fraction as f64 / 2f64.powi(64)
}

#[test]
fn threat_c6_a_stranger_adds_no_slot_and_takes_no_power() {
    let dollars: Vec<Asset> = (1..=15).map(Asset::plain_dollar).collect();
    let mut world = World::new(&[vec![Asset::usdc(), Asset::nvdax()], dollars].concat());
    let (stranger, victim) = staff(&mut world);
    world.borrow(&victim, USDC, 500 * DOLLAR).expect("borrowed");
    let before = world.position(&victim);
    for index in 2..world.assets.len() {
        world.fund(&stranger, index, 1);
        let (reserve, source) = (world.reserve(index), world.tokens(&stranger, index));
        let dust = builder::deposit(&reserve, victim.position, source, stranger.address(), 1, 0);
        refuse(&mut world, &dust, &[&stranger.keypair], Error::StrangerOpensSlot);
    }
    // what a stranger may do raises what is held, and nothing else: not the collateral choice, not the delegate
    world.fund(&stranger, NVDAX, 1);
    let (reserve, source) = (world.reserve(NVDAX), world.tokens(&stranger, NVDAX));
    let gift = builder::deposit(&reserve, victim.position, source, stranger.address(), 1, 0);
    world.send(&stranger, gift).expect("a gift");
    let off = builder::set_collateral(world.market, victim.position, stranger.address(), NVDAX as u8, false);
    refuse(&mut world, &off, &[&stranger.keypair], Error::NotOwner);
    let after = world.position(&victim);
    assert!(i12_untouched(&before, &after, &to_key(&stranger.address())));
    assert_eq!(after.used().len(), 2);
    world.borrow(&victim, USDC, 400 * DOLLAR).expect("all the power there was");
}

#[test]
fn threat_c12_a_delegate_pays_nobody_but_the_owner() {
    let (mut world, thief, owner) = staffed();
    delegate(&mut world, &owner, &thief);
    world.fund(&thief, NVDAX, 0);
    let to_thief = |world: &World, index: usize| world.tokens(&thief, index);
    let (stock, dollars) = (to_thief(&world, NVDAX), to_thief(&world, USDC));
    let withdraw = builder::withdraw(&world.reserve(NVDAX), owner.position, stock, thief.address(), u64::MAX, 0);
    let borrow = builder::borrow(&world.reserve(USDC), owner.position, dollars, thief.address(), 20 * DOLLAR, u64::MAX);
    for out in [&withdraw, &borrow] {
        refuse(&mut world, out, &[&thief.keypair], Error::DelegatePayout);
    }
    // nor may he make himself more than a delegate, or leave a way in for another
    let pass_on = builder::set_delegate(owner.position, thief.address(), Some(admin_address()));
    let off = builder::set_collateral(world.market, owner.position, thief.address(), NVDAX as u8, false);
    let close = builder::close_position(owner.position, thief.address(), thief.address());
    for choice in [&pass_on, &off, &close] {
        refuse(&mut world, choice, &[&thief.keypair], Error::NotOwner);
    }
    let home = world.tokens(&owner, NVDAX);
    let home = builder::withdraw(&world.reserve(NVDAX), owner.position, home, thief.address(), u64::MAX, 0);
    world.send(&thief, home).expect("to the owner");
    assert_eq!(world.balance(&owner, NVDAX), 1_000_000_000);
}

fn admin_address() -> solana_address::Address {
    solana_signer::Signer::pubkey(&admin())
}

#[test]
fn threat_h17_debt_without_a_single_supply_share() {
    let (mut world, lender, borrower) = staffed();
    world.borrow(&borrower, USDC, 500 * DOLLAR).expect("borrowed");
    world.fund(&borrower, USDC, 600 * DOLLAR);
    let source = world.tokens(&borrower, USDC);
    let donate = builder::donate(&world.reserve(USDC), source, borrower.address(), 600 * DOLLAR);
    world.send(&borrower, donate).expect("given");
    world.withdraw(&lender, USDC, u64::MAX).expect("all suppliers leave, out of the donation's cash");
    let before = world.record(USDC);
    assert_eq!((before.supply_shares(), before.debt_shares()), (0, 500 * DOLLAR));

    world.chain.advance(30 * 86_400);
    poke_interest(&mut world, USDC);
    let after = world.record(USDC);
    assert!(i1_books(&after));
    assert_eq!(after.supply_index(), before.supply_index(), "nobody to give interest to");
    let interest = after.debt_assets_up(500 * DOLLAR).expect("small") - 500 * DOLLAR;
    let kept = atoms(after.buffer()) + atoms(after.fees()) - atoms(before.buffer()) - atoms(before.fees());
    assert!(interest > 0 && (kept - interest as f64).abs() <= 1.0, "all of it stays: {kept} of {interest}");

    world.advance(1);
    world.fund(&lender, USDC, 100 * DOLLAR);
    world.deposit(&lender, USDC, u64::MAX).expect("the next supplier");
    world.fund(&borrower, USDC, 600 * DOLLAR);
    world.repay(&borrower, USDC, u64::MAX).expect("repaid");
    world.withdraw(&lender, USDC, u64::MAX).expect("out again");
    assert!(world.balance(&lender, USDC) >= 100 * DOLLAR - 1);
}

#[test]
fn threat_h18_interest_that_nobody_has_booked_yet_counts() {
    let mut dollars = [1, 2].map(Asset::plain_dollar);
    for dollar in &mut dollars {
        dollar.config.utilisation_ceiling_bps = 10_000;
    }
    let mut world = World::new(&dollars);
    for index in 0..2 {
        // no price is that good for so long: the test is about interest
        let config = ReserveConfig { max_age_s: [u16::MAX; 4], ..world.record(index).config() };
        poke_reserve(&mut world, index, "config", bytemuck::bytes_of(&config));
    }
    let (lender, borrower) = (world.user(1), world.user(2));
    world.fund(&lender, 1, 849 * DOLLAR);
    world.fund(&borrower, 0, 1_001_500_000);
    world.fund(&borrower, 1, 0);
    world.deposit(&lender, 1, u64::MAX).expect("lent");
    world.deposit(&borrower, 0, u64::MAX).expect("pledged");
    world.borrow(&borrower, 1, 849 * DOLLAR).expect("all of it, at 100 % APR");
    let (atom, more) = (withdraw(&world, &borrower, 0, 1), withdraw(&world, &borrower, 0, 2));
    world.send(&borrower, atom).expect("there is power left");
    let untouched = world.record(1);

    // eighteen hours at 100 % are 0.2 %, more than the power left; no instruction touches the debt's reserve
    world.chain.advance(18 * 3_600);
    refuse(&mut world, &more, &[&borrower.keypair], Error::Unhealthy);
    let still = world.record(1);
    assert_eq!((still.accrued_ts(), still.debt_index()), (untouched.accrued_ts(), untouched.debt_index()));
}

/// Lender and borrower at 5,000 dollars of debt; interest is booked every `step` seconds for two minutes.
fn two_minutes(step: i64) -> (Reserve, f64) {
    let mut world = world_with(|usdc, _| usdc.buffer_share_bps = 0);
    let (lender, borrower) = (world.user(1), world.user(2));
    world.fund(&lender, USDC, 10_000 * DOLLAR);
    world.fund(&borrower, USDC, 0);
    world.fund(&borrower, NVDAX, 10_000_000_000);
    world.deposit(&lender, USDC, u64::MAX).expect("lent");
    world.deposit(&borrower, NVDAX, u64::MAX).expect("pledged");
    world.borrow(&borrower, USDC, 5_000 * DOLLAR).expect("borrowed");
    for _ in 0..120 / step {
        world.chain.advance(step);
        poke_interest(&mut world, USDC);
    }
    let record = world.record(USDC);
    let Q64([fraction, integer]) = record.supply_index();
    (record, (integer as f64 - 1.0) + fraction as f64 / 2f64.powi(64))
}

#[test]
fn threat_h19_a_bystander_who_touches_every_second_rounds_no_fee_away() {
    let ((once, earned_once), (often, earned_often)) = (two_minutes(120), two_minutes(1));
    let (fees_once, fees_often) = (atoms(once.fees()), atoms(often.fees()));
    // a tenth of some six atoms a second: rounded to atoms each second it would all be lost
    assert!(fees_once > 50.0, "{fees_once}");
    // once interest is booked, utilisation is a hair above one half and the rate a basis point of utilisation higher
    assert!((0.0..1e-3).contains(&(fees_often / fees_once - 1.0)), "{fees_often} against {fees_once}");
    assert!((0.0..1e-3).contains(&(earned_often / earned_once - 1.0)), "{earned_often} against {earned_once}");
}

#[test]
fn threat_h20_interest_past_every_limit_stops_no_repayment() {
    let full = Point { utilisation_bps: 10_000, apr_bps: 40_000 };
    let mut curve = [full; 8];
    curve[0] = Point { utilisation_bps: 0, apr_bps: 40_000 };
    let mut world = world_with(|usdc, _| (usdc.curve, usdc.limiter_cap) = (curve, 0));
    let (lender, borrower) = staff(&mut world);
    world.borrow(&borrower, USDC, 500 * DOLLAR).expect("borrowed");
    let year = 365 * 86_400;
    let mut indices = vec![];
    for _ in 0..12 {
        world.chain.advance(year);
        poke_interest(&mut world, USDC);
        let record = world.record(USDC);
        assert!(i1_books(&record));
        indices.push(atoms(record.debt_index()));
    }
    let grows = indices.windows(2).take_while(|pair| pair[1] > pair[0]).count();
    assert!((1..11).contains(&grows), "it grows, and then it stands: {indices:?}");
    let owed = world.record(USDC).debt_assets_up(500 * DOLLAR).expect("below 2^62");
    assert!(owed <= 1 << 62);
    world.fund(&borrower, USDC, owed);
    let part = repay(&world, &borrower, USDC, owed / 2);
    world.send(&borrower, part).expect("in part");
    world.repay(&borrower, USDC, u64::MAX).expect("in full");
    assert!(!world.position(&borrower).has_debt());
    world.withdraw(&lender, USDC, u64::MAX).expect("and the lender leaves");
    assert!(world.position(&lender).slot(USDC as u8, Side::Supply).is_err());
}

#[test]
fn threat_m13_no_round_trip_in_zero_time_profits() {
    let (mut world, lender, borrower) = staffed();
    world.borrow(&borrower, USDC, 500 * DOLLAR).expect("borrowed");
    world.advance(86_400); // indices are odd numbers now
    world.fund(&lender, USDC, 1_000);
    let has = |world: &World, user: &User| world.balance(user, USDC);
    let holds = |world: &World| {
        let shares = world.position(&lender).slot(USDC as u8, Side::Supply).expect("supplied").shares();
        world.record(USDC).supply_assets_down(shares).expect("small")
    };
    let before = has(&world, &lender) + holds(&world);
    for amount in [2, 3, 7, 100, 333] {
        world.deposit(&lender, USDC, amount).expect("in");
        world.withdraw(&lender, USDC, amount - 1).expect("out");
        assert!(has(&world, &lender) + holds(&world) <= before);
    }
}

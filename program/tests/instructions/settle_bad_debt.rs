//! SettleBadDebt: only what nothing stands for, and at once.

use crate::fixtures::events::events;
use crate::fixtures::liquidation::*;
use crate::fixtures::market::*;
use hypothec_interface::Error;
use hypothec_interface::event::{EVENT_BAD_DEBT, EVENT_SEIZED, NO_RESERVE};
use hypothec_testkit::{User, World};
use solana_address::Address;

/// A position of 9.35 USD in NVDAx that owes 10 USDC: 0.11 NVDAx at 85 USD.
fn rest(price: i64) -> (World, User, User) {
    let mut world = world();
    let (lender, _) = staff(&mut world);
    let user = world.user(4);
    world.fund(&user, USDC, 0);
    world.fund(&user, NVDAX, 11_000_000);
    world.deposit(&user, NVDAX, 11_000_000).expect("pledged");
    world.borrow(&user, USDC, 10_100_000).expect("borrowed");
    fall(&mut world, NVDAX, price * USD);
    (world, lender, user)
}

/// For the matrix: such a world, and the position.
pub fn leftover() -> (World, Address) {
    let (world, _, user) = rest(85);
    (world, user.position)
}

#[test]
fn settle_bad_debt_writes_off_a_remainder_below_the_floor() {
    let (mut world, lender, user) = rest(85);
    let settle = world.settle_bad_debt(user.position);
    let before = snapshot(&world, &settle, &lender.keypair);
    let (usdc, nvdax) = (world.record(USDC), world.record(NVDAX));
    let done = world.send(&lender, settle).expect("anyone");
    let [lost, debts] = told(&done)[..] else { panic!("two words") };
    assert!(debts == 1 && lost.abs_diff(10_100_000 * 65_536 / DOLLAR) < 100, "{lost}");
    let written: Vec<_> =
        events(&done).iter().map(|it| (it.reserve, it.flags, it.amount, it.shares, it.extra)).collect();
    let [left, (0, EVENT_BAD_DEBT, owed, buffer, 0), (NO_RESERVE, EVENT_BAD_DEBT, _, 1, 0)] = written[..] else {
        panic!("{written:?}")
    };
    assert_eq!(left, (1, EVENT_BAD_DEBT | EVENT_SEIZED, 11_000_000, 11_000_000, 0), "what was left to the buffer");
    assert!(owed.abs_diff(10_100_000) < 5_000 && buffer <= owed, "{owed}, of which the buffer bore {buffer}");
    assert_eq!(buffer, usdc.buffer().floor() - world.record(USDC).buffer().floor());
    assert_books(&world);
    assert!(world.position(&user).is_empty());
    let (usdc_now, nvdax_now) = (world.record(USDC), world.record(NVDAX));
    assert!(usdc_now.supply_index() < usdc.supply_index(), "suppliers bear what the buffer did not");
    assert_eq!(usdc_now.debt_shares(), 0);
    assert_eq!(nvdax_now.supply_shares(), nvdax.supply_shares() - 11_000_000);
    assert_eq!(nvdax_now.buffer().floor(), 11_000_000, "the leftover stands first against losses of its reserve");
    assert_eq!(nvdax_now.cash(), nvdax.cash());
    before.assert_only_changed(&world.chain, &["account 0", "account 1"]);
}

/// The reopen grace spares a nearly healthy position here too: its rest is not taken for a debt that it nearly covers.
#[test]
pub fn settle_bad_debt_refuses_within_the_reopen_grace() {
    let (mut world, lender, user) = rest(85);
    let threshold = u64::from(world.record(NVDAX).config().threshold().at(world.chain.clock().unix_timestamp));
    // health 0.95: the rest is worth 9.35 USD
    let debt = 9_350_000 * threshold / 9_500;
    world.fund(&user, USDC, 10_200_000);
    world.repay(&user, USDC, 10_101_000 - debt).expect("repaid");
    world.advance(1);
    let settle = world.settle_bad_debt(user.position);
    world.chain.simulate(std::slice::from_ref(&settle), &[&lender.keypair]).expect("without a grace");
    let now = world.chain.clock().unix_timestamp;
    poke_header(&mut world, "reopen_grace_s", &1_800u32.to_le_bytes());
    poke_reserve(&mut world, NVDAX, "reopen_ts", &now.to_le_bytes());
    refuse(&mut world, &settle, &[&lender.keypair], Error::ReopenGrace);
    // too far gone for it
    fall(&mut world, NVDAX, 79 * USD);
    world.send(&lender, settle).expect("settled");
}

#[test]
pub fn settle_bad_debt_refuses_a_position_without_debt() {
    let (mut world, lender, _) = staffed();
    let settle = world.settle_bad_debt(lender.position);
    refuse(&mut world, &settle, &[&lender.keypair], Error::NothingOwed);
}

/// C1: dust that is solvent keeps its debt, whatever its value is.
#[test]
pub fn threat_c1_settling_a_solvent_dust_position() {
    let (mut world, lender, user) = rest(179);
    // pays down to 3 USD and takes nearly all the rest out: 5.40 USD of supply, below the floor of 10, and healthy
    world.fund(&user, USDC, 7_100_000);
    world.repay(&user, USDC, 7_100_000).expect("repaid");
    fall(&mut world, NVDAX, 90 * USD);
    let settle = world.settle_bad_debt(user.position);
    refuse(&mut world, &settle, &[&lender.keypair], Error::NotSettleable);
    // and when its prices are stale it is not forgiven either
    world.chain.advance(3_600);
    refuse(&mut world, &settle, &[&lender.keypair], Error::NotSettleable);
}

#[test]
pub fn settle_bad_debt_refuses_collateral_above_the_floor() {
    let mut distress = distressed(90);
    let settle = distress.world.settle_bad_debt(distress.borrower.position);
    distress.refuse(&settle, Error::NotSettleable);
}

/// H16: what the collateral does not cover is booked in the instruction that takes the last of it.
#[test]
fn threat_h16_bad_debt_announced_before_it_is_booked() {
    let mut distress = distressed(60);
    let before = distress.world.record(USDC);
    let whole = distress.liquidate(u64::MAX);
    distress.send(whole);
    let after = distress.world.record(USDC);
    assert!(distress.world.position(&distress.borrower).is_empty());
    assert_eq!(after.debt_shares(), 0);
    // 900 owed, 600 / 1.01 repaid: 306 of the lender's 1,000 are gone, and it can take exactly the rest
    assert!(after.supply_index() < before.supply_index());
    distress.world.fund(&distress.lender, USDC, 0);
    distress.world.withdraw(&distress.lender, USDC, u64::MAX).expect("all that is left");
    let back = distress.world.balance(&distress.lender, USDC) as f64 / 1e6;
    assert!((back - 694.06).abs() < 0.05, "{back}");
    let again = distress.world.settle_bad_debt(distress.borrower.position);
    distress.refuse(&again, Error::NothingOwed);
}

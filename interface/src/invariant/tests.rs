//! Each invariant tells a state that breaks it.

mod boards;
mod markets;

use super::*;
use crate::sample::position;
use crate::state::SLOT_COLLATERAL;
use bytemuck::Zeroable;

fn reserve() -> Reserve {
    use crate::math::q64::Q64;
    Reserve { supply_index: Q64::ONE, debt_index: Q64::ONE, ..Reserve::zeroed() }
}

#[test]
fn broken_ones_are_told() {
    let mut short = reserve();
    short.supply_shares = 1;
    assert!(!i1_books(&short), "a claim on nothing");
    short.cash = 1;
    assert!(i1_books(&short));
    assert!(!i2_vault(&short, 0) && i2_vault(&short, 1) && i2_vault(&short, 2));

    let mut fallen = short;
    fallen.supply_index.0 = [u64::MAX, 0];
    assert!(!i3_supply_index(&short, &fallen, false) && i3_supply_index(&short, &fallen, true));
    fallen.debt_index.0 = [u64::MAX, 0];
    assert!(!i3_supply_index(&short, &fallen, true), "a debt index never falls");
}

#[test]
fn stakes_add_up() {
    let holder = position(&[(0, Side::Supply, 7)]);
    assert_eq!(stake(&reserve(), &holder, 3, 5), Some(15));
    assert_eq!(stake(&reserve(), &position(&[(0, Side::Debt, 7)]), 0, 5), Some(-2));
    assert!(i4_round_trip(1, 1) && i4_round_trip(1, 0) && !i4_round_trip(1, 2));
}

#[test]
fn shares_that_nobody_holds() {
    let mut reserve = reserve();
    (reserve.supply_shares, reserve.debt_shares) = (10, 4);
    let all = [position(&[(0, Side::Supply, 7)]), position(&[(0, Side::Debt, 4), (1, Side::Supply, 9)])];
    assert!(i11_shares(&reserve, all.iter(), 3));
    assert!(!i11_shares(&reserve, all.iter(), 2) && !i11_shares(&reserve, all[..1].iter(), 3));
}

#[test]
fn what_strangers_may_not() {
    let stranger = Key([9; 4]);
    let was = position(&[(0, Side::Supply, 7), (1, Side::Debt, 5)]);
    let may = |after: &Position| i12_untouched(&was, after, &stranger);
    assert!(may(&was));
    assert!(may(&position(&[(0, Side::Supply, 8)])), "top up and repay all");
    assert!(!may(&position(&[(0, Side::Supply, 6), (1, Side::Debt, 5)])));
    assert!(!may(&position(&[(0, Side::Supply, 7), (1, Side::Debt, 6)])));
    assert!(!may(&position(&[(0, Side::Supply, 7), (1, Side::Debt, 5), (2, Side::Supply, 1)])));
    assert!(!may(&position(&[(1, Side::Debt, 5)])));
    let mut changed = was;
    changed.slots[0].flags ^= SLOT_COLLATERAL;
    assert!(!may(&changed));
    changed = was;
    changed.delegate = stranger;
    assert!(!may(&changed) && i12_untouched(&was, &changed, &Key::NONE), "but its owner may");
}

#[test]
fn i8_leaves_repay_and_top_up_open_in_every_state() {
    let all = State::NAMES.iter().fold(0, |bits, (bit, _)| bits | bit);
    for bits in 0..=all {
        assert!(i8_open_doors(State(bits)), "{bits:#x}");
    }
    assert!(i8_repay_may_fail(Error::MintPaused, false) && !i8_repay_may_fail(Error::Overflow, true));
    assert!(i8_repay_may_fail(Error::DebtBelowFloor, true) && !i8_repay_may_fail(Error::DebtBelowFloor, false));
}

#[test]
fn i6_refuses_an_exchange_that_lowers_health_or_pays_too_much() {
    let sums = |power, weight| Sums { power, weight, supply: 11_000, debt: 10_000 };
    let big = 1u128 << 68;
    assert!(i6_health(&sums(big, big), &sums(big, big), 0));
    assert!(!i6_health(&sums(big, big), &sums(big - (1 << 20), big), 1));
    assert!(i6_health(&sums(big, big), &sums(big - 1, big), 1), "dust");
    assert!(i6_health(&sums(3, 4), &sums(2, 2), 0) && !i6_health(&sums(4, 4), &sums(1, 2), 0));
    // a tenth of room, of which at most a twentieth is given
    assert!(i6_bonus(&sums(0, 0), 1_000_000, 1_050_000, 100, 500));
    assert!(!i6_bonus(&sums(0, 0), 1_000_000, 1_050_009, 100, 500));
    assert!(!i6_bonus(&sums(0, 0), 1_000_000, 1_100_009, 100, 2_000));
}

#[test]
fn i9_refuses_a_flash_loan_left_open() {
    let (before, mut after) = (reserve(), reserve());
    assert!(i9_flash_restored(&before, &after, 0) && !i9_flash_restored(&before, &after, 1));
    after.cash = 1;
    assert!(i9_flash_restored(&before, &after, 1));
    after.flash_out = 1;
    assert!(!i9_flash_restored(&before, &after, 1));
}

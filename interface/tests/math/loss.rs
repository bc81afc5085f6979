use hypothec_interface::math::books::*;
use hypothec_interface::math::interest::{INDEX_LIMIT, accrue_up};
use hypothec_interface::math::loss::*;
use hypothec_interface::math::q64::Q64;
use hypothec_interface::math::rate::RATE_MAX_Q64;
use num_bigint::BigUint;
use proptest::prelude::*;

use crate::support::{big, double, index, pow2, word};

pub fn claims() -> impl Strategy<Value = Claims> {
    let shares = prop_oneof![Just(0u64), 1u64..2_000, 0u64..1 << 50, word()];
    let amount = || (word(), 0u64..1 << 50).prop_map(|(f, i)| Q64([f, i]));
    (shares, index(), amount(), amount()).prop_map(|(supply_shares, supply_index, fees, buffer)| Claims {
        supply_shares,
        supply_index,
        fees,
        buffer,
    })
}

pub fn total(c: &Claims) -> BigUint {
    big(&c.supply_index.0) * c.supply_shares + big(&c.fees.0) + big(&c.buffer.0)
}

/// Assets worth just the claims, rounded up to an atom.
fn assets_for(c: &Claims) -> Option<Assets> {
    let cash = (total(c) + (pow2(64) - 1u8)) >> 64;
    Some(Assets { cash: u64::try_from(cash).ok()?, flash_out: 0, debt_shares: 0, debt_index: Q64::ONE })
}

pub const SMALL: Claims =
    Claims { supply_shares: 2_000, supply_index: Q64::ONE, fees: Q64([0, 30]), buffer: Q64([0, 100]) };

#[test]
fn loss_takes_buffer_fees_and_suppliers_in_that_order() {
    let index = |claims: Claims| claims.supply_index;
    let a = SMALL.absorb(60);
    assert_eq!((a.claims.buffer, index(a.claims), a.claims.fees), (Q64([0, 40]), Q64::ONE, Q64([0, 30])));
    let a = SMALL.absorb(1_100);
    assert_eq!((a.claims.buffer, index(a.claims), a.claims.fees), (Q64::ZERO, Q64([1 << 63, 0]), Q64([0, 30])));
    let a = SMALL.absorb(2_110);
    assert_eq!((a.claims.buffer, index(a.claims), a.claims.fees), (Q64::ZERO, Q64::ZERO, Q64([0, 20])));
    assert!(a.wiped && a.uncovered.is_zero());
    let a = SMALL.absorb(2_131);
    assert_eq!((a.claims.fees, a.uncovered, a.wiped), (Q64::ZERO, Q64([0, 1]), true));
}

/// Threat C13: a loss of everything with fees in the reserve divides by nothing and leaves claims of nothing.
#[test]
fn loss_of_everything_with_fees_leaves_claims_of_nothing() {
    for loss in [2_130, 2_131, u64::MAX] {
        let a = SMALL.absorb(loss);
        assert_eq!(a.claims, Claims { supply_index: Q64::ZERO, fees: Q64::ZERO, buffer: Q64::ZERO, ..SMALL });
        assert_eq!(a.claims.absorb(u64::MAX).claims, a.claims);
    }
}

#[test]
fn loss_just_below_the_floor_wipes_the_reserve() {
    // 2^20 shares at 1.0: a loss of all but one atom leaves an index of 2^-20, which is not wiped; all of it is.
    let c = Claims { supply_shares: 1 << 20, supply_index: Q64::ONE, fees: Q64::ZERO, buffer: Q64::ZERO };
    let a = c.absorb((1 << 20) - 1);
    assert_eq!((a.claims.supply_index, a.wiped), (INDEX_MIN, false));
    assert!(c.absorb(1 << 20).wiped);
    let c = Claims { supply_shares: 1 << 21, ..c };
    let a = c.absorb((1 << 21) - 1);
    assert_eq!((a.claims.supply_index, a.wiped), (Q64([1 << 43, 0]), true));
    assert!(!Claims { supply_shares: 0, ..c }.absorb(9).wiped);
}

/// Threat H17: interest with no or few shares goes to the buffer. Threat H19: fees keep fractions of atoms.
#[test]
fn interest_with_few_shares_goes_to_the_buffer_in_fractions() {
    for supply_shares in [0, 1, 999] {
        let c = Claims { supply_shares, ..SMALL }.distribute(Q64([0, 10]), 1_000, 0);
        assert_eq!((c.fees, c.buffer, c.supply_index), (Q64([0, 31]), Q64([0, 109]), Q64::ONE));
    }
    let c = Claims { supply_shares: 1_000, ..SMALL }.distribute(Q64([0, 10]), 1_000, 5_000);
    assert_eq!((c.fees, c.buffer), (Q64([1 << 63, 30]), Q64([1 << 63, 100])));
    assert_eq!(c.supply_index, Q64([((9u128 << 64) / 1_000) as u64, 1]));
    // the protocol counts in 2^-32 atom, and leaves a smaller interest to the suppliers; from 2^32 atoms on in atoms
    let tiny = SMALL.distribute(Q64([7_000 << 32, 0]), 1_000, 5_000);
    assert_eq!((tiny.fees, tiny.buffer), (Q64([350 << 32, 30]), Q64([350 << 32, 100])));
    let tiniest = SMALL.distribute(Q64([u64::from(u32::MAX), 0]), 10_000, 5_000);
    assert_eq!((tiniest.fees, tiniest.buffer), (SMALL.fees, SMALL.buffer));
    let vast = SMALL.distribute(Q64([u64::MAX, 10 << 32]), 1_000, 5_000);
    assert_eq!((vast.fees, vast.buffer), (Q64([0, 30 + (1 << 31)]), Q64([0, 100 + (1 << 31)])));
}

#[test]
fn loss_at_the_limits_of_the_range_holds() {
    let top =
        Claims { supply_shares: 1_000, supply_index: Q64([0, INDEX_LIMIT - 1]), fees: Q64::MAX, buffer: Q64::MAX };
    assert_eq!(top.distribute(Q64([0, 2_000_000]), 5_000, 5_000), top);
    let beyond = Claims { supply_index: Q64::MAX, ..top };
    assert_eq!(beyond.distribute(Q64::MAX, 0, 0), beyond);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4096))]

    /// Claims fall by the loss and less than one unit of 2^-64 atom a share, or by all there is.
    #[test]
    fn loss_lowers_claims_by_itself_in_order(c in claims(), loss in prop_oneof![word(), 0u64..1 << 52, Just(0u64)], part in 0u64..=1 << 20) {
        let share = u64::try_from(((total(&c) >> 64) * part) >> 20).unwrap_or(loss);
        for loss in [loss, share, share.saturating_add(1)] {
            let a = c.absorb(loss);
            let (before, after, lost) = (total(&c), total(&a.claims), BigUint::from(loss) << 64);
            prop_assert!(before >= after);
            let borne = &before - &after;
            prop_assert!(&borne + big(&a.uncovered.0) >= lost);
            prop_assert_eq!(a.claims.supply_shares, c.supply_shares);
            // In order: nobody bears while the one before still has.
            if !a.claims.buffer.is_zero() { prop_assert_eq!((a.claims.supply_index, a.claims.fees), (c.supply_index, c.fees)); }
            if a.claims.fees != c.fees { prop_assert!(a.claims.supply_index.is_zero() || c.supply_shares == 0); }
            if !a.uncovered.is_zero() {
                prop_assert_eq!(after, BigUint::ZERO);
                prop_assert_eq!(borne.clone() + big(&a.uncovered.0), lost.clone());
            }
            prop_assert!(borne < lost + c.supply_shares.max(1));
            prop_assert_eq!(a.wiped, c.supply_shares > 0 && a.claims.supply_index < INDEX_MIN);
        }
    }

    /// Claims rise by at most the interest, and fall short of it by less than one unit a share.
    #[test]
    fn interest_raises_claims_by_no_more_than_itself(c in claims(), interest in double(), factor in any::<u16>(), share in 0..=10_000u16) {
        let interest = Q64([interest[0], interest[1] >> 3]);
        let after = c.distribute(interest, factor, share);
        let raised = total(&after) - total(&c);
        prop_assert!(raised <= big(&interest.0));
        if after.supply_index != c.supply_index || c.supply_shares < SUPPLY_SHARES_MIN {
            prop_assert!(raised + c.supply_shares.max(1) > big(&interest.0));
        }
        prop_assert!(after.supply_index >= c.supply_index && after.fees >= c.fees && after.buffer >= c.buffer);
    }

    /// Invariant I1 through a life of accruals and losses.
    #[test]
    fn the_books_hold(
        c in claims(), debt_shares in 0u64..1 << 50, i in index(),
        life in proptest::collection::vec((0..=RATE_MAX_Q64, 0u64..1 << 24, 0u16..=10_000, 0u16..=10_000, 0u64..1 << 40), 1..12),
    ) {
        prop_assume!(i.floor() < 1 << 10);
        let Some(mut assets) = assets_for(&c) else { return Ok(()) };
        (assets.debt_shares, assets.debt_index) = (debt_shares, i);
        let mut claims = c;
        for (rate, dt_s, factor, share, loss) in life {
            let gap = big(&books_gap(&assets, &claims).unwrap());
            let accrual = accrue_up(assets.debt_index, assets.debt_shares, rate, dt_s);
            assets.debt_index = accrual.index;
            claims = claims.distribute(accrual.interest, factor, share);
            let wider = big(&books_gap(&assets, &claims).unwrap());
            prop_assert!(wider >= gap && wider - &gap < BigUint::from(claims.supply_shares.max(1)));

            let loss = loss.min(assets.cash);
            assets.cash -= loss;
            claims = claims.absorb(loss).claims;
            prop_assert!(books_hold(&assets, &claims));
        }
    }
}

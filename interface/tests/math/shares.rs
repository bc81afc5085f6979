use hypothec_interface::math::q64::Q64;
use hypothec_interface::math::shares::*;
use num_bigint::BigUint;
use proptest::prelude::*;

use crate::support::{big, div_up, index, limb, pow2, word};

#[test]
fn shares_paths_agree_at_an_index_of_one() {
    for k in 0..64 {
        for a in [1u64 << k, (1 << k) - 1, u64::MAX >> k, u64::MAX - (1 << k)] {
            assert_eq!(quotient(a, &Q64::ONE), Some((a, true)));
            assert_eq!((shares_down(a, &Q64::ONE), shares_up(a, &Q64::ONE)), (Some(a), Some(a)));
            assert_eq!((Q64::ONE.mul_atoms_down(a), Q64::ONE.mul_atoms_up(a)), (Some(a), Some(a)));
            assert_eq!((assets_down(a, &Q64::ONE), assets_up(a, &Q64::ONE)), (Some(a), Some(a)));
        }
    }
}

#[test]
fn shares_next_to_an_index_of_one_are_not_one_to_one() {
    let (above, below) = (Q64([1, 1]), Q64([u64::MAX, 0]));
    assert_eq!((assets_down(5, &above), assets_up(5, &above)), (Some(5), Some(6)));
    assert_eq!((assets_down(5, &below), assets_up(5, &below)), (Some(4), Some(5)));
    assert_eq!((shares_down(5, &above), shares_up(5, &above)), (Some(4), Some(5)));
    assert_eq!((shares_down(5, &below), shares_up(5, &below)), (Some(5), Some(6)));
}

#[test]
fn shares_at_the_ends_of_the_range_are_refused_or_exact() {
    assert_eq!((shares_down(1, &Q64::ZERO), shares_up(1, &Q64::ZERO)), (None, None));
    assert_eq!((assets_down(u64::MAX, &Q64::ZERO), assets_up(u64::MAX, &Q64::ZERO)), (Some(0), Some(0)));
    assert_eq!((shares_down(0, &Q64::MAX), shares_up(1, &Q64::MAX)), (Some(0), Some(1)));
    assert_eq!(assets_down(u64::MAX, &Q64([0, 2])), None);
    // 2^-20: 2^44 atoms are 2^64 shares, one too many.
    assert_eq!(shares_down(1 << 44, &Q64([1 << 44, 0])), None);
    assert_eq!(shares_down((1 << 44) - 1, &Q64([1 << 44, 0])), Some(u64::MAX - (1 << 20) + 1));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(8192))]

    #[test]
    fn shares_equal_the_exact_quotient_rounded(a in word(), i in index()) {
        let (q, n) = (big(&i.0), BigUint::from(a));
        prop_assert_eq!(assets_down(a, &i), limb(&((&n * &q) >> 64)));
        prop_assert_eq!(assets_up(a, &i), limb(&div_up(&(&n * &q), &pow2(64))));
        prop_assert_eq!(shares_down(a, &i), limb(&((&n << 64) / &q)));
        prop_assert_eq!(shares_up(a, &i), limb(&div_up(&(n << 64), &q)));
    }

    /// No round trip gains: the reserve keeps the dust both ways.
    #[test]
    fn shares_round_trips_profit_nobody(a in word(), i in index()) {
        if let Some(s) = shares_down(a, &i).and_then(|s| assets_down(s, &i)) { prop_assert!(s <= a); }
        if let Some(s) = shares_up(a, &i).and_then(|s| assets_up(s, &i)) { prop_assert!(s >= a); }
        if let Some(s) = assets_down(a, &i).and_then(|s| shares_down(s, &i)) { prop_assert!(s <= a); }
        if let Some(s) = assets_up(a, &i).and_then(|s| shares_down(s, &i)) { prop_assert!(s >= a); }
        if let Some(s) = assets_down(a, &i).and_then(|s| shares_up(s, &i)) { prop_assert!(s <= a); }
    }

    /// More never converts to less.
    #[test]
    fn shares_are_monotone(a in word(), b in word(), i in index()) {
        let (low, high) = (a.min(b), a.max(b));
        for f in [assets_down, assets_up, shares_down, shares_up] {
            if let (Some(x), Some(y)) = (f(low, &i), f(high, &i)) { prop_assert!(x <= y); }
            prop_assert!(f(low, &i).is_some() || f(high, &i).is_none());
        }
    }
}

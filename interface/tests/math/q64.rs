use hypothec_interface::math::q64::Q64;
use num_bigint::BigUint;
use proptest::prelude::*;

use crate::support::{big, div_up, double, limb, pow2, word};

#[test]
fn q64_layout_and_constants_are_exact() {
    assert_eq!(size_of::<Q64>(), 16);
    assert_eq!(align_of::<Q64>(), 8);
    assert_eq!(bytemuck::bytes_of(&Q64([1, 2])), [1, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0]);
    assert!(Q64::ONE.is_one() && !Q64([1, 1]).is_one() && !Q64([0, 2]).is_one() && !Q64::ZERO.is_one());
    assert!(Q64::ZERO.is_zero() && !Q64([1, 0]).is_zero() && !Q64([0, 1]).is_zero());
    assert_eq!(Q64::from_atoms(7), Q64([0, 7]));
}

#[test]
fn q64_floor_and_ceil_are_exact_at_the_edges() {
    assert_eq!((Q64([1, 3]).floor(), Q64([1, 3]).ceil(), Q64([0, 3]).ceil()), (3, Some(4), Some(3)));
    assert_eq!((Q64::MAX.floor(), Q64::MAX.ceil()), (u64::MAX, None));
    assert_eq!(Q64::MAX.checked_add(Q64([1, 0])), None);
    assert_eq!(Q64::MAX.saturating_add(Q64::MAX), Q64::MAX);
    assert_eq!(Q64::ZERO.saturating_sub(Q64([1, 0])), Q64::ZERO);
    assert_eq!(Q64::MAX.mul_bps_down(10_000), Q64::MAX);
    assert_eq!(Q64::MAX.mul_bps_down(u16::MAX), Q64::MAX);
    assert_eq!(Q64::MAX.mul_fraction_up(u64::MAX), Q64([0, u64::MAX]));
    assert_eq!(Q64::MAX.div_atoms_down(0), None);
    assert_eq!(Q64::MAX.div_atoms_up(1), Some(Q64::MAX));
    assert_eq!(Q64::MAX.checked_mul_u64(1), Some(Q64::MAX));
    assert_eq!(Q64::MAX.checked_mul_u64(2), None);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4096))]

    #[test]
    fn q64_order_is_numeric(a in double(), b in double()) {
        prop_assert_eq!(Q64(a).cmp(&Q64(b)), big(&a).cmp(&big(&b)));
        prop_assert_eq!(Q64(a).max(Q64(b)), if big(&a) > big(&b) { Q64(a) } else { Q64(b) });
    }

    #[test]
    fn q64_sums_equal_big_integers(a in double(), b in double()) {
        let (x, y) = (big(&a), big(&b));
        let sum = Some(&x + &y).filter(|s| s.bits() <= 128);
        prop_assert_eq!(Q64(a).checked_add(Q64(b)).map(|q| big(&q.0)), sum.clone());
        prop_assert_eq!(big(&Q64(a).saturating_add(Q64(b)).0), sum.unwrap_or(pow2(128) - 1u8));
        let difference = (x >= y).then(|| &x - &y);
        prop_assert_eq!(Q64(a).checked_sub(Q64(b)).map(|q| big(&q.0)), difference.clone());
        prop_assert_eq!(big(&Q64(a).saturating_sub(Q64(b)).0), difference.unwrap_or_default());
    }

    #[test]
    fn q64_times_atoms_equals_big_integers(q in double(), a in word()) {
        let exact = big(&q) * a;
        prop_assert_eq!(big(&Q64(q).mul_u64(a)), exact.clone());
        prop_assert_eq!(Q64(q).checked_mul_u64(a).map(|p| big(&p.0)), Some(exact.clone()).filter(|p| p.bits() <= 128));
        prop_assert_eq!(Q64(q).mul_atoms_down(a), limb(&(&exact >> 64)));
        prop_assert_eq!(Q64(q).mul_atoms_up(a), limb(&div_up(&exact, &pow2(64))));
    }

    #[test]
    fn q64_times_fraction_equals_big_integers(q in double(), part in word()) {
        prop_assert_eq!(big(&Q64(q).mul_fraction_up(part).0), div_up(&(big(&q) * part), &pow2(64)));
    }

    #[test]
    fn q64_parts_equal_big_integers(q in double(), bps in prop_oneof![0u16..=10_000, any::<u16>()]) {
        prop_assert_eq!(big(&Q64(q).mul_bps_down(bps).0), big(&q) * bps.min(10_000) / 10_000u16);
    }

    #[test]
    fn q64_shares_of_equals_big_integers(q in double(), n in word()) {
        let (down, up) = (Q64(q).div_atoms_down(n), Q64(q).div_atoms_up(n));
        prop_assert_eq!(down.map(|q| big(&q.0)), (n != 0).then(|| big(&q) / n));
        prop_assert_eq!(up.map(|q| big(&q.0)), (n != 0).then(|| div_up(&big(&q), &BigUint::from(n))));
    }
}

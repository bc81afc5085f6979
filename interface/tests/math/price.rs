use hypothec_interface::math::price::{Price, VALUE_LIMIT, VALUE_MAX};
use num_bigint::BigUint;
use num_rational::BigRational;
use proptest::prelude::*;

use crate::support::{limb, price, price_value, ratio, word};

fn floor(x: &BigRational) -> Option<u64> {
    limb(&x.floor().to_integer().to_biguint().unwrap()).filter(|v| *v < VALUE_LIMIT)
}

fn ceil(x: &BigRational) -> Option<u64> {
    limb(&x.ceil().to_integer().to_biguint().unwrap()).filter(|v| *v < VALUE_LIMIT)
}

/// The next price above.
fn successor(price: Price) -> Price {
    let next = price.to_bits() + 1;
    Price::from_bits(if next & 0xffff_ffff <= 1 { next & !1 | 1 << 31 } else { next })
}

fn check_value(price: Price, atoms: u64) {
    let exact = price_value(price) * ratio(atoms, 1u8);
    let (down, up) = (floor(&exact), ceil(&exact));
    assert_eq!(price.value_down(atoms), down, "{price:?} {atoms}");
    assert_eq!(price.value_up(atoms), up, "{price:?} {atoms}");
    assert_eq!(price.value_down_saturating(atoms), down.unwrap_or(VALUE_MAX));
    assert_eq!(price.value_up_saturating(atoms), up.unwrap_or(VALUE_MAX));
}

#[test]
fn price_layout_and_ends_are_exact() {
    assert_eq!((size_of::<Price>(), align_of::<Price>()), (8, 8));
    assert_eq!((Price::SMALLEST.shift(), Price::SMALLEST.mantissa()), (95, 1 << 31));
    assert_eq!((Price::LARGEST.shift(), Price::LARGEST.mantissa()), (0, (1 << 32) - 1));
    assert_eq!((Price::ZERO.value_down(u64::MAX), Price::ZERO.value_up(u64::MAX)), (Some(0), Some(0)));
    assert_eq!((Price::SMALLEST.value_down(u64::MAX), Price::SMALLEST.value_up(1)), (Some(0), Some(1)));
    assert_eq!(Price::SMALLEST.value_up(0), Some(0));
    assert_eq!(Price::LARGEST.value_up(1 << 16), Some(VALUE_LIMIT - (1 << 16)));
    assert_eq!(
        (Price::LARGEST.value_up((1 << 16) + 1), Price::LARGEST.value_down_saturating(u64::MAX)),
        (None, VALUE_MAX)
    );
}

#[test]
fn price_values_edge_amounts_at_every_shift() {
    let amounts: Vec<u64> = (0..64)
        .flat_map(|k| [(1u64 << k) - 1, 1 << k, (1 << k) + 1])
        .chain([u64::MAX, u64::MAX << 32, 0xffff_ffff_0000_0001, 3_333_333_333_333])
        .collect();
    for exponent in 0..=95u64 {
        for mantissa in [1u64 << 31, (1 << 31) + 1, 0xaaaa_aaaa, (1 << 32) - 1] {
            for atoms in &amounts {
                check_value(Price::from_bits(exponent << 32 | mantissa), *atoms);
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4096))]

    #[test]
    fn price_value_rounds_the_exact_product(p in price(), atoms in word()) {
        check_value(p, atoms);
    }

    /// Keys are ordered as the prices they stand for.
    #[test]
    fn price_order_is_numeric(a in price(), b in price()) {
        prop_assert!(a.is_well_formed());
        prop_assert_eq!(a.cmp(&b), price_value(a).cmp(&price_value(b)));
    }

    /// Any bits at all: nothing panics, checked functions stay below the limit, saturating ones at most at it.
    #[test]
    fn price_values_never_panic(key in prop_oneof![any::<u64>(), word(), 0u64..1 << 40], other in any::<u64>(), atoms in word(), bps in any::<u16>()) {
        let (p, o) = (Price::from_bits(key), Price::from_bits(other));
        for v in [p.value_down(atoms), p.value_up(atoms)] { prop_assert!(v.is_none_or(|v| v < VALUE_LIMIT)); }
        prop_assert!(p.value_down_saturating(atoms) <= p.value_up_saturating(atoms));
        prop_assert!(p.value_up_saturating(atoms) <= VALUE_MAX);
        if p.shift() > 95 { prop_assert_eq!(p.value_down(atoms), None); }
        for q in [p.mul_q32_down(atoms), p.mul_q32_up(atoms)].into_iter().flatten() { prop_assert!(q.is_well_formed()); }
        if !p.is_well_formed() { prop_assert!(!p.within_bps(o, bps) && !o.within_bps(p, bps)); }
        if !p.is_well_formed() && atoms > 0 { prop_assert_eq!(p.mul_q32_up(atoms), None); }
    }

    /// The nearest 32-bit prices around the exact product: at most 2^-31 relative, no step to spare.
    #[test]
    fn price_times_a_multiplier_is_within_its_bounds(p in price(), m in prop_oneof![word(), (1u64 << 31)..(1 << 33)]) {
        let exact = price_value(p) * ratio(m, BigUint::from(1u64 << 32));
        let (down, up) = (p.mul_q32_down(m), p.mul_q32_up(m));
        if let Some(down) = down {
            prop_assert!(price_value(down) <= exact);
            if !down.is_zero() { prop_assert!((&exact - price_value(down)) * ratio(1u64 << 31, 1u8) < exact); }
            else { prop_assert!(exact < price_value(Price::SMALLEST)); }
        } else {
            prop_assert!(exact > price_value(Price::LARGEST));
        }
        if let Some(up) = up {
            prop_assert!(price_value(up) >= exact);
            if up > Price::SMALLEST { prop_assert!((price_value(up) - &exact) * ratio(1u64 << 31, 1u8) < exact); }
            prop_assert_eq!(up.is_zero(), p.is_zero() || m == 0);
            prop_assert!(up == down.unwrap() || up == successor(down.unwrap()));
        } else {
            prop_assert!(exact > price_value(Price::LARGEST));
        }
    }

    #[test]
    fn multiplier_of_one_changes_nothing(p in price()) {
        prop_assert_eq!((p.mul_q32_down(1 << 32), p.mul_q32_up(1 << 32)), (Some(p), Some(p)));
    }

    #[test]
    fn price_within_bps_agrees_with_the_exact_ratio(a in price(), b in price(), step in -0x8000_0000i64..0x8000_0000, bps in any::<u16>()) {
        let near = Price::from_bits(a.to_bits().saturating_add_signed(step >> (bps % 32)));
        for other in [b, near, Price::from_bits(a.to_bits().wrapping_add(14 << 32)), a] {
            if !other.is_well_formed() { continue; }
            let exact = if a.is_zero() || other.is_zero() { false } else {
                let (x, y) = (price_value(a), price_value(other));
                let apart = if x > y { &x - &y } else { &y - &x };
                apart <= y * ratio(bps, 10_000u16)
            };
            prop_assert_eq!(a.within_bps(other, bps), exact, "{:?} {:?} {}", a, other, bps);
        }
    }

    /// By ratio, and exactly: the farther one's quotient is compared, squared for half as far.
    #[test]
    fn price_nearer_chooses_the_smaller_distance(a in price(), b in price(), to in price(), close in any::<bool>(), steps in -3i64..=3) {
        // one that is as far from `to` as `a`, or nearly so
        let b = if close { Price::from_bits(a.to_bits().wrapping_add_signed(steps)) } else { b };
        for twice in [false, true] {
            let exact = if [a, b, to].iter().any(|p| p.is_zero() || !p.is_well_formed()) {
                false
            } else {
                let far = |p: Price| price_value(p.max(to)) / price_value(p.min(to));
                let own = far(a);
                (if twice { &own * &own } else { own }) < far(b)
            };
            prop_assert_eq!(a.is_nearer_than(b, to, twice), exact, "{:?} {:?} {:?} {}", a, b, to, twice);
        }
    }
}

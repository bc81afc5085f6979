use hypothec_interface::math::price::Price;
use hypothec_interface::math::scale::Scale;
use num_bigint::BigUint;
use num_rational::BigRational;
use proptest::prelude::*;

use crate::support::{pow2, price_value, ratio, word};

/// USD per atom in units of 2^-16 USD.
fn exact(mantissa: u64, exponent: i32, decimals: u8) -> BigRational {
    let power = exponent.unsigned_abs() + u32::from(decimals);
    ratio(BigUint::from(mantissa) << 16, BigUint::from(10u8).pow(power))
}

/// Directions, and the bound 2^-31 + 2^-59 relative.
fn check(mantissa: u64, exponent: i32, decimals: u8, near: u64) {
    let scale = Scale::new(exponent, decimals, near).unwrap();
    let exact = exact(mantissa, exponent, decimals);
    let allowed = &exact * (ratio(1u8, pow2(31)) + ratio(1u8, pow2(59)));
    let context = format!("{mantissa} e{exponent} d{decimals} near {near}");
    match scale.price_down(mantissa) {
        None => assert!(exact > price_value(Price::LARGEST), "{context}"),
        Some(down) => {
            assert!(down.is_well_formed() && price_value(down) <= exact, "{context}");
            if down.is_zero() {
                assert!(exact <= price_value(Price::SMALLEST), "{context}");
            } else {
                assert!(&exact - price_value(down) < allowed, "{context}");
            }
        }
    }
    match scale.price_up(mantissa) {
        None => assert!(&exact + &allowed > price_value(Price::LARGEST), "{context}"),
        Some(up) => {
            assert!(up.is_well_formed() && price_value(up) >= exact, "{context}");
            assert_eq!(up.is_zero(), mantissa == 0, "{context}");
            if up > Price::SMALLEST {
                assert!(price_value(up) - &exact < allowed, "{context}");
            }
        }
    }
}

#[test]
fn scale_gives_known_prices() {
    // 1 USD per whole token of no decimals is 2^16 units; 180.12345678 USD with 8 decimals; USDC.
    assert_eq!(Scale::new(0, 0, 1).unwrap().price_down(1).map(price_value), Some(ratio(1u32 << 16, 1u8)));
    let nvda = Scale::new(-8, 8, 0).unwrap().price_down(18_012_345_678).unwrap();
    assert_eq!((nvda.shift(), nvda.value_down(100_000_000)), (35, Some(11_804_570)));
    let usdc = Scale::new(-8, 6, 100_000_000).unwrap();
    let (low, high) = (usdc.price_down(100_000_000).unwrap(), usdc.price_up(100_000_000).unwrap());
    assert_eq!((low.shift(), low.value_down(1_000_000), high.value_up(1_000_000)), (35, Some(65_535), Some(65_537)));
    // The smallest listed case: 18 decimals at 1e-6 USD still has a price of its own.
    assert_eq!(Scale::new(-18, 18, 0).unwrap().price_down(1_000_000_000_000).map(Price::shift), Some(95));
}

#[test]
fn scale_refuses_what_lies_past_its_ends() {
    assert!(
        Scale::new(1, 6, 1).is_none() && Scale::new(i32::MAX, 6, 1).is_none() && Scale::new(i32::MIN, 6, 1).is_none()
    );
    assert!(Scale::new(0, 37, 1).is_none() && Scale::new(-19, 18, 1).is_none() && Scale::new(-18, 255, 1).is_none());
    // An atom of 65,536 USD has no price; one of 65,535 has.
    let atoms = Scale::new(0, 0, 65_536).unwrap();
    assert_eq!((atoms.price_down(65_536), atoms.price_up(65_536), atoms.price_up(u64::MAX)), (None, None, None));
    assert!(atoms.price_up(65_535).is_some());
    let tiny = Scale::new(-18, 18, 0).unwrap();
    assert_eq!((tiny.price_down(1), tiny.price_up(1)), (Some(Price::ZERO), Some(Price::SMALLEST)));
    assert_eq!((tiny.price_down(0), tiny.price_up(0)), (Some(Price::ZERO), Some(Price::ZERO)));
}

#[test]
fn scale_covers_every_exponent_and_decimals() {
    for exponent in -18..=0 {
        for decimals in 0..=18 {
            for k in 0..64 {
                for mantissa in [1u64 << k, (1 << k) - 1, u64::MAX >> k, (1 << k) + (1 << (k / 2))] {
                    check(mantissa, exponent, decimals, u64::MAX >> (63 - k));
                }
            }
        }
    }
}

/// Mantissas whose product falls next to a 32-bit price, where a lost digit would turn the direction around.
/// Mantissas, one in two billion, whose product of three digits ends so near a step that it would land below the exact
/// price were it not for the slack.
#[test]
fn scale_rounds_the_right_way_where_a_product_loses_a_digit() {
    for mantissa in [0xc934_7610_b76b_7e8e, 0x86b3_53a1_b242_2382, 0xd17d_2709_d05a_c000] {
        check(mantissa, -8, 8, mantissa);
    }
    let multiplier = 0x1_8fff_ffff;
    for mantissa in [0xafc9_52f4_ec8c_dc70, 0xf606_826f_ae71_8a88] {
        let scale = Scale::new(-8, 8, mantissa).unwrap().times_q32(multiplier).unwrap();
        let exact = exact(mantissa, -8, 8) * ratio(multiplier, pow2(32));
        assert!(price_value(scale.price_up(mantissa).unwrap()) >= exact, "{mantissa:#x}");
    }
}

#[test]
fn scale_rounds_the_right_way_next_to_its_steps() {
    for power in 0..=36u32 {
        let (exponent, decimals) = (-(power.min(18) as i32), (power - power.min(18)) as u8);
        let ten = BigUint::from(10u8).pow(power);
        for i in 0..2_000u64 {
            // A price m * 2^x is the mantissa m * 2^x * 10^k: its top 64 bits and their neighbours.
            let step = BigUint::from((1u64 << 31) + i * 1_073_741) * &ten;
            let mantissa = u64::try_from(&step >> step.bits().saturating_sub(64)).unwrap();
            for near in [mantissa - 1, mantissa, mantissa.saturating_add(1), mantissa.saturating_add(2)] {
                check(near, exponent, decimals, u64::MAX);
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(8192))]

    #[test]
    fn scale_is_within_its_bounds_of_the_exact_price(mantissa in word(), exponent in -18..=0i32, decimals in 0..=18u8, near in word()) {
        check(mantissa, exponent, decimals, near);
    }

    /// The guess changes speed only.
    #[test]
    fn near_is_only_a_guess(mantissa in word(), exponent in -18..=0i32, decimals in 0..=18u8, a in word(), b in word()) {
        let (a, b) = (Scale::new(exponent, decimals, a).unwrap(), Scale::new(exponent, decimals, b).unwrap());
        prop_assert_eq!(a.price_down(mantissa), b.price_down(mantissa));
        prop_assert_eq!(a.price_up(mantissa), b.price_up(mantissa));
    }

    /// More USD is never a lower price, and down is never above up.
    #[test]
    fn scale_is_monotone(a in word(), b in word(), exponent in -18..=0i32, decimals in 0..=18u8) {
        let scale = Scale::new(exponent, decimals, a).unwrap();
        let (low, high) = (a.min(b), a.max(b));
        let key = |price: Option<Price>| price.map_or(u64::MAX, Price::to_bits);
        prop_assert!(key(scale.price_down(low)) <= key(scale.price_down(high)));
        prop_assert!(key(scale.price_up(low)) <= key(scale.price_up(high)));
        prop_assert!(key(scale.price_down(a)) <= key(scale.price_up(a)));
    }
}

/// What may be lost: two units of 2^-31 of the price, and one of the smallest.
fn is_below(price: Price, exact: &BigRational, whole: &BigRational) -> bool {
    let lost = whole * ratio(1u8, pow2(30)) + price_value(Price::SMALLEST);
    price.is_well_formed() && price_value(price) <= *exact && exact - price_value(price) <= lost
}

fn is_above(price: Price, exact: &BigRational, whole: &BigRational) -> bool {
    let lost = whole * ratio(1u8, pow2(30)) + price_value(Price::SMALLEST);
    price.is_well_formed() && price_value(price) >= *exact && price_value(price) - exact <= lost
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(8192))]

    /// The three prices of a print, of a token or of a share times any multiplier.
    #[test]
    fn a_print_s_bounds(
        spot in 1..=i64::MAX as u64, shift in 0u32..62, conf_bps in 0..=10_000u64,
        exponent in -18..=0i32, decimals in 0..=18u8, multiplier in prop_oneof![Just(1u64 << 32), (1u64 << 12)..(1 << 63)],
        guess in prop_oneof![Just(None), (0..70u16).prop_map(Some)],
    ) {
        let spot = (spot >> shift).max(1);
        let part = |bps: u64| (u128::from(spot) * u128::from(bps) / 10_000) as u64;
        let conf = part(conf_bps);
        let zeros = (spot + conf).leading_zeros();
        let scale = Scale::guessed(exponent, decimals, spot + conf, guess.unwrap_or(zeros as u16)).unwrap();
        prop_assert_eq!(u32::from(scale.zeros()), zeros);
        let scale = if multiplier == 1 << 32 { scale } else { scale.times_q32(multiplier).unwrap() };
        let factor = ratio(multiplier, pow2(32));
        let value = |mantissa: u64| exact(mantissa, exponent, decimals) * &factor;
        let whole = value(spot) + value(conf);
        match scale.bounds(spot, conf) {
            None => prop_assert!(whole > price_value(Price::LARGEST) * ratio(1u8, 4u8)),
            Some(bounds) => {
                prop_assert!(is_below(bounds.spot, &value(spot), &whole));
                prop_assert!(is_below(bounds.low, &value(spot - conf), &whole));
                prop_assert!(is_above(bounds.high, &value(spot + conf), &whole));
            }
        }
    }
}

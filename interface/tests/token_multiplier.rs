//! The multiplier by integers against f64 arithmetic, which is exact here: scaling by 2^32 loses no bit.

use hypothec_interface::Error;
use hypothec_interface::token::Scaled;
use hypothec_interface::token::multiplier::{ONE_BITS, current, multiplier_q32_down};
use proptest::prelude::*;

const ONE: u64 = 1 << 32;

fn q32(multiplier: f64) -> Result<u64, Error> {
    multiplier_q32_down(multiplier.to_bits())
}

#[test]
fn multiplier_gives_known_values() {
    let (least, most) = (2f64.powi(-20), 2f64.powi(31).next_down());
    let golden = [
        (1.0, ONE),
        (0.5, ONE / 2),
        (10.0, 10 * ONE),
        (1.5, ONE + ONE / 2),
        (0.1, 429_496_729),
        // NVDAx, before and after 2026-09-10.
        (1.000_918_075_849_099_6, 4_298_910_401),
        (1.001_701_196_801_074, 4_302_273_880),
        (least, 1 << 12),
        (most, (1 << 63) - (1 << 10)),
    ];
    for (multiplier, expected) in golden {
        assert_eq!(q32(multiplier), Ok(expected), "{multiplier}");
    }
    assert_eq!(ONE_BITS, 1.0f64.to_bits());
}

#[test]
fn multiplier_is_exact_at_every_exponent() {
    for exponent in 0..2048u64 {
        for fraction in [0, 1, 0xa_5a5a_5a5a_5a5a, (1 << 52) - 1] {
            let bits = exponent << 52 | fraction;
            let expected = if (1003..=1053).contains(&exponent) {
                Ok((f64::from_bits(bits) * ONE as f64).floor() as u64)
            } else {
                Err(Error::BadMultiplier)
            };
            assert_eq!(multiplier_q32_down(bits), expected, "{bits:x}");
            assert_eq!(multiplier_q32_down(bits | 1 << 63), Err(Error::BadMultiplier), "{bits:x}");
        }
    }
}

#[test]
fn multiplier_refuses_what_is_not_a_positive_number() {
    let bad = [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, 0.0, -0.0, -1.0, f64::MIN_POSITIVE, 5e-324, 2f64.powi(31)];
    for multiplier in bad.into_iter().chain([2f64.powi(-20).next_down()]) {
        assert_eq!(q32(multiplier), Err(Error::BadMultiplier), "{multiplier}");
    }
}

#[test]
fn multiplier_is_in_force_from_its_second() {
    for (at_ts, bits) in [(i64::MIN, 1), (99, 1), (100, 2), (101, 2), (i64::MAX, 2)] {
        assert_eq!(current(1, 2, 100, at_ts), bits);
        assert_eq!(Scaled { multiplier: 1, new_multiplier: 2, effective_ts: 100 }.current(at_ts), bits);
    }
    assert_eq!(Scaled::ONE.current(-5), ONE_BITS);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4096))]

    #[test]
    fn floor_of_the_exact_product(exponent in -20..31i32, fraction in 1.0..2.0f64) {
        let multiplier = fraction * 2f64.powi(exponent);
        prop_assert_eq!(q32(multiplier), Ok((multiplier * ONE as f64).floor() as u64));
    }

    #[test]
    fn rises_with_the_multiplier(a in 1e-6..2e9f64, b in 1e-6..2e9f64) {
        prop_assert_eq!(a <= b, q32(a).unwrap() <= q32(b).unwrap() && (a <= b || q32(a) != q32(b)));
    }

    #[test]
    fn any_bits_are_in_range_or_refused(bits: u64) {
        match multiplier_q32_down(bits) {
            Ok(q) => prop_assert!((1 << 12..1 << 63).contains(&q)),
            Err(error) => prop_assert_eq!(error, Error::BadMultiplier),
        }
    }
}

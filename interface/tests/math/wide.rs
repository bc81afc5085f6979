use hypothec_interface::math::divide::*;
use hypothec_interface::math::wide::*;
use num_bigint::BigUint;
use proptest::prelude::*;

use crate::support::{big, div_up, double, limb, word};

/// Digits around which a 32-bit digit algorithm changes its mind.
const DIGITS: [u64; 9] = [0, 1, 2, 0x7fff_ffff, 0x8000_0000, 0x8000_0001, 0xffff_fffd, 0xffff_fffe, 0xffff_ffff];

fn edges() -> impl Iterator<Item = u64> + Clone {
    DIGITS.into_iter().flat_map(|hi| DIGITS.into_iter().map(move |lo| hi << 32 | lo))
}

fn check_div_64(n: [u64; 2], d: u64) {
    let expected = (n[1] < d).then(|| (limb(&(big(&n) / d)).unwrap(), limb(&(big(&n) % d)).unwrap()));
    assert_eq!(div_128_64(n, d), expected, "{n:?} / {d}");
}

fn check_div_128(n: [u64; 2], d: [u64; 2]) {
    let got = div_128_128(n, d).map(|(q, r)| (big(&q), big(&r)));
    let expected = (d != [0, 0]).then(|| (big(&n) / big(&d), big(&n) % big(&d)));
    assert_eq!(got, expected, "{n:?} / {d:?}");
}

#[test]
fn wide_products_and_quotients_of_edge_words_are_exact() {
    for a in edges() {
        for b in edges() {
            let product = u128::from(a) * u128::from(b);
            assert_eq!(mul_64(a, b), [product as u64, (product >> 64) as u64]);
            assert_eq!(checked_mul_64(a, b), a.checked_mul(b));
            for d in edges() {
                let n = u128::from(a) << 64 | u128::from(b);
                let expected = (a < d).then(|| ((n / u128::from(d)) as u64, (n % u128::from(d)) as u64));
                assert_eq!(div_128_64([b, a], d), expected, "{n} / {d}");
            }
        }
    }
}

#[test]
fn wide_double_quotients_of_edge_words_are_exact() {
    let few = [0, 1, 0x7fff_ffff_ffff_ffff, 0x8000_0000_0000_0000, 0x8000_0000_ffff_ffff, u64::MAX - 1, u64::MAX];
    for n in few.into_iter().flat_map(|h| few.map(|l| [l, h])) {
        for d in few.into_iter().flat_map(|h| few.map(|l| [l, h])) {
            check_div_128(n, d);
        }
    }
}

#[test]
fn wide_arithmetic_of_small_words_is_exact() {
    for a in 0..64u64 {
        for b in 0..64 {
            for c in 0..64 {
                assert_eq!(mul_div_down(a, b, c), (a * b).checked_div(c));
                assert_eq!(mul_div_up(a, b, c), (c != 0).then(|| (a * b).div_ceil(c)));
            }
        }
    }
}

#[test]
fn wide_normalise_counts_leading_zeros() {
    assert_eq!(normalise_64(0), (0, 63));
    for k in 0..64 {
        for x in [1u64 << k, u64::MAX >> k, 1 << k | 1] {
            assert_eq!(normalise_64(x), (x << x.leading_zeros(), u64::from(x.leading_zeros())));
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4096))]

    #[test]
    fn wide_products_equal_big_integers(a in word(), b in word()) {
        prop_assert_eq!(big(&mul_64(a, b)), BigUint::from(a) * b);
    }

    #[test]
    fn sums_and_differences(a in double(), b in double()) {
        prop_assert_eq!(add_128(a, b).map(|s| big(&s)), Some(big(&a) + big(&b)).filter(|s| s.bits() <= 128));
        prop_assert_eq!(sub_128(a, b).map(|d| big(&d)), (big(&a) >= big(&b)).then(|| big(&a) - big(&b)));
        prop_assert_eq!(lt_128(a, b), big(&a) < big(&b));
        prop_assert_eq!(lt_128(a, a), false);
    }

    #[test]
    fn wide_quotients_equal_big_integers(n in double(), d in double(), q in word()) {
        check_div_64(n, d[0]);
        check_div_128(n, d);
        // Numerators next to a multiple of the divisor, where an estimate is most often one off.
        let multiple = big(&d) * q;
        for near in [multiple.clone() + 1u8, multiple.clone(), if q > 0 && d != [0, 0] { multiple - 1u8 } else { multiple }] {
            if near.bits() <= 128 {
                let digits = near.to_u64_digits();
                let n = [digits.first().copied().unwrap_or(0), digits.get(1).copied().unwrap_or(0)];
                check_div_64(n, d[0]);
                check_div_128(n, d);
            }
        }
    }

    #[test]
    fn wide_mul_div_equals_big_integers(a in word(), b in word(), c in word()) {
        let product = BigUint::from(a) * b;
        let (down, up) = if c == 0 { (None, None) } else { (limb(&(&product / c)), limb(&div_up(&product, &c.into()))) };
        prop_assert_eq!(mul_div_down(a, b, c), down);
        prop_assert_eq!(mul_div_up(a, b, c), up);
    }
}

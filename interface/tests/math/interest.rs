use hypothec_interface::math::interest::*;
use hypothec_interface::math::q64::Q64;
use hypothec_interface::math::rate::{APR_BPS_Q64, RATE_MAX_Q64, YEAR_S};
use num_bigint::BigUint;
use num_traits::ToPrimitive;
use proptest::prelude::*;

use crate::support::{big, index, pow2, q64_value, ratio, word};

const X_MAX: u64 = 1 << 60;

fn rate() -> impl Strategy<Value = u64> {
    prop_oneof![0..=RATE_MAX_Q64, (0u64..=40_000).prop_map(|bps| bps * APR_BPS_Q64), word()]
}

fn seconds() -> impl Strategy<Value = u64> {
    prop_oneof![0u64..100, 0u64..1 << 20, 0u64..1 << 25, 0u64..1 << 32, word()]
}

fn steps_of(rate: u64, dt_s: u64) -> u64 {
    if rate == 0 { 1 } else { dt_s.div_ceil(X_MAX / rate.min(RATE_MAX_Q64)).max(1) }
}

#[test]
fn interest_without_time_rate_or_debt_is_zero() {
    let index = Q64([7, 1]);
    for (rate, dt) in [(0, u64::MAX), (RATE_MAX_Q64, 0)] {
        assert_eq!(accrue_up(index, 5, rate, dt), Accrual { index, interest: Q64::ZERO, saturated: false });
        assert_eq!(pending_up(5, rate, dt), 5);
    }
    assert_eq!(pending_up(0, RATE_MAX_Q64, u64::MAX), 0);
    assert_eq!(accrue_up(index, 0, RATE_MAX_Q64, 60).interest, Q64::ZERO);
    assert!(accrue_up(index, 0, RATE_MAX_Q64, 60).index > index);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(8192))]

    /// The fast path and the one for any index, debt and time agree; half of these cases take the former.
    #[test]
    fn fast_and_general_paths_agree(
        fraction in word(), integer in 1u64..3, shares in 0u64..1 << 51, rate in rate(), dt in 0u64..1 << 19,
    ) {
        let index = Q64([fraction, integer]);
        prop_assert_eq!(accrue_up(index, shares, rate, dt), accrue_any_up(index, shares, rate, dt));
    }
}

#[test]
fn interest_paths_agree_where_they_meet() {
    for index in [Q64::ONE, Q64([u64::MAX, 1]), Q64([0, 2])] {
        for shares in [0, 1, (1 << 50) - 1, 1 << 50] {
            for rate in [0, 1, RATE_MAX_Q64, u64::MAX] {
                for dt in [0, 1, (1 << 18) - 1, 1 << 18] {
                    assert_eq!(accrue_up(index, shares, rate, dt), accrue_any_up(index, shares, rate, dt));
                }
            }
        }
    }
}

#[test]
fn interest_past_a_limit_saturates_and_reports_it() {
    let still = |index, shares, rate, dt| {
        assert_eq!(accrue_up(index, shares, rate, dt), Accrual { index, interest: Q64::ZERO, saturated: true });
    };
    still(Q64([0, INDEX_LIMIT - 1]), 1, RATE_MAX_Q64, 1 << 30);
    still(Q64([0, INDEX_LIMIT]), 0, 0, 0);
    still(Q64::MAX, u64::MAX, u64::MAX, u64::MAX);
    still(Q64::ONE, DEBT_MAX, RATE_MAX_Q64, 1);
    still(Q64::ONE, u64::MAX, 1, 1);
    still(Q64([0, 1 << 20]), 1, u64::MAX, u64::MAX);
    still(Q64::ONE, DEBT_MAX + 1, 0, 0);
    still(Q64([0, (1 << 13) - 1]), (1 << 50) - 1, 0, 0);
    assert!(!accrue_up(Q64::ONE, DEBT_MAX, 0, 0).saturated);
    // Somewhat below the limit a minute accrues.
    let below = accrue_up(Q64::ONE, DEBT_MAX - (1 << 50), RATE_MAX_Q64, 60);
    assert!(!below.saturated && below.index > Q64::ONE);
}

#[test]
fn interest_of_a_year_at_ten_percent_is_compounded() {
    let year = index_up(Q64::ONE, 1_000 * APR_BPS_Q64, YEAR_S).map(q64_value).unwrap().to_f64().unwrap();
    assert!((year / 0.1f64.exp() - 1.0).abs() < 2.0 * 6.8e-7, "{year}");
}

/// The last steps are linear: a call cannot be made to run for long, nor does it lose the time.
#[test]
fn interest_beyond_32_steps_counts_time_linearly() {
    let step_s = X_MAX / RATE_MAX_Q64;
    let compounded = index_up(Q64::ONE, RATE_MAX_Q64, 32 * step_s).unwrap();
    let later = index_up(Q64::ONE, RATE_MAX_Q64, 32 * step_s + YEAR_S).unwrap();
    let factor = (q64_value(later) / q64_value(compounded)).to_f64().unwrap();
    assert!((factor - 5.0).abs() < 1e-7, "{factor}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4096))]

    /// Above the polynomial by at most 2^-33 x + 3 * 2^-64.
    #[test]
    fn growth_is_above_its_polynomial_by_at_most_its_bound(x in prop_oneof![0..=X_MAX, (0..=X_MAX, 0u32..60).prop_map(|(x, s)| x >> s)]) {
        let v = ratio(x, pow2(64));
        let exact = &v + &v * &v / ratio(2u8, 1u8) + &v * &v * &v / ratio(6u8, 1u8);
        let got = ratio(growth_up(x), pow2(64));
        prop_assert!(got >= exact);
        let slack = if x == 0 { ratio(0u8, 1u8) } else { v / ratio(pow2(33), 1u8) + ratio(3u8, pow2(64)) };
        prop_assert!(got - exact <= slack);
    }

    /// The polynomial against the exponential: 6.8e-7 of the factor, 1.1e-5 of the interest.
    #[test]
    fn growth_against_exp(x in 1u64 << 34..=X_MAX) {
        let (v, g) = (x as f64 / 2f64.powi(64), growth_up(x) as f64 / 2f64.powi(64));
        prop_assert!((g - v.exp_m1()).abs() <= 6.8e-7 * v.exp());
        prop_assert!((g / v.exp_m1() - 1.0).abs() <= 1.1e-5);
    }

    /// Compounded, the errors add up step by step.
    #[test]
    fn index_against_exp(i in index(), rate in 1u64 << 26..=RATE_MAX_Q64, dt_s in 1u64..1 << 24) {
        prop_assume!(i.floor() < 1 << 40 && steps_of(rate, dt_s) <= 32);
        let after = index_up(i, rate, dt_s).unwrap();
        let factor = (q64_value(after) / q64_value(i)).to_f64().unwrap();
        let exact = (rate as f64 * dt_s as f64 / 2f64.powi(64)).exp();
        prop_assert!((factor / exact - 1.0).abs() <= 6.8e-7 * steps_of(rate, dt_s) as f64 + 1e-12, "{} {}", factor, exact);
    }

    /// Interest is exactly what the index rose by, and limits are kept.
    #[test]
    fn accrual_books_exactly_what_the_index_rose_by(i in index(), shares in word(), rate in rate(), dt_s in seconds()) {
        let a = accrue_up(i, shares, rate, dt_s);
        prop_assert_eq!(big(&a.interest.0), (big(&a.index.0) - big(&i.0)) * shares);
        if a.saturated {
            prop_assert_eq!(a.index, i);
        } else {
            prop_assert!(a.index.floor() < INDEX_LIMIT);
            prop_assert!(big(&a.index.0) * shares <= BigUint::from(DEBT_MAX) << 64);
            prop_assert_eq!(index_up(i, rate, dt_s), Some(a.index));
        }
    }

    /// One call is never cheaper than simple interest, and never dearer than many calls by more than rounding.
    #[test]
    fn compounding_lies_between_simple_interest_and_many_calls(i in index(), rate in 1..=RATE_MAX_Q64, a in 1u64..1 << 20, b in 1u64..1 << 20) {
        prop_assume!(i.floor() < 1 << 40);
        let once = index_up(i, rate, a + b).unwrap();
        let twice = index_up(index_up(i, rate, a).unwrap(), rate, b).unwrap();
        let linear = big(&i.0) + ((big(&i.0) * rate * (a + b)) >> 64);
        prop_assert!(big(&once.0) >= linear);
        let apart = (q64_value(once) / q64_value(twice)).to_f64().unwrap() - 1.0;
        prop_assert!(apart.abs() <= 6.8e-7 * (steps_of(rate, a) + steps_of(rate, b)) as f64 + 1e-12);
    }

    /// Never below the exact linear sum; above by at most debt * 2^-32 + 1.
    #[test]
    fn pending_debt_is_above_the_linear_sum_by_at_most_its_bound(debt in word(), rate in rate(), dt_s in seconds()) {
        let got = BigUint::from(pending_up(debt, rate, dt_s));
        let interest = BigUint::from(debt) * rate.min(RATE_MAX_Q64) * dt_s.min(1 << 40);
        let exact = (BigUint::from(debt) << 64) + interest;
        if got < BigUint::from(u64::MAX) {
            prop_assert!(&got << 64 >= exact);
            prop_assert!(&got << 64 <= exact + (BigUint::from(debt) << 32) + pow2(64));
        } else {
            prop_assert!(exact + (BigUint::from(debt) << 32) + pow2(64) >= BigUint::from(u64::MAX) << 64);
        }
    }

    /// Longer or dearer is never less.
    #[test]
    fn pending_is_monotone(debt in word(), rate in 0..=RATE_MAX_Q64, dt_s in 0u64..1 << 41, more in 0u64..1 << 23) {
        prop_assert!(pending_up(debt, rate, dt_s) <= pending_up(debt, rate, dt_s + more));
    }
}

use hypothec_interface::math::rate::*;
use num_bigint::BigUint;
use proptest::prelude::*;

use crate::support::{limb, ratio, word};

fn point((utilisation_bps, apr_bps): (u16, u16)) -> Point {
    Point { utilisation_bps, apr_bps }
}

const KINKED: [(u16, u16); 8] = [
    (0, 0),
    (5_000, 200),
    (8_000, 450),
    (9_000, 900),
    (9_500, 3_000),
    (9_800, 10_000),
    (10_000, 40_000),
    (10_000, 40_000),
];

fn valid_curve() -> impl Strategy<Value = [Point; 8]> {
    (proptest::collection::btree_set(1u16..10_000, 6), proptest::collection::vec(0u16..=APR_MAX_BPS, 8)).prop_map(
        |(middle, mut aprs)| {
            aprs.sort_unstable();
            let utilisations: Vec<u16> = [0].into_iter().chain(middle).chain([10_000]).collect();
            std::array::from_fn(|i| point((utilisations[i], aprs[i])))
        },
    )
}

#[test]
fn rate_constants_are_exact() {
    assert_eq!(APR_BPS_Q64, limb(&((BigUint::from(1u8) << 64) / (YEAR_S * 10_000) + 1u8)).unwrap());
    const { assert!(RATE_MAX_Q64 < 1 << 42) };
}

#[test]
fn rate_curve_accepts_only_rising_points() {
    assert!(curve_is_valid(&KINKED.map(point)));
    assert!(curve_is_valid(
        &[(0, 5), (10_000, 5), (10_000, 5), (10_000, 5), (10_000, 5), (10_000, 5), (10_000, 5), (10_000, 5)].map(point)
    ));
    for (i, bad) in [
        (0, (1, 0)),
        (7, (9_999, 40_000)),
        (7, (10_000, 40_001)),
        (2, (4_999, 450)),
        (2, (8_000, 199)),
        (2, (5_000, 450)),
        (6, (10_001, 40_000)),
    ] {
        let mut curve = KINKED.map(point);
        curve[i] = point(bad);
        assert!(!curve_is_valid(&curve), "{i} {bad:?}");
    }
}

#[test]
fn rate_is_exact_at_points_and_between() {
    let curve = KINKED.map(point);
    let apr = |cash, debt| rate_q64_up(&curve, cash, debt) / APR_BPS_Q64;
    assert_eq!([apr(0, 0), apr(7, 0), apr(50, 50), apr(20, 80), apr(0, 1)], [0, 0, 200, 450, 40_000]);
    assert_eq!([apr(75, 25), apr(15, 85)], [100, 675]);
}

#[test]
fn utilisation_is_exact_at_the_edges() {
    assert_eq!(
        [utilisation_bps_up(0, 0), utilisation_bps_up(u64::MAX, 0), utilisation_bps_up(0, u64::MAX)],
        [0, 0, 10_000]
    );
    assert_eq!(
        [utilisation_bps_up(u64::MAX, 1), utilisation_bps_up(u64::MAX, u64::MAX), utilisation_bps_up(9_999, 1)],
        [1, 5_000, 1]
    );
    assert_eq!([utilisation_bps_up(10_000, 1), utilisation_bps_up(1, u64::MAX)], [1, 10_000]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4096))]

    /// Exact below 2^50 atoms of debt, and within a basis point above.
    #[test]
    fn utilisation_equals_the_exact_ratio_rounded(cash in word(), debt in word()) {
        prop_assume!(debt > 0);
        let total = BigUint::from(cash) + debt;
        let exact = limb(&((BigUint::from(debt) * 10_000u16 + &total - 1u8) / total)).unwrap();
        let got = utilisation_bps_up(cash, debt);
        prop_assert!(got <= 10_000);
        if debt >> 50 == 0 && cash.checked_add(debt).is_some() { prop_assert_eq!(got, exact); }
        else { prop_assert!(got.abs_diff(exact) <= 1); }
    }

    /// The ceiling of the line through the neighbours; never falling in utilisation.
    #[test]
    fn rate_interpolation_is_within_its_bounds(curve in valid_curve(), cash in 0u64..1 << 40, debt in 0u64..1 << 40, more in 0u64..1 << 40) {
        prop_assert!(curve_is_valid(&curve));
        let u = utilisation_bps_up(cash, debt);
        let i = (1..8).find(|i| u64::from(curve[*i].utilisation_bps) >= u).unwrap();
        let (from, to) = (curve[i - 1], curve[i]);
        let width = to.utilisation_bps - from.utilisation_bps;
        let rise = ratio(to.apr_bps - from.apr_bps, width) * ratio(u - u64::from(from.utilisation_bps), 1u8);
        let exact = (ratio(from.apr_bps, 1u8) + rise) * ratio(APR_BPS_Q64, 1u8);
        let rate = rate_q64_up(&curve, cash, debt);
        prop_assert_eq!(ratio(rate, 1u8), exact.ceil());
        prop_assert!(rate_q64_up(&curve, cash, debt + more) >= rate);
    }

    /// Any curve at all: no panic, and the cap holds.
    #[test]
    fn rate_never_panics(points in any::<[(u16, u16); 8]>(), cash in word(), debt in word()) {
        prop_assert!(rate_q64_up(&points.map(point), cash, debt) <= RATE_MAX_Q64);
        prop_assert!(!curve_is_valid(&points.map(point)) || points.is_sorted());
    }
}

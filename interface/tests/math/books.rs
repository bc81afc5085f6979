use hypothec_interface::math::books::*;
use hypothec_interface::math::q64::Q64;
use num_bigint::BigUint;
use proptest::prelude::*;

use crate::loss::{SMALL, claims, total};
use crate::support::{big, double, pow2, word};

#[test]
fn books_hold_at_the_edge_of_their_range() {
    let assets = Assets { cash: 2_000, flash_out: 100, debt_shares: 20, debt_index: Q64([1 << 63, 1]) };
    assert_eq!(books_gap(&assets, &SMALL), Some([0, 0, 0, 0]));
    assert!(!books_hold(&Assets { debt_index: Q64([(1 << 63) - 1, 1]), ..assets }, &SMALL));
    assert!(!books_hold(&assets, &Claims { fees: Q64([1, 30]), ..SMALL }));
    let carried = Claims { supply_shares: 1, supply_index: Q64::MAX, fees: Q64([1, 0]), buffer: Q64::ZERO };
    assert_eq!(carried.total(), [0, 0, 1, 0]);
    let huge = Assets { cash: u64::MAX, flash_out: u64::MAX, debt_shares: u64::MAX, debt_index: Q64::MAX };
    let most = Claims { supply_shares: u64::MAX, supply_index: Q64::MAX, fees: Q64::MAX, buffer: Q64::MAX };
    assert!(!books_hold(&huge, &most));
    assert_eq!(
        books_gap(&huge, &Claims { buffer: Q64::ZERO, ..most }).map(|g| big(&g)),
        Some((pow2(64) - 1u8) * 2u8 * pow2(64) - big(&Q64::MAX.0))
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4096))]

    #[test]
    fn gap_is_exact(c in claims(), cash in word(), flash_out in word(), debt_shares in word(), debt_index in double()) {
        let assets = Assets { cash, flash_out, debt_shares, debt_index: Q64(debt_index) };
        let have: BigUint = big(&debt_index) * debt_shares + ((BigUint::from(cash) + flash_out) << 64);
        let owed = total(&c);
        prop_assert_eq!(big(&assets.total()), have.clone());
        prop_assert_eq!(big(&c.total()), owed.clone());
        prop_assert_eq!(books_gap(&assets, &c).map(|g| big(&g)), (have >= owed).then(|| have - owed));
    }
}

//! Liquidations worked out by hand.

use hypothec_interface::Error;
use hypothec_interface::math::liquidation::*;
use hypothec_interface::math::price::{Price, VALUE_MAX};

use crate::liquidation_book::*;

#[test]
fn liquidation_of_the_counter_example_of_h2_closes_a_slot() {
    // 100 stable (lt .90) and 1,000 MSTRx (lt .40) against 540, h 1.05, b 5 %: 95.2 of the debt for the stable slot
    // would lower HF from .9074 to .8994; so that pair closes whole, and the other brings HF up
    let dollar = Price::from_bits(63 << 32 | 1 << 31); // 2^31 * 2^-32 = half a unit an atom
    let usd = |n: u64| n << 17;
    let five = BonusTerms { min_bps: 500, max_bps: 500, slope_bps: 0, bad_bps: 100, extra_bps: 0, cap_bps: u16::MAX };
    let book = Book {
        supply: vec![(usd(100), dollar, 9_000), (usd(1_000), dollar, 4_000)],
        debt: vec![(usd(540), dollar, 10_000)],
        terms: five,
        target_bps: 10_500,
    };
    let (sums, all) = (book.sums(), book.limits(10 << 16, u64::MAX));
    let bonus = sums.bonus_down(&five);
    assert_eq!(bonus, Bonus { bps: 500, insolvent: false });
    let stable = book.pair(0, 0, 0);
    assert!(sums.falls(&stable, &bonus));
    let size = sums.size_up(&stable, &bonus, &all).expect("whole");
    assert_eq!((size.whole, size.takes_supply), (true, true));
    assert_eq!(size.repay, (100u64 << 16).wrapping_mul(10_000).div_ceil(10_500) * 2);
    let asked = book.limits(10 << 16, size.repay - 1);
    assert_eq!(sums.size_up(&stable, &bonus, &asked), Err(Error::WholeSlotOnly));
    let asked = book.limits(10 << 16, size.repay);
    assert_eq!(sums.size_up(&stable, &bonus, &asked), Ok(size), "exactly the slot is enough");
    let stock = book.pair(0, 1, 0);
    assert!(!sums.falls(&stock, &bonus));
    let size = sums.size_up(&stock, &bonus, &all).expect("partial");
    // (1.05 * 540 - 490) / (1.05 - 1.05 * .4) = 77 / .63 = 122.2
    assert!(!size.whole && size.repay.abs_diff(usd(1_222) / 10) < usd(1) / 10, "{size:?}");
    let (after, ..) = exchange(&book, &stock, &bonus, &size, (0, 1));
    let (power, weight) = exact(&after);
    assert!(power >= weight * bps(10_500));
}

#[test]
fn liquidation_bonus_grows_with_the_room_below_health_one() {
    let terms =
        BonusTerms { min_bps: 100, max_bps: 500, slope_bps: 5_000, bad_bps: 100, extra_bps: 200, cap_bps: u16::MAX };
    let sums = |supply, hf: u128| Sums { power: 1_000_000 * hf, weight: 10_000_000_000, supply, debt: 1_000_000 };
    let bonus = |supply, hf| (sums(supply, hf).bonus_down(&terms).bps, sums(supply, hf).bonus_down(&terms).insolvent);
    assert_eq!(bonus(2_000_000, 10_100), (300, false), "healthy: the least, and the extra");
    assert_eq!(bonus(2_000_000, 9_500), (450, false), "half of the 5 % short, and the extra");
    assert_eq!(bonus(2_000_000, 5_000), (700, false), "the greatest, and the extra");
    assert_eq!(bonus(1_020_000, 5_000), (200, false), "what there is room for");
    assert_eq!(bonus(1_010_000, 5_000), (100, false), "room for exactly b_bad");
    assert_eq!(bonus(1_009_999, 5_000), (100, true), "and below it");
    assert_eq!(bonus(900_000, 5_000), (100, true), "under water");
    assert_eq!(sums(2_000_000, 5_000).bonus_down(&BonusTerms { cap_bps: 50, ..terms }).bps, 50);
    assert_eq!(Sums { supply: 7, ..Sums::default() }.room_bps_down(), Some(u64::MAX));
}

#[test]
fn liquidation_refuses_a_debt_below_the_floor() {
    let unit = Price::from_bits(64 << 32 | 1 << 31); // one unit an atom
    let terms = BonusTerms { min_bps: 100, max_bps: 100, slope_bps: 0, bad_bps: 0, extra_bps: 0, cap_bps: u16::MAX };
    let book = |held, owed, asked| {
        let book =
            Book { supply: vec![(held, unit, 8_000)], debt: vec![(owed, unit, 10_000)], terms, target_bps: 10_500 };
        let sums = book.sums();
        sums.size_up(&book.pair(0, 0, 0), &sums.bonus_down(&terms), &book.limits(1_000, asked))
    };
    // x = (1.05 * 1200 - .8 * 1400) / (1.05 - .808) = 578.5: 621 would be left, so all of it goes
    let all = Size { repay: 1_200, whole: false, takes_supply: false };
    assert_eq!(book(1_400, 1_200, u64::MAX), Ok(all));
    assert_eq!(book(1_400, 1_200, 1_199), Ok(Size { repay: 200, ..all }), "one atom less: the floor is left");
    assert_eq!(book(1_400, 1_200, 100), Ok(Size { repay: 100, ..all }));
    assert_eq!(book(1_100, 999, 998), Err(Error::DebtBelowFloor), "less than the floor: all or nothing");
    assert_eq!(book(1_100, 999, 999), Ok(Size { repay: 999, ..all }));
}

#[test]
fn liquidation_refuses_worthless_and_healthy_pairs() {
    let unit = Price::from_bits(64 << 32 | 1 << 31);
    let terms = BonusTerms { min_bps: 100, max_bps: 100, slope_bps: 0, bad_bps: 0, extra_bps: 0, cap_bps: u16::MAX };
    let sums = Sums { power: 1, weight: 2, supply: 10, debt: 1 };
    let pair = Pair {
        owed: 10,
        debt_price: unit,
        factor_bps: 10_000,
        share_up: 0,
        held: 10,
        supply_price: unit,
        weight_bps: 5_000,
    };
    let limits = Limits { target_bps: 10_000, floor: 0, asked: u64::MAX };
    let bonus = sums.bonus_down(&terms);
    for worthless in [
        Pair { owed: 0, ..pair },
        Pair { held: 0, ..pair },
        Pair { debt_price: Price::ZERO, ..pair },
        Pair { supply_price: Price::ZERO, ..pair },
    ] {
        assert_eq!(sums.size_up(&worthless, &bonus, &limits), Err(Error::Worthless));
    }
    let healthy = Sums { power: 2, ..sums };
    assert_eq!(healthy.size_up(&pair, &bonus, &limits), Err(Error::NotLiquidatable));
}

#[test]
fn liquidation_of_the_largest_position_closes_in_pieces() {
    let unit = Price::from_bits(64 << 32 | 1 << 31);
    let terms = BonusTerms { min_bps: 100, max_bps: 500, slope_bps: 0, bad_bps: 100, extra_bps: 0, cap_bps: u16::MAX };
    let book =
        Book { supply: vec![(1 << 55, unit, 8_000)], debt: vec![(1 << 55, unit, 10_000)], terms, target_bps: 10_500 };
    let sums = book.sums();
    assert_eq!((sums.supply, sums.debt), (VALUE_MAX, VALUE_MAX));
    let (pair, bonus) = (book.pair(0, 0, 0), sums.bonus_down(&terms));
    let size = sums.size_up(&pair, &bonus, &book.limits(1, u64::MAX)).expect("liquidatable");
    assert_eq!(size, Size { repay: VALUE_MAX, whole: false, takes_supply: false });
    assert!(pair.seized_down(size.repay, &bonus) <= VALUE_MAX + VALUE_MAX / 100);
}

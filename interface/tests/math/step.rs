//! The references' steps: exact to the unit in the last place, never past their goal, never more than a quarter.

use hypothec_interface::math::price::Price;
use num_rational::BigRational;
use num_traits::Zero;
use proptest::prelude::*;

use crate::support::{price_value, ratio};

/// A price of any exponent.
fn normal() -> impl Strategy<Value = Price> {
    (0..=95u64, (1u64 << 31)..(1 << 32)).prop_map(|(exponent, m)| Price::from_bits(exponent << 32 | m))
}

/// One near another: up to a few exponents away, or of the same.
fn near() -> impl Strategy<Value = (Price, Price)> {
    (8..=88u64, (1u64 << 31)..(1 << 32), -6..=6i64, (1u64 << 31)..(1 << 32), any::<bool>()).prop_map(
        |(exponent, m, away, other, same)| {
            let to = if same { exponent } else { exponent.saturating_add_signed(away) };
            (Price::from_bits(exponent << 32 | m), Price::from_bits(to << 32 | other))
        },
    )
}

/// A unit in the last place of a price.
fn unit(price: Price) -> BigRational {
    price_value(price) / ratio(price.mantissa(), 1u8)
}

fn abs(x: BigRational) -> BigRational {
    if x < BigRational::zero() { -x } else { x }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4096))]

    /// `floor(min(distance, self / 4) * seconds / 2^n)` units, to the unit, and one bit where the exponent changes.
    #[test]
    fn a_step_is_what_the_rule_says((from, goal) in near(), n in 8..=15u32, part in 0..=1_000u64) {
        let seconds = part * (1 << n) / 1_000;
        let is = from.stepped(goal, seconds, n);
        prop_assert!(is.is_well_formed());
        let (a, g, r) = (price_value(from), price_value(goal), price_value(is));
        let way = abs(&g - &a).min(&a * ratio(1u8, 4u8)) * ratio(seconds, 1u64 << n);
        let moved = abs(&r - &a);
        // never more than the rule, never less by more than two units: the floor, and the bit that another exponent drops
        prop_assert!(moved <= &way + unit(from), "{from:?} {goal:?} {seconds}/{n}: {is:?}");
        prop_assert!(&moved + unit(from) * ratio(3u8, 1u8) >= way, "{from:?} {goal:?} {seconds}/{n}: {is:?}");
        prop_assert!(if goal >= from { from <= is && is <= goal } else { is <= from && goal <= is }, "{from:?} {goal:?}");
    }

    /// Inside the range nothing moves; outside it the edge is reached, or the way is a quarter's part.
    #[test]
    fn what_is_carried_goes_toward_the_range((from, a) in near(), b in normal(), n in 8..=12u32, seconds in 0..=256u64) {
        let (low, high) = (a.min(b), a.max(b));
        let is = from.carried(low, high, seconds, n);
        prop_assert!(is.is_well_formed());
        if low <= from && from <= high {
            prop_assert_eq!(is, from);
        } else {
            let edge = if from < low { low } else { high };
            let most = price_value(from) * ratio(1u8, 4u8) * ratio(seconds, 1u64 << n);
            let (moved, all) = (abs(price_value(is) - price_value(from)), abs(price_value(edge) - price_value(from)));
            prop_assert!(moved <= &most + unit(from) && moved <= &all + unit(from), "{from:?} {edge:?} {is:?}");
            prop_assert!(is == edge || &moved + unit(from) * ratio(3u8, 1u8) >= most, "{from:?} {edge:?} {is:?}");
        }
    }

    #[test]
    fn a_part_is_rounded_to_its_side(price in normal(), bps in 0..=20_000u16) {
        let exact = price_value(price) * ratio(bps, 10_000u16);
        let (down, up) = (price.part_down(bps), price.part_up(bps));
        prop_assert!(down.is_well_formed() && up.is_well_formed());
        let step = &exact * ratio(1u8, 1u32 << 31) + price_value(Price::SMALLEST);
        prop_assert!(price_value(down) <= exact);
        prop_assert!(price_value(up) >= exact || up == Price::LARGEST);
        if up < Price::LARGEST {
            prop_assert!(&exact - price_value(down) <= step && price_value(up) - &exact <= step, "{price:?} {bps}");
        }
    }
}

use hypothec_interface::math::liquidation::{BONUS_LIMIT_BPS, Bonus, BonusTerms, Sums};
use hypothec_interface::math::price::VALUE_LIMIT;
use num_bigint::BigUint;
use proptest::prelude::*;

use crate::support::word;

#[test]
fn the_slope_of_the_largest_shortfall_is_exact() {
    let terms = BonusTerms { min_bps: 0, max_bps: 1_000, slope_bps: 100, bad_bps: 0, extra_bps: 0, cap_bps: u16::MAX };
    for bits in [16, 47, 48, 49, 60, 62] {
        let weight = 1u128 << bits;
        let bonus = |power: u128| Sums { power, weight, supply: 2, debt: 1 }.bonus_down(&terms).bps;
        assert_eq!([bonus(0), bonus(weight / 2), bonus(weight)], [100, 50, 0], "2^{bits}");
    }
}

proptest! {
    /// The bonus is the plain formula, whatever the sums, from those of one limb to the largest.
    #[test]
    fn bonus_is_the_plain_formula(words in prop::array::uniform4(word()), bits in any::<[u16; 6]>(), small in any::<bool>(), coarse in any::<bool>()) {
        let [supply, debt, power, weight] = words.map(|word| if small { word >> 16 } else { word });
        // what one limb holds at its edges
        let [power, weight] = [power, weight].map(|word| if coarse { word >> 20 << 14 } else { word });
        let [min_bps, max_bps, slope_bps, bad_bps, extra_bps, cap_bps] = bits;
        let sums = Sums {
            power: u128::from(power) << 4,
            weight: u128::from(weight) << 4,
            supply: supply % (VALUE_LIMIT << 4),
            debt: debt % (VALUE_LIMIT << 4),
        };
        let terms = BonusTerms { min_bps, max_bps, slope_bps, bad_bps, extra_bps, cap_bps };
        let part = |part: u128, of: u16, whole: u128| {
            if whole == 0 { u64::MAX } else { (BigUint::from(part) * of / whole).try_into().unwrap_or(u64::MAX) }
        };
        let cap = u64::from(cap_bps).min(BONUS_LIMIT_BPS);
        let room = sums.supply.checked_sub(sums.debt).map(|over| part(over.into(), 10_000, sums.debt.into()));
        let expected = match room {
            Some(room) if room >= u64::from(bad_bps) => {
                let short = sums.weight.saturating_sub(sums.power);
                let sloped = if short == 0 { 0 } else { part(short, slope_bps, sums.weight) };
                let wished = sloped.max(min_bps.into()).min(max_bps.into()) + u64::from(extra_bps);
                Bonus { bps: wished.min(room).min(cap), insolvent: false }
            }
            _ => Bonus { bps: cap.min(bad_bps.into()), insolvent: true },
        };
        prop_assert_eq!(sums.bonus_down(&terms), expected);
    }
}

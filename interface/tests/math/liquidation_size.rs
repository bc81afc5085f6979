//! The size of a liquidation against its formula in full.

use hypothec_interface::Error;
use hypothec_interface::math::liquidation::*;
use hypothec_interface::math::price::VALUE_MAX;
use proptest::prelude::*;

use crate::support::{price, word};

/// The size by the formula as it reads: every amount is computed, whether or not it decides anything.
fn size_in_full(sums: &Sums, pair: &Pair, bonus: &Bonus, limits: &Limits) -> Result<Size, Error> {
    let saturating = |atoms: Option<u64>| atoms.unwrap_or(u64::MAX);
    let up = |value: u64| saturating(pair.debt_price.atoms_up(value));
    if pair.held == 0 || pair.owed == 0 || pair.supply_price.is_zero() || pair.debt_price.is_zero() {
        return Err(Error::Worthless);
    }
    let emptying = match pair.supply_price.value_up(pair.held) {
        Some(value) => up((value * 10_000).div_ceil(10_000 + bonus.bps)),
        None => u64::MAX,
    };
    let in_one = pair.debt_price.value_up(pair.owed).is_some();
    let piece = if in_one { u64::MAX } else { saturating(pair.debt_price.atoms_down(VALUE_MAX)) };
    let most = pair.owed.min(emptying).min(piece);
    let (power, weight, target) = (sums.power, sums.weight, u128::from(limits.target_bps));
    let need = (weight * target).checked_sub(power * 10_000).filter(|need| *need != 0).ok_or(Error::NotLiquidatable);
    let (all, need) = if limits.target_bps == TARGET_ALL { (true, 1) } else { (false, need?) };
    let lost = (10_000 + u128::from(bonus.bps)) * u128::from(pair.weight_bps);
    let gained = target * u128::from(pair.factor_bps);
    let falls = power * u128::from(pair.factor_bps) * 10_000 < weight * lost;
    if gained <= lost && !all || bonus.insolvent || falls {
        let whole = Size { repay: most, whole: most != piece, takes_supply: most == emptying };
        return if limits.asked < most { Err(Error::WholeSlotOnly) } else { Ok(whole) };
    }
    let partial = if all { u64::MAX } else { u64::try_from(need.div_ceil(gained - lost)).unwrap_or(u64::MAX) };
    let wanted = up(partial).saturating_add(pair.share_up).min(most);
    let is_dust = |repay: u64| {
        repay < most && pair.debt_price.value_up_saturating(pair.owed.saturating_sub(repay)) < limits.floor
    };
    let wanted = if is_dust(wanted) { most } else { wanted };
    let mut repay = wanted.min(limits.asked);
    if repay != wanted && is_dust(repay) {
        match pair.owed.checked_sub(up(limits.floor).saturating_add(pair.share_up)) {
            Some(less @ 1..) => repay = less.min(limits.asked),
            _ => return Err(Error::DebtBelowFloor),
        }
    }
    Ok(Size { repay, whole: false, takes_supply: repay == emptying })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(8192))]

    #[test]
    fn the_size_is_that_of_the_formula_in_full(
        prices in (price(), price()),
        amounts in (word(), word()),
        ((power, weight), (factor_bps, weight_bps)) in ((0u128..1 << 66, 0u128..1 << 66), (1u16.., any::<u16>())),
        (bps, insolvent, share_up) in (0u64..=BONUS_LIMIT_BPS, prop::bool::weighted(0.1), 0u64..4),
        (target_bps, floor, asked) in (prop_oneof![4 => 1u16.., 1 => Just(TARGET_ALL)], 0u64..1 << 20, prop_oneof![Just(u64::MAX), word()]),
    ) {
        let ((supply_price, debt_price), (held, owed)) = (prices, amounts);
        let pair = Pair { owed, debt_price, factor_bps, share_up, held, supply_price, weight_bps };
        let (bonus, limits) = (Bonus { bps, insolvent }, Limits { target_bps, floor, asked });
        // health near 1 as often as anywhere; sums that small prices reach as often as large
        for shift in [0, 20, 40] {
            for power in [power, weight - weight / 16] {
                let sums = Sums { power: power >> shift, weight: weight >> shift, supply: 0, debt: 0 };
                let full = size_in_full(&sums, &pair, &bonus, &limits);
                prop_assert_eq!(sums.size_up(&pair, &bonus, &limits), full);
            }
        }
    }
}

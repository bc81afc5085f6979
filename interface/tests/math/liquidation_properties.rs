//! What holds of every liquidation of a random position, against exact sums of the same slots.

use hypothec_interface::math::liquidation::*;
use hypothec_interface::math::price::VALUE_LIMIT;
use num_bigint::BigUint;
use num_rational::BigRational;
use num_traits::{One, Zero};
use proptest::prelude::*;

use crate::liquidation_book::*;
use crate::support::{div_up, limb, pow2, price, price_value, word};

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4096))]

    #[test]
    fn atoms_of_a_value(value in word(), price in price()) {
        let (down, up) = (price.atoms_down(value), price.atoms_up(value));
        prop_assert_eq!(price.atoms_down_saturating(value), down.unwrap_or(u64::MAX));
        prop_assert_eq!(price.atoms_up_saturating(value), up.unwrap_or(u64::MAX));
        if price.is_zero() {
            prop_assert_eq!((down, up), (None, None));
        } else {
            let (n, m) = (BigUint::from(value) * pow2(price.shift()), BigUint::from(price.mantissa()));
            prop_assert_eq!(down, limb(&(&n / &m)));
            prop_assert_eq!(up, if down.is_some() { limb(&div_up(&n, &m)) } else { None });
        }
    }

    /// b <= room while solvent, and never above b_bad otherwise; against exact sums of the same slots.
    #[test]
    fn bonus_within_room(book in book()) {
        let (sums, terms) = (book.sums(), book.terms);
        let bonus = sums.bonus_down(&terms);
        let supply: BigRational = book.supply.iter().map(worth).sum();
        let debt: BigRational = book.debt.iter().map(worth).sum();
        if bonus.insolvent {
            prop_assert_eq!(bonus.bps, u64::from(terms.bad_bps));
        } else {
            prop_assert!(bps(bonus.bps) <= supply / debt - BigRational::one());
            prop_assert!(bonus.bps <= u64::from(terms.max_bps + terms.extra_bps));
        }
    }

    /// Health after: in [h, h + eps], or a whole slot closed, or the floor made it so, or less was asked.
    #[test]
    fn liquidation_raises_health_or_closes_a_slot(book in book(), at in (any::<prop::sample::Index>(), any::<prop::sample::Index>()), share in 0u64..3) {
        let at = (at.0.index(book.debt.len()), at.1.index(book.supply.len()));
        let sums = book.sums();
        let (pair, bonus) = (book.pair(at.0, at.1, share), sums.bonus_down(&book.terms));
        let Ok(size) = sums.size_up(&pair, &bonus, &book.limits(0, u64::MAX)) else { return Ok(()) };
        let (after, freed, seized) = exchange(&book, &pair, &bonus, &size, at);
        let closes = freed == pair.owed || seized == pair.held;
        prop_assert!(!size.whole || closes, "{:?}", size);
        prop_assert!(!bonus.insolvent || closes, "{:?}", size);
        if closes {
            return Ok(());
        }
        let (h, (power, weight)) = (bps(book.target_bps.into()), exact(&after));
        prop_assert!(power >= &h * &weight, "short of the target: {:?}", size);

        // eps: one unit of Value for each slot (sums) and for x, one share and one atom of the debt, and on the seized
        // side two units and an atom
        let (lt, bf) = (bps(pair.weight_bps.into()), bps(pair.factor_bps.into()));
        let lost = (BigRational::one() + bps(bonus.bps)) * &lt;
        let divisor = &h * &bf - &lost;
        let (l, d) = exact(&book);
        let units: BigRational = book.debt.iter().map(|slot| &h * bps(slot.2.into())).sum::<BigRational>()
            + book.supply.iter().map(|slot| bps(slot.2.into())).sum::<BigRational>();
        let x = (&h * &d - &l + units) / divisor + int(1) + int(share + 1) * price_value(pair.debt_price);
        let kept = (int(3) + price_value(pair.supply_price)) * &lt;
        let rest = d - &x * bf;
        // where roundings alone could repay the rest, health has no bound
        prop_assert!(rest <= int(0) || power / weight <= (l - x * lost + kept) / rest, "past the target: {:?}", size);
    }

    /// Never seizes more than repaid * (1 + b), at settlement prices; and what the protocol takes is within the bonus.
    #[test]
    fn seizes_no_more(
        book in book(),
        at in (any::<prop::sample::Index>(), any::<prop::sample::Index>()),
        (asked, floor, share) in (word(), 0u64..1 << 24, 0u64..3),
        part in 0u16..=10_000,
    ) {
        let at = (at.0.index(book.debt.len()), at.1.index(book.supply.len()));
        let sums = book.sums();
        let (pair, bonus) = (book.pair(at.0, at.1, share), sums.bonus_down(&book.terms));
        let Ok(size) = sums.size_up(&pair, &bonus, &book.limits(floor, asked)) else { return Ok(()) };
        prop_assert!(size.repay <= pair.owed && size.repay <= asked);
        let (after, freed, seized) = exchange(&book, &pair, &bonus, &size, at);
        let gain = BigRational::one() + bps(bonus.bps);
        let paid = int(size.repay) * price_value(pair.debt_price);
        prop_assert!(int(seized) * price_value(pair.supply_price) <= &paid * &gain);
        let part = protocol_part_down(seized, &bonus, part);
        prop_assert!(int(part) * gain <= int(seized) * bps(bonus.bps));
        // a partial one leaves no debt between zero and the floor
        let left = pair.debt_price.value_up_saturating(after.debt[at.0].0);
        let exhausted = freed == pair.owed || seized == pair.held;
        prop_assert!(exhausted || left >= floor || size.repay == 0, "{:?} leaves {}", size, left);
        // and where HF >= (1 + b) * lt / bf health does not fall
        let ((l, d), (l2, d2)) = (exact(&book), exact(&after));
        if !size.whole && !d2.is_zero() && !sums.falls(&pair, &bonus) && freed == size.repay {
            prop_assert!(l2 * &d >= l * &d2 || freed == 0);
        }
    }

    /// No words make it panic, and no size passes what was asked or owed.
    #[test]
    fn liquidation_never_panics_on_any_input(words in prop::array::uniform8(word()), prices in (price(), price()), bits in any::<[u16; 8]>()) {
        let [owed, held, asked, floor, supply, debt, power, weight] = words;
        let [a, b, c, d, e, f, g, h] = bits;
        let sums = Sums {
            power: u128::from(power) << 4,
            weight: u128::from(weight) << 4,
            supply: supply % (VALUE_LIMIT << 4),
            debt: debt % (VALUE_LIMIT << 4),
        };
        let terms = BonusTerms { min_bps: a, max_bps: b, slope_bps: c, bad_bps: d, extra_bps: e, cap_bps: f };
        let pair = Pair {
            owed, debt_price: prices.0, factor_bps: g, share_up: weight >> 1, held, supply_price: prices.1, weight_bps: h,
        };
        let bonus = sums.bonus_down(&terms);
        if let Ok(size) = sums.size_up(&pair, &bonus, &Limits { target_bps: e, floor, asked }) {
            prop_assert!(size.repay <= owed && size.repay <= asked);
        }
        prop_assert!(pair.seized_down(owed, &bonus) <= held);
        prop_assert!(protocol_part_down(held, &bonus, a) <= held);
    }
}

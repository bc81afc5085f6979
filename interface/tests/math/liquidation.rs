use hypothec_interface::Error;
use hypothec_interface::math::liquidation::*;
use hypothec_interface::math::price::{Price, VALUE_LIMIT, VALUE_MAX};
use num_bigint::{BigInt, BigUint};
use num_rational::BigRational;
use num_traits::{One, Zero};
use proptest::prelude::*;

use crate::support::{div_up, limb, pow2, price, price_value, ratio, word};

/// A slot as the test sees it: atoms, price, weight or factor in basis points.
pub type Slot = (u64, Price, u16);

#[derive(Clone, Debug)]
pub struct Book {
    pub supply: Vec<Slot>,
    pub debt: Vec<Slot>,
    pub terms: BonusTerms,
    pub target_bps: u16,
}

pub fn int(n: u64) -> BigRational {
    BigRational::from(BigInt::from(n))
}

pub fn bps(n: u64) -> BigRational {
    ratio(n, 10_000u64)
}

fn worth(slot: &Slot) -> BigRational {
    int(slot.0) * price_value(slot.1)
}

/// Exact L and D.
fn exact(book: &Book) -> (BigRational, BigRational) {
    let sum = |slots: &[Slot]| slots.iter().map(|slot| worth(slot) * bps(slot.2.into())).sum();
    (sum(&book.supply), sum(&book.debt))
}

impl Book {
    pub fn sums(&self) -> Sums {
        let mut sums = Sums::default();
        for (atoms, price, weight) in &self.supply {
            let value = price.value_down_saturating(*atoms);
            sums.power += u128::from(value) * u128::from(*weight);
            sums.supply += value;
        }
        for (atoms, price, factor) in &self.debt {
            let value = price.value_up_saturating(*atoms);
            sums.weight += u128::from(value) * u128::from(*factor);
            sums.debt += value;
        }
        sums
    }

    pub fn pair(&self, debt: usize, supply: usize, share_up: u64) -> Pair {
        let ((owed, debt_price, factor_bps), (held, supply_price, weight_bps)) = (self.debt[debt], self.supply[supply]);
        Pair { owed, debt_price, factor_bps, share_up, held, supply_price, weight_bps }
    }

    pub fn limits(&self, floor: u64, asked: u64) -> Limits {
        Limits { target_bps: self.target_bps, floor, asked }
    }
}

/// Prices of real assets: from 2^-18 to 2^2 units an atom.
fn real_price() -> impl Strategy<Value = Price> {
    (1u64 << 31..1u64 << 32, 30u64..50).prop_map(|(m, s)| Price::from_bits((95 - s) << 32 | m))
}

/// A slot worth between 2^16 (1 USD) and 2^44 units.
fn slot(weights: std::ops::RangeInclusive<u16>) -> impl Strategy<Value = Slot> {
    (real_price(), 16u64..44, any::<u32>(), weights).prop_map(|(price, k, dust, weight)| {
        let value = (1u64 << k) | (u64::from(dust) & ((1 << k) - 1));
        (price.atoms_up(value).expect("small").max(1), price, weight)
    })
}

fn terms() -> impl Strategy<Value = BonusTerms> {
    (0u16..=300, 0u16..=1_000, 0u16..=10_000, 0u16..=200, 0u16..=500).prop_map(|(min, more, slope, bad, extra)| {
        let max_bps = min.max(bad) + more;
        BonusTerms { min_bps: min, max_bps, slope_bps: slope, bad_bps: bad, extra_bps: extra, cap_bps: u16::MAX }
    })
}

/// A position whose debts are scaled to a health between 0.5 and 1.1.
pub fn book() -> impl Strategy<Value = Book> {
    let sides = (prop::collection::vec(slot(0..=8_500), 1..5), prop::collection::vec(slot(10_000..=15_000), 1..4));
    (sides, terms(), 10_000u16..=12_000, 5_000u64..11_000).prop_map(
        |((supply, mut debt), terms, target_bps, health)| {
            let book = Book { supply: supply.clone(), debt: debt.clone(), terms, target_bps };
            let (power, weight) = exact(&book);
            let by = power / (bps(health) * weight);
            for slot in &mut debt {
                let atoms = (int(slot.0) * &by).to_integer();
                slot.0 = u64::try_from(atoms).unwrap_or(u64::MAX >> 8).clamp(1, u64::MAX >> 8);
            }
            Book { supply, debt, terms, target_bps }
        },
    )
}

/// What an exchange makes of the book, and (repaid, freed, seized) atoms. Shares of the debt are `share` atoms each.
pub fn exchange(book: &Book, pair: &Pair, bonus: &Bonus, size: &Size, at: (usize, usize)) -> (Book, u64, u64) {
    let freed = match (size.repay >= pair.owed, pair.share_up) {
        (true, _) => pair.owed,
        (_, 0) => size.repay,
        (_, share) => size.repay / share * share,
    };
    let seized = if size.takes_supply { pair.held } else { pair.seized_down(freed, bonus) };
    let mut after = book.clone();
    after.debt[at.0].0 -= freed;
    after.supply[at.1].0 -= seized;
    (after, freed, seized)
}

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

//! Liquidating in pieces against liquidating once, with the bound that `docs/math.md` argues for.

use hypothec_interface::math::liquidation::*;
use proptest::prelude::*;

use crate::liquidation_book::{Book, book, bps, exchange, int};
use crate::support::price_value;

/// Where the smallest debt that may be left stands.
#[derive(Clone, Copy, Debug)]
enum Floor {
    None,
    At(u64),
    /// This many units below what a liquidation at once leaves: there pieces may close the slot that one does not.
    Edge(u64),
}

fn floor() -> impl Strategy<Value = Floor> {
    prop_oneof![
        Just(Floor::None),
        (0u64..1 << 44).prop_map(Floor::At),
        (0u32..12).prop_map(|k| Floor::Edge((1 << k) - 1))
    ]
}

/// What this floor comes to for the pair.
fn floor_of(floor: Floor, book: &Book, pair: &Pair, bonus: &Bonus) -> u64 {
    match floor {
        Floor::None => 0,
        Floor::At(value) => value,
        Floor::Edge(below) => {
            let once = book.sums().size_up(pair, bonus, &book.limits(0, u64::MAX));
            let left = once.map_or(0, |once| pair.debt_price.value_up_saturating(pair.owed - once.repay));
            left.saturating_sub(below)
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16_384))]

    #[test]
    fn partial_sequences_are_never_better(
        book in book(),
        at in (any::<prop::sample::Index>(), any::<prop::sample::Index>()),
        parts in prop::collection::vec(1u64..=9_999, 1..=3),
        (floor, share) in (floor(), 0u64..3),
    ) {
        let at = (at.0.index(book.debt.len()), at.1.index(book.supply.len()));
        let sums = book.sums();
        let (pair, bonus) = (book.pair(at.0, at.1, share), sums.bonus_down(&book.terms));
        if bonus.insolvent || sums.falls(&pair, &bonus) {
            return Ok(());
        }
        let floor = floor_of(floor, &book, &pair, &bonus);
        let gain = |size: &Size, seized: u64| {
            int(seized) * price_value(pair.supply_price) - int(size.repay) * price_value(pair.debt_price)
        };
        let Ok(once) = sums.size_up(&pair, &bonus, &book.limits(floor, u64::MAX)) else { return Ok(()) };
        let (_, freed, seized) = exchange(&book, &pair, &bonus, &once, at);
        let (best, closes) = (gain(&once, seized), freed == pair.owed || seized == pair.held);

        let (mut now, mut total, mut pieces) = (book.clone(), int(0), 0);
        for part in parts.into_iter().map(Some).chain([None]) {
            let (sums, pair) = (now.sums(), now.pair(at.0, at.1, share));
            let bonus = sums.bonus_down(&now.terms);
            prop_assert!(!bonus.insolvent, "room never falls");
            let Ok(all) = sums.size_up(&pair, &bonus, &now.limits(floor, u64::MAX)) else { break };
            let asked = part.map_or(u64::MAX, |part| (u128::from(all.repay) * u128::from(part) / 10_000) as u64);
            let Ok(size) = sums.size_up(&pair, &bonus, &now.limits(floor, asked)) else { continue };
            let (after, _, seized) = exchange(&now, &pair, &bonus, &size, at);
            total += gain(&size, seized);
            (now, pieces) = (after, pieces + 1);
        }

        // S: the part of a basis point of the debt by which room, in whole ones, has cut the bonus
        let (w, f, h) = (bps(pair.weight_bps.into()), bps(pair.factor_bps.into()), bps(book.target_bps.into()));
        let b = bps(bonus.bps);
        let unbounded = Sums { supply: u64::MAX >> 14, debt: 1, ..sums }.bonus_down(&book.terms);
        let is_cut = bonus.bps < unbounded.bps;
        let cut = if is_cut { int(sums.supply) - int(sums.debt) - &b * int(sums.debt) } else { int(0) };
        prop_assert!(cut <= int(sums.debt) * bps(1));
        // what more is repaid, at most: over g, what a unit repaid brings toward the target
        let largest = book.debt.iter().map(|slot| slot.2).max().expect("a debt");
        let over = bps(largest.into()) / &f;
        let g = &h * &f - (int(1) + &b) * &w;
        let (p, q) = (int(1 + share) * price_value(pair.debt_price), price_value(pair.supply_price));
        let dust = int(5) + &q + int(2) * &p;
        // without a positive g slots close whole, in one piece
        let bound = if g <= int(0) { dust } else {
            let more = (&w * &over * &cut + &h * &f * &over * int(pieces) * (int(5) + p + q)) / g;
            let closing = if closes { int(0) } else { int(floor) };
            cut + b * (more + closing) + dust
        };
        prop_assert!(total <= &best + &bound, "{:?} {} pieces: {} over, bound {}", once, pieces, &total - &best, bound);
    }
}

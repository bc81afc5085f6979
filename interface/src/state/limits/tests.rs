//! Caps, groups and fading at their edges.

use super::fade_up;
use crate::Error;
use crate::sample::{OWED, PLEDGED, in_market, reserves};
use crate::state::{PriceSource, Reserve};
use bytemuck::Zeroable;

#[test]
fn a_supply_cap_counts_share_equivalents_exactly() {
    let half_more = 3u64 << 31;
    let [mut stock, ..] = reserves();
    for (atoms, watched, cap, over) in [
        (10, true, 15, false),
        (10, true, 14, true),
        (10, false, 10, false),
        (10, false, 9, true),
        (2 << 32, true, 3 << 32, false),
        ((2 << 32) + 1, true, 3 << 32, true),
        (2 << 32, true, (3 << 32) - 1, true),
    ] {
        (stock.supply_shares, stock.config.supply_cap) = (atoms, cap);
        (stock.multiplier.accepted_q32, stock.multiplier.base_q32) = (half_more, 1 << 32);
        let mut share = PriceSource::zeroed();
        share.id.adapter = u8::from(watched);
        stock.sources = [PriceSource::zeroed(), share];
        assert_eq!(stock.over_supply_cap(), Ok(over), "{atoms} atoms, cap {cap}");
    }
}

#[test]
fn groups_that_do_not_add_up_are_told() {
    let mut counted = reserves();
    for (index, groups, exposure) in [(PLEDGED, [1, 2], 5), (OWED, [0, 2], 7)] {
        let reserve = &mut counted[usize::from(index)];
        (reserve.config.groups, reserve.supply_exposure) = (groups, exposure);
    }
    let adds_up = |first: u64, second: u64| {
        in_market(reserves(), |market| {
            (market.header.groups[1].exposure, market.header.groups[2].exposure) = (first, second);
            market.header.groups_add_up(&counted)
        })
    };
    assert!(adds_up(5, 12));
    assert!(!adds_up(5, 11) && !adds_up(4, 12) && !adds_up(12, 5));
}

#[test]
fn a_group_is_over_its_cap_past_it() {
    let over = |cap: u64| {
        let mut reserves = reserves();
        reserves[usize::from(PLEDGED)].config.groups = [1, 0];
        reserves[usize::from(PLEDGED)].supply_shares = 2;
        in_market(reserves, |market| {
            market.header.groups[1].cap = cap;
            let over = market.recount(PLEDGED).unwrap();
            assert_eq!(market.header.groups[1].exposure, market.reserve(PLEDGED).unwrap().supply_exposure);
            (over, market.header.groups[1].exposure)
        })
    };
    let (_, value) = over(0);
    assert_eq!([over(0), over(value), over(value - 1)].map(|(over, _)| over), [false, false, true]);
    assert!(value > 0);
}

#[test]
fn fading_is_the_exact_quotient() {
    for outflow in [0, 1, 2, 999, 1 << 31, (1 << 32) + 7, u64::MAX - 1, u64::MAX] {
        for window in [1, 7, 3_600, u64::from(u32::MAX)] {
            for left in [0, 1, window / 3, window / 2 + 1, window] {
                let left = left.min(window);
                let exact = (u128::from(outflow) * u128::from(left)).div_ceil(u128::from(window));
                assert_eq!(u128::from(fade_up(outflow, left, window)), exact, "{outflow} {left} {window}");
            }
        }
    }
}

#[test]
fn utilisation_is_under_its_ceiling_exactly_whatever_the_debt() {
    let [_, mut dollar, _] = reserves();
    (dollar.config.utilisation_ceiling_bps, dollar.config.borrow_cap) = (9_000, u64::MAX);
    for debt in [9u64, 9 << 20, 9 << 52] {
        dollar.cash = debt / 9;
        let check = |dollar: &Reserve| dollar.check_borrow_limits(debt, dollar.utilisation_bps_up(debt));
        assert_eq!(check(&dollar), Ok(()), "{debt}: nine tenths");
        dollar.cash -= 1;
        assert_eq!(check(&dollar), Err(Error::UtilisationCeiling), "{debt}: an atom less stays");
    }
}

#[test]
fn a_borrow_cap_is_reached_and_not_passed() {
    let [_, mut dollar, _] = reserves();
    (dollar.config.utilisation_ceiling_bps, dollar.cash) = (10_000, 100);
    dollar.config.borrow_cap = dollar.high.value_up(3).unwrap();
    let check = |debt| dollar.check_borrow_limits(debt, 0);
    assert_eq!([2, 3, 4, 5].map(check), [Ok(()), Ok(()), Err(Error::BorrowCap), Err(Error::BorrowCap)]);
}

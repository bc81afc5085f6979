//! I13, T6 and the spans: a market that the rules allow, and one thing wrong with it at a time.

use super::super::{i13_caps, spans_cover, t6_one_age};
use crate::sample::{ASLEEP, MOMENT, NOW, OWED, PLEDGED, in_market, position, reserves};
use crate::state::{Group, Position, Side};

#[test]
fn t6_tells_a_stale_board_that_was_repaid_or_seized() {
    let owing = position(&[(PLEDGED, Side::Supply, 10), (OWED, Side::Debt, 4), (ASLEEP, Side::Debt, 4)]);
    let holds = |stale: Option<u8>, repay, seize| {
        let mut reserves = reserves();
        if let Some(index) = stale {
            reserves[usize::from(index)].board_ts = NOW - 61;
        }
        in_market(reserves, |market| t6_one_age(market, &owing, repay, seize, &MOMENT))
    };
    assert!(holds(None, OWED, PLEDGED) && holds(None, ASLEEP, PLEDGED));
    assert!(holds(Some(ASLEEP), OWED, PLEDGED), "another debt may sleep");
    assert!(!holds(Some(OWED), OWED, PLEDGED) && !holds(Some(PLEDGED), OWED, PLEDGED));
    assert!(!holds(Some(ASLEEP), ASLEEP, PLEDGED) && !holds(None, OWED, 3), "and no reserve is unlisted");
}

#[test]
fn i13_tells_supply_past_a_cap_that_grew_without_trouble() {
    let sound = position(&[(PLEDGED, Side::Supply, 10), (OWED, Side::Debt, 1)]);
    let troubled = position(&[(PLEDGED, Side::Supply, 10), (OWED, Side::Debt, 8)]);
    let holds = |of: &Position, was: u64, is: u64, exposure: u64| {
        let [mut before, mut after] = [reserves(), reserves()];
        before[0].supply_shares = was;
        after[0].supply_shares = is;
        (before[0].config.groups, after[0].config.groups) = ([3, 0], [3, 0]);
        in_market(before, |before| {
            in_market(after, |after| {
                after.header.groups[3] = Group { cap: 500, exposure };
                i13_caps(before, of, after, PLEDGED, &MOMENT)
            })
        })
    };
    for (was, is, exposure) in [(990, 1_001, 0), (10, 11, 501)] {
        assert!(!holds(&sound, was, is, exposure), "sound, and past a cap");
        assert!(holds(&troubled, was, is, exposure), "in trouble before");
    }
    assert!(holds(&sound, 990, 1_000, 500) && holds(&sound, 2_000, 2_000, 501) && holds(&sound, 2_000, 1_500, 501));
    assert!(in_market(reserves(), |a| in_market(reserves(), |b| !i13_caps(a, &sound, b, 9, &MOMENT))));
}

#[test]
fn spans_that_leave_a_liquidation_short_are_told() {
    let lent = || {
        let mut reserves = reserves();
        reserves[usize::from(OWED)].debt_shares = 1;
        reserves
    };
    assert!(spans_cover(&lent()), "a tenth each of what 80 % leaves");
    for wide in [PLEDGED, OWED] {
        let mut reserves = lent();
        reserves[usize::from(wide)].config.span_bps = 5_000;
        assert!(!spans_cover(&reserves), "{wide}");
    }
    let mut reserves = lent();
    reserves[usize::from(OWED)].debt_shares = 0;
    reserves[usize::from(OWED)].config.span_bps = 5_000;
    assert!(spans_cover(&reserves), "nobody borrows it");
}

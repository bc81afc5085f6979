//! I13, T6 and the spans: a market that the rules allow, and one thing wrong with it at a time.

use super::super::{i13_caps, spans_cover, t6_one_age};
use super::position;
use crate::health::RiskContext;
use crate::math::price::Price;
use crate::math::q64::Q64;
use crate::math::scale::Scale;
use crate::session::Session;
use crate::state::{
    CLASS_CONTINUOUS, CLASS_EQUITY, Group, Market, MarketHeader, MultiplierMemory, Position, Ramp, Reserve, Side,
};
use bytemuck::Zeroable;

const NOW: i64 = 1_789_484_400;
const MOMENT: RiskContext = RiskContext { ts: NOW, session: Session::Regular, market_state: 0 };
/// Reserves by index: the stock that is pledged, and two that are owed, the last one a stock.
const PLEDGED: u8 = 0;
const OWED: u8 = 1;
const ASLEEP: u8 = 2;

fn dollars(dollars: u64) -> Price {
    Scale::new(0, 0, dollars).and_then(|scale| scale.price_down(dollars)).unwrap()
}

/// Three reserves of whole tokens at 100 USD, fresh; thresholds of 80 %, spans of a tenth.
fn reserves() -> [Reserve; 3] {
    [(PLEDGED, CLASS_EQUITY), (OWED, CLASS_CONTINUOUS), (ASLEEP, CLASS_EQUITY)].map(|(index, class)| {
        let at = dollars(100);
        let mut reserve = Reserve { index, class, listed: 1, board_ts: NOW, accrued_ts: NOW, ..Reserve::zeroed() };
        (reserve.supply_index, reserve.debt_index) = (Q64::ONE, Q64::ONE);
        (reserve.low, reserve.high, reserve.liq_low, reserve.liq_high) = (at, at, at, at);
        (reserve.settle_low, reserve.settle_high, reserve.slow) = (at, at, at);
        reserve.multiplier = MultiplierMemory::new(1 << 32);
        reserve.config.max_age_s = [60; 4];
        reserve.config.issuer_age_s = 60;
        reserve.issuer_ts = NOW;
        reserve.config.threshold = Ramp::fixed(8_000);
        (reserve.config.borrow_factor_bps, reserve.config.liq_borrow_factor) = (10_000, Ramp::fixed(10_000));
        (reserve.config.span_bps, reserve.config.stale_grace_s, reserve.config.supply_cap) = (1_000, 3_600, 1_000);
        reserve
    })
}

/// Runs `check` on a market of these reserves.
fn in_market<T>(mut reserves: [Reserve; 3], check: impl FnOnce(&mut Market<'_>) -> T) -> T {
    let mut header = MarketHeader::zeroed();
    header.reserve_count = 3;
    check(&mut Market { header: &mut header, reserves: &mut reserves })
}

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

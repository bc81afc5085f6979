//! A small market for the tests of this crate: a pledged stock and two things that are owed.

use crate::health::RiskContext;
use crate::math::price::Price;
use crate::math::q64::Q64;
use crate::math::scale::Scale;
use crate::session::Session;
use crate::state::{
    CLASS_CONTINUOUS, CLASS_EQUITY, Market, MarketHeader, MultiplierMemory, Position, Ramp, Reserve, Side,
};
use bytemuck::Zeroable;

pub const NOW: i64 = 1_789_484_400;
pub const MOMENT: RiskContext = RiskContext { ts: NOW, session: Session::Regular, market_state: 0 };
/// Reserves by index: the stock that is pledged, and two that are owed, the last one a stock.
pub const PLEDGED: u8 = 0;
pub const OWED: u8 = 1;
pub const ASLEEP: u8 = 2;

pub fn dollars(dollars: u64) -> Price {
    Scale::new(0, 0, dollars).and_then(|scale| scale.price_down(dollars)).unwrap()
}

/// Three reserves of whole tokens at 100 USD, fresh; thresholds of 80 %, spans of a tenth.
pub fn reserves() -> [Reserve; 3] {
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
pub fn in_market<T>(mut reserves: [Reserve; 3], check: impl FnOnce(&mut Market<'_>) -> T) -> T {
    let mut header = MarketHeader::zeroed();
    header.reserve_count = 3;
    check(&mut Market { header: &mut header, reserves: &mut reserves })
}

/// A position of these slots.
pub fn position(slots: &[(u8, Side, u64)]) -> Position {
    let mut position = Position::zeroed();
    for (reserve, side, shares) in slots {
        position.open_slot(*reserve, *side).unwrap().shares = *shares;
    }
    position
}

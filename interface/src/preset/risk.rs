//! Risk parameters by class of asset: constants that a market's admin starts from.

use crate::math::rate::Point;
use crate::state::{Ramp, ReserveConfig, SWITCH_BORROW, SWITCH_DEPOSIT, SWITCH_FLASH};

/// No cap.
pub const UNCAPPED: u64 = u64::MAX >> 1;

/// The largest Value a cap can name.
pub const VALUE_CAP: u64 = (1 << 48) - 1;

const fn curve(points: [(u16, u16); 8]) -> [Point; 8] {
    let [a, b, c, d, e, f, g, h] = points;
    [point(a), point(b), point(c), point(d), point(e), point(f), point(g), point(h)]
}

const fn point((utilisation_bps, apr_bps): (u16, u16)) -> Point {
    Point { utilisation_bps, apr_bps }
}

/// What all classes share.
const COMMON: ReserveConfig = ReserveConfig {
    ltv_bps: [0; 4],
    threshold: Ramp::fixed(0),
    liq_borrow_factor: Ramp::fixed(10_000),
    borrow_factor_bps: 10_000,
    ltv_gap_bps: 200,
    decay_bps_per_hour: 0,
    ltv_floor_bps: 0,
    reserve_factor_bps: 0,
    buffer_share_bps: 0,
    origination_fee_bps: 0,
    flash_fee_bps: 0,
    bonus_min_bps: 100,
    bonus_max_bps: 1_000,
    bonus_slope_bps: 10_000,
    bonus_bad_bps: 100,
    bonus_protocol_bps: 1_000,
    bonus_blocked_bps: 200,
    utilisation_ceiling_bps: 9_500,
    switches: SWITCH_DEPOSIT,
    curve: curve([(0, 0), (10_000, 0), (10_000, 0), (10_000, 0), (10_000, 0), (10_000, 0), (10_000, 0), (10_000, 0)]),
    supply_cap: UNCAPPED,
    borrow_cap: VALUE_CAP,
    groups: [0; 2],
    conf_limit_bps: 200,
    default_conf_bps: 10,
    span_bps: 2_000,
    limiter_cap: UNCAPPED,
    limiter_window_s: 3_600,
    issuer_age_s: 60,
    max_age_s: [60; 4],
    freeze_age_s: [0; 4],
    required_sources: [1; 4],
    divergence_bps: 500,
    slow_log2: [11, 11, 11, 12],
    event_ltv_bps: 0,
    event_from: 0,
    event_until: 0,
    stale_grace_s: 7_200,
    stale_ramp_s: 23_400,
    reserved: [0; 3],
};

/// A stock that is pledged but not lent.
const STOCK: ReserveConfig = ReserveConfig {
    issuer_age_s: 60,
    max_age_s: [60, 60, 120, 120],
    freeze_age_s: [1_800, 3_600, 7_200, 3_600],
    ..COMMON
};

/// A large company: 55 % in Regular, threshold 65 %.
pub const LARGE_CAP: ReserveConfig = ReserveConfig {
    ltv_bps: [5_500, 5_000, 4_500, 4_000],
    threshold: Ramp::fixed(6_500),
    event_ltv_bps: 3_000,
    ltv_floor_bps: 2_000,
    decay_bps_per_hour: 25,
    ..STOCK
};

/// A fund of an index: 73 % in Regular, threshold 75 %.
pub const INDEX_ETF: ReserveConfig = ReserveConfig {
    ltv_bps: [7_300, 7_000, 6_500, 6_000],
    threshold: Ramp::fixed(7_500),
    event_ltv_bps: 6_000,
    ltv_floor_bps: 4_000,
    decay_bps_per_hour: 25,
    conf_limit_bps: 100,
    span_bps: 1_500,
    divergence_bps: 300,
    ..STOCK
};

/// A stock that moves a quarter in a day: 30 % in Regular, threshold 40 %.
pub const VOLATILE: ReserveConfig = ReserveConfig {
    ltv_bps: [3_000, 2_700, 2_400, 2_000],
    threshold: Ramp::fixed(4_000),
    event_ltv_bps: 1_500,
    ltv_floor_bps: 1_000,
    decay_bps_per_hour: 15,
    span_bps: 2_500,
    ..STOCK
};

/// A dollar token that is lent: every session alike.
pub const DOLLAR: ReserveConfig = ReserveConfig {
    ltv_bps: [8_500; 4],
    threshold: Ramp::fixed(9_000),
    event_ltv_bps: 8_500,
    switches: SWITCH_DEPOSIT | SWITCH_BORROW | SWITCH_FLASH,
    flash_fee_bps: 5,
    bonus_max_bps: 300,
    bonus_slope_bps: 5_000,
    reserve_factor_bps: 1_000,
    buffer_share_bps: 5_000,
    curve: curve([
        (0, 0),
        (2_000, 150),
        (4_000, 300),
        (6_000, 450),
        (8_000, 600),
        (9_000, 1_000),
        (9_500, 3_000),
        (10_000, 10_000),
    ]),
    conf_limit_bps: 50,
    span_bps: 300,
    slow_log2: [10; 4],
    ..COMMON
};

/// A crypto token with deep markets around the clock, such as SOL: 70 %, threshold 75 %.
pub const DEEP_CRYPTO: ReserveConfig = ReserveConfig {
    ltv_bps: [7_000; 4],
    threshold: Ramp::fixed(7_500),
    event_ltv_bps: 7_000,
    span_bps: 1_500,
    slow_log2: [10; 4],
    ..COMMON
};

/// A token with one feed that its holders could move for hours: a quarter in every session, and not lent.
pub const THIN_TOKEN: ReserveConfig = ReserveConfig {
    ltv_bps: [2_500; 4],
    threshold: Ramp::fixed(3_500),
    event_ltv_bps: 1_000,
    conf_limit_bps: 100,
    slow_log2: [12; 4],
    ..COMMON
};

/// Every class with its name.
pub const CLASSES: [(&str, ReserveConfig); 6] = [
    ("large-cap", LARGE_CAP),
    ("index-etf", INDEX_ETF),
    ("volatile", VOLATILE),
    ("dollar", DOLLAR),
    ("deep-crypto", DEEP_CRYPTO),
    ("thin-token", THIN_TOKEN),
];

/// The same for a stock that has its share's feed only: outside Regular its references take twice the time.
#[must_use]
pub const fn share_feed_only(class: ReserveConfig) -> ReserveConfig {
    ReserveConfig { slow_log2: [11, 12, 12, 12], required_sources: [2; 4], ..class }
}

/// The same, lent: with a span as a debt that the exchange of a dollar's collateral stands against.
#[must_use]
pub const fn lent(class: ReserveConfig) -> ReserveConfig {
    ReserveConfig { switches: class.switches | SWITCH_BORROW, span_bps: DOLLAR.span_bps, ..class }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_class_is_valid() {
        for (name, class) in CLASSES {
            assert_eq!(class.validate(), Ok(()), "{name}");
            assert_eq!(share_feed_only(class).validate(), Ok(()), "{name}");
        }
    }
}

//! Risk parameters by class of asset.

use crate::math::rate::Point;
use crate::state::{Ramp, ReserveConfig, SWITCH_BORROW, SWITCH_DEPOSIT, SWITCH_FLASH};

/// No cap.
pub const UNCAPPED: u64 = u64::MAX >> 1;

/// The largest Value a cap can name.
pub const VALUE_CAP: u64 = (1 << 48) - 1;

fn curve(points: [(u16, u16); 8]) -> [Point; 8] {
    points.map(|(utilisation_bps, apr_bps)| Point { utilisation_bps, apr_bps })
}

/// A lendable dollar token: every session alike.
#[must_use]
pub fn dollar() -> ReserveConfig {
    ReserveConfig {
        ltv_bps: [8_500; 4],
        threshold: Ramp::fixed(9_000),
        event_ltv_bps: 8_500,
        ltv_floor_bps: 0,
        decay_bps_per_hour: 0,
        switches: SWITCH_DEPOSIT | SWITCH_BORROW | SWITCH_FLASH,
        flash_fee_bps: 5,
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
        max_age_s: [60; 4],
        freeze_age_s: [0; 4],
        ..common()
    }
}

/// A stock that is pledged but not lent.
#[must_use]
pub fn stock() -> ReserveConfig {
    ReserveConfig {
        ltv_bps: [5_500, 5_000, 4_500, 4_000],
        threshold: Ramp::fixed(6_500),
        event_ltv_bps: 3_000,
        ltv_floor_bps: 2_000,
        decay_bps_per_hour: 25,
        switches: SWITCH_DEPOSIT,
        curve: curve([
            (0, 0),
            (10_000, 0),
            (10_000, 0),
            (10_000, 0),
            (10_000, 0),
            (10_000, 0),
            (10_000, 0),
            (10_000, 0),
        ]),
        issuer_age_s: 60,
        max_age_s: [60, 60, 120, 120],
        freeze_age_s: [1_800, 3_600, 7_200, 0],
        ..common()
    }
}

fn common() -> ReserveConfig {
    ReserveConfig {
        liq_borrow_factor: Ramp::fixed(10_000),
        borrow_factor_bps: 10_000,
        ltv_gap_bps: 200,
        bonus_min_bps: 100,
        bonus_max_bps: 500,
        bonus_slope_bps: 5_000,
        bonus_bad_bps: 100,
        bonus_protocol_bps: 1_000,
        bonus_blocked_bps: 200,
        utilisation_ceiling_bps: 9_500,
        supply_cap: UNCAPPED,
        borrow_cap: VALUE_CAP,
        conf_limit_bps: 200,
        default_conf_bps: 10,
        jump_bps: 2_000,
        limiter_cap: UNCAPPED,
        limiter_window_s: 3_600,
        required_sources: [1; 4],
        divergence_bps: 500,
        divergence_s: 600,
        jump_persist_s: 600,
        stale_grace_s: 7_200,
        stale_ramp_s: 23_400,
        ..bytemuck::Zeroable::zeroed()
    }
}

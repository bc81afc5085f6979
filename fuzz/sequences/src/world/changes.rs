//! The arguments of what governance tries, made from the world that they are sent in.

use super::setup::config;
use super::state::PureWorld;
use crate::action::{Change, FEEDS, Levers};
use bytemuck::{Zeroable, bytes_of};
use hypothec_interface::Key;
use hypothec_interface::instruction::{NO_RESERVE, ProposeArgs, TightenArgs};
use hypothec_interface::math::price::Price;
use hypothec_interface::math::rate::Point;
use hypothec_interface::oracle::Adapter;
use hypothec_interface::preset::nyse;
use hypothec_interface::session::Closure;
use hypothec_interface::state::{Kind, MarketParams, Ramp, ReserveConfig, SourceId};

impl Change {
    /// The parameters of a reserve that it names, and what they become.
    fn config(&self, present: &ReserveConfig, now: i64) -> (&'static [&'static str], ReserveConfig) {
        let (value, more) = (self.value, self.more);
        let mut c = *present;
        let names: &[&str] = match self.pick % 20 {
            0 => {
                (c.reserve_factor_bps, c.buffer_share_bps) = (value % 10_001, more % 10_001);
                &["reserve_factor_bps", "buffer_share_bps"]
            }
            1 => {
                (c.origination_fee_bps, c.flash_fee_bps) = (value % 501, more % 501);
                &["origination_fee_bps", "flash_fee_bps"]
            }
            2 => {
                let kinks = [0, 2_000, 4_000, 6_000, 8_000, 9_000, 9_500, 10_000];
                for (n, (point, utilisation_bps)) in (0..).zip(c.curve.iter_mut().zip(kinks)) {
                    let apr_bps = n * (value % 900) + if n == 7 { more % 8_000 } else { 0 };
                    *point = Point { utilisation_bps, apr_bps };
                }
                &["curve"]
            }
            3 => {
                let top = present.threshold.to_bps.saturating_sub(present.ltv_gap_bps);
                c.ltv_bps = [top, top - top.min(more % 500), top / 2, 0].map(|ltv| ltv - ltv.min(value % 3_000));
                &["ltv_bps"]
            }
            4 | 18 => {
                c.threshold = Ramp {
                    to_bps: 4_000 + value % 5_400,
                    duration_s: u32::from(more % 2) * u32::from(more) * 16,
                    ..Ramp::fixed(0)
                };
                &["threshold"]
            }
            5 => {
                let to_bps = 10_000 + value % 2_000;
                c.liq_borrow_factor =
                    Ramp { to_bps, duration_s: u32::from(more % 2) * u32::from(more) * 16, ..Ramp::fixed(10_000) };
                &["liq_borrow_factor"]
            }
            6 => {
                c.borrow_factor_bps = 10_000 + value % 4_000;
                &["borrow_factor_bps"]
            }
            7 => {
                c.bonus_min_bps = value % 300;
                c.bonus_max_bps = c.bonus_min_bps + more % 800;
                c.bonus_bad_bps = value % (c.bonus_max_bps + 1);
                (c.bonus_slope_bps, c.bonus_blocked_bps) = (more % 10_001, value % 400);
                c.bonus_protocol_bps = value % 10_001;
                &[
                    "bonus_min_bps",
                    "bonus_max_bps",
                    "bonus_bad_bps",
                    "bonus_slope_bps",
                    "bonus_blocked_bps",
                    "bonus_protocol_bps",
                ]
            }
            8 => {
                c.utilisation_ceiling_bps = 5_000 + value % 5_001;
                &["utilisation_ceiling_bps"]
            }
            9 => {
                c.switches = if more % 4 == 0 { value % 8 } else { 7 };
                &["switches"]
            }
            10 => {
                let cap = |more: u16| (u64::from(value) + 1) << (16 + more % 28);
                (c.supply_cap, c.borrow_cap) = (cap(more), cap(more / 32) % (1 << 48));
                &["supply_cap", "borrow_cap"]
            }
            11 => {
                c.groups = [(value % 4) as u8, 4 + (more % 4) as u8];
                &["groups"]
            }
            12 => {
                let cap = (u64::from(value) + 1) << (16 + more % 24);
                (c.limiter_cap, c.limiter_window_s) = (if more % 8 == 0 { 0 } else { cap }, 60 + u32::from(more));
                &["limiter_cap", "limiter_window_s"]
            }
            13 => {
                (c.conf_limit_bps, c.span_bps, c.divergence_bps) =
                    (value % 501, 200 + more % 2_000, 50 + value % 1_000);
                c.slow_log2 = [11 + (more % 4) as u8; 4];
                &["conf_limit_bps", "span_bps", "divergence_bps", "slow_log2"]
            }
            14 => {
                (c.max_age_s, c.freeze_age_s) = ([20 + value % 300; 4], [more % 8_000; 4]);
                c.issuer_age_s = 20 + u32::from(value % 300);
                &["max_age_s", "freeze_age_s", "issuer_age_s"]
            }
            15 => {
                let from = u32::try_from(now).unwrap_or(u32::MAX).saturating_add(86_400);
                (c.event_from, c.event_until) = (from, from.saturating_add(u32::from(more)));
                c.event_ltv_bps = value % 3_000;
                &["event_ltv_bps", "event_from", "event_until"]
            }
            16 => {
                (c.stale_grace_s, c.stale_ramp_s) = (u32::from(value), u32::from(more));
                (c.decay_bps_per_hour, c.ltv_floor_bps) = (value % 200, more % 2_000);
                &["stale_grace_s", "stale_ramp_s", "decay_bps_per_hour", "ltv_floor_bps"]
            }
            17 => {
                c.required_sources = [(value % 4) as u8, 1, 1, 1];
                &["required_sources"]
            }
            // all as it was at first
            _ => {
                c = config(usize::from(self.reserve));
                &["*"]
            }
        };
        (names, c)
    }
}

/// The mask of these fields.
fn mask(names: &[&str]) -> u64 {
    if names == ["*"] {
        return ReserveConfig::ALL;
    }
    let place = |name: &&str| ReserveConfig::FIELDS.iter().position(|field| field.name == *name).expect("a field");
    names.iter().map(|name| 1 << place(name)).sum()
}

/// A price this many basis points of another.
fn scaled(price: Price, bps: u16) -> u64 {
    let (exponent, mantissa) = (price.to_bits() >> 32, price.to_bits() & u64::from(u32::MAX));
    match mantissa * u64::from(bps) / 10_000 {
        high if high >> 32 != 0 => (exponent + 1) << 32 | high >> 1,
        low if low >> 31 == 0 => exponent.saturating_sub(1) << 32 | low << 1,
        mantissa => exponent << 32 | mantissa,
    }
}

impl PureWorld {
    pub(crate) fn propose_args(&self, change: &Change) -> ProposeArgs {
        let Change { kind, reserve, pick, value, more, wild } = *change;
        let record = self.reserve(usize::from(reserve));
        let of = if kind.is_of_reserve() { reserve } else { NO_RESERVE };
        if wild {
            let bytes: Vec<u8> = (0..512u32).map(|n| ((n * u32::from(value)) >> (more % 9)) as u8).collect();
            return ProposeArgs::new(kind, if pick % 4 == 0 { pick } else { of }, 1 << (more % 64), &bytes);
        }
        let key = |n: u8| self.key(usize::from(n) % (self.users.len() + self.officers.len()));
        let word = |n: usize, value: u64| {
            let mut words = [0u64; 64];
            words[n] = value;
            bytemuck::cast_slice(&words).to_vec()
        };
        let (mask, values) = match kind {
            Kind::Reserve => {
                let (names, config) = change.config(&record.config(), self.now);
                (mask(names), bytes_of(&config).to_vec())
            }
            Kind::Market => {
                let mut params = self.header().params();
                let n = pick % MarketParams::FIELDS.len() as u8; // the last is reserved
                params.debt_floor = u64::from(value % 40) << 16;
                params.fee_recipient = if more % 2 == 0 { Key::NONE } else { params.fee_recipient };
                params.delay_s =
                    if more % 4 == 0 { u32::from(value) } else { params.delay_s + u32::from(value % 8_000) };
                params.reopen_grace_s = u32::from(value % 22_000);
                (params.target_health_bps, params.cool_off_s) = (10_000 + value % 2_000, 11 + more % 100);
                params.adapters |= (value % 16) as u8;
                (1 << n, bytes_of(&params).to_vec())
            }
            Kind::Groups => {
                let group = usize::from(pick % 8);
                (1 << group, word(group, u64::from(value) << (12 + more % 24)))
            }
            Kind::Calendar => {
                let mut calendar = nyse::CALENDAR;
                let day = calendar.trade_day(self.now) + u64::from(value % 9);
                calendar.closures[59] = Closure { day: day as u16, minute: more % 1_500 };
                (1, bytes_of(&calendar).to_vec())
            }
            Kind::Source => {
                let n = usize::from(pick / 16 % 2);
                let feed = self.prices[usize::from(pick) % FEEDS].feed;
                let id = SourceId { key: feed, index: 0, adapter: Adapter::PythReceiver as u8, reserved: [0; 5] };
                let id = match value % 4 {
                    0 => SourceId::zeroed(),
                    1 => id,
                    _ => *record.source_ids()[n],
                };
                let mut values = bytes_of(&[id; 2]).to_vec();
                if more % 3 == 0 {
                    // what lies far from the board comes in by a band of its own, twice as late
                    let [low, high] = [5_000 + value % 5_000, 10_000 + value % 5_000];
                    values.extend_from_slice(&word(0, scaled(record.slow(), low))[..8]);
                    values.extend_from_slice(&word(0, scaled(record.slow(), high))[..8]);
                }
                (1 << n, values)
            }
            Kind::Guardian => (1, if value % 8 == 0 { vec![] } else { key(pick).to_bytes().to_vec() }),
            Kind::Admin => (1, key(pick).to_bytes().to_vec()),
            Kind::Terminal => (1, word(0, scaled(record.slow(), 7_500 + value % 5_000))),
            Kind::Multiplier => {
                let base = record.multiplier().base_q32();
                (1, word(0, base / 10_000 * u64::from(9_900 + value % 200)))
            }
            Kind::Close => (1, word(0, 1)),
        };
        ProposeArgs::new(kind, of, mask, &values)
    }

    pub(crate) fn tighten_args(&self, pulled: &Levers) -> TightenArgs {
        let Levers { reserve, levers, value } = *pulled;
        let config = self.reserve(usize::from(reserve)).config();
        // now and then more than there is
        let part = |of: u16| (u32::from(of) * u32::from(5_000 + value % 5_500) / 10_000) as u16;
        let cut = |of: u64| if value % 16 == 0 { of.saturating_add(1) } else { of - (of >> (1 + value % 12)) };
        let now = u32::try_from(self.now).unwrap_or(u32::MAX);
        TightenArgs {
            reserve,
            levers,
            ltv_bps: config.ltv_bps.map(part),
            event_ltv_bps: part(config.event_ltv_bps),
            event_from: now - u32::from(value % 900),
            event_until: now + u32::from(value) * 8,
            supply_cap: cut(config.supply_cap),
            borrow_cap: cut(config.borrow_cap),
            reduce_only_s: u32::from(value) * 3,
        }
    }
}

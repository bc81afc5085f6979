//! The liquidation test adds slots on the fast path in one limb and every other in two: whatever the slots are, the sums are
//! those of the plain formula.

use bytemuck::Zeroable;
use hypothec_interface::Error;
use hypothec_interface::health::RiskContext;
use hypothec_interface::math::price::Price;
use hypothec_interface::session::Session;
use hypothec_interface::solvency::{AccountLiquidity, account_liquidity};
use hypothec_interface::staleness::OpenTimes;
use hypothec_interface::state::{
    CLASS_CONTINUOUS, CLASS_EQUITY, HEADER_SIZE, Market, Position, Reserve, ReserveConfig, SLOT_COLLATERAL, SLOT_DEBT,
};
use proptest::prelude::*;

const NOW: i64 = 1_789_484_400;
const SLOTS: usize = 16;
const SPAN_BPS: u16 = 2_000;

/// Writes a field of a record, by its name.
macro_rules! set {
    ($record:expr, $kind:ty, $name:expr, $value:expr) => {{
        let (field, value) = (<$kind>::FIELDS.iter().find(|field| field.name == $name).expect("a field"), $value);
        $record[field.offset..][..field.size].copy_from_slice(bytemuck::bytes_of(&value));
    }};
}

/// A slot and its reserve: what the sums depend on.
#[derive(Clone, Debug)]
struct Held {
    flags: u8,
    shares: u64,
    index: [u64; 2],
    /// Tested and settled.
    prices: [u64; 2],
    accrued_ts: i64,
    rate_q64: u64,
    class: u8,
    board_ts: i64,
    terminal_ts: i64,
    /// Ramp of the weight or factor: from, to, seconds, start.
    ramp: (u16, u16, u32, i64),
}

fn word() -> impl Strategy<Value = u64> {
    prop_oneof![
        2 => any::<u64>(),
        4 => (any::<u64>(), 0u32..64).prop_map(|(x, s)| x >> s),
        2 => (0u32..64, -2i64..=2).prop_map(|(k, d)| (1u64 << k).wrapping_add_signed(d)),
        2 => (any::<u32>(), prop_oneof![Just(0u64), Just(u64::from(u32::MAX))]).prop_map(|(h, l)| u64::from(h) << 32 | l),
    ]
}

/// Mostly a price of real assets, with shifts about the edge of the dear ones; zero and malformed ones too.
fn price() -> impl Strategy<Value = u64> {
    prop_oneof![
        8 => (1u64 << 31..1u64 << 32, 45u64..66).prop_map(|(m, e)| e << 32 | m),
        1 => (1u64 << 31..1u64 << 32, 0u64..96).prop_map(|(m, e)| e << 32 | m),
        1 => prop_oneof![Just(0u64), any::<u64>(), word()],
    ]
}

fn index() -> impl Strategy<Value = [u64; 2]> {
    prop_oneof![
        3 => Just([0, 1]),
        5 => word().prop_map(|fraction| [fraction, 1]),
        1 => (word(), 0u64..4).prop_map(|(fraction, integer)| [fraction, integer]),
    ]
}

fn held() -> impl Strategy<Value = Held> {
    let flags = prop_oneof![4 => Just(SLOT_COLLATERAL), 4 => Just(SLOT_DEBT), 1 => 0u8..8];
    let age = || prop_oneof![Just(0i64), 0i64..200, 0i64..100_000, 0i64..1 << 23, -5i64..0];
    let rate = prop_oneof![Just(0u64), 0u64..1 << 42, any::<u64>()];
    let ramp = prop_oneof![
        3 => any::<u16>().prop_map(|bps| (bps, bps, 0, 0)),
        1 => (any::<u16>(), any::<u16>(), 0u32..1_000, 0i64..1_000).prop_map(|(a, b, s, ago)| (a, b, s, NOW - ago)),
    ];
    let class = prop_oneof![Just(CLASS_EQUITY), Just(CLASS_CONTINUOUS)];
    let terminal = prop_oneof![5 => Just(0i64), 1 => Just(1i64)];
    let prices = (price(), price()).prop_flat_map(|(a, b)| prop_oneof![Just([a, b]), Just([a, a]), Just([a, a ^ 5])]);
    ((flags, word(), index(), prices), (age(), rate, class, age()), (terminal, ramp)).prop_map(
        |((flags, shares, index, prices), (accrued, rate_q64, class, board), (terminal_ts, ramp))| Held {
            flags,
            shares,
            index,
            prices,
            accrued_ts: NOW - accrued,
            rate_q64,
            class,
            board_ts: NOW - board,
            terminal_ts,
            ramp,
        },
    )
}

/// The accounts that hold these slots: header, reserve n of slot n, position.
fn accounts(slots: &[Held]) -> (Vec<u64>, Position) {
    let mut bytes = vec![0u8; HEADER_SIZE + slots.len() * size_of::<Reserve>()];
    (bytes[0], bytes[1]) = (1, 1);
    let mut position = [0u8; size_of::<Position>()];
    position[3] = u8::try_from(slots.len()).expect("few");
    for (n, held) in slots.iter().enumerate() {
        let record = &mut bytes[HEADER_SIZE + n * size_of::<Reserve>()..][..size_of::<Reserve>()];
        let is_debt = held.flags & SLOT_DEBT != 0;
        let (tested, index, ramp) = if is_debt {
            ("liq_low", "debt_index", "liq_borrow_factor")
        } else {
            ("liq_high", "supply_index", "threshold")
        };
        set!(record, Reserve, tested, held.prices[0]);
        set!(record, Reserve, "settle_high", held.prices[1]);
        set!(record, Reserve, "settle_low", held.prices[1]);
        set!(record, Reserve, index, held.index);
        set!(record, Reserve, "accrued_ts", held.accrued_ts);
        set!(record, Reserve, "rate_q64", held.rate_q64);
        set!(record, Reserve, "class", held.class);
        set!(record, Reserve, "listed", 1u8);
        set!(record, Reserve, "board_ts", held.board_ts);
        set!(record, Reserve, "terminal_ts", held.terminal_ts);
        let at = Reserve::FIELDS.iter().find(|field| field.name == "config").expect("a field");
        let config = &mut record[at.offset..][..at.size];
        let (from, to, seconds, start) = held.ramp;
        let whole = [u64::from(from) | u64::from(to) << 16 | u64::from(seconds) << 32, start.cast_unsigned()];
        set!(config, ReserveConfig, ramp, whole);
        set!(config, ReserveConfig, "max_age_s", [60u16, 300, 900, 60_000]);
        set!(config, ReserveConfig, "stale_grace_s", 600u32);
        set!(config, ReserveConfig, "stale_ramp_s", 3_600u32);
        set!(config, ReserveConfig, "span_bps", SPAN_BPS);
        let slot = &mut position[256 + 16 * n..][..16];
        (slot[0], slot[1]) = (u8::try_from(n).expect("few"), held.flags);
        slot[8..].copy_from_slice(&held.shares.to_le_bytes());
    }
    let words = bytes.as_chunks::<8>().0.iter().map(|word| u64::from_le_bytes(*word)).collect();
    (words, bytemuck::pod_read_unaligned(&position))
}

/// The formula as it reads.
fn plainly(market: &Market<'_>, position: &Position, moment: &RiskContext) -> AccountLiquidity {
    let mut sum = AccountLiquidity::default();
    for slot in position.used() {
        let reserve = market.reserve(slot.reserve()).expect("listed");
        let config = reserve.config();
        if slot.side() == hypothec_interface::state::Side::Debt {
            let owed = reserve.debt_with_pending_up(slot.shares(), moment.ts).unwrap_or(u64::MAX);
            let factor = u128::from(config.liq_borrow_factor().at(moment.ts));
            let (tested, settled) = (reserve.liq_low(), reserve.settle_low());
            let discounted = reserve.is_stale(moment)
                && reserve.stale_s(&OpenTimes::before(&market.header.calendar(), moment.ts), moment) <= 600;
            let value = |price: Price| {
                if discounted {
                    price.part_down(10_000 - SPAN_BPS).value_down_saturating(owed)
                } else {
                    price.value_up_saturating(owed)
                }
            };
            sum.debt += u128::from(value(tested)) * factor;
            sum.sums.weight += u128::from(value(settled)) * factor;
            sum.sums.debt += settled.value_up_saturating(owed);
        } else {
            let part = if reserve.is_stale(moment) {
                reserve.stale_part_bps_up(&OpenTimes::before(&market.header.calendar(), moment.ts), moment)
            } else {
                10_000
            };
            let held = reserve.supply_assets_down(slot.shares()).unwrap_or(u64::MAX);
            let weight = if slot.is_collateral() { config.threshold().at(moment.ts) } else { 0 };
            let weight = u128::from(weight) * u128::from(part) / 10_000;
            let settled = reserve.settle_high().value_down_saturating(held);
            sum.power += u128::from(reserve.liq_high().value_down_saturating(held)) * weight;
            sum.sums.power += u128::from(settled) * weight;
            sum.sums.supply += settled * u64::from(part) / 10_000;
        }
    }
    sum
}

fn moments() -> impl Iterator<Item = RiskContext> {
    let sessions = [Session::Regular, Session::Extended, Session::Overnight, Session::Closed];
    sessions.into_iter().map(|session| RiskContext { ts: NOW, session, market_state: 0 })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4096))]

    #[test]
    fn sums_are_those_of_the_formula(slots in prop::collection::vec(held(), 0..=SLOTS)) {
        let (mut words, position) = accounts(&slots);
        let market = Market::load(bytemuck::cast_slice_mut(&mut words)).expect("a market");
        for moment in moments() {
            let plain = plainly(&market, &position, &moment);
            let found = account_liquidity(&market, &position, &moment).expect("all listed");
            prop_assert_eq!(found, plain);
            prop_assert_eq!(found.is_liquidatable(), plain.power < plain.debt);
        }
    }
}

/// Sixteen slots at the very edge of the fast path, and one unit past it: 2^44 at 65,535 basis points.
#[test]
fn solvency_sums_of_sixteen_slots_at_the_edge_are_exact() {
    let unit = 64u64 << 32 | 1 << 31; // one unit an atom: dear, so never on the fast path
    let half = 63u64 << 32 | 1 << 31; // two atoms a unit
    for (flags, price, edge) in [
        (SLOT_COLLATERAL, half, (2u64 << 44) - 2),
        (SLOT_DEBT, half, (2u64 << 44) - 1),
        (SLOT_DEBT, half, 2u64 << 44),
        (SLOT_DEBT, unit, 1u64 << 44),
    ] {
        for shares in edge.saturating_sub(3)..edge + 4 {
            let held = Held {
                flags,
                shares,
                index: [0, 1],
                prices: [price, price],
                accrued_ts: NOW,
                rate_q64: 0,
                class: CLASS_CONTINUOUS,
                board_ts: NOW,
                terminal_ts: 0,
                ramp: (u16::MAX, u16::MAX, 0, 0),
            };
            let (mut words, position) = accounts(&vec![held; SLOTS]);
            let market = Market::load(bytemuck::cast_slice_mut(&mut words)).expect("a market");
            let moment = RiskContext { ts: NOW, session: Session::Regular, market_state: 0 };
            assert_eq!(
                account_liquidity(&market, &position, &moment),
                Ok(plainly(&market, &position, &moment)),
                "{shares}"
            );
        }
    }
}

#[test]
fn solvency_refuses_a_reserve_that_is_not_listed() {
    let mut words = vec![0u64; HEADER_SIZE / 8];
    words[0] = 0x0101;
    let market = Market::load(bytemuck::cast_slice_mut(&mut words)).expect("a market");
    let mut position = Position::zeroed();
    position.open_slot(0, hypothec_interface::state::Side::Debt).expect("room");
    let moment = RiskContext { ts: NOW, session: Session::Regular, market_state: 0 };
    assert_eq!(account_liquidity(&market, &position, &moment), Err(Error::NoSuchReserve));
}

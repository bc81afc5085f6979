//! A million positions: whether each may take risk, and whether each may be liquidated. A thousand different ones come a
//! thousand times, so that they stay in the second cache: how far apart a process's pages lie must not count.

use crate::Host;
use hypothec_benches::holder;
use hypothec_client::snapshot::MarketSnapshot;
use hypothec_interface::health::check_risk;
use hypothec_interface::solvency::account_liquidity;
use hypothec_interface::state::{Market, Position, Slot};
use std::hint::black_box;

const POSITIONS: usize = 1_000;
const TIMES: usize = 1_000;

pub fn measure(host: &mut Host) {
    let (world, user) = holder(8, 1, false);
    let (now, one) = (world.chain.clock().unix_timestamp, world.position(&user));
    let market = MarketSnapshot::new(world.market.into(), now, &world.chain.data(&world.market)).expect("a market");
    let positions: Vec<Position> = (0..POSITIONS as u64).map(|n| with_less(&one, n)).collect();
    market.with_market(|market| scan(host, market, &positions, now)).expect("a market");
}

/// The position with up to a quarter less of everything, so that none repeats its neighbour.
fn with_less(one: &Position, n: u64) -> Position {
    let mut position = *one;
    let bytes = bytemuck::bytes_of_mut(&mut position);
    let slots = Position::FIELDS.iter().find(|field| field.name == "slots").expect("slots").offset;
    for at in (0..one.used().len()).map(|slot| slots + slot * size_of::<Slot>() + size_of::<u64>()) {
        let shares = u64::from_le_bytes(bytes[at..at + 8].try_into().expect("eight bytes"));
        let less = shares / 4096 * (n.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 54);
        bytes[at..at + 8].copy_from_slice(&(shares - less).to_le_bytes());
    }
    position
}

fn scan(host: &mut Host, market: &Market<'_>, positions: &[Position], now: i64) {
    let all = || (0..TIMES).flat_map(|_| positions);
    let count = |test: &dyn Fn(&Position) -> bool| all().filter(|one| test(black_box(one))).count();
    let moment = market.header.risk_context(now);
    let healthy = || count(&|one| check_risk(market, one, &moment).is_ok());
    assert_eq!(healthy(), TIMES * POSITIONS);
    host.measure("check (8+1)", "positions", (TIMES * POSITIONS) as u64, healthy);

    let moment = market.header.liquidation_context(now);
    let open = || count(&|one| account_liquidity(market, one, &moment).is_ok_and(|all| all.is_liquidatable()));
    assert_eq!(open(), 0);
    host.measure("account liquidity (8+1)", "positions", (TIMES * POSITIONS) as u64, open);
}

//! Execute of a reserve's configuration: what follows from the change, and what must hold on the day.

use crate::fixtures::market::*;
use crate::fixtures::proposals::*;
use hypothec_interface::Error;
use hypothec_interface::state::{Kind, Ramp, ReserveConfig};
use hypothec_testkit::World;

#[test]
fn execute_moves_a_reserves_exposure_to_its_new_groups() {
    let (mut world, ..) = staffed();
    let config = ReserveConfig { groups: [3, 4], ..world.record(NVDAX).config() };
    let nonce = proposed_config(&mut world, NVDAX, &["groups"], &config);
    wait(&mut world);
    execute(&mut world, nonce).expect("executed");
    let exposed = |world: &World, n: usize| world.header().groups()[n].exposure;
    let own = world.record(NVDAX).supply_exposure();
    assert!(own > 1_800 << 16);
    assert_eq!((exposed(&world, 3), exposed(&world, 4)), (own, own));
    let config = ReserveConfig { groups: [0, 3], ..config };
    let nonce = proposed_config(&mut world, NVDAX, &["groups"], &config);
    wait(&mut world);
    execute(&mut world, nonce).expect("executed");
    let own = world.record(NVDAX).supply_exposure();
    assert_eq!((exposed(&world, 3), exposed(&world, 4)), (own, 0));
}

#[test]
fn execute_accrues_by_the_old_curve_up_to_the_change() {
    let (mut world, _, borrower) = staffed();
    world.borrow(&borrower, USDC, 500 * DOLLAR).expect("borrowed");
    let mut config = world.record(USDC).config();
    config.curve = hypothec_interface::preset::risk::LARGE_CAP.curve();
    let nonce = proposed_config(&mut world, USDC, &["curve"], &config);
    world.chain.advance(DAY);
    let before = world.record(USDC);
    let mut by_old = before;
    by_old.accrue(world.chain.clock().unix_timestamp);
    execute(&mut world, nonce).expect("executed");
    let after = world.record(USDC);
    assert_eq!(after.debt_index(), by_old.debt_index());
    assert_ne!(after.debt_index(), before.debt_index());
    assert_eq!(after.rate_q64(), 0, "and from now on by the new one");
}

#[test]
fn execute_sets_the_multiplier_base() {
    let mut world = world();
    let base = 10u64 << 32;
    pass(&mut world, Kind::Multiplier, Some(NVDAX), 1, &base.to_le_bytes());
    assert_eq!(world.record(NVDAX).multiplier().base_q32(), base);
}

#[test]
fn threat_c10_what_the_liquidation_test_uses_moves_over_a_day_whatever_the_proposal_says() {
    let mut world = world();
    let mut config = world.record(USDC).config();
    config.threshold = Ramp { from_bps: 8_700, to_bps: 8_700, duration_s: 0, start_ts: 0 };
    config.liq_borrow_factor = Ramp { from_bps: 50_000, to_bps: 12_000, duration_s: 5, start_ts: i64::MIN };
    config.borrow_factor_bps = 12_000;
    let named = ["threshold", "liq_borrow_factor", "borrow_factor_bps"];
    let nonce = proposed_config(&mut world, USDC, &named, &config);
    wait(&mut world);
    let now = world.chain.clock().unix_timestamp;
    execute(&mut world, nonce).expect("executed");
    let after = world.record(USDC).config();
    let day = |from_bps, to_bps| Ramp { from_bps, to_bps, duration_s: 86_400, start_ts: now };
    assert_eq!(after.threshold(), day(9_000, 8_700));
    assert_eq!(after.liq_borrow_factor(), day(10_000, 12_000));
    assert_eq!((after.threshold().at(now), after.threshold().at(now + DAY / 2)), (9_000, 8_850));
    assert_eq!(
        (after.liq_borrow_factor().at(now + DAY / 4), after.liq_borrow_factor().at(now + DAY)),
        (10_500, 12_000)
    );

    // turned round on its way, it starts from where it is; a longer ramp is kept
    config.threshold = Ramp { from_bps: 0, to_bps: 9_000, duration_s: 7 * 86_400, start_ts: 0 };
    let nonce = proposed_config(&mut world, USDC, &["threshold"], &config);
    world.advance(DAY - 8_640);
    refuse_execution(&mut world, nonce, Error::ProposalNotDue);
    world.advance(8_640);
    let now = world.chain.clock().unix_timestamp;
    execute(&mut world, nonce).expect("executed");
    let after = world.record(USDC).config();
    assert_eq!(after.threshold(), Ramp { from_bps: 8_700, to_bps: 9_000, duration_s: 7 * 86_400, start_ts: now });
}

#[test]
pub fn threat_c4_an_ltv_rises_only_with_a_live_board() {
    let mut world = world();
    let present = world.record(NVDAX).config();
    // each session's alone, and an event's
    for n in 0..=4 {
        let (mut world, mut config) = (world.clone(), present);
        match config.ltv_bps.get_mut(n) {
            Some(ltv_bps) => *ltv_bps += 1,
            None => config.event_ltv_bps += 1,
        }
        let named = if n < 4 { "ltv_bps" } else { "event_ltv_bps" };
        let nonce = proposed_config(&mut world, NVDAX, &[named], &config);
        world.chain.advance(DAY);
        refuse_execution(&mut world, nonce, Error::BoardNotLive);
        world.refresh_all();
        execute(&mut world, nonce).expect("live");
        let after = world.record(NVDAX).config();
        assert_eq!((after.ltv_bps, after.event_ltv_bps), (config.ltv_bps, config.event_ltv_bps), "{n}");
    }
    // a lower one needs no price
    let config = ReserveConfig { ltv_bps: [100; 4], ..present };
    let nonce = proposed_config(&mut world, NVDAX, &["ltv_bps"], &config);
    world.chain.advance(DAY);
    execute(&mut world, nonce).expect("lower");
}

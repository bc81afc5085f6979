//! The outflow limiter: what flows out in one window and the next, and that nobody who pays in and takes out again uses
//! up what others may take.

use crate::fixtures::liquidation::{Distress, distressed_with, refresh_after, words};
use crate::fixtures::market::*;
use hypothec_interface::Error;

#[test]
fn threat_h3_deposit_and_withdrawal_in_one_transaction_lock_nobody_out() {
    let mut world = world_with(|usdc, _| usdc.limiter_cap = 200 * DOLLAR);
    let (lender, _) = staff(&mut world);
    let attacker = world.user(3);
    for pause in [0, 1_799, 3_600 - 1] {
        world.advance(7_200 + pause);
        world.fund(&attacker, USDC, 1_000_000 * DOLLAR);
        let round = [deposit(&world, &attacker, USDC, u64::MAX), withdraw(&world, &attacker, USDC, 1_000_000 * DOLLAR)];
        world.chain.send(&round, &[&attacker.keypair]).expect("in and out");
        let too_much = withdraw(&world, &lender, USDC, 200 * DOLLAR + 1);
        refuse(&mut world, &too_much, &[&lender.keypair], Error::OutflowLimit);
        world.withdraw(&lender, USDC, 200 * DOLLAR).expect("the whole limit is there for others");
    }
}

#[test]
fn threat_h3_nor_across_the_edge_of_a_window() {
    let mut world = world_with(|usdc, _| usdc.limiter_cap = 200 * DOLLAR);
    let (lender, _) = staff(&mut world);
    world.advance(7_200);
    let attacker = world.user(3);
    world.fund(&attacker, USDC, 1_000_000 * DOLLAR);
    world.withdraw(&lender, USDC, 1).expect("the window starts");
    let start = world.record(USDC).limiter_start_ts();
    let edge = start + 3_600 - world.chain.clock().unix_timestamp;
    world.chain.advance(edge - 1);
    refresh_after(&mut world, 0, &[USDC]);
    world.deposit(&attacker, USDC, u64::MAX).expect("in, at the end of a window");
    world.chain.advance(1);
    world.withdraw(&attacker, USDC, 1_000_000 * DOLLAR).expect("out, at the start of the next");
    assert_eq!(world.record(USDC).limiter_start_ts(), start + 3_600);
    world.withdraw(&lender, USDC, 199 * DOLLAR).expect("nobody is locked out");
}

#[test]
fn outflow_fades_over_the_next_window() {
    let mut world = world_with(|usdc, _| usdc.limiter_cap = 200 * DOLLAR);
    let (lender, _) = staff(&mut world);
    world.advance(7_200);
    world.withdraw(&lender, USDC, 200 * DOLLAR).expect("exactly the limit");
    let start = world.record(USDC).limiter_start_ts();
    world.chain.advance(start + 3_600 + 1_800 - world.chain.clock().unix_timestamp);
    let too_much = withdraw(&world, &lender, USDC, 100 * DOLLAR + 1);
    refuse(&mut world, &too_much, &[&lender.keypair], Error::OutflowLimit);
    world.withdraw(&lender, USDC, 100 * DOLLAR).expect("half of the last window has faded");
}

/// Capital in at `before` seconds to a window's edge and out at `after` seconds past it; the minutes of the next two
/// hours in which a debt-free exit of one atom is refused.
fn minutes_locked(dollars: u64, before: i64, after: i64) -> usize {
    let mut world = world_with(|usdc, _| usdc.limiter_cap = 200 * DOLLAR);
    let (lender, _) = staff(&mut world);
    world.advance(7_200);
    let attacker = world.user(3);
    world.fund(&attacker, USDC, dollars * DOLLAR);
    world.withdraw(&lender, USDC, 1).expect("the window starts");
    let edge = world.record(USDC).limiter_start_ts() + 3_600;
    world.chain.advance(edge - before - world.chain.clock().unix_timestamp);
    refresh_after(&mut world, 0, &[USDC]);
    world.deposit(&attacker, USDC, u64::MAX).expect("in, at the end of a window");
    world.chain.advance(before + after);
    world.withdraw(&attacker, USDC, dollars * DOLLAR).expect("out");
    let mut locked = 0;
    for _ in 0..120 {
        world.chain.advance(60);
        let one = withdraw(&world, &lender, USDC, 1);
        locked += usize::from(world.chain.simulate(&[one], &[&lender.keypair]).is_err());
    }
    locked
}

#[test]
fn attack_f2_matched_flows_across_a_windows_edge_lock_nobody_out() {
    assert_eq!(minutes_locked(1_000_000, 1, 0), 0);
    assert_eq!(minutes_locked(1_000, 5, 5), 0);
    assert_eq!(minutes_locked(1_000_000, 1, 600), 0);
}

/// Minutes of six hours, after the lender has taken the whole limit, in which a tenth of it is refused. With an attacker,
/// ten times the limit comes in a second before each edge of a window and leaves a second after it.
fn minutes_pinned(attacked: bool) -> usize {
    let mut world = world_with(|usdc, _| usdc.limiter_cap = 200 * DOLLAR);
    let (lender, _) = staff(&mut world);
    let attacker = world.user(3);
    world.advance(7_200);
    world.withdraw(&lender, USDC, 200 * DOLLAR).expect("the whole limit, once");
    let start = world.record(USDC).limiter_start_ts();
    world.fund(&attacker, USDC, 2_000 * DOLLAR);
    let mut refused = 0;
    for minute in 1..360 {
        let next = start + minute * 60;
        if attacked && minute % 60 == 0 {
            world.chain.set_time(next - 1);
            refresh_after(&mut world, 0, &[USDC]);
            world.deposit(&attacker, USDC, 2_000 * DOLLAR).expect("in");
            world.chain.set_time(next + 1);
            world.withdraw(&attacker, USDC, 2_000 * DOLLAR).expect("out");
        }
        world.chain.set_time(next + 2);
        let some = withdraw(&world, &lender, USDC, 20 * DOLLAR);
        refused += usize::from(world.chain.simulate(&[some], &[&lender.keypair]).is_err());
    }
    refused
}

#[test]
fn attack_f2_repeated_matched_flows_pin_no_old_outflow() {
    assert_eq!(minutes_pinned(false), 65, "this window, and a tenth of the next");
    assert_eq!(minutes_pinned(true), 65);
}

/// What a liquidation repays is an inflow like any other: whoever waits to leave may leave by it.
#[test]
fn attack_f12_a_liquidation_lets_out_what_it_repays() {
    let mut distress = distressed_with(135, |usdc, _| usdc.limiter_cap = 900 * DOLLAR);
    let lender = distress.lender.clone();
    let left =
        |distress: &Distress| distress.world.record(USDC).outflow_left(distress.world.chain.clock().unix_timestamp);
    distress.world.chain.advance(7_200);
    refresh_after(&mut distress.world, 0, &[USDC, NVDAX]);
    distress.world.withdraw(&lender, USDC, 100 * DOLLAR).expect("all the cash there is");
    let before = left(&distress);
    let liquidate = distress.liquidate(u64::MAX);
    let repaid = words(&distress.send(liquidate).return_data)[0];
    assert_eq!(left(&distress), before + repaid);
    distress.world.withdraw(&lender, USDC, repaid).expect("and out");
}

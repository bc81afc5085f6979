//! Tighten: a closed list of levers, each of them one way only.

use crate::fixtures::market::*;
use crate::fixtures::proposals::*;
use hypothec_interface::Error;
use hypothec_interface::action::{
    TIGHTEN_BORROW_CAP, TIGHTEN_BORROW_OFF, TIGHTEN_DEPOSIT_OFF, TIGHTEN_EVENT, TIGHTEN_LTV, TIGHTEN_REDUCE_ONLY,
    TIGHTEN_SUPPLY_CAP,
};
use hypothec_interface::builder;
use hypothec_interface::instruction::TightenArgs;
use hypothec_interface::preset::risk;
use hypothec_interface::state::{ReserveConfig, SWITCH_BORROW, SWITCH_DEPOSIT};
use hypothec_testkit::World;
use hypothec_testkit::market::admin;
use solana_instruction::Instruction;
use solana_keypair::Keypair;
use solana_signer::Signer;

const HOUR: u32 = 3_600;
const DAY: i64 = 86_400;

fn levers(reserve: usize, levers: u8) -> TightenArgs {
    TightenArgs { reserve: reserve as u8, levers, ..bytemuck::Zeroable::zeroed() }
}

fn by(world: &World, officer: &Keypair, args: &TightenArgs) -> Instruction {
    builder::tighten(world.market, officer.pubkey(), args)
}

/// Pulled by the guardian.
#[track_caller]
fn pull(world: &mut World, args: &TightenArgs) {
    let guardian = guardian(world);
    let tighten = by(world, &guardian, args);
    world.chain.send(&[tighten], &[&guardian]).expect("tightened");
}

#[track_caller]
fn refused(world: &mut World, args: &TightenArgs, error: Error) {
    let guardian = guardian(world);
    let tighten = by(world, &guardian, args);
    refuse(world, &tighten, &[&guardian], error);
}

fn reduce_only(seconds: u32) -> TightenArgs {
    TightenArgs { reduce_only_s: seconds, ..levers(255, TIGHTEN_REDUCE_ONLY) }
}

fn config(world: &World) -> ReserveConfig {
    world.record(NVDAX).config()
}

#[test]
pub fn tighten_refuses_signers_without_a_role() {
    let mut world = world();
    let stranger = passer(&mut world);
    let args = levers(NVDAX, TIGHTEN_DEPOSIT_OFF);
    let by_stranger = by(&world, &stranger, &args);
    refuse(&mut world, &by_stranger, &[&stranger], Error::NotAdminOrGuardian);
    let by_admin = by(&world, &admin(), &args);
    world.chain.send(&[by_admin], &[&admin()]).expect("the admin may");
    pull(&mut world, &args);
}

#[test]
pub fn tighten_refuses_unknown_flags_and_reserves() {
    let mut world = world();
    for none in [0, 128, 255] {
        refused(&mut world, &levers(NVDAX, none), Error::ArgumentOutOfRange);
    }
    refused(&mut world, &levers(9, TIGHTEN_BORROW_OFF), Error::NoSuchReserve);
    refused(&mut world, &reduce_only(0), Error::ArgumentOutOfRange);
}

#[test]
fn tighten_changes_every_named_parameter_and_no_other() {
    let mut world = world_with(|_, nvdax| *nvdax = risk::lent(*nvdax));
    let now = world.chain.clock().unix_timestamp as u32;
    let before = config(&world);
    let args = TightenArgs {
        ltv_bps: [5_500, 5_000, 0, 3_999],
        event_ltv_bps: 2_999,
        event_from: now,
        event_until: now + 10,
        supply_cap: before.supply_cap() - 1,
        borrow_cap: 0,
        ..levers(NVDAX, 63)
    };
    pull(&mut world, &args);
    let wanted = ReserveConfig {
        ltv_bps: [5_500, 5_000, 0, 3_999],
        event_ltv_bps: 2_999,
        event_from: now,
        event_until: now + 10,
        supply_cap: before.supply_cap() - 1,
        borrow_cap: 0,
        switches: before.switches() & !(SWITCH_BORROW | SWITCH_DEPOSIT),
        ..before
    };
    assert_eq!(config(&world), wanted);
    let record = world.record(NVDAX);
    assert_eq!(record.supply_exposure(), 0);
    assert_eq!(world.header().reduce_only_until_ts(), 0, "reduce-only mode was not named");
}

#[test]
pub fn tighten_refuses_to_loosen_any_parameter() {
    let mut world = world();
    let before = config(&world);
    for session in 0..4 {
        let mut ltv_bps = [0; 4];
        ltv_bps[session] = before.ltv_bps()[session] + 1;
        refused(&mut world, &TightenArgs { ltv_bps, ..levers(NVDAX, TIGHTEN_LTV) }, Error::Loosening);
    }
    let supply_cap = before.supply_cap() + 1;
    refused(&mut world, &TightenArgs { supply_cap, ..levers(NVDAX, TIGHTEN_SUPPLY_CAP) }, Error::Loosening);
    let borrow_cap = before.borrow_cap() + 1;
    refused(&mut world, &TightenArgs { borrow_cap, ..levers(NVDAX, TIGHTEN_BORROW_CAP) }, Error::Loosening);
    // one that loosens takes the others with it
    let both = TightenArgs { borrow_cap, ..levers(NVDAX, TIGHTEN_BORROW_CAP | TIGHTEN_BORROW_OFF) };
    refused(&mut world, &both, Error::Loosening);
    let equal = TightenArgs { ltv_bps: before.ltv_bps(), ..levers(NVDAX, TIGHTEN_LTV) };
    pull(&mut world, &equal);
    assert_eq!(config(&world), before);
}

#[test]
fn tighten_sets_an_event_window_that_only_grows() {
    let (mut world, _, borrower) = staffed();
    let now = world.chain.clock().unix_timestamp as u32;
    let window = |from, until, event_ltv_bps| TightenArgs {
        event_from: from,
        event_until: until,
        event_ltv_bps,
        ..levers(NVDAX, TIGHTEN_EVENT)
    };
    for (from, until) in [(0, now + 9), (now + 9, now + 9), (now - 9, now)] {
        refused(&mut world, &window(from, until, 0), Error::ArgumentOutOfRange);
    }
    refused(&mut world, &window(now, now + 9, 3_001), Error::Loosening);
    pull(&mut world, &window(now, now + 40, 1_000));
    // what is set stays covered: not later, not shorter, not weaker
    for loose in [window(now + 1, now + 40, 1_000), window(now, now + 39, 1_000), window(now, now + 40, 1_001)] {
        refused(&mut world, &loose, Error::Loosening);
    }
    // 1,802.50 USD at 10 % less confidence; power only while it lasts
    let (much, little) = (borrow(&world, &borrower, USDC, 181 * DOLLAR), borrow(&world, &borrower, USDC, 179 * DOLLAR));
    refuse(&mut world, &much, &[&borrower.keypair], Error::Unhealthy);
    world.send(&borrower, little).expect("within the event's LTV");
    world.chain.advance(40);
    world.send(&borrower, much).expect("it is over by itself");
    pull(&mut world, &window(now + 100, now + 200, 1_000));
    pull(&mut world, &window(now + 90, now + 300, 900));
}

#[test]
pub fn tighten_starts_a_reduce_only_mode_that_only_time_ends() {
    let (mut world, lender, borrower) = staffed();
    pull(&mut world, &reduce_only(30));
    refused(&mut world, &reduce_only(29), Error::Loosening);
    let now = world.chain.clock().unix_timestamp;
    assert_eq!((world.header().reduce_only_until_ts(), world.header().reduce_only_used_s()), (now + 30, 30));
    let borrow = borrow(&world, &borrower, USDC, 20 * DOLLAR);
    refuse(&mut world, &borrow, &[&borrower.keypair], Error::ReduceOnly);
    world.withdraw(&lender, USDC, 1).expect("without debt out");
    world.fund(&borrower, NVDAX, 5);
    world.deposit(&borrower, NVDAX, 5).expect("a top-up");
    world.chain.advance(29);
    refuse(&mut world, &borrow, &[&borrower.keypair], Error::ReduceOnly);
    world.chain.advance(1);
    world.send(&borrower, borrow).expect("expired");
}

#[test]
pub fn threat_c10_reduce_only_mode_lasts_48_hours_in_any_14_days() {
    let mut world = world();
    refused(&mut world, &reduce_only(48 * HOUR + 1), Error::ReduceOnlyUsedUp);
    pull(&mut world, &reduce_only(24 * HOUR));
    world.chain.advance(DAY - 3_600);
    pull(&mut world, &reduce_only(25 * HOUR)); // from the 23rd hour on: to the 48th
    refused(&mut world, &reduce_only(25 * HOUR + 1), Error::ReduceOnlyUsedUp);
    world.chain.advance(2 * DAY);
    let end = world.header().reduce_only_until_ts();
    // neither 14 days after it began, nor a second before 14 days after it ended
    for at in [end + 1, end + 12 * DAY, end + 14 * DAY - 1] {
        world.chain.set_time(at);
        refused(&mut world, &reduce_only(1), Error::ReduceOnlyUsedUp);
    }
    world.chain.set_time(end + 14 * DAY);
    pull(&mut world, &reduce_only(48 * HOUR));
    assert_eq!(world.header().reduce_only_window_ts(), end + 14 * DAY);
    refused(&mut world, &reduce_only(48 * HOUR + 1), Error::ReduceOnlyUsedUp);
}

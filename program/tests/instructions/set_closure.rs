//! SetClosure: at once, few, and one way.

use crate::fixtures::market::*;
use crate::fixtures::proposals::*;
use hypothec_interface::Error;
use hypothec_interface::builder;
use hypothec_interface::session::Calendar;
use hypothec_interface::session::Session;
use hypothec_testkit::market::admin;
use hypothec_testkit::{Snapshots, World};
use solana_instruction::Instruction;
use solana_signer::Signer;

const DAY: i64 = 86_400;
/// 2026-09-15, the Tuesday on which every chain starts.
const TUESDAY: u16 = 20_711;

fn closure(world: &mut World, day: u16, minute: u16) -> Instruction {
    let guardian = guardian(world);
    builder::set_closure(world.market, guardian.pubkey(), day, minute)
}

#[track_caller]
fn set(world: &mut World, day: u16, minute: u16) {
    let (set, guardian) = (closure(world, day, minute), guardian(world));
    world.chain.send(&[set], &[&guardian]).expect("set");
}

#[track_caller]
fn refused(world: &mut World, day: u16, minute: u16, error: Error) {
    let (set, guardian) = (closure(world, day, minute), guardian(world));
    refuse(world, &set, &[&guardian], error);
}

fn session(world: &World) -> Session {
    world.header().risk_context(world.chain.clock().unix_timestamp).session
}

#[test]
fn set_closure_refuses_signers_without_a_role() {
    let mut world = world();
    let stranger = passer(&mut world);
    let by_stranger = builder::set_closure(world.market, stranger.pubkey(), TUESDAY, 0);
    refuse(&mut world, &by_stranger, &[&stranger], Error::NotAdminOrGuardian);
    let by_admin = builder::set_closure(world.market, admin().pubkey(), TUESDAY, 0);
    world.chain.send(&[by_admin], &[&admin()]).expect("the admin may");
    set(&mut world, TUESDAY + 1, 0);
}

#[test]
fn set_closure_refuses_days_and_minutes_out_of_range() {
    let mut world = world();
    for (day, minute) in
        [(0, 0), (TUESDAY - 1, 0), (TUESDAY + 31, 0), (u16::MAX, 0), (TUESDAY, 1_200), (TUESDAY, 1_440)]
    {
        refused(&mut world, day, minute, Error::ArgumentOutOfRange);
    }
    set(&mut world, TUESDAY + 30, 1_199);
    // from 20:00 on the trade date is tomorrow's
    world.chain.advance(9 * 3_600);
    refused(&mut world, TUESDAY, 0, Error::ArgumentOutOfRange);
    set(&mut world, TUESDAY + 1, 0);
}

#[test]
pub fn threat_c10_two_in_thirty_days() {
    let mut world = world();
    let start = world.chain.clock().unix_timestamp;
    set(&mut world, TUESDAY, 0);
    world.chain.advance(10 * DAY);
    set(&mut world, TUESDAY + 10, 0);
    refused(&mut world, TUESDAY + 11, 0, Error::ClosureLimit);
    world.chain.set_time(start + 30 * DAY - 1);
    refused(&mut world, TUESDAY + 31, 0, Error::ClosureLimit);
    world.chain.set_time(start + 30 * DAY);
    set(&mut world, TUESDAY + 31, 0);
    refused(&mut world, TUESDAY + 32, 0, Error::ClosureLimit);
    world.chain.set_time(start + 40 * DAY);
    set(&mut world, TUESDAY + 41, 0);
    refused(&mut world, TUESDAY + 42, 0, Error::ClosureLimit);
}

#[test]
fn threat_c10_it_acts_at_once_and_not_when_the_cache_runs_out() {
    let mut world = world();
    let four = world.header().session_until();
    assert_eq!((session(&world), four), (Session::Regular, world.chain.clock().unix_timestamp + 5 * 3_600));
    let before = world.chain.snapshot(&[("market", world.market)]);
    set(&mut world, TUESDAY, 0);
    // session_until, one closure of the sixty, and when it was set
    let calendar = |name: &str| {
        let field = Calendar::FIELDS.iter().find(|field| field.name == name).expect("a field");
        (header_field("calendar").0 + field.offset, field.size)
    };
    let fields = [header_field("session_until"), calendar("closures"), calendar("unscheduled_ts")];
    before.assert_only_bytes(&world.chain, "market", &fields);
    assert_eq!(session(&world), Session::Closed, "before anybody refreshes");
    world.advance(1);
    assert_eq!((session(&world), world.header().session()), (Session::Closed, Session::Closed as u8));
    world.advance(9 * 3_600);
    assert_eq!(session(&world), Session::Overnight, "Wednesday's trade date is not touched");
}

#[test]
fn set_closure_with_a_minute_closes_early() {
    let mut world = world();
    set(&mut world, TUESDAY, 12 * 60);
    world.advance(1);
    assert_eq!(session(&world), Session::Regular);
    world.advance(3_600);
    assert_eq!(session(&world), Session::Extended, "from noon on");
    set(&mut world, TUESDAY, 0);
    world.advance(1);
    assert_eq!(session(&world), Session::Closed, "both hold, the stricter shows");
}

#[test]
pub fn set_closure_reuses_days_that_are_over_in_a_full_calendar() {
    let mut world = world();
    let market = world.market;
    let fill = |world: &mut World, day: u16| {
        world.chain.edit(&market, |account| {
            for n in 0..60 {
                let at = 496 + 248 + 4 * n;
                account.data[at..at + 2].copy_from_slice(&day.to_le_bytes());
            }
        });
    };
    fill(&mut world, TUESDAY);
    refused(&mut world, TUESDAY + 1, 0, Error::CalendarFull);
    fill(&mut world, TUESDAY - 1);
    set(&mut world, TUESDAY + 1, 0);
    let calendar = world.header().calendar();
    assert_eq!(calendar.closures()[0].day, TUESDAY + 1);
    assert_eq!(calendar.closures()[1].day, TUESDAY - 1);
}

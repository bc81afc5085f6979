//! Execute of what belongs to the whole market: parameters, group caps, calendar, guardian.

use crate::fixtures::market::*;
use crate::fixtures::proposals::*;
use hypothec_interface::oracle::Adapter;
use hypothec_interface::preset::nyse;
use hypothec_interface::session::{Closure, Session};
use hypothec_interface::state::{Kind, MarketParams};
use hypothec_interface::{Error, Key};
use hypothec_testkit::keys;
use hypothec_testkit::market::admin;

#[test]
pub fn execute_changes_the_named_market_parameters() {
    let mut world = world();
    let before = world.header();
    let params = MarketParams {
        debt_floor: 7,
        fee_recipient: Key::from(keys::address(1)),
        delay_s: 2 * 86_400,
        reopen_grace_s: 1_800,
        target_health_bps: 11_000,
        cool_off_s: 60,
        adapters: Adapter::PythReceiver.bit(),
        ..before.params()
    };
    pass(&mut world, Kind::Market, None, 0b0100_0100, bytemuck::bytes_of(&params));
    let (delay_s, adapters) = (params.delay_s(), params.adapters());
    assert_eq!(world.header().params(), MarketParams { delay_s, adapters, ..before.params() }, "the named two");
    pass(&mut world, Kind::Market, None, 0b0111_1111, bytemuck::bytes_of(&params));
    assert_eq!(world.header().params(), params);

    let nonce = proposed(&mut world, Kind::Groups, None, 2, &[]);
    world.chain.advance(2 * DAY - 1);
    refuse_execution(&mut world, nonce, Error::ProposalNotDue);
}

#[test]
pub fn propose_refuses_a_delay_that_would_shrink() {
    let mut world = world();
    let delay = |delay_s| MarketParams { delay_s, ..bytemuck::Zeroable::zeroed() };
    let longer = proposed(&mut world, Kind::Market, None, 4, bytemuck::bytes_of(&delay(3 * 86_400)));
    let between = proposed(&mut world, Kind::Market, None, 4, bytemuck::bytes_of(&delay(2 * 86_400)));
    wait(&mut world);
    execute(&mut world, longer).expect("grows");
    // one that was made while it was longer than the present one is void
    refuse_execution(&mut world, between, Error::NamedFieldChanged);
    let shorter = propose(&world, Kind::Market, None, 4, bytemuck::bytes_of(&delay(2 * 86_400)));
    refuse(&mut world, &shorter, &[&admin()], Error::DelayShrinks);
}

#[test]
fn execute_sets_group_caps() {
    let mut world = world();
    let caps: [u64; 16] = std::array::from_fn(|n| n as u64 * 10);
    pass(&mut world, Kind::Groups, None, 0xfffe, bytemuck::bytes_of(&caps));
    let groups = world.header().groups();
    assert!(groups.iter().enumerate().all(|(n, group)| (group.cap, group.exposure) == (n as u64 * 10, 0)));
}

#[test]
fn execute_replaces_the_calendar_and_the_cached_session() {
    let mut world = world();
    let mut calendar = nyse::CALENDAR;
    let wednesday = 20_712;
    let free = calendar.closures.iter_mut().find(|closure| closure.day == 0).expect("room");
    *free = Closure { day: wednesday, minute: 0 };
    calendar.unscheduled_ts = [1, 2];
    pass(&mut world, Kind::Calendar, None, 1, bytemuck::bytes_of(&calendar));
    assert_eq!(world.header().session_until(), 0);
    world.advance(1);
    assert_eq!(world.header().session(), Session::Closed as u8);
    let now = world.header().calendar();
    assert_eq!((now.closures(), now.unscheduled_ts()), (calendar.closures(), [0, 0]), "the count of closures stays");
}

#[test]
fn execute_replaces_the_guardian() {
    let mut world = world();
    pass(&mut world, Kind::Guardian, None, 1, keys::address(3).as_ref());
    assert_eq!(world.header().guardian(), Key::from(keys::address(3)));
    pass(&mut world, Kind::Guardian, None, 1, &[]);
    assert!(world.header().guardian().is_none(), "a market may have none");
}

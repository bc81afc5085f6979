//! Attacks by calendars, closures and the multiplier's key: a closed day stops no liquidation and buys no grace, a calendar
//! ends, and no key but the admin's moves a cap (findings M5, L3 to L5).

use crate::fixtures::market::*;
use crate::fixtures::proposals::*;
use crate::fixtures::records::poke_header;
use crate::replays::stage::{Feeds, OPEN, Replay};
use crate::threats::prices::*;
use hypothec_interface::builder;
use hypothec_interface::session::Session;
use hypothec_interface::{Error, preset::nyse};
use hypothec_testkit::World;
use hypothec_testkit::mint::set_multiplier;
use solana_signer::Signer;

const DAY: i64 = 24 * HOUR;
/// 2026-09-15, the Tuesday of the chain's start, in days.
const TUESDAY: u16 = 20_711;

fn close(world: &mut World, day: u16) {
    let guardian = guardian(world);
    let set = builder::set_closure(world.market, guardian.pubkey(), day, 0);
    world.chain.send(&[set], &[&guardian]).expect("set");
}

#[test]
fn attack_m5_a_closure_stops_no_liquidation_of_a_share_only_reserve() {
    let mut replay = Replay::new(OPEN + 2 * HOUR, Feeds::ShareOnly, 1.0, 180.25).indebted(1.01);
    let start = OPEN + 2 * HOUR + 60;
    replay.step(start, None, Some(180.0));
    close(&mut replay.world, TUESDAY);
    // the stock falls 8 % in what is really a day of trading, a print every twenty seconds
    for n in 1..=900 {
        replay.step(start + n * 20, None, Some(180.0 - n as f64 / 60.0));
    }
    let board = replay.world.record(NVDAX);
    assert_eq!(replay.world.chain.clock().unix_timestamp, board.board_ts(), "the feed is live while it changes");
    assert_eq!(replay.world.header().session(), Session::Closed as u8);
    assert!(ltv(&replay.world) <= 4_000, "closed for power");
    replay.liquidated();
}

#[test]
fn attack_m5_a_closure_of_a_minute_buys_no_grace() {
    let mut world = two_feeds();
    poke_header(&mut world, "reopen_grace_s", &1_800u32.to_le_bytes());
    let grace =
        |world: &World| world.record(NVDAX).in_reopen_grace(&world.header(), world.chain.clock().unix_timestamp);
    let tuesday_11 = OPEN + 90 * 60;
    let wednesday_20 = tuesday_11 + DAY + 9 * HOUR;
    let (mut n, mut ts) = (0, tuesday_11);
    while ts < wednesday_20 - 120 {
        (ts, n) = ((ts + 3_000).min(wednesday_20 - 120), n + 1);
        world.chain.set_time(ts);
        both(&mut world, TOKEN + n, SHARE + n);
    }
    world.chain.set_time(wednesday_20 - 60);
    let reopened = world.header().reopened_ts();
    close(&mut world, TUESDAY + 1);
    both(&mut world, TOKEN + 500, SHARE + 500);
    assert_eq!(world.header().session(), Session::Closed as u8, "no power for the minute");
    world.chain.set_time(wednesday_20 + 5);
    both(&mut world, TOKEN + 501, SHARE + 501);
    assert_eq!(world.header().session(), Session::Overnight as u8);
    assert!(!grace(&world), "nothing had closed");
    assert_eq!(world.header().reopened_ts(), reopened);
}

/// A closure on the Friday before a weekend makes the spell no longer, and one on the Monday after moves its end nowhere.
#[test]
fn attack_m5_closures_beside_a_weekend_do_not_prolong_its_spell() {
    let spell = |closed: &[u16]| {
        let mut world = two_feeds();
        for day in closed {
            close(&mut world, *day);
        }
        let mut ts = OPEN;
        while ts < OPEN + 7 * DAY {
            ts += 3_600;
            world.chain.set_time(ts);
            both(&mut world, TOKEN + ts % 7, SHARE + ts % 7);
        }
        (world.header().closed_ts(), world.header().reopened_ts())
    };
    assert_eq!(spell(&[TUESDAY + 3, TUESDAY + 6]), spell(&[]));
}

#[test]
fn attack_l4_after_its_end_a_calendar_says_closed() {
    let calendar = world().header().calendar();
    // Tuesday 2029-07-10 16:30 in New York by its summer time; and New Year's Day 2029, 11:00
    for ts in [1_878_409_800, 1_861_977_600, i64::from(calendar.end_ts())] {
        assert_eq!(calendar.session_at(ts).0, Session::Closed, "{ts}");
    }
    let last = i64::from(calendar.end_ts()) - 3 * DAY;
    assert_eq!(calendar.session_at(last).0, Session::Overnight, "Friday 2028-12-29, 00:00");
    let endless = hypothec_interface::session::Calendar::new(
        nyse::CALENDAR.clock(),
        nyse::CALENDAR.week(),
        nyse::CALENDAR.closures(),
        1_200,
        0,
    );
    assert_eq!(endless.validate(), Err(Error::BadCalendar), "and none is without an end");
}

#[test]
fn attack_l3_the_multiplier_key_lifts_no_supply_cap() {
    let mut world = world_with(|_, nvdax| nvdax.supply_cap = 2_000_000_000);
    let _ = staff(&mut world);
    let whale = world.user(5);
    world.fund(&whale, NVDAX, 50_002_000_000);
    let much = deposit(&world, &whale, NVDAX, 50_000_000_000);
    refuse(&mut world, &much, &[&whale.keypair], Error::SupplyCap);
    let mint = world.assets[NVDAX].mint;
    for multiplier in [1.0 / 60.0, 60.0] {
        world.chain.edit(&mint, |account| set_multiplier(&mut account.data, multiplier, multiplier, 0));
        world.advance(1);
        refuse(&mut world, &much, &[&whale.keypair], Error::SupplyCap);
        world.deposit(&whale, NVDAX, 1_000_000).expect("and nobody is kept out");
    }
}

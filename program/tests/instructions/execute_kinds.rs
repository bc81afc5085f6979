//! Execute, kind by kind: what each changes, and what must hold on the day.

use crate::fixtures::market::*;
use crate::fixtures::proposals::*;
use hypothec_interface::math::price::Price;
use hypothec_interface::math::scale::Scale;
use hypothec_interface::oracle::Adapter;
use hypothec_interface::preset::nyse;
use hypothec_interface::session::{Closure, Session};
use hypothec_interface::state::{Kind, MarketParams, Ramp, ReserveConfig, SourceId};
use hypothec_interface::{Error, Key, builder};
use hypothec_testkit::market::admin;
use hypothec_testkit::price::{AggregatePrice, PythUpdate};
use hypothec_testkit::{World, keys};
use solana_address::Address;
use solana_signer::Signer;

const DAY: i64 = 86_400;

/// Executed after the delay, with fresh boards.
#[track_caller]
fn pass(world: &mut World, kind: Kind, index: Option<usize>, mask: u64, values: &[u8]) {
    let nonce = proposed(world, kind, index, mask, values);
    wait(world);
    execute(world, nonce).expect("executed");
}

fn dollars(cents: u64) -> Price {
    Scale::new(-2, 6, cents).and_then(|scale| scale.price_down(cents)).expect("a price")
}

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
pub fn execute_refuses_a_delay_that_would_shrink() {
    let mut world = world();
    let delay = |delay_s| MarketParams { delay_s, ..bytemuck::Zeroable::zeroed() };
    let longer = proposed(&mut world, Kind::Market, None, 4, bytemuck::bytes_of(&delay(3 * 86_400)));
    wait(&mut world);
    execute(&mut world, longer).expect("grows");
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

/// A feed of an id, in an account of its own.
fn post(world: &mut World, feed: u64, price: i64) -> (SourceId, Address) {
    let (feed, account) = (keys::address(feed).to_bytes(), keys::address(9_000));
    let now = world.chain.clock().unix_timestamp;
    world.chain.put_account(&account, PythUpdate::new(feed, price, -8, now).account());
    let adapter = Adapter::PythReceiver as u8;
    (SourceId { key: Key::from_bytes(feed), index: 0, adapter, reserved: [0; 5] }, account)
}

#[test]
fn threat_c4_a_new_source_that_says_what_the_board_says() {
    let mut world = world();
    let (id, account) = post(&mut world, 8_001, 100_000_000);
    let nonce = proposed(&mut world, Kind::Source, Some(USDC), 1, bytemuck::bytes_of(&id));
    wait(&mut world);
    let passer = passer(&mut world);
    let execute = builder::execute(world.market, nonce, keys::key(2).pubkey(), Some(account));
    let none = builder::execute(world.market, nonce, keys::key(2).pubkey(), None);
    refuse(&mut world, &none, &[&passer], Error::NotEnoughAccounts);
    refuse(&mut world, &execute, &[&passer], Error::PriceTooOld);
    post(&mut world, 8_002, 100_000_000);
    refuse(&mut world, &execute, &[&passer], Error::WrongFeed);
    let market = builder::execute(world.market, nonce, keys::key(2).pubkey(), Some(world.market));
    refuse(&mut world, &market, &[&passer], Error::DuplicateAccount);
    for far in [94_900_000, 105_100_000, 6_500_000_000_000] {
        post(&mut world, 8_001, far);
        refuse(&mut world, &execute, &[&passer], Error::SourceDiscontinuous);
    }
    post(&mut world, 8_001, 104_900_000);
    world.chain.send(&[execute], &[&passer]).expect("within five per cent");
    let [token_feed, share_feed] = world.record(USDC).sources();
    assert_eq!((token_feed.id(), token_feed.price(), share_feed.is_some()), (id, 104_900_000, false));
    assert_eq!(token_feed.publish_ts(), world.chain.clock().unix_timestamp, "what was shown is its first print");
    let old = world.refresh(&[USDC]);
    let refused = world.chain.send(&[old], &[&passer]).expect_err("the old feed is none any more");
    assert_eq!(refused.error, Some(Error::WrongFeed));
}

#[test]
pub fn execute_refuses_a_new_source_without_a_price_of_now() {
    let mut world = world();
    let (id, account) = post(&mut world, 8_001, 100_000_000);
    let nonce = proposed(&mut world, Kind::Source, Some(USDC), 1, bytemuck::bytes_of(&id));
    wait(&mut world);
    let passer = passer(&mut world);
    let execute = builder::execute(world.market, nonce, keys::key(2).pubkey(), Some(account));
    let now = world.chain.clock().unix_timestamp;
    let good = PythUpdate::new(keys::address(8_001).to_bytes(), 100_000_000, -8, now);
    for (update, error) in [
        (PythUpdate { price: -1, ..good }, Error::PriceNotPositive),
        (PythUpdate { exponent: -19, ..good }, Error::PriceExponent),
        (PythUpdate { price: i64::MAX, exponent: 0, conf: 0, ..good }, Error::PriceTooHigh),
        (PythUpdate { publish_time: now + 16, ..good }, Error::PriceFromFuture),
        (PythUpdate { publish_time: now - 11, ..good }, Error::PriceTooOld),
    ] {
        world.chain.put_account(&account, update.account());
        refuse(&mut world, &execute, &[&passer], error);
    }
    world.chain.put_account(&account, good.account());
    world.chain.send(&[execute], &[&passer]).expect("a price of now");
    // an older account that is not trading
    let mut world = crate::fixtures::market::world();
    let home = keys::address(9_001);
    let adapter = Adapter::PythLegacy as u8;
    let id = SourceId { key: Key::from(home), index: 0, adapter, reserved: [0; 5] };
    let nonce = proposed(&mut world, Kind::Source, Some(USDC), 1, bytemuck::bytes_of(&id));
    wait(&mut world);
    let halted = AggregatePrice::new(100_000_000, -8, world.chain.clock().unix_timestamp, 1);
    world.chain.put_account(&home, AggregatePrice { status: 2, ..halted }.account());
    let passer = crate::fixtures::proposals::passer(&mut world);
    let execute = builder::execute(world.market, nonce, keys::key(2).pubkey(), Some(home));
    refuse(&mut world, &execute, &[&passer], Error::PriceNotTrading);
}

#[test]
pub fn execute_accepts_any_price_of_a_new_source_when_the_old_is_dead() {
    let mut world = world();
    let (id, account) = post(&mut world, 8_001, 100_000_000);
    let nonce = proposed(&mut world, Kind::Source, Some(USDC), 1, bytemuck::bytes_of(&id));
    let (passer, last) = (passer(&mut world), world.record(USDC).board_ts());
    let execute = builder::execute(world.market, nonce, keys::key(2).pubkey(), Some(account));
    world.chain.set_time(last + 3 * DAY - 1);
    post(&mut world, 8_001, 70_000_000);
    refuse(&mut world, &execute, &[&passer], Error::SourceDiscontinuous);
    world.chain.set_time(last + 3 * DAY);
    post(&mut world, 8_001, 70_000_000);
    world.chain.send(&[execute], &[&passer]).expect("nothing to compare with");
}

#[test]
fn execute_replaces_the_guardian() {
    let mut world = world();
    pass(&mut world, Kind::Guardian, None, 1, keys::address(3).as_ref());
    assert_eq!(world.header().guardian(), Key::from(keys::address(3)));
    pass(&mut world, Kind::Guardian, None, 1, &[]);
    assert!(world.header().guardian().is_none(), "a market may have none");
}

#[test]
fn execute_sets_the_multiplier_base() {
    let mut world = world();
    let base = 10u64 << 32;
    pass(&mut world, Kind::Multiplier, Some(NVDAX), 1, &base.to_le_bytes());
    assert_eq!(world.record(NVDAX).multiplier().base_q32(), base);
}

#[test]
pub fn threat_h12_a_terminal_price_near_the_board_or_none() {
    let mut world = world();
    for cents in [0, 79, 121, 1_000_000] {
        let nonce = proposed(&mut world, Kind::Terminal, Some(USDC), 1, &dollars(cents).to_bits().to_le_bytes());
        wait(&mut world);
        refuse_execution(&mut world, nonce, Error::TerminalNotAllowed);
    }
    let price = dollars(85);
    pass(&mut world, Kind::Terminal, Some(USDC), 1, &price.to_bits().to_le_bytes());
    let record = world.record(USDC);
    assert_eq!(record.terminal_ts(), world.chain.clock().unix_timestamp);
    let board =
        [record.low(), record.high(), record.liq_low(), record.liq_high(), record.settle_high(), record.terminal()];
    assert_eq!(board, [price; 6]);
}

/// Dead is 72 hours of session: a weekend in between does not count for a stock, and does for a dollar.
#[test]
fn threat_h12_a_stock_is_worth_nothing_only_after_72_silent_hours_of_session() {
    let mut world = world();
    world.chain.set_time(world.chain.clock().unix_timestamp + 3 * DAY + 8 * 3_600); // Friday, 19:00
    world.refresh_all();
    let nonce = proposed(&mut world, Kind::Terminal, Some(NVDAX), 1, &[0; 8]);
    let friday = world.record(NVDAX).board_ts();
    // one hour of Friday is left, then Sunday 20:00 to Wednesday 19:00 makes 72
    for hours in [72, 5 * 24] {
        world.chain.set_time(friday + hours * 3_600 - 1);
        refuse_execution(&mut world, nonce, Error::TerminalNotAllowed);
    }
    world.chain.set_time(friday + 5 * DAY);
    execute(&mut world, nonce).expect("dead");
    let record = world.record(NVDAX);
    assert!(record.terminal_ts() != 0 && record.low().is_zero() && record.liq_high().is_zero());

    let mut world = self::world();
    let nonce = proposed(&mut world, Kind::Terminal, Some(USDC), 1, &[0; 8]);
    let last = world.record(USDC).board_ts();
    world.chain.set_time(last + 3 * DAY - 1);
    refuse_execution(&mut world, nonce, Error::TerminalNotAllowed);
    world.chain.set_time(last + 3 * DAY);
    execute(&mut world, nonce).expect("dead");
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
    let config = ReserveConfig { ltv_bps: [5_600; 4], ..world.record(NVDAX).config() };
    let nonce = proposed_config(&mut world, NVDAX, &["ltv_bps"], &config);
    world.chain.advance(DAY);
    refuse_execution(&mut world, nonce, Error::BoardNotLive);
    world.refresh_all();
    execute(&mut world, nonce).expect("live");
    assert_eq!(world.record(NVDAX).config().ltv_bps(), [5_600; 4]);
    // a lower one needs no price
    let config = ReserveConfig { ltv_bps: [100; 4], ..config };
    let nonce = proposed_config(&mut world, NVDAX, &["ltv_bps"], &config);
    world.chain.advance(DAY);
    execute(&mut world, nonce).expect("lower");
}

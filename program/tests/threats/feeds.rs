//! Attacks by what a feed's account says, or by who posts it when: prints in front of others, re-stamped closes, wide
//! prints, silences, and new sources (findings M2, M4, M6 and L1, L2, L6, L7).

use crate::fixtures::liquidation::{fall, references};
use crate::fixtures::market::*;
use crate::fixtures::proposals::*;
use crate::fixtures::sound_loan::{SoundLoan, part};
use crate::threats::prices::*;
use hypothec_interface::math::price::Price;
use hypothec_interface::oracle::Adapter;
use hypothec_interface::policy::State;
use hypothec_interface::state::{BOARD_QUARANTINED, SHARE_FEED, SourceId, TOKEN_FEED};
use hypothec_interface::{Error, Key, builder};
use hypothec_testkit::asset::configuration;
use hypothec_testkit::market::admin;
use hypothec_testkit::price::PythUpdate;
use hypothec_testkit::{Asset, World, keys};
use solana_signer::Signer;

const MONDAY_9_30: i64 = SATURDAY_11 + 2 * 24 * HOUR - 90 * 60;

/// A refresh of one reserve by an account of one's own, with a print of this time.
fn in_front(world: &mut World, index: usize, price: i64, publish_time: i64) -> solana_instruction::Instruction {
    let (at, asset) = (keys::address(7_800), &world.assets[index]);
    let entry = builder::RefreshEntry { index: index as u8, prices: [Some(at), None], issuer_mint: Some(asset.mint) };
    let update = PythUpdate::new(asset.feed, price, -8, publish_time);
    world.chain.put_account(&at, update.account());
    builder::refresh_prices(world.market, &[entry])
}

#[test]
fn attack_m2_a_newer_print_in_front_fails_no_batch() {
    let mut world = World::new(&[Asset::usdc(), Asset::nvdax(), Asset::plain_stock(0), Asset::plain_stock(1)]);
    for _ in 0..60 {
        world.chain.advance(10);
        let now = world.chain.clock().unix_timestamp;
        for index in 0..4 {
            let asset = &mut world.assets[index];
            asset.price += 1;
            let update = PythUpdate::new(asset.feed, asset.price, -8, now - 2);
            let at = world.price_account(index);
            world.chain.put_account(&at, update.account());
        }
        // of a stock that nobody cares for, a second later
        let price = world.assets[3].price;
        let front = in_front(&mut world, 3, price, now - 1);
        world.chain.send(&[front], &[&admin()]).expect("in front");
        let batch = world.refresh(&[0, 1, 2, 3]);
        world.chain.send(&[batch], &[&admin()]).expect("the batch goes on");
        let times = [0, 1, 2, 3].map(|index| now - world.record(index).board_ts());
        assert_eq!(times, [2, 2, 2, 1]);
    }
}

#[test]
fn attack_m2_two_honest_prints_of_one_second_exclude_nobody() {
    let mut world = world();
    world.chain.advance(10);
    let (now, feed) = (world.chain.clock().unix_timestamp, world.assets[USDC].feed);
    for price in [100_000_010, 100_000_011] {
        world.chain.put_account(&world.price_account(USDC), PythUpdate::new(feed, price, -8, now).account());
        let refresh = world.refresh(&[USDC]);
        world.chain.send(&[refresh], &[&admin()]).expect("no error of whoever posts it");
        assert_eq!(world.record(USDC).sources()[TOKEN_FEED].price(), 100_000_010, "the first of a second is its print");
    }
}

#[test]
fn attack_m2_a_debtors_print_in_front_stops_no_refresh_with_its_liquidation() {
    let mut loan = SoundLoan::new(world());
    fall(&mut loan.world, NVDAX, 145 * 100_000_000);
    loan.world.chain.advance(10);
    let now = loan.world.chain.clock().unix_timestamp;
    let (feed, price) = (loan.world.assets[NVDAX].feed, loan.world.assets[NVDAX].price);
    let at = loan.world.price_account(NVDAX);
    loan.world.chain.put_account(&at, PythUpdate::new(feed, price, -8, now - 2).account());
    let refresh = loan.world.refresh(&[NVDAX]);
    let front = in_front(&mut loan.world, NVDAX, price + 3, now - 1);
    loan.world.chain.send(&[front], &[&loan.borrower.keypair]).expect("in front");
    let both = [refresh, loan.liquidation()];
    loan.world.chain.send(&both, &[&loan.liquidator.keypair]).expect("both");
}

/// NVDAx by an entry of Scope.
fn by_scope() -> Asset {
    Asset::nvdax().quoted_by(Adapter::Scope, keys::address(6_000), 332)
}

#[test]
fn attack_m4_a_restamped_close_carries_no_weekend() {
    let mut loan = SoundLoan::new(World::new(&[Asset::usdc(), by_scope()]));
    let close = loan.world.assets[NVDAX].price;
    for hour in [0, 1, 10, 30] {
        loan.world.chain.set_time(SATURDAY_11 + hour * HOUR);
        loan.world.post(NVDAX, close);
        let refresh = loan.world.refresh(&[NVDAX]);
        loan.world.chain.send(&[refresh], &[&admin()]).expect("refreshed");
        dollar(&mut loan.world);
        assert!(state(&loan.world).any(State::STALE), "hour {hour}");
        loan.lends_no_more(1, Error::Unhealthy);
        assert_eq!(loan.answer(), Err(Some(Error::StalePrice)), "nobody is liquidated at Friday's close");
    }
}

/// The parameters that let a Scope entry stand still without a limit, or for longer than a session of trading explains.
#[test]
pub fn attack_m4_a_scope_entry_that_may_stand_still_is_not_configured() {
    let mut world = World::unsealed(&[Asset::usdc(), by_scope()]);
    for (session, age_s) in [(0, 0), (1, 3_601), (2, 0), (3, 601)] {
        let mut config = world.assets[NVDAX].config;
        config.freeze_age_s[session] = age_s;
        let configure = builder::configure(world.market, admin().pubkey(), &configuration(NVDAX, &config));
        refuse(&mut world, &configure, &[&admin()], Error::SourceNeedsFreezeAge);
    }
    // nor does one come in where the reserve's parameters let it
    world.seal();
    let scope =
        SourceId { key: Key::from(keys::address(6_001)), index: 1, adapter: Adapter::Scope as u8, reserved: [0; 5] };
    let propose = propose(&world, hypothec_interface::state::Kind::Source, Some(USDC), 1, bytemuck::bytes_of(&scope));
    refuse(&mut world, &propose, &[&admin()], Error::SourceNeedsFreezeAge);
}

#[test]
fn attack_m6_a_wide_print_vetoes_no_liquidation() {
    let mut loan = SoundLoan::new(world());
    let fallen = 140 * 100_000_000;
    references(&mut loan.world, NVDAX, fallen);
    loan.world.chain.advance(20);
    let now = loan.world.chain.clock().unix_timestamp;
    let feed = loan.world.assets[NVDAX].feed;
    // five per cent wide, where two are the limit
    let wide = PythUpdate { conf: fallen.unsigned_abs() / 20, ..PythUpdate::new(feed, fallen, -8, now) };
    loan.world.chain.put_account(&loan.world.price_account(NVDAX), wide.account());
    let refresh = loan.world.refresh(&[NVDAX]);
    loan.world.chain.send(&[refresh], &[&admin()]).expect("taken");
    dollar(&mut loan.world);
    assert_ne!(loan.world.record(NVDAX).board_flags() & BOARD_QUARANTINED, 0, "it gives no power");
    assert_eq!(loan.answer(), Ok(()), "and stops no liquidation");
}

#[test]
fn attack_l1_a_divergence_leaves_no_clock_behind() {
    let monday = |diverged_on_friday: bool| {
        let mut world = two_feeds();
        world.chain.set_time(SATURDAY_11 - 15 * HOUR - 60);
        both(&mut world, if diverged_on_friday { TOKEN / 1_000 * 949 } else { TOKEN }, SHARE);
        world.chain.set_time(MONDAY_9_30 + 1_800);
        both(&mut world, TOKEN / 100 * 94, SHARE + 9)
    };
    let (after, never) = (monday(true), monday(false));
    let apart = part(after.liq_high(), TOKEN) - part(never.liq_high(), TOKEN);
    assert!(apart.abs() <= 5, "five per cent apart in the review: {apart} bps");
    assert_eq!(after.board_flags(), never.board_flags());
}

#[test]
fn attack_l2_a_print_after_ten_hours_of_silence_weighs_twenty_seconds() {
    let mut world = World::new(&[Asset::usdc(), by_scope()]);
    world.chain.set_time(SATURDAY_11);
    let print = |world: &mut World, price: i64| {
        world.post(NVDAX, price);
        let refresh = world.refresh(&[NVDAX]);
        world.chain.send(&[refresh], &[&admin()]).expect("refreshed");
        world.record(NVDAX)
    };
    let truth = world.assets[NVDAX].price;
    for n in 0..20 {
        world.chain.advance(60);
        print(&mut world, truth + n);
    }
    for silence in [60, 3_600, 36_000] {
        let mut world = world.clone();
        world.chain.advance(silence);
        print(&mut world, truth / 100 * 85);
        world.chain.advance(60);
        let board = print(&mut world, truth / 100 * 85 + 1);
        // two prints of -15 %: twenty seconds of it in 2^12 s
        assert!(part(board.liq_high(), truth) >= 9_990, "{silence} s: {}", part(board.liq_high(), truth));
    }
}

#[test]
fn attack_l6_a_scope_price_of_a_minute_ago_is_taken() {
    let mut world = World::new(&[Asset::usdc(), by_scope()]);
    world.chain.advance(30);
    let price = world.assets[NVDAX].price + 5;
    world.post(NVDAX, price);
    world.chain.advance(59);
    let refresh = world.refresh(&[NVDAX]);
    world.chain.send(&[refresh], &[&admin()]).expect("refreshed");
    let [token, _] = world.record(NVDAX).sources();
    assert_eq!(token.price(), price.unsigned_abs(), "there is no choice among prints: the account's age is allowed");
}

/// A feed of this id and price in an account of its own.
fn foreign(world: &mut World, price: i64) -> SourceId {
    let (feed, now) = (keys::address(8_001).to_bytes(), world.chain.clock().unix_timestamp);
    world.chain.put_account(&keys::address(9_000), PythUpdate::new(feed, price, -8, now).account());
    SourceId { key: Key::from_bytes(feed), index: 0, adapter: Adapter::PythReceiver as u8, reserved: [0; 5] }
}

/// Proposes source `n` of NVDAx, with a band or none; its nonce.
fn change_source(world: &mut World, n: usize, id: SourceId, band: Option<[Price; 2]>) -> u64 {
    let nonce = world.header().nonce();
    let args = hypothec_interface::instruction::ProposeArgs::source(NVDAX as u8, n, id, band);
    let propose = builder::propose(world.market, admin().pubkey(), admin().pubkey(), nonce, &args);
    world.chain.send(&[propose], &[&admin()]).expect("proposed");
    nonce
}

fn execute_source(world: &mut World, nonce: u64) -> Result<(), Option<Error>> {
    let passer = passer(world);
    let execute = builder::execute(world.market, nonce, admin().pubkey(), Some(keys::address(9_000)));
    world.chain.send(&[execute], &[&passer]).map(|_| ()).map_err(|failure| failure.error)
}

#[test]
fn attack_l7_a_new_share_source_caps_from_its_first_print() {
    let mut world = world();
    let id = foreign(&mut world, SHARE);
    let nonce = change_source(&mut world, SHARE_FEED, id, None);
    wait(&mut world);
    foreign(&mut world, SHARE / 100 * 96);
    execute_source(&mut world, nonce).expect("within five per cent");
    world.advance(1);
    let low = part(world.record(NVDAX).low(), TOKEN);
    assert!((9_580..=9_600).contains(&low), "the share's four per cent count: {low}");
}

/// The board says 100; a band from 72 to 144 holds it too. Who executes at the second of a wick to 73 would have both
/// references begin there, and liquidate everybody.
#[test]
fn threat_s1_a_band_that_holds_the_board_lets_no_single_print_decide() {
    let mut world = world();
    let id = foreign(&mut world, TOKEN);
    let scale = hypothec_interface::math::scale::Scale::new(-8, 8, TOKEN.unsigned_abs()).expect("in range");
    let end = |percent: u64| scale.price_down(TOKEN.unsigned_abs() / 100 * percent).expect("in range");
    let nonce = change_source(&mut world, TOKEN_FEED, id, Some([end(72), end(144)]));
    world.advance(2 * i64::from(world.header().delay_s()) + 1);
    let references = |world: &World| (world.record(NVDAX).slow(), world.record(NVDAX).quick());
    let before = references(&world);
    for percent in [73, 90, 120, 143] {
        foreign(&mut world, TOKEN / 100 * percent);
        assert_eq!(execute_source(&mut world, nonce), Err(Some(Error::SourceDiscontinuous)), "{percent}");
    }
    // nor once the old feed has been silent for long
    world.chain.advance(10 * 86_400);
    foreign(&mut world, TOKEN / 100 * 73);
    assert_eq!(execute_source(&mut world, nonce), Err(Some(Error::SourceDiscontinuous)));
    assert_eq!(references(&world), before);
    foreign(&mut world, TOKEN / 100 * 101);
    execute_source(&mut world, nonce).expect("what the board says");
}

/// T9: a source that the board denies comes in by a band that its proposal names, after twice the delay; the references
/// begin at it.
#[test]
fn theorem_t9_a_source_that_lies_is_replaced_by_a_band_after_twice_the_delay() {
    let mut world = world();
    let id = foreign(&mut world, TOKEN);
    let far = TOKEN / 100 * 70;
    let (plain, delay_s) = (change_source(&mut world, TOKEN_FEED, id, None), i64::from(world.header().delay_s()));
    let scale = hypothec_interface::math::scale::Scale::new(-8, 8, TOKEN.unsigned_abs()).expect("in range");
    let end = |bps: u64| scale.price_down(TOKEN.unsigned_abs() / 10_000 * bps).expect("in range");
    let banded = change_source(&mut world, TOKEN_FEED, id, Some([end(6_000), end(8_000)]));
    let wide = hypothec_interface::instruction::ProposeArgs::source(NVDAX as u8, 0, id, Some([end(2_000), end(8_000)]));
    let wide = builder::propose(world.market, admin().pubkey(), admin().pubkey(), world.header().nonce(), &wide);
    refuse(&mut world, &wide, &[&admin()], Error::ArgumentOutOfRange);
    world.advance(delay_s + 1);
    foreign(&mut world, far);
    assert_eq!(execute_source(&mut world, plain), Err(Some(Error::SourceDiscontinuous)));
    assert_eq!(execute_source(&mut world, banded), Err(Some(Error::ProposalNotDue)));
    world.advance(delay_s);
    for outside in [TOKEN / 100 * 59, TOKEN / 100 * 81] {
        foreign(&mut world, outside);
        assert_eq!(execute_source(&mut world, banded), Err(Some(Error::SourceDiscontinuous)));
    }
    foreign(&mut world, far);
    execute_source(&mut world, banded).expect("in the band it named");
    let board = world.record(NVDAX);
    assert_eq!((board.slow(), board.quick()), (board.sources()[TOKEN_FEED].spot(), board.sources()[TOKEN_FEED].spot()));
    about(board.slow(), far);
}

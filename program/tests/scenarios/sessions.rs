//! Borrow power over the day: sessions, decay, event windows, reduce-only mode, diverged sources; and refreshes at full width.

use crate::fixtures::market::*;
use hypothec_interface::Error;
use hypothec_interface::builder;
use hypothec_interface::instruction::AddReserveArgs;
use hypothec_interface::oracle::Adapter;
use hypothec_interface::preset::risk;
use hypothec_interface::session::Session;
use hypothec_interface::state::{BOARD_DIVERGED, Side, SourceId};
use hypothec_testkit::asset::{configuration, listing};
use hypothec_testkit::chain::START_TS;
use hypothec_testkit::market::admin;
use hypothec_testkit::price::{AggregatePrice, TRADING};
use hypothec_testkit::{Asset, User, World, keys};
use solana_signer::Signer;

/// 16:00 in New York on the day that chains start, at 11:00.
const FOUR_PM: i64 = START_TS + 5 * 3_600;

/// Fresh boards at this time; the session is checked.
fn at(world: &mut World, ts: i64, session: Session) {
    world.chain.set_time(ts);
    world.refresh_all();
    assert_eq!(world.header().session(), session as u8);
}

/// The borrower can borrow exactly what this LTV allows, and not an atom more.
#[track_caller]
fn ltv_is(world: &World, borrower: &User, ltv_bps: u128) {
    let (usdc, nvdax) = (world.record(USDC), world.record(NVDAX));
    let held = world.position(borrower).slot(NVDAX as u8, Side::Supply).expect("pledged").shares();
    let power = u128::from(nvdax.low().value_down(held).expect("small")) * ltv_bps;
    let fits = |atoms| u128::from(usdc.high().value_up(atoms).expect("small")) * 10_000 <= power;
    let (mut least, mut most) = (0, 2_000 * DOLLAR);
    while least + 1 < most {
        let middle = (least + most) / 2;
        (least, most) = if fits(middle) { (middle, most) } else { (least, middle) };
    }
    let mut world = world.clone();
    let too_much = borrow(&world, borrower, USDC, least + 1);
    refuse(&mut world, &too_much, &[&borrower.keypair], Error::Unhealthy);
    world.borrow(borrower, USDC, least).expect("exactly the LTV");
}

/// A world whose lender has dollars enough for every LTV.
fn rich() -> (World, User) {
    let (mut world, lender, borrower) = staffed();
    world.fund(&lender, USDC, 9_000 * DOLLAR);
    world.deposit(&lender, USDC, u64::MAX).expect("lent");
    (world, borrower)
}

#[test]
fn ltv_follows_the_session_and_decays_off_hours() {
    let (mut world, borrower) = rich();
    ltv_is(&world, &borrower, 5_500);
    at(&mut world, FOUR_PM - 1, Session::Regular);
    ltv_is(&world, &borrower, 5_500);
    at(&mut world, FOUR_PM, Session::Extended);
    ltv_is(&world, &borrower, 5_000);
    // 25 bps for each full hour since the last regular print, which was a second before four
    at(&mut world, FOUR_PM + 3_598, Session::Extended);
    ltv_is(&world, &borrower, 5_000);
    at(&mut world, FOUR_PM + 3_599, Session::Extended);
    ltv_is(&world, &borrower, 4_975);
    at(&mut world, FOUR_PM + 4 * 3_600, Session::Overnight);
    ltv_is(&world, &borrower, 4_500 - 4 * 25);
    // Saturday noon is 92 hours after that print: 40 % less 92 times 25 bps would be 17 %, but 20 % stay
    at(&mut world, FOUR_PM + 92 * 3_600, Session::Closed);
    ltv_is(&world, &borrower, 2_000);
}

#[test]
fn past_the_cached_session_borrowing_counts_the_market_as_closed() {
    let (mut world, borrower) = rich();
    at(&mut world, FOUR_PM - 20, Session::Regular);
    world.chain.set_time(FOUR_PM - 1);
    ltv_is(&world, &borrower, 5_500);
    world.chain.set_time(FOUR_PM);
    ltv_is(&world, &borrower, 4_000);
    at(&mut world, FOUR_PM, Session::Extended);
    ltv_is(&world, &borrower, 5_000);
}

#[test]
fn event_window_caps_the_ltv() {
    let (from, until) = (START_TS as u32 + 1_000, START_TS as u32 + 2_000);
    let mut world = world_with(|_, nvdax| (nvdax.event_from, nvdax.event_until) = (from, until));
    let (_, borrower) = staff(&mut world);
    for (ts, ltv_bps) in [(from - 1, 5_000), (from, 3_000), (until - 1, 3_000), (until, 5_000)] {
        at(&mut world, i64::from(ts), Session::Regular);
        if ltv_bps == 3_000 {
            ltv_is(&world, &borrower, ltv_bps);
        } else {
            world.clone().borrow(&borrower, USDC, 900 * DOLLAR).expect("half of it");
        }
    }
}

#[test]
fn reduce_only_mode_refuses_new_risk_and_lets_risk_fall() {
    let (mut world, _, borrower) = staffed();
    world.borrow(&borrower, USDC, 100 * DOLLAR).expect("borrowed");
    let until = world.chain.clock().unix_timestamp + 100;
    poke_header(&mut world, "reduce_only_until_ts", &until.to_le_bytes());
    world.fund(&borrower, NVDAX, 1_000);
    let newcomer = world.user(3);
    world.fund(&newcomer, USDC, DOLLAR);
    let exit = builder::set_collateral(world.market, borrower.position, borrower.address(), NVDAX as u8, false);
    let refused = [
        (borrow(&world, &borrower, USDC, DOLLAR), &borrower),
        (withdraw(&world, &borrower, NVDAX, 1), &borrower),
        (exit, &borrower),
        (deposit(&world, &newcomer, USDC, DOLLAR), &newcomer),
    ];
    for (instruction, user) in &refused {
        refuse(&mut world, instruction, &[&user.keypair], Error::ReduceOnly);
    }
    world.deposit(&borrower, NVDAX, 1_000).expect("top-up");
    world.repay(&borrower, USDC, 50 * DOLLAR).expect("repay");
    let mut free = world.clone();
    free.repay(&borrower, USDC, u64::MAX).expect("repay all");
    free.withdraw(&borrower, NVDAX, u64::MAX).expect("debt-free exit");
    world.advance(100);
    for (instruction, user) in refused.into_iter().filter(|(_, user)| user.position == borrower.position).take(2) {
        world.send(user, instruction).expect("over by itself");
    }
}

#[test]
pub fn diverged_sources_stop_borrowing_of_and_against_the_asset() {
    let mut assets = vec![Asset::usdc(), Asset::nvdax(), Asset::plain_stock(1)];
    assets[1].config = risk::lent(assets[1].config);
    let mut world = World::new(&assets);
    let (lender, borrower) = staff(&mut world);
    world.borrow(&borrower, USDC, 100 * DOLLAR).expect("borrowed");
    let boards = [USDC, NVDAX].map(|index| world.record(index).board_flags());
    let more = borrow(&world, &borrower, USDC, DOLLAR);
    let exit = withdraw(&world, &borrower, NVDAX, 1);
    poke_reserve(&mut world, USDC, "board_flags", &[BOARD_DIVERGED]);
    for debt in [&more, &exit] {
        refuse(&mut world, debt, &[&borrower.keypair], Error::PriceDiverged);
    }
    poke_reserve(&mut world, USDC, "board_flags", &[boards[0]]);
    poke_reserve(&mut world, NVDAX, "board_flags", &[BOARD_DIVERGED]);
    refuse(&mut world, &more, &[&borrower.keypair], Error::Unhealthy);
    let stock = borrow(&world, &lender, NVDAX, 10_000_000);
    refuse(&mut world, &stock, &[&lender.keypair], Error::PriceDiverged);
    poke_reserve(&mut world, NVDAX, "board_flags", &[boards[1]]);
    world.send(&borrower, more).expect("they agree again");
}

/// A dollar whose price comes from Pyth's older account, at the address where worlds keep it.
fn legacy() -> World {
    let mut world = World::unsealed(&[Asset::usdc()]);
    let asset = Asset::plain_dollar(1);
    world.chain.put_account(&asset.mint, asset.mint_account.clone());
    world.assets.push(asset.clone());
    let key = hypothec_interface::Key::from(world.price_account(1));
    let feed = SourceId { key, index: 0, adapter: Adapter::PythLegacy as u8, reserved: [0; 5] };
    let args = AddReserveArgs { token_feed: feed, ..listing(&asset) };
    let add = builder::add_reserve(&world.reserve(1), admin().pubkey(), admin().pubkey(), &args);
    let configure = builder::configure(world.market, admin().pubkey(), &configuration(1, &asset.config));
    world.chain.send(&[add, configure], &[&admin()]).expect("listed");
    world
}

#[test]
pub fn pyth_legacy_account_is_refused_unless_trading_and_listed() {
    let mut world = legacy();
    let clock = world.chain.clock();
    let good = AggregatePrice::new(100_000_000, -8, clock.unix_timestamp, clock.slot);
    let (address, refresh) = (world.price_account(1), world.refresh(&[1]));
    for status in [0, 2, 3, TRADING | 1 << 8] {
        world.chain.put_account(&address, AggregatePrice { status, ..good }.account());
        world.chain.send(std::slice::from_ref(&refresh), &[&admin()]).expect("no news");
        assert_eq!(world.record(1).board_ts(), 0);
    }
    // the right program's account, but another one: it names no feed, so its address is what it is
    let mut forged = refresh.clone();
    forged.accounts[1].pubkey = keys::address(999);
    world.chain.put_account(&keys::address(999), good.account());
    refuse(&mut world, &forged, &[&admin()], Error::WrongFeed);
    world.chain.put_account(&address, good.account());
    world.chain.send(&[refresh], &[&admin()]).expect("trading");
    assert_eq!(world.record(1).board_ts(), clock.unix_timestamp);
    assert!(world.record(1).low() < world.record(1).high());
}

#[test]
fn refresh_of_sixteen_reserves_fits_a_transaction() {
    let dollars: Vec<Asset> = (1..=15).map(Asset::plain_dollar).chain([Asset::nvdax()]).collect();
    let mut world = World::unsealed(&dollars);
    let now = world.chain.clock().unix_timestamp;
    for (index, asset) in dollars.iter().enumerate() {
        world.post(index, asset.price);
    }
    let all: Vec<usize> = (0..16).collect();
    let receipt = world.chain.send(&[world.refresh(&all)], &[&admin()]).expect("sixteen boards");
    assert!(receipt.tx_bytes <= 1_232, "{} bytes do not fit a transaction", receipt.tx_bytes);
    for index in 0..16 {
        assert_eq!(world.record(index).board_ts(), now, "{index}");
    }
    world.chain.advance(1);
    world.post(0, dollars[0].price);
    for backward in [[0, 0], [1, 0]] {
        let refresh = world.refresh(&backward);
        refuse(&mut world, &refresh, &[&admin()], Error::ArgumentOutOfRange);
    }
    let mut unlisted = world.refresh(&[0, 1]);
    unlisted.data[2] = 16;
    refuse(&mut world, &unlisted, &[&admin()], Error::NoSuchReserve);
}

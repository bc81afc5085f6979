//! What a stolen key can do, and what it cannot.

use crate::fixtures::market::*;
use crate::fixtures::proposals::*;
use hypothec_interface::action::{
    TIGHTEN_BORROW_OFF, TIGHTEN_DEPOSIT_OFF, TIGHTEN_EVENT, TIGHTEN_LTV, TIGHTEN_REDUCE_ONLY,
};
use hypothec_interface::instruction::TightenArgs;
use hypothec_interface::preset::xstocks::USDC_FEED;
use hypothec_interface::state::{Kind, MarketParams, Ramp, ReserveConfig, SWITCH_BORROW, SWITCH_DEPOSIT};
use hypothec_interface::{Error, builder};
use hypothec_testkit::asset::{configuration, listing};
use hypothec_testkit::market::admin;
use hypothec_testkit::{Asset, World, keys};
use solana_signer::Signer;

/// A worthless token with the feed of a dollar, listed by the admin's key in a sealed market.
fn list_fake(world: &mut World) -> Asset {
    let fake = Asset { feed: USDC_FEED, ..Asset::plain_dollar(7) };
    world.chain.put_account(&fake.mint, fake.mint_account.clone());
    world.assets.push(fake.clone());
    let add = builder::add_reserve(&world.reserve(2), admin().pubkey(), admin().pubkey(), &listing(&fake));
    world.chain.send(&[add], &[&admin()]).expect("listed");
    fake
}

/// Drift, April 2026: a stolen key lists a worthless token at a sound price and borrows everything against it. Here it
/// lists, and that is all: no power, no cap, nothing at once, and the guardian has the delay to cancel the rest.
#[test]
fn threat_c4_a_listing_by_a_stolen_key_gives_no_power() {
    let (mut world, _, borrower) = staffed();
    let fake = list_fake(&mut world);
    world.fund(&borrower, 2, 1_000_000_000 * DOLLAR);
    let refused = deposit(&world, &borrower, 2, 1_000_000_000 * DOLLAR);
    refuse(&mut world, &refused, &[&borrower.keypair], Error::DepositDisabled);
    let configure = builder::configure(world.market, admin().pubkey(), &configuration(2, &fake.config));
    refuse(&mut world, &configure, &[&admin()], Error::MarketSealed);

    let mask = ReserveConfig::ALL;
    let nonce = proposed(&mut world, Kind::Reserve, Some(2), mask, bytemuck::bytes_of(&fake.config));
    refuse_execution(&mut world, nonce, Error::ProposalNotDue);
    refuse(&mut world, &refused, &[&borrower.keypair], Error::DepositDisabled);
    let guardian = guardian(&mut world);
    let cancel = builder::cancel(world.market, guardian.pubkey(), nonce, admin().pubkey());
    world.chain.send(&[cancel], &[&guardian]).expect("cancelled");
    world.chain.advance(86_400);
    refuse_execution(&mut world, nonce, Error::WrongOwner);
    assert_eq!(world.record(2).config().ltv_bps(), [0; 4]);
}

/// The same, where nobody cancels: LTV waits for a board that lives, and then for the threshold, which starts at zero.
#[test]
fn threat_c4_even_executed_it_waits_for_the_ramp() {
    let (mut world, ..) = staffed();
    let fake = list_fake(&mut world);
    let power = fields(&["ltv_bps", "event_ltv_bps"]);
    let values = bytemuck::bytes_of(&fake.config);
    let rest = proposed(&mut world, Kind::Reserve, Some(2), ReserveConfig::ALL & !power, values);
    let refused = propose(&world, Kind::Reserve, Some(2), power, values);
    refuse(&mut world, &refused, &[&admin()], Error::LtvAboveThreshold);
    world.chain.advance(86_400);
    execute(&mut world, rest).expect("caps, and a threshold to come");
    let power = proposed(&mut world, Kind::Reserve, Some(2), power, values);
    world.chain.advance(86_400);
    refuse_execution(&mut world, power, Error::BoardNotLive);
    world.refresh_all();
    execute(&mut world, power).expect("live");

    let world = &mut world;
    let now = world.chain.clock().unix_timestamp;
    assert_eq!(world.record(2).config().threshold().at(now), 9_000, "a day after it began to rise");
    assert_eq!(world.record(2).config().threshold().at(now - 43_200), 4_500);
}

/// Of what is listed already, a higher threshold gives power as it rises and not before.
#[test]
fn borrow_limit_follows_a_rising_threshold() {
    let (mut world, _, borrower) = staffed();
    let mut config = world.record(NVDAX).config();
    config.threshold = Ramp::fixed(7_500);
    config.ltv_bps = [7_300; 4];
    config.span_bps = 1_500;
    let nonce = proposed_config(&mut world, NVDAX, &["threshold", "ltv_bps", "span_bps"], &config);
    wait(&mut world);
    execute(&mut world, nonce).expect("executed");
    // 1,802.50 USD less 5 bps, at 65 - 2 % now and at 68 - 2 % after 7 h 12 min, against 1.0005 USD
    let too_much = borrow(&world, &borrower, USDC, 1_140 * DOLLAR);
    world.fund(&borrower, USDC, 0);
    let lender = world.user(1 + 10);
    world.fund(&lender, USDC, 10_000 * DOLLAR);
    world.deposit(&lender, USDC, u64::MAX).expect("enough to lend");
    refuse(&mut world, &too_much, &[&borrower.keypair], Error::Unhealthy);
    world.advance(4 * 3_600);
    world.send(&borrower, too_much).expect("on its way up");
    let all = borrow(&world, &borrower, USDC, 100 * DOLLAR);
    refuse(&mut world, &all, &[&borrower.keypair], Error::Unhealthy);
}

/// Whatever a stolen guardian key does at once, at its worst: nobody becomes liquidatable, and repayment, top-up and
/// debt-free exit go on.
#[test]
fn threat_c10_a_stolen_guardian_key_liquidates_and_freezes_nobody() {
    let (mut world, lender, borrower) = staffed();
    world.borrow(&borrower, USDC, 900 * DOLLAR).expect("borrowed");
    let guardian = guardian(&mut world);
    let now = world.chain.clock().unix_timestamp as u32;
    let before: Vec<_> = [USDC, NVDAX].map(|index| world.record(index)).to_vec();
    for reserve in [USDC as u8, NVDAX as u8] {
        let args = TightenArgs {
            reserve,
            levers: 127,
            event_from: now,
            event_until: u32::MAX,
            reduce_only_s: 172_800,
            ..zero()
        };
        let args = if reserve == 1 { TightenArgs { levers: 63, ..args } } else { args };
        world.chain.send(&[builder::tighten(world.market, guardian.pubkey(), &args)], &[&guardian]).expect("the worst");
    }
    let today = (now / 86_400) as u16;
    for minute in [0, 1] {
        let set = builder::set_closure(world.market, guardian.pubkey(), today, minute);
        world.chain.send(&[set], &[&guardian]).expect("set");
    }
    world.advance(1);
    for (index, before) in before.iter().enumerate() {
        let (old, new) = (before.config(), world.record(index).config());
        let same = ReserveConfig {
            ltv_bps: old.ltv_bps(),
            event_ltv_bps: old.event_ltv_bps(),
            event_from: old.event_from(),
            event_until: old.event_until(),
            supply_cap: old.supply_cap(),
            borrow_cap: old.borrow_cap(),
            switches: old.switches(),
            ..new
        };
        assert_eq!(same, old, "nothing that prices, or that the liquidation test reads");
        assert_eq!(new.switches() & (SWITCH_BORROW | SWITCH_DEPOSIT), 0);
    }
    world.fund(&borrower, NVDAX, 100);
    world.deposit(&borrower, NVDAX, 100).expect("a top-up, with deposits off, at a cap of zero, in reduce-only mode");
    world.repay(&borrower, USDC, 400 * DOLLAR).expect("a repayment");
    world.withdraw(&lender, USDC, 400 * DOLLAR).expect("a debt-free exit");
    world.fund(&borrower, USDC, 1_000 * DOLLAR);
    world.repay(&borrower, USDC, u64::MAX).expect("the rest");
    world.withdraw(&borrower, NVDAX, u64::MAX).expect("out");
}

fn zero() -> TightenArgs {
    bytemuck::Zeroable::zeroed()
}

/// The parameters that a hostile admin would like at once are only in proposals: no instruction but the listed ones
/// takes them, and a proposal of each waits.
#[test]
fn threat_c10_what_feeds_board_test_and_floor_waits_for_the_delay() {
    let mut world = world();
    let config = world.record(NVDAX).config();
    let worse = ReserveConfig {
        max_age_s: [1; 4],
        conf_limit_bps: 1,
        bonus_max_bps: 600,
        reserve_factor_bps: 10_000,
        span_bps: 1,
        issuer_age_s: 1,
        stale_grace_s: 0,
        ..config
    };
    let names = [
        "max_age_s",
        "conf_limit_bps",
        "bonus_max_bps",
        "reserve_factor_bps",
        "span_bps",
        "issuer_age_s",
        "stale_grace_s",
    ];
    let reserve = proposed_config(&mut world, NVDAX, &names, &worse);
    let floor = MarketParams { debt_floor: (1 << 48) - 1, cool_off_s: 3_600, ..world.header().params() };
    let market = proposed(&mut world, Kind::Market, None, 0b10_0001, bytemuck::bytes_of(&floor));
    world.chain.advance(86_399);
    for nonce in [reserve, market] {
        refuse_execution(&mut world, nonce, Error::ProposalNotDue);
    }
    assert_eq!((world.record(NVDAX).config(), world.header().debt_floor()), (config, 10 << 16));
}

/// A guardian that would keep its seat by voiding or cancelling cannot: its replacement is a kind of its own.
#[test]
fn threat_c10_the_guardian_cannot_keep_its_seat() {
    let mut world = world();
    let guardian = guardian(&mut world);
    let nonce = proposed(&mut world, Kind::Guardian, None, 1, keys::address(8).as_ref());
    let cancel = builder::cancel(world.market, guardian.pubkey(), nonce, admin().pubkey());
    refuse(&mut world, &cancel, &[&guardian], Error::GuardianReplacement);
    let all = TIGHTEN_LTV | TIGHTEN_EVENT | TIGHTEN_BORROW_OFF | TIGHTEN_DEPOSIT_OFF | TIGHTEN_REDUCE_ONLY;
    let until = world.chain.clock().unix_timestamp as u32 + 9;
    let args = TightenArgs { levers: all, event_from: 1, event_until: until, reduce_only_s: 1, ..zero() };
    world.chain.send(&[builder::tighten(world.market, guardian.pubkey(), &args)], &[&guardian]).expect("it may");
    let today = (until / 86_400) as u16;
    let set = builder::set_closure(world.market, guardian.pubkey(), today, 0);
    world.chain.send(&[set], &[&guardian]).expect("it may");
    wait(&mut world);
    execute(&mut world, nonce).expect("nothing it does voids its replacement");
    let args = TightenArgs { levers: TIGHTEN_BORROW_OFF, ..zero() };
    let late = builder::tighten(world.market, guardian.pubkey(), &args);
    refuse(&mut world, &late, &[&guardian], Error::NotAdminOrGuardian);
}

/// Delay "may only grow" has a ceiling, so that no typing error ends governance.
#[test]
fn threat_c10_no_delay_is_endless() {
    let mut world = world();
    for (delay_s, error) in [(30 * 86_400 + 1, Error::ArgumentOutOfRange), (86_399, Error::DelayShrinks)] {
        let params = MarketParams { delay_s, ..world.header().params() };
        let refused = propose(&world, Kind::Market, None, 4, bytemuck::bytes_of(&params));
        refuse(&mut world, &refused, &[&admin()], error);
    }
    let params = MarketParams { delay_s: 30 * 86_400, ..world.header().params() };
    let nonce = proposed(&mut world, Kind::Market, None, 4, bytemuck::bytes_of(&params));
    wait(&mut world);
    execute(&mut world, nonce).expect("thirty days");
    assert_eq!(World::header(&world).delay_s(), 30 * 86_400);
}

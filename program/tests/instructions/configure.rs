//! Configure: by the admin, before the seal, within bounds.

use crate::fixtures::market::{NVDAX, USDC, refuse};
use hypothec_interface::Error;
use hypothec_interface::builder;
use hypothec_interface::instruction::ConfigureArgs;
use hypothec_interface::preset::risk;
use hypothec_interface::state::{Ramp, ReserveConfig};
use hypothec_testkit::asset::configuration;
use hypothec_testkit::market::admin;
use hypothec_testkit::{Asset, World, keys};
use solana_signer::Signer;

fn open() -> World {
    World::unsealed(&[Asset::usdc()])
}

#[track_caller]
fn refused(error: Error, change: impl FnOnce(&mut ReserveConfig)) {
    let mut world = open();
    let mut config = Asset::usdc().config;
    change(&mut config);
    let configure = builder::configure(world.market, admin().pubkey(), &configuration(USDC, &config));
    refuse(&mut world, &configure, &[&admin()], error);
}

#[test]
pub fn configure_refuses_an_ltv_above_the_threshold() {
    refused(Error::LtvAboveThreshold, |config| config.ltv_bps[0] = 8_801);
    refused(Error::LtvAboveThreshold, |config| config.ltv_bps[3] = 8_801);
    refused(Error::LtvAboveThreshold, |config| config.event_ltv_bps = 8_801);
    refused(Error::LtvAboveThreshold, |config| config.ltv_floor_bps = 8_801);
    refused(Error::LtvAboveThreshold, |config| config.ltv_gap_bps = 501);
    refused(Error::LtvAboveThreshold, |config| config.threshold.to_bps = 8_699);
}

#[test]
pub fn configure_refuses_a_bad_curve() {
    refused(Error::BadCurve, |config| config.curve[0].utilisation_bps = 1);
    refused(Error::BadCurve, |config| config.curve[7].utilisation_bps = 9_999);
    refused(Error::BadCurve, |config| config.curve[2].utilisation_bps = 1_999);
    refused(Error::BadCurve, |config| config.curve[2].apr_bps = 149);
}

#[test]
pub fn configure_refuses_values_out_of_bounds() {
    let bad = |change: fn(&mut ReserveConfig)| refused(Error::ConfigOutOfBounds, change);
    bad(|config| config.borrow_factor_bps = 9_999);
    bad(|config| config.borrow_factor_bps = 50_001);
    bad(|config| config.liq_borrow_factor = Ramp::fixed(9_999));
    bad(|config| config.threshold = Ramp::fixed(9_429));
    bad(|config| config.reserve_factor_bps = 10_001);
    bad(|config| config.buffer_share_bps = 10_001);
    bad(|config| config.utilisation_ceiling_bps = 10_001);
    bad(|config| config.origination_fee_bps = 501);
    bad(|config| config.flash_fee_bps = 501);
    bad(|config| config.bonus_min_bps = 501);
    bad(|config| config.bonus_max_bps = 2_501);
    bad(|config| config.conf_limit_bps = 2_001);
    bad(|config| config.span_bps = 10_001);
    bad(|config| config.max_age_s[3] = 59);
    bad(|config| config.groups[1] = 16);
    bad(|config| config.limiter_window_s = 0);
    bad(|config| config.event_from = 1);
    bad(|config| config.required_sources[3] = 4);
    bad(|config| config.switches = 8);
}

#[test]
pub fn configure_refuses_spans_whose_exchange_makes_bad_debt() {
    let mut world = World::unsealed(&[Asset::usdc(), Asset::nvdax()]);
    let to = |index: usize, config: &ReserveConfig, world: &World| {
        builder::configure(world.market, admin().pubkey(), &configuration(index, config))
    };
    // a stock that is lent against a dollar of threshold 90 %: at most as far above its reference as the dollar can pay
    let lent = |span_bps: u16, factor_bps: u16| {
        let mut config = risk::lent(Asset::nvdax().config);
        (config.span_bps, config.borrow_factor_bps) = (span_bps, factor_bps);
        config.liq_borrow_factor = Ramp::fixed(factor_bps);
        config
    };
    let dollar = world.record(USDC).config();
    let (top, bonus) = (f64::from(dollar.threshold().to_bps) / 1e4, f64::from(dollar.bonus_max_bps()) / 1e4);
    let most = |factor: f64| {
        let span = (1.0 - f64::from(dollar.span_bps()) / 1e4) * factor / (top * (1.0 + bonus)) - 1.0;
        (span * 1e4) as u16
    };
    for factor_bps in [10_000, 12_000] {
        let most = most(f64::from(factor_bps) / 1e4);
        let configure = to(NVDAX, &lent(most + 1, factor_bps), &world);
        refuse(&mut world, &configure, &[&admin()], Error::SpanTooWide);
        let configure = to(NVDAX, &lent(most, factor_bps), &world);
        world.chain.send(&[configure], &[&admin()]).expect("to the basis point");
    }
    // and no collateral is made dearer beside it
    let mut dearer = dollar;
    dearer.span_bps += 1;
    let configure = to(USDC, &dearer, &world);
    refuse(&mut world, &configure, &[&admin()], Error::SpanTooWide);
}

#[test]
fn configure_refuses_unknown_fields_and_reserves() {
    let mut world = open();
    let good = configuration(USDC, &Asset::usdc().config);
    for mask in [0, ReserveConfig::ALL + 1, u64::MAX] {
        let configure = builder::configure(world.market, admin().pubkey(), &ConfigureArgs { mask, ..good });
        refuse(&mut world, &configure, &[&admin()], Error::ArgumentOutOfRange);
    }
    for reserve in [1, 64, 255] {
        let configure = builder::configure(world.market, admin().pubkey(), &ConfigureArgs { reserve, ..good });
        refuse(&mut world, &configure, &[&admin()], Error::NoSuchReserve);
    }
}

#[test]
fn configure_refuses_other_signers_and_a_sealed_market() {
    let mut world = open();
    let guardian = keys::key(4);
    world.chain.airdrop(&guardian.pubkey(), 1_000_000_000);
    let good = configuration(USDC, &Asset::usdc().config);
    let configure = builder::configure(world.market, guardian.pubkey(), &good);
    refuse(&mut world, &configure, &[&guardian], Error::NotAdmin);
    world.seal();
    let configure = builder::configure(world.market, admin().pubkey(), &good);
    refuse(&mut world, &configure, &[&admin()], Error::MarketSealed);
}

#[test]
fn configure_changes_only_the_named_fields() {
    let mut world = open();
    let before = world.record(USDC).config();
    let config = ReserveConfig { ltv_bps: [8_000; 4], supply_cap: 5, ..bytemuck::Zeroable::zeroed() };
    let args = ConfigureArgs { reserve: 0, mask: 1, config };
    world.chain.send(&[builder::configure(world.market, admin().pubkey(), &args)], &[&admin()]).expect("configured");
    let after = world.record(USDC).config();
    assert_eq!(after, ReserveConfig { ltv_bps: [8_000; 4], ..before });
}

//! Liquidate: how much, and what it does to every account. What it refuses is in `liquidate_refusals`.

use crate::fixtures::liquidation::*;
use crate::fixtures::market::*;
use hypothec_interface::Error;
use hypothec_interface::builder::{self, LiquidationAddresses};
use hypothec_interface::{preset::risk, state::Slot};
use hypothec_testkit::mint::arm_hook;
use hypothec_testkit::{Asset, World, catalogue};
use solana_instruction::Instruction;

#[test]
fn liquidate_brings_health_to_the_target() {
    let mut distress = distressed(135);
    let (_, owed) = holds(&distress.world, &distress.borrower, USDC);
    let liquidate = distress.liquidate(u64::MAX);
    let before = snapshot(&distress.world, &liquidate, &distress.liquidator.keypair);
    let done = distress.send(liquidate);
    let [repaid, debt_shares, received, seized_shares] = told(&done)[..] else { panic!("four words") };

    // HF .975, b 1.25 %, x = (1.05 * 900 - 877.5) / (1.05 - 1.0125 * .65) = 172.2
    assert!(repaid.abs_diff(172_250_000) < 50_000, "{repaid}");
    let ((held, _), (_, left)) =
        (holds(&distress.world, &distress.borrower, NVDAX), holds(&distress.world, &distress.borrower, USDC));
    let health = held as f64 / 1e8 * 135.0 * 0.65 / (left as f64 / 1e6);
    assert!((1.05..1.05001).contains(&health), "{health}");
    // a tenth of the bonus is the protocol's
    let per_dollar = received as f64 / 1e8 * 135.0 / (repaid as f64 / 1e6);
    assert!((per_dollar - 1.01125).abs() < 1e-4, "{per_dollar}");

    let (world, liquidator) = (&distress.world, &distress.liquidator);
    assert_eq!(world.balance(liquidator, USDC), 10_000 * DOLLAR - repaid);
    assert_eq!(world.balance(liquidator, NVDAX), received);
    assert!(owed - left <= repaid && repaid - (owed - left) <= 1, "the debt falls by what was paid");
    assert!(debt_shares <= repaid && seized_shares == 1_000_000_000 - held);
    let fees = world.record(NVDAX).fees().floor();
    assert_eq!(received + fees, seized_shares, "an index of one: the rest is the protocol's");
    assert!(fees > 0);
    // the market, the position, both vaults, source and destination; in the market nothing but books
    before.assert_only_changed(
        &world.chain,
        &["account 0", "account 1", "account 2", "account 4", "account 7", "account 9"],
    );
    let books = |index: usize| {
        let (from, until) = (reserve_field(index, "cash").0, reserve_field(index, "index").0);
        (from, until - from)
    };
    before.assert_only_bytes(
        &world.chain,
        "account 0",
        &[books(USDC), reserve_field(USDC, "limiter_credit"), books(NVDAX)],
    );
    before.assert_only_bytes(&world.chain, "account 1", &[(position_field("slots").0, 2 * size_of::<Slot>())]);
    for name in ["account 2", "account 4", "account 7", "account 9"] {
        before.assert_only_bytes(&world.chain, name, &[(64, 8)]);
    }

    let again = distress.liquidate(u64::MAX);
    distress.refuse(&again, Error::NotLiquidatable);
}

#[test]
pub fn liquidate_of_an_insolvent_pair_closes_whole_slots_only() {
    // at 90 USD a slot worth 900 faces a debt of 900: insolvent, b_bad, and all of it or nothing
    let mut distress = distressed(90);
    let (held, owed) =
        (holds(&distress.world, &distress.borrower, NVDAX).0, holds(&distress.world, &distress.borrower, USDC).1);
    let paid = held as f64 / 1e8 * 90.0 / 1.01 * 1e6;
    let part = distress.liquidate(paid as u64 - 1_000);
    distress.refuse(&part, Error::WholeSlotOnly);
    let whole = distress.liquidate(u64::MAX);
    let done = distress.send(whole);
    let repaid = told(&done)[0];
    assert!(repaid < owed && (repaid as f64 - paid).abs() < 100.0, "{repaid} {paid}");
    assert!(distress.world.position(&distress.borrower).is_empty(), "and the rest is written off at once");
}

#[test]
fn liquidate_past_the_cached_session_asks_the_calendar() {
    // Friday's cache ends at 16:00; at 16:01 nobody has refreshed, and liquidation goes on
    let mut distress = distressed(135);
    let until = distress.world.header().session_until();
    distress.world.chain.set_time(until - 30);
    distress.world.refresh_all();
    assert_eq!(distress.world.header().session_until(), until);
    distress.world.chain.set_time(until + 25);
    let liquidate = distress.liquidate(u64::MAX);
    distress.send(liquidate);
}

#[test]
fn liquidate_seizes_a_hooked_token_whose_hook_needs_nothing() {
    let mut distress = distressed(135);
    distress.world.chain.edit(&Asset::nvdax().mint, |account| arm_hook(&mut account.data, hypothec_testkit::NONE));
    distress.world.advance(1);
    let liquidate = distress.liquidate(u64::MAX);
    distress.send(liquidate);
}

/// H2: a liquidation that lowers health is allowed only where it closes a slot; and nothing deadlocks.
#[test]
fn threat_h2_a_pair_that_lowers_health() {
    let mut distress = two_collaterals(5);
    let before = health_of_two(&distress);
    assert!((before - 490.0 / 540.0).abs() < 1e-4, "{before}");
    let of = addresses(&distress.world, &distress.liquidator, &distress.borrower, 0, 1);
    let to = |distress: &Distress, index| distress.world.tokens(&distress.liquidator, index);
    let part = builder::liquidate(&of, to(&distress, 1), 90 * DOLLAR, 0);
    distress.refuse(&part, Error::WholeSlotOnly);
    // the stock pair raises it, in as many parts as one likes
    let stock = LiquidationAddresses { seize: distress.world.reserve(2), ..of };
    let some = builder::liquidate(&stock, to(&distress, 2), 20 * DOLLAR, 0);
    distress.send(some);
    let raised = health_of_two(&distress);
    assert!(raised > before, "{raised}");
    // the dollar pair, whole: 100 / 1.05 repaid, and the slot is gone
    let whole = builder::liquidate(&of, to(&distress, 1), u64::MAX, 0);
    let done = distress.send(whole);
    let repaid = told(&done)[0];
    assert!(repaid.abs_diff(95_238_100) < 200, "{repaid}");
    assert_eq!(holds(&distress.world, &distress.borrower, 1), (0, 0));
    // and the stock alone still brings health to the target
    let rest = builder::liquidate(&stock, to(&distress, 2), u64::MAX, 0);
    distress.send(rest);
    let health = health_of_two(&distress);
    assert!((1.05..1.0501).contains(&health), "{health}");
}

/// Dollars pledged against 4 NVDAx owed, of a mint that can charge a fee; the stock at this many USD.
pub fn short(price: i64) -> (Distress, Instruction) {
    let mut nvdax = Asset::nvdax();
    nvdax.mint_account = catalogue::nvdax().transfer_fee(0, u64::MAX).account();
    nvdax.config = risk::lent(nvdax.config);
    let mut world = World::new(&[Asset::usdc(), nvdax]);
    let (lender, borrower, liquidator) = (world.user(1), world.user(2), world.user(3));
    for (user, usdc, stock) in [(&lender, 0, 20), (&borrower, 1_000, 0), (&liquidator, 0, 10)] {
        world.fund(user, USDC, usdc * DOLLAR);
        world.fund(user, NVDAX, stock * 100 * DOLLAR);
    }
    world.deposit(&lender, NVDAX, u64::MAX).expect("lent");
    world.deposit(&borrower, USDC, u64::MAX).expect("pledged");
    world.borrow(&borrower, NVDAX, 400_000_000).expect("borrowed");
    fall(&mut world, NVDAX, price * USD);
    let of = addresses(&world, &liquidator, &borrower, NVDAX, USDC);
    let liquidate = builder::liquidate(&of, world.tokens(&liquidator, USDC), u64::MAX, 0);
    (Distress { world, lender, borrower, liquidator }, liquidate)
}

/// H11: what does not arrive frees no debt and buys no collateral.
#[test]
fn threat_h11_a_repayment_by_liquidation_that_arrives_short() {
    let charge = |distress: &mut Distress| {
        let mint = catalogue::nvdax().transfer_fee(100, u64::MAX);
        distress.world.chain.edit(&Asset::nvdax().mint, |account| account.data = mint.data());
        distress.world.advance(1);
    };
    // 920 owed against 1,000: a part, of which 99 % arrive
    let (mut distress, liquidate) = short(230);
    charge(&mut distress);
    let before = distress.world.balance(&distress.liquidator, NVDAX);
    let done = distress.send(liquidate);
    let [arrived, _, received, _] = told(&done)[..] else { panic!("four words") };
    let paid = before - distress.world.balance(&distress.liquidator, NVDAX);
    assert_eq!(arrived, paid - paid.div_ceil(100));
    let per_dollar = received as f64 / 1e6 / (arrived as f64 / 1e8 * 230.0);
    assert!((1.009..1.02).contains(&per_dollar), "{per_dollar}");
    // 996 owed against 1,000: a slot must close, and for less than its price it does not
    let (mut distress, liquidate) = short(249);
    charge(&mut distress);
    distress.refuse(&liquidate, Error::ArrivedShort);
}

/// Exposure of the seized reserve's groups falls with its supply: when tokens leave, when shares are burnt, when a rest
/// is forfeited.
#[test]
fn liquidate_leaves_groups_with_the_exposure_that_remains() {
    let exact = |world: &World| {
        let record = world.record(NVDAX);
        let supply = record.supply_assets_down(record.supply_shares()).expect("in range");
        let value = record.slow().value_up(supply).expect("in range");
        assert_eq!(record.supply_exposure(), value);
        for group in [1, 2] {
            assert_eq!(world.header().groups()[group].exposure, value);
        }
        value
    };
    for shares in [false, true] {
        let mut distress = distressed_with(135, |_, nvdax| nvdax.groups = [1, 2]);
        let before = exact(&distress.world);
        let liquidate = if shares { distress.to_shares(u64::MAX) } else { distress.liquidate(u64::MAX) };
        distress.send(liquidate);
        assert!(exact(&distress.world) < before);
    }
}

//! SetOrder: the owner's own line, target and bonus; executed through Liquidate.

use crate::fixtures::liquidation::*;
use crate::fixtures::market::*;
use bytemuck::Zeroable;
use hypothec_interface::Error;
use hypothec_interface::builder::{self, LiquidationAddresses};
use hypothec_interface::instruction::SetOrderArgs;
use hypothec_interface::math::price::Price;
use hypothec_interface::state::{ORDER_KIND_PRICE_ABOVE, ORDER_KIND_PRICE_BELOW, Order};
use hypothec_testkit::mint::set_paused;
use hypothec_testkit::{Asset, User, World};
use solana_instruction::Instruction;

pub fn order(of: &User, by: &User, index: u8, order: Order) -> Instruction {
    builder::set_order(of.position, by.address(), &SetOrderArgs { index, order })
}

pub fn place(world: &mut World, user: &User, index: u8, placed: Order) {
    world.send(user, order(user, user, index, placed)).expect("set");
}

fn set(world: &mut World, user: &User, line_bps: u16, target_bps: u16, bonus_cap_bps: u16) {
    place(world, user, 0, Order::below_health(line_bps, target_bps, bonus_cap_bps));
}

#[test]
pub fn set_order_refuses_a_signer_who_is_not_owner() {
    let (mut world, lender, borrower) = staffed();
    delegate(&mut world, &borrower, &lender);
    let strange = order(&borrower, &lender, 0, Order::below_health(11_000, 12_000, 100));
    refuse(&mut world, &strange, &[&lender.keypair], Error::NotOwner);
}

#[test]
fn set_order_refuses_values_out_of_bounds() {
    let (mut world, _, borrower) = staffed();
    let health = |line, target, cap| Order::below_health(line, target, cap);
    let price = Order::at_price(ORDER_KIND_PRICE_BELOW, NVDAX as u8, Price::SMALLEST, 100);
    let sound = [
        health(10_000, 20_000, 2_500),
        price,
        Order { kind: ORDER_KIND_PRICE_ABOVE, target_bps: 10_000, repay: 0, amount: 1, flags: 1, until_ts: 1, ..price },
    ];
    let refused = [
        health(9_999, 12_000, 0),
        health(12_001, 12_000, 0),
        health(12_000, 20_001, 0),
        health(12_000, 12_000, 2_501),
        health(0, 1, 0),
        Order { line: 1 << 32 | 10_000, ..health(10_000, 20_000, 0) },
        Order { amount: 0, ..price },
        Order { flags: 2, ..price },
        Order { kind: 4, ..price },
        Order { kind: 0, ..price },
        Order { sell: u8::MAX, ..price },
        Order { line: 0, ..price },
        Order { line: 1, ..price },
        Order { target_bps: 9_999, ..price },
        Order { bonus_cap_bps: 2_501, ..price },
    ];
    for bad in refused {
        let order = order(&borrower, &borrower, 1, bad);
        refuse(&mut world, &order, &[&borrower.keypair], Error::ArgumentOutOfRange);
    }
    let third = order(&borrower, &borrower, 2, price);
    refuse(&mut world, &third, &[&borrower.keypair], Error::ArgumentOutOfRange);
    for good in sound {
        place(&mut world, &borrower, 1, good);
        assert_eq!(world.position(&borrower).orders(), [Order::zeroed(), good]);
    }
    place(&mut world, &borrower, 1, Order::zeroed());
    assert_eq!(world.position(&borrower).orders(), [Order::zeroed(); 2]);
}

#[test]
fn stop_loss_executes_below_its_line_and_no_sooner() {
    // HF at 160 USD: 1040 / 900 = 1.1556
    let mut distress = distressed(160);
    let liquidate = distress.liquidate(u64::MAX);
    set(&mut distress.world, &distress.borrower, 11_500, 13_000, 20);
    distress.refuse(&liquidate, Error::NotLiquidatable);
    set(&mut distress.world, &distress.borrower, 11_600, 13_000, 20);
    distress.sells_up_to_130_percent(liquidate);
}

#[test]
fn stop_loss_does_not_shield_a_position_below_one() {
    let mut distress = distressed(135);
    set(&mut distress.world, &distress.borrower, 11_000, 12_000, 0);
    let liquidate = distress.liquidate(u64::MAX);
    let done = distress.send(liquidate);
    let [repaid, _, received, _] = told(&done)[..] else { panic!("four words") };
    let per_dollar = received as f64 / 1e8 * 135.0 / (repaid as f64 / 1e6);
    assert!((per_dollar - 1.01125).abs() < 1e-4, "the market's bonus and target: {per_dollar}");
}

/// A pair that would lower health is no use for an order, though the market could close it whole below 1.
#[test]
pub fn stop_loss_never_lowers_health() {
    // the slow reference is 15 % above the print: the test sees 1.018, settlement .907: below (1 + b) * lt of the dollar
    let mut distress = two_collaterals(10);
    reference(&mut distress.world, 2, "slow", 115 * USD);
    distress.world.advance(20);
    set(&mut distress.world, &distress.borrower, 12_000, 12_000, 500);
    let (of, to) = (addresses(&distress.world, &distress.liquidator, &distress.borrower, 0, 1), |index| {
        distress.world.tokens(&distress.liquidator, index)
    });
    let dollar = builder::liquidate(&of, to(1), u64::MAX, 0);
    let stock = LiquidationAddresses { seize: distress.world.reserve(2), ..of };
    let stock = builder::liquidate(&stock, to(2), u64::MAX, 0);
    distress.refuse(&dollar, Error::OrderLowersHealth);
    distress.send(stock);
    assert!(health_of_two(&distress) >= 1.2);
}

/// The matrix refuses an order where a withdrawal with debt would be refused.
#[test]
pub fn stop_loss_refuses_a_token_that_cannot_move() {
    let mut distress = distressed(160);
    set(&mut distress.world, &distress.borrower, 12_000, 13_000, 100);
    distress.world.chain.edit(&Asset::nvdax().mint, |account| set_paused(&mut account.data, true));
    distress.world.advance(1);
    let shares = distress.to_shares(u64::MAX);
    distress.refuse(&shares, Error::MintPaused);
}

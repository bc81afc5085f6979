//! Quote: what it says is what happens.

use crate::fixtures::liquidation::*;
use crate::fixtures::market::*;
use hypothec_interface::Error;
use hypothec_interface::action::Quotation;
use hypothec_interface::builder;
use hypothec_interface::instruction::{NO_RESERVE, QuoteArgs};
use hypothec_testkit::{Executed, User, World};

const ALL_OF_IT: QuoteArgs = QuoteArgs { borrow: 0, withdraw: 1, repay: 0, seize: 1 };

fn receipt(world: &World, user: &User, args: QuoteArgs) -> Executed {
    let quote = builder::quote(world.market, user.position, &args);
    let payer = &user.keypair;
    world.chain.simulate(&[quote], &[payer]).expect("a quotation")
}

fn quote(world: &World, user: &User) -> Quotation {
    // trailing zeros of return data are not in the log: the last field may be short
    let mut data = receipt(world, user, ALL_OF_IT).return_data;
    data.resize(size_of::<Quotation>(), 0);
    bytemuck::pod_read_unaligned(&data)
}

#[test]
fn quote_gives_the_largest_borrow_that_is_accepted() {
    let mut world = world_with(|usdc, _| usdc.origination_fee_bps = 13);
    let (_, borrower) = staff(&mut world);
    world.withdraw(&borrower, NVDAX, 500_000_000).expect("half of it");
    for owed in [0, 100 * DOLLAR] {
        if owed != 0 {
            world.borrow(&borrower, USDC, owed).expect("borrowed");
        }
        // interest accrues, and boards are 40 s old
        world.advance(100_000);
        world.chain.advance(40);
        let most = quote(&world, &borrower).max_borrow;
        let more = borrow(&world, &borrower, USDC, most + 1_000);
        refuse(&mut world, &more, &[&borrower.keypair], Error::Unhealthy);
        let mut fork = world.clone();
        fork.borrow(&borrower, USDC, most).expect("exactly as quoted");
        assert!(most > 200 * DOLLAR, "{most}");
    }
}

#[test]
fn quote_limits_the_borrow_by_cap_ceiling_cash_and_limiter() {
    for change in [0, 1, 2] {
        let mut world = world_with(|usdc, _| match change {
            0 => usdc.borrow_cap = 77 << 16,
            1 => usdc.utilisation_ceiling_bps = 700,
            _ => usdc.limiter_cap = 70 * DOLLAR,
        });
        let (_, borrower) = staff(&mut world);
        world.advance(7_200); // the deposits above are an inflow of their own window
        world.borrow(&borrower, USDC, 20 * DOLLAR).expect("some");
        world.advance(1_000);
        world.chain.advance(10);
        let most = quote(&world, &borrower).max_borrow;
        assert!(most > 40 * DOLLAR && most < 77 * DOLLAR, "{change}: {most}");
        let more = borrow(&world, &borrower, USDC, most + 100);
        let error = [Error::BorrowCap, Error::UtilisationCeiling, Error::OutflowLimit][change];
        refuse(&mut world, &more, &[&borrower.keypair], error);
        world.borrow(&borrower, USDC, most).expect("exactly as quoted");
    }
}

#[test]
fn quote_gives_the_largest_withdrawal_that_is_accepted() {
    let (mut world, _, borrower) = staffed();
    assert_eq!(quote(&world, &borrower).max_withdraw, 1_000_000_000, "all, without debt");
    world.borrow(&borrower, USDC, 300 * DOLLAR).expect("borrowed");
    world.advance(50_000);
    world.chain.advance(30);
    let most = quote(&world, &borrower).max_withdraw;
    assert!(most > 600_000_000 && most < 700_000_000, "{most}");
    let more = withdraw(&world, &borrower, NVDAX, most + 10);
    refuse(&mut world, &more, &[&borrower.keypair], Error::Unhealthy);
    world.withdraw(&borrower, NVDAX, most).expect("exactly as quoted");
}

#[test]
fn quote_gives_zero_where_no_risk_may_be_taken() {
    let (mut world, _, borrower) = staffed();
    world.borrow(&borrower, USDC, 300 * DOLLAR).expect("borrowed");
    world.chain.advance(61);
    let stale = quote(&world, &borrower);
    assert_eq!((stale.max_borrow, stale.max_withdraw, stale.power), (0, 0, 0));
    assert!(stale.health_bps > 30_000, "the test's prices stand: {}", stale.health_bps);
}

#[test]
fn quote_gives_the_largest_liquidation() {
    let distress = distressed(135);
    let quoted = quote(&distress.world, &distress.borrower);
    let liquidate = distress.liquidate(u64::MAX);
    let done = distress.world.chain.simulate(&[liquidate], &[&distress.liquidator.keypair]).expect("liquidated");
    let [repaid, _, received, _] = told(&done)[..] else { panic!("four words") };
    assert!(quoted.repay.abs_diff(repaid) <= 2 && quoted.receive.abs_diff(received) <= 2, "{quoted:?} {done:?}");
    assert!(quoted.bonus_bps.abs_diff(125) <= 1 && quoted.health_bps / 10 == 975, "{quoted:?}");
    assert!(quoted.liq_power < quoted.liq_debt && quoted.cool_off_s == 0);
    let healthy = distressed(150);
    let quoted = quote(&healthy.world, &healthy.borrower);
    assert_eq!((quoted.repay, quoted.receive, quoted.bonus_bps), (0, 0, 0));
}

#[test]
fn quote_gives_the_price_at_which_a_position_is_liquidatable() {
    let distress = distressed(170);
    let quoted = quote(&distress.world, &distress.borrower);
    let slots = distress.world.position(&distress.borrower);
    let supply = slots.used().iter().position(|slot| slot.reserve() == NVDAX as u8).expect("a slot");
    let (down, up) = (quoted.trigger_bps[supply], quoted.trigger_bps[1 - supply]);
    // 900 / (10 * .65) = 138.46 of 170, less confidence both ways; and the dollar up by as much
    assert!((8_130..8_150).contains(&down) && (12_270..12_300).contains(&up), "{down} {up}");
    for (bps, liquidatable) in [(down - 2, true), (down + 2, false)] {
        let mut distress = distressed(170);
        let price = distress.world.assets[NVDAX].price * i64::from(bps) / 10_000;
        fall(&mut distress.world, NVDAX, price);
        let quoted = quote(&distress.world, &distress.borrower);
        assert_eq!(quoted.liq_power < quoted.liq_debt, liquidatable, "{bps} {quoted:?}");
    }
    let (free, lender) = (quote(&distress.world, &distress.lender), quote(&distress.world, &distress.liquidator));
    assert_eq!((free.health_bps, free.trigger_bps), (u64::MAX, [0; 16]));
    assert_eq!((lender.power, lender.debt, lender.max_borrow), (0, 0, 0));
}

#[test]
fn quote_leaves_unasked_parts_zero_and_refuses_unlisted_reserves() {
    let (mut world, _, borrower) = staffed();
    let none = QuoteArgs { borrow: NO_RESERVE, withdraw: NO_RESERVE, repay: NO_RESERVE, seize: NO_RESERVE };
    let mut data = receipt(&world, &borrower, none).return_data;
    assert!(data.len() <= 1_024);
    data.resize(size_of::<Quotation>(), 0);
    let quoted: Quotation = bytemuck::pod_read_unaligned(&data);
    assert_eq!((quoted.max_borrow, quoted.max_withdraw, quoted.repay), (0, 0, 0));
    assert_eq!((quoted.session, quoted.session_until), (0, world.header().session_until()));
    assert_eq!(quoted.target_health_bps, 10_500);
    for args in [
        QuoteArgs { borrow: 9, ..none },
        QuoteArgs { withdraw: 9, ..none },
        QuoteArgs { repay: 9, ..none },
        QuoteArgs { seize: 9, ..none },
    ] {
        let quote = builder::quote(world.market, borrower.position, &args);
        refuse(&mut world, &quote, &[&borrower.keypair], Error::NoSuchReserve);
    }
}

#[test]
fn quote_changes_no_account() {
    let mut distress = distressed(135);
    distress.world.chain.advance(30);
    let quote = builder::quote(distress.world.market, distress.borrower.position, &ALL_OF_IT);
    let before = snapshot(&distress.world, &quote, &distress.liquidator.keypair);
    distress.send(quote);
    before.assert_unchanged(&distress.world.chain);
}

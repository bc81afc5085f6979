//! Execute of a closing: from then on nothing new, everybody's way out as before, and a way back through the delay.

use crate::fixtures::closing::*;
use crate::fixtures::liquidation::distressed;
use crate::fixtures::market::*;
use crate::fixtures::proposals::*;
use crate::instructions::flash_borrow::pair;
use crate::instructions::mint_receipt::mint;
use hypothec_interface::state::{Kind, SWITCH_DEPOSIT};
use hypothec_interface::{Error, builder};
use hypothec_testkit::Snapshots;
use hypothec_testkit::market::admin;
use solana_signer::Signer;

#[test]
fn propose_refuses_a_closing_by_another_value_or_of_no_reserve() {
    let mut world = world();
    for value in [0, 2] {
        let wrong = propose(&world, Kind::Close, Some(NVDAX), 1, &[value]);
        refuse(&mut world, &wrong, &[&admin()], Error::ArgumentOutOfRange);
    }
    let two = propose(&world, Kind::Close, Some(NVDAX), 3, &[1]);
    refuse(&mut world, &two, &[&admin()], Error::ArgumentOutOfRange);
    let unlisted = propose(&world, Kind::Close, Some(9), 1, &[1]);
    refuse(&mut world, &unlisted, &[&admin()], Error::NoSuchReserve);
}

#[test]
fn execute_has_a_reserve_wind_down_after_the_delay_and_once() {
    let mut world = world();
    let nonces = [(); 2].map(|()| proposed(&mut world, Kind::Close, Some(NVDAX), 1, &[1]));
    refuse_execution(&mut world, nonces[0], Error::ProposalNotDue);
    wait(&mut world);
    let before = world.chain.snapshot(&[("market", world.market), ("vault", world.vault(NVDAX))]);
    execute(&mut world, nonces[0]).expect("it winds down");
    let fields = [reserve_field(NVDAX, "closing"), config_field(NVDAX, "switches"), reserve_field(NVDAX, "accrued_ts")];
    before.assert_only_bytes(&world.chain, "market", &fields);
    assert_eq!((world.record(NVDAX).closing(), world.record(NVDAX).config().switches()), (1, 0));
    refuse_execution(&mut world, nonces[1], Error::NamedFieldChanged);
}

#[test]
fn reserve_that_winds_down_takes_nothing_new() {
    let (mut world, lender, borrower) = staffed();
    let receipts = open_receipts(&mut world, &lender, USDC);
    world.fund(&lender, USDC, 10 * DOLLAR);
    world.fund(&borrower, USDC, 10 * DOLLAR);
    wind_down(&mut world, USDC);
    let cases = [
        (deposit(&world, &lender, USDC, DOLLAR), &lender, Error::DepositDisabled),
        (deposit(&world, &borrower, USDC, DOLLAR), &borrower, Error::DepositDisabled),
        (borrow(&world, &borrower, USDC, DOLLAR), &borrower, Error::BorrowDisabled),
        (mint(&world, &lender, receipts, USDC, 1), &lender, Error::NotLent),
    ];
    for (instruction, by, error) in cases {
        refuse(&mut world, &instruction, &[&by.keypair], error);
    }
    let flash = pair(&world, &lender, USDC, DOLLAR, &[]);
    assert_eq!(fail_all(&mut world, &flash, &[&lender.keypair]).error, Some(Error::FlashDisabled));
}

#[test]
fn reserve_that_winds_down_lets_everybody_out() {
    let (mut world, lender, borrower) = staffed();
    let receipts = open_receipts(&mut world, &lender, USDC);
    world.send(&lender, mint(&world, &lender, receipts, USDC, 1_000)).expect("minted");
    world.borrow(&borrower, USDC, 100 * DOLLAR).expect("borrowed");
    wind_down(&mut world, USDC);
    wind_down(&mut world, NVDAX);
    world.fund(&borrower, USDC, 200 * DOLLAR);
    world.fund(&borrower, NVDAX, 5);
    world.deposit(&borrower, NVDAX, 5).expect("a debtor tops up");
    world.repay(&borrower, USDC, u64::MAX).expect("repaid");
    world.withdraw(&borrower, NVDAX, u64::MAX).expect("withdrawn");
    let redeem =
        builder::redeem_receipt(world.market, lender.position, receipts, lender.address(), USDC as u8, u64::MAX);
    world.send(&lender, redeem).expect("redeemed");
    world.withdraw(&lender, USDC, u64::MAX).expect("withdrawn");
    closed(&mut world, USDC);
    closed(&mut world, NVDAX);
    let close = builder::close_market(world.market, admin().pubkey());
    world.chain.send(&[close], &[&admin()]).expect("and the market");
}

#[test]
fn positions_in_distress_are_liquidated_in_reserves_that_wind_down() {
    for form in 0..2 {
        let mut distress = distressed(160);
        wind_down(&mut distress.world, USDC);
        wind_down(&mut distress.world, NVDAX);
        crate::fixtures::liquidation::fall(&mut distress.world, NVDAX, 130 * crate::fixtures::liquidation::USD);
        let liquidation = [distress.liquidate(u64::MAX), distress.to_shares(u64::MAX)][form].clone();
        distress.send(liquidation);
    }
}

/// Switched on again, through the delay, it is a reserve like any other, and a closing has to be proposed anew.
#[test]
fn reserve_that_is_switched_on_again_winds_down_no_longer() {
    let mut world = winding();
    let mut config = world.record(NVDAX).config();
    config.supply_cap -= 1;
    let nonce = proposed_config(&mut world, NVDAX, &["supply_cap"], &config);
    wait(&mut world);
    execute(&mut world, nonce).expect("another parameter");
    assert_eq!(world.record(NVDAX).closing(), 1, "it winds down still");
    config.switches = SWITCH_DEPOSIT;
    let nonce = proposed_config(&mut world, NVDAX, &["switches"], &config);
    wait(&mut world);
    execute(&mut world, nonce).expect("on again");
    assert_eq!(world.record(NVDAX).closing(), 0);
    let close = close(&mut world, NVDAX);
    refuse(&mut world, &close, &[&admin()], Error::NotClosing);
}

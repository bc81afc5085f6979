//! An accrual that a limit of index or debt stops: nothing is refused for it, and every event says so.

use crate::fixtures::events::events;
use crate::fixtures::market::*;
use hypothec_interface::event::EVENT_SATURATED;
use hypothec_interface::math::interest::DEBT_MAX;
use hypothec_interface::math::q64::Q64;
use hypothec_testkit::Executed;

/// The flags of the one event an instruction gives back.
fn flags(receipt: &Executed) -> u8 {
    let [event] = events(receipt)[..] else { panic!("one event") };
    event.flags
}

#[test]
fn saturated_accrual_is_reported_and_refuses_nothing() {
    let (mut world, lender, borrower) = staffed();
    world.fund(&lender, USDC, 10 * DOLLAR);
    let receipt = world.borrow(&borrower, USDC, 900 * DOLLAR).expect("borrowed");
    assert_eq!(flags(&receipt) & EVENT_SATURATED, 0);

    // the whole debt just below its limit: any interest would pass it
    let index = Q64([0, (DEBT_MAX - 1) / world.record(USDC).debt_shares()]);
    poke_reserve(&mut world, USDC, "debt_index", bytemuck::bytes_of(&index));
    world.chain.advance(30);
    let before = world.record(USDC);
    let receipt = world.deposit(&lender, USDC, DOLLAR).expect("deposited");
    assert_eq!(flags(&receipt) & EVENT_SATURATED, EVENT_SATURATED);
    let after = world.record(USDC);
    assert_eq!((after.debt_index(), after.supply_index()), (before.debt_index(), before.supply_index()));
    assert_eq!((after.saturated_ts(), after.accrued_ts()), (world.chain.clock().unix_timestamp, after.saturated_ts()));

    world.chain.advance(1);
    world.fund(&borrower, USDC, u64::MAX / 4);
    let receipt = world.repay(&borrower, USDC, before.debt_index().floor() * 2).expect("repaid");
    assert_eq!(flags(&receipt) & EVENT_SATURATED, EVENT_SATURATED);

    // what was lost is lost; with less owed, interest accrues again and nothing is reported any more
    world.repay(&borrower, USDC, DEBT_MAX / 2).expect("half of it repaid");
    world.chain.advance(1);
    let receipt = world.withdraw(&lender, USDC, DOLLAR).expect("withdrawn");
    assert_eq!(flags(&receipt) & EVENT_SATURATED, 0);
    assert!(world.record(USDC).debt_index() > after.debt_index());
}

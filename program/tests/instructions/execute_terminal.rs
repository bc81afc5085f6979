//! Execute of a terminal price: one near the board, or nothing for an asset whose feeds are dead.

use crate::fixtures::market::*;
use crate::fixtures::proposals::*;
use hypothec_interface::Error;
use hypothec_interface::math::price::Price;
use hypothec_interface::math::scale::Scale;
use hypothec_interface::state::Kind;
use hypothec_testkit::World;

fn dollars(cents: u64) -> Price {
    Scale::new(-2, 6, cents).and_then(|scale| scale.price_down(cents)).expect("a price")
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

/// What a settled stock is worth is what fills its groups, at once and by every later count.
#[test]
fn execute_counts_a_settled_stock_in_its_groups_at_its_fixed_price() {
    let mut world = world_with(|_, nvdax| nvdax.groups = [1, 2]);
    let (lender, borrower) = staff(&mut world);
    world.borrow(&borrower, USDC, 100 * DOLLAR).expect("borrowed");
    let nonce = proposed(&mut world, Kind::Terminal, Some(NVDAX), 1, &[0; 8]);
    let last = world.record(NVDAX).board_ts();
    world.chain.set_time(last + 10 * DAY);
    let exposures = |world: &World| [1, 2].map(|group| world.header().groups()[group].exposure);
    assert!(exposures(&world).iter().all(|exposure| *exposure > 1_800 << 16));
    execute(&mut world, nonce).expect("dead, and worth nothing");
    assert_eq!(exposures(&world), [0, 0]);
    let out = withdraw(&world, &lender, USDC, DOLLAR);
    world.send(&lender, out).expect("out");
    world.fund(&borrower, USDC, 110 * DOLLAR);
    world.repay(&borrower, USDC, u64::MAX).expect("repaid");
    world.withdraw(&borrower, NVDAX, 1_000).expect("counted again");
    assert_eq!(exposures(&world), [0, 0]);
}

use super::*;
use hypothec_testkit::chain::START_TS;

#[test]
fn chain_time_moves_by_what_is_asked() {
    let mut chain = Chain::bare();
    let start = chain.clock();
    assert_eq!((start.unix_timestamp, start.slot), (START_TS, litesvm::MAINNET_DEFAULT_SLOT));
    chain.advance(60);
    assert_eq!((chain.clock().unix_timestamp, chain.clock().slot), (START_TS + 60, start.slot + 150));
    chain.set_time(1_600_000_000);
    assert_eq!((chain.clock().unix_timestamp, chain.clock().slot), (1_600_000_000, start.slot + 151));
    chain.set_clock(start.slot + 500, 5);
    assert_eq!((chain.clock().unix_timestamp, chain.clock().slot), (5, start.slot + 500));
    assert_eq!(chain.clock().epoch, chain.clock().slot / 432_000);
}

#[test]
fn programs_run_after_any_move_of_the_clock() {
    let mut world = of_stock(&nvdax());
    world.chain.set_time(1_600_000_000);
    world.send().unwrap();
    world.chain.advance(400 * 86_400);
    world.send().unwrap();
}

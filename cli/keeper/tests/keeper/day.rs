//! A day and a night and a Saturday, a look every minute: nothing profitable is left undone, nothing grows.

use crate::support::alone::{alone, resident_kib};
use crate::support::stage::{Stage, USD};
use hypothec_keeper::liquidate::exchange::exchanges;

/// Friday 2026-09-18, 12:00 in New York.
const FRIDAY_NOON: i64 = 1_789_747_200;
const STEP_S: i64 = 60;
const LOOKS: i64 = 24 * 3_600 / STEP_S;

#[test]
fn a_day_into_the_weekend_leaves_nothing_undone_and_memory_flat() {
    alone("day::a_day_into_the_weekend_leaves_nothing_undone_and_memory_flat", a_day);
}

fn a_day() {
    let mut stage = Stage::at(FRIDAY_NOON);
    let mut keeper = stage.keeper("");
    keeper.look(&mut stage.world.chain).expect("a look");
    for n in 0..8 {
        stage.borrower(10 + n, 100, 6_000 + 500 * n);
    }
    let (mut liquidated, mut undone, mut longest, mut half) = (0, 0, 0, 0);
    for n in 0..LOOKS {
        // down by a third over the day, in waves of an hour
        let wave = [0, 2, 3, 2, 0, -2, -3, -2][(n / 8 % 8) as usize];
        stage.stock = USD * (180 - 60 * n / LOOKS + wave);
        stage.pool_at(20_000, (stage.stock / USD) as u64);
        let look = stage.turn(&mut keeper, STEP_S);
        liquidated += look.liquidated;
        let now = stage.now();
        let evaluated = keeper.book().evaluate(now).expect("evaluated");
        let profitable = evaluated.iter().filter(|one| one.is_open).any(|one| {
            let all = exchanges(keeper.book(), &one.address, &keeper.address(), now);
            all.first().is_some_and(|best| best.gain > 10 << 16 && best.repay > 100_000_000)
        });
        undone = if profitable { undone + 1 } else { 0 };
        longest = longest.max(undone);
        if n == LOOKS / 2 {
            half = resident_kib();
        }
    }
    let grown = resident_kib().saturating_sub(half);
    println!(
        "{LOOKS} looks, {liquidated} liquidations, {grown} KiB grown in the second half, {longest} looks in a row with something left"
    );
    assert!(liquidated >= 3, "{liquidated}");
    assert!(longest <= 3, "a profitable liquidation was left for {longest} looks");
    assert!(grown < 20 * 1_024, "memory grew by {grown} KiB");
    stage.assert_books();
}

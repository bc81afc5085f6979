//! From Friday's noon to Monday's, a look every two minutes: the close, the nights, the weekend and the open. Nothing profitable
//! is left undone, nothing grows.

use crate::support::alone::{alone, resident_kib};
use crate::support::stage::{Stage, USD};
use hypothec_interface::session::Session;
use hypothec_keeper::Keeper;
use hypothec_keeper::liquidate::exchange::exchanges;
use hypothec_testkit::Chain;
use std::collections::BTreeMap;

/// Friday 2026-09-18, 12:00 in New York.
const FRIDAY_NOON: i64 = 1_789_747_200;
const STEP_S: i64 = 120;
const DAY: i64 = 86_400 / STEP_S;
const LOOKS: i64 = 3 * DAY;
/// Looks from Friday's noon to its close, at 16:00.
const CLOSE: i64 = 4 * 3_600 / STEP_S;
/// The same to the open of Monday, at 9:30.
const OPEN: i64 = LOOKS - 9_000 / STEP_S;

#[test]
fn a_weekend_from_friday_s_noon_to_monday_s_leaves_nothing_undone_and_memory_flat() {
    alone("day::a_weekend_from_friday_s_noon_to_monday_s_leaves_nothing_undone_and_memory_flat", a_weekend);
}

/// What the stock costs at a look, dollars, beside waves: down by 30 % until Friday's close, by a tenth more until
/// Monday's open, and there by a tenth at once.
fn price(n: i64) -> i64 {
    let wave = [0, 2, 3, 2, 0, -2, -3, -2][(n / 4 % 8) as usize];
    let level = if n < CLOSE {
        180 - 54 * n / CLOSE
    } else if n < OPEN {
        126 - 14 * (n - CLOSE) / (OPEN - CLOSE)
    } else {
        101 - (n - OPEN) / 20
    };
    level + wave
}

/// Whether anything is open that is worth its exchange by far.
fn is_undone(keeper: &Keeper, now: i64) -> bool {
    let evaluated = keeper.book().evaluate(now).expect("evaluated");
    evaluated.iter().filter(|one| one.is_open).any(|one| {
        let all = exchanges(keeper.book(), &one.address, &keeper.address(), now);
        all.first().is_some_and(|best| best.gain > 10 << 16 && best.repay > 100_000_000)
    })
}

fn a_weekend() {
    let mut stage = Stage::at(FRIDAY_NOON);
    let mut keeper = stage.keeper("");
    keeper.look(&mut stage.world.chain).expect("a look");
    for n in 0..24 {
        stage.borrower(10 + n, 100, 6_000 + 160 * n);
    }
    let (mut undone, mut longest) = (0, 0);
    let mut liquidated: BTreeMap<(i64, usize), usize> = BTreeMap::new();
    let mut held = Vec::new();
    for n in 0..LOOKS {
        stage.stock = USD * price(n);
        stage.pool_at(20_000, price(n) as u64);
        let look = stage.turn(&mut keeper, STEP_S);
        let now = stage.now();
        let (session, _) = keeper.book().header().expect("a market").calendar().session_at(now);
        *liquidated.entry((n / DAY, session as usize)).or_default() += look.liquidated;
        undone = if is_undone(&keeper, now) { undone + 1 } else { 0 };
        longest = longest.max(undone);
        if n % (DAY / 2) == DAY / 2 - 1 {
            // the chain keeps every transaction: that is no memory of the keeper's
            stage.world.chain = Chain::from_svm(stage.world.chain.svm().clone());
            held.push(resident_kib());
        }
    }
    println!("{LOOKS} looks; liquidations by day and session: {liquidated:?}");
    println!("KiB held each half day: {held:?}; {longest} looks in a row with something left");
    let on = |day, session: Session| liquidated.get(&(day, session as usize)).copied();
    let friday = [Session::Regular, Session::Extended].into_iter().filter_map(|session| on(0, session));
    assert!(friday.sum::<usize>() > 0, "on Friday");
    assert!((0..3).filter_map(|day| on(day, Session::Closed)).sum::<usize>() > 0, "at the weekend");
    assert!(on(2, Session::Regular) > Some(0), "on Monday");
    assert!(longest <= 3, "a profitable liquidation was left for {longest} looks");
    let (first, last) = (held[1], held[held.len() - 1]);
    let grown = last.saturating_sub(first);
    assert!(grown < 8 * 1_024, "memory grew by {grown} KiB in two days");
    stage.assert_books();
}

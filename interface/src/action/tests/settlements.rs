//! What is written off with a liquidation, and what is not.

use crate::Error;
use crate::action::settle_bad_debt;
use crate::action::shared::write_off::{check_settleable, settles_at_once};
use crate::sample::{ASLEEP, MOMENT, NOW, OWED, PLEDGED, dollars, in_market, position, reserves};
use crate::state::{Position, Reserve, Side};

/// The floor of these markets: 100 USD, an atom of each reserve.
fn floor() -> u64 {
    dollars(100).value_up(1).unwrap()
}

fn settles(reserves: [Reserve; 3], position: &Position) -> (bool, Result<(), Error>) {
    in_market(reserves, |market| {
        (market.header.debt_floor, market.header.reopen_grace_s) = (floor(), 900);
        (settles_at_once(market, position, &MOMENT).unwrap(), check_settleable(market, position, &MOMENT))
    })
}

/// Three stocks at a price: the test's own, in dollars.
fn at(price: u64) -> [Reserve; 3] {
    let mut reserves = reserves();
    let stock = &mut reserves[usize::from(PLEDGED)];
    (stock.liq_high, stock.settle_high, stock.liq_low) = (dollars(price), dollars(price), dollars(price));
    reserves
}

#[test]
fn debt_is_written_off_when_less_than_the_floor_stands_for_it() {
    let held = position(&[(PLEDGED, Side::Supply, 1), (OWED, Side::Debt, 2)]);
    assert_eq!(settles(at(99), &held), (true, Ok(())));
    assert_eq!(settles(at(100), &held), (false, Err(Error::NotSettleable)), "the floor itself is left to liquidators");
    let bare = position(&[(OWED, Side::Debt, 2)]);
    assert_eq!(settles(at(100), &bare), (true, Ok(())));
    let free = position(&[(PLEDGED, Side::Supply, 1)]);
    assert!(!settles(at(99), &free).0, "without debt there is nothing to write off");
}

#[test]
fn a_second_supply_slot_is_counted_with_the_first() {
    let held = position(&[(PLEDGED, Side::Supply, 1), (ASLEEP, Side::Supply, 1), (OWED, Side::Debt, 9)]);
    assert_eq!(settles(at(1), &held), (false, Err(Error::NotSettleable)));
    let mut poor = at(1);
    let other = &mut poor[usize::from(ASLEEP)];
    (other.liq_high, other.settle_high, other.liq_low) = (dollars(1), dollars(1), dollars(1));
    assert_eq!(settles(poor, &held), (true, Ok(())));
}

#[test]
fn a_recognised_loss_of_supply_that_is_left_waits_for_its_vault() {
    let held = position(&[(PLEDGED, Side::Supply, 1), (OWED, Side::Debt, 2)]);
    let mut lossy = at(99);
    lossy[usize::from(PLEDGED)].recognised_loss = 1;
    assert_eq!(settles(lossy, &held), (false, Ok(())), "SettleBadDebt may, after it has looked");
    lossy[usize::from(PLEDGED)].recognised_loss = 0;
    lossy[usize::from(OWED)].recognised_loss = 1;
    assert_eq!(settles(lossy, &held), (true, Ok(())), "a loss of what is not supplied here says nothing");
}

#[test]
fn settlement_spares_what_the_reopen_grace_spares() {
    // one stock of 99 USD counts 80 %, against a debt of 88: health of nine tenths
    let health = |debt_price: u64| {
        let mut reserves = at(99);
        reserves[usize::from(PLEDGED)].reopen_ts = NOW - 1;
        let debt = &mut reserves[usize::from(OWED)];
        (debt.liq_low, debt.settle_low) = (dollars(debt_price), dollars(debt_price));
        settles(reserves, &position(&[(PLEDGED, Side::Supply, 1), (OWED, Side::Debt, 1)]))
    };
    assert_eq!(health(87), (false, Err(Error::ReopenGrace)));
    assert_eq!(health(90), (true, Ok(())));
    let held = position(&[(PLEDGED, Side::Supply, 1), (OWED, Side::Debt, 1)]);
    let mut unspared = at(99);
    (unspared[usize::from(OWED)].liq_low, unspared[usize::from(OWED)].settle_low) = (dollars(87), dollars(87));
    assert_eq!(settles(unspared, &held), (true, Ok(())), "without a spell before there is no grace");
    // what reopened and does not count spares nothing
    let mut reserves = at(99);
    reserves[usize::from(PLEDGED)].reopen_ts = NOW - 1;
    let mut held = position(&[(PLEDGED, Side::Supply, 1), (OWED, Side::Debt, 1)]);
    held.set_collateral(PLEDGED, false).unwrap();
    assert_eq!(settles(reserves, &held), (true, Ok(())));
}

#[test]
fn a_board_that_was_never_written_says_nothing_of_what_is_left() {
    let held = position(&[(PLEDGED, Side::Supply, 1), (OWED, Side::Debt, 2)]);
    let mut unwritten = at(99);
    let stock = &mut unwritten[usize::from(PLEDGED)];
    (stock.board_ts, stock.liq_high) = (0, crate::math::price::Price::from_bits(0));
    assert_eq!(settles(unwritten, &held), (false, Err(Error::NotSettleable)));
    unwritten[usize::from(PLEDGED)].terminal_ts = 1;
    assert_eq!(settles(unwritten, &held), (true, Ok(())), "a terminal price of zero is believed");
}

#[test]
fn a_settlement_writes_off_the_debt_and_leaves_an_empty_position() {
    let mut reserves = at(99);
    for reserve in &mut reserves {
        (reserve.supply_shares, reserve.debt_shares, reserve.cash) = (20, 9, 20);
    }
    let mut held = position(&[(PLEDGED, Side::Supply, 1), (OWED, Side::Debt, 2)]);
    let settled = in_market(reserves, |market| {
        market.header.debt_floor = floor();
        let settled = settle_bad_debt(market, &mut held, &MOMENT, &mut |_| {});
        assert_eq!(market.reserve(OWED).unwrap().debt_shares, 7);
        assert_eq!(market.reserve(PLEDGED).unwrap().supply_shares, 19);
        settled
    });
    assert_eq!(settled.map(|settled| (settled.lost, settled.debts)), Ok((2 * floor(), 1)));
    assert!(held.used().is_empty());
    let mut free = position(&[(PLEDGED, Side::Supply, 1)]);
    let refused = in_market(at(99), |market| settle_bad_debt(market, &mut free, &MOMENT, &mut |_| {}));
    assert_eq!(refused.err(), Some(Error::NothingOwed));
}

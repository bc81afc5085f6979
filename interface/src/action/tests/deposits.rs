//! The edges of a deposit.

use crate::action::deposit::{Earlier, deposit_after};
use crate::action::{Moved, NEW_SUPPLY_MIN, deposit};
use crate::instruction::DepositArgs;
use crate::sample::{MOMENT, OWED, PLEDGED, dollars, in_market, position, reserves};
use crate::state::{BOARD_DIVERGED, Position, Reserve, SWITCH_DEPOSIT, Side};
use crate::{Error, Key};

const PAYER: Key = Key([7; 4]);

fn open(mut reserves: [Reserve; 3]) -> [Reserve; 3] {
    for reserve in &mut reserves {
        reserve.config.switches |= SWITCH_DEPOSIT;
    }
    reserves
}

fn put(reserves: [Reserve; 3], position: &mut Position, arrived: u64, min_shares: u64) -> Result<Moved, Error> {
    in_market(reserves, |market| {
        market.header.sealed = 1;
        let args = DepositArgs { reserve: PLEDGED, amount: arrived, min_shares, integrator: 0 };
        deposit(market, position, &args, arrived, &PAYER, &MOMENT)
    })
}

fn own(slots: &[(u8, Side, u64)]) -> Position {
    Position { owner: PAYER, ..position(slots) }
}

#[test]
fn a_deposit_gives_exactly_the_shares_that_were_asked_for() {
    for (least, expected) in [(3, Ok(3)), (4, Err(Error::LimitNotMet))] {
        let shares = put(open(reserves()), &mut own(&[]), 3, least).map(|moved| moved.shares);
        assert_eq!(shares, expected, "at least {least} of 3");
    }
}

#[test]
fn before_the_seal_only_the_admin_pays_in() {
    for (sealed, admin, expected) in
        [(0, PAYER, None), (1, PAYER, None), (1, Key([8; 4]), None), (0, Key([8; 4]), Some(Error::MarketNotSealed))]
    {
        let done = in_market(open(reserves()), |market| {
            (market.header.sealed, market.header.admin) = (sealed, admin);
            let args = DepositArgs { reserve: PLEDGED, amount: 3, min_shares: 0, integrator: 0 };
            deposit(market, &mut own(&[]), &args, 3, &PAYER, &MOMENT).err()
        });
        assert_eq!(done, expected, "sealed {sealed}");
    }
}

#[test]
fn a_new_slot_starts_at_half_a_dollar_and_an_old_one_takes_any_atom() {
    let cheap = |price: crate::math::price::Price| {
        let mut reserves = open(reserves());
        reserves[usize::from(PLEDGED)].high = price;
        reserves
    };
    let cent = dollars(1);
    let least = cent.atoms_up(NEW_SUPPLY_MIN).unwrap();
    assert_eq!(cent.value_up(least), Some(cent.value_up(1).unwrap() * least), "whole atoms of a dollar");
    let tiny = crate::math::price::Price::from_bits(dollars(1).to_bits() - (1 << 32));
    assert_eq!(tiny.value_up(1), Some(NEW_SUPPLY_MIN), "an atom of half a dollar");
    assert!(put(cheap(tiny), &mut own(&[]), 1, 0).is_ok());
    let tinier = crate::math::price::Price::from_bits(dollars(1).to_bits() - (2 << 32));
    assert_eq!(put(cheap(tinier), &mut own(&[]), 1, 0).err(), Some(Error::NewSupplyTooSmall));
    assert!(put(cheap(tinier), &mut own(&[(PLEDGED, Side::Supply, 1)]), 1, 0).is_ok());
}

#[test]
fn a_stranger_raises_a_slot_and_opens_none() {
    let mut other = position(&[]);
    assert_eq!(put(open(reserves()), &mut other, 3, 0).err(), Some(Error::StrangerOpensSlot));
    let mut other = position(&[(PLEDGED, Side::Supply, 1)]);
    assert_eq!(put(open(reserves()), &mut other, 3, 0).map(|moved| moved.shares), Ok(3));
    let mut owing = own(&[(PLEDGED, Side::Debt, 1)]);
    assert_eq!(put(open(reserves()), &mut owing, 3, 0).err(), Some(Error::OtherSide));
}

#[test]
fn only_trouble_from_before_passes_a_cap_and_at_most_doubles_its_slot() {
    let full = || {
        let mut reserves = open(reserves());
        reserves[usize::from(PLEDGED)].config.supply_cap = 1;
        reserves
    };
    let troubled = || own(&[(PLEDGED, Side::Supply, 10), (OWED, Side::Debt, 9)]);
    assert!(put(full(), &mut troubled(), 10, 0).is_ok());
    assert_eq!(put(full(), &mut troubled(), 11, 0).err(), Some(Error::SupplyCap), "more than doubles");
    let mut sound = own(&[(PLEDGED, Side::Supply, 10), (OWED, Side::Debt, 1)]);
    assert_eq!(put(full(), &mut sound, 2, 0).err(), Some(Error::SupplyCap));
    let risked = Earlier { risked: true, ..Earlier::default() };
    let done = in_market(full(), |market| {
        market.header.sealed = 1;
        let args = DepositArgs { reserve: PLEDGED, amount: 2, min_shares: 0, integrator: 0 };
        deposit_after(market, &mut troubled(), &args, 2, &PAYER, risked, &MOMENT).err()
    });
    assert_eq!(done, Some(Error::SupplyCap), "trouble that the batch itself made");
}

#[test]
fn a_new_slot_under_debt_wants_a_price_without_doubt() {
    let doubtful = || {
        let mut reserves = open(reserves());
        reserves[usize::from(PLEDGED)].board_flags = BOARD_DIVERGED;
        reserves
    };
    assert!(put(doubtful(), &mut own(&[]), 1, 0).is_ok(), "without debt it gives no power");
    assert_eq!(put(doubtful(), &mut own(&[(OWED, Side::Debt, 1)]), 1, 0).err(), Some(Error::PriceDiverged));
    let done = in_market(doubtful(), |market| {
        market.header.sealed = 1;
        let repaid = Earlier { repaid: true, ..Earlier::default() };
        let args = DepositArgs { reserve: PLEDGED, amount: 1, min_shares: 0, integrator: 0 };
        deposit_after(market, &mut own(&[]), &args, 1, &PAYER, repaid, &MOMENT).err()
    });
    assert_eq!(done, Some(Error::PriceDiverged), "the batch has repaid what debt there was");
}

#[test]
fn a_group_cap_is_passed_as_a_supply_cap_is() {
    let deposit_to = |position: &mut Position, cap: u64, risked: bool| {
        let mut grouped = open(reserves());
        grouped[usize::from(PLEDGED)].config.groups = [1, 0];
        in_market(grouped, |market| {
            (market.header.sealed, market.header.groups[1].cap) = (1, cap);
            let args = DepositArgs { reserve: PLEDGED, amount: 2, min_shares: 0, integrator: 0 };
            let earlier = Earlier { risked, ..Earlier::default() };
            deposit_after(market, position, &args, 2, &PAYER, earlier, &MOMENT).err()
        })
    };
    let two = dollars(100).value_up(2).unwrap();
    let sound = || own(&[(PLEDGED, Side::Supply, 10), (OWED, Side::Debt, 1)]);
    let troubled = || own(&[(PLEDGED, Side::Supply, 10), (OWED, Side::Debt, 9)]);
    assert_eq!([two, two - 1].map(|cap| deposit_to(&mut sound(), cap, false)), [None, Some(Error::GroupCap)]);
    assert_eq!([false, true].map(|risked| deposit_to(&mut troubled(), 1, risked)), [None, Some(Error::GroupCap)]);
}

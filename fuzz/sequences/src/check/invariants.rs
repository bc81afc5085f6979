//! The invariants of `docs/invariants.md`, after every action.

use super::{batch, closing, governance, orders};
use crate::action::{Action, Exchange, RESERVES, USERS};
use crate::world::{Outcome, PureWorld, Rejection};
use hypothec_interface::Error;
use hypothec_interface::invariant::*;
use hypothec_interface::solvency::account_liquidity;
use hypothec_interface::state::{Market, Position, Reserve, Side, Slot};

/// Panics where the action broke an invariant.
pub fn check(before: &PureWorld, action: &Action, done: &Outcome, after: &PureWorld) {
    for index in 0..RESERVES {
        let (was, is) = (before.reserve(index), after.reserve(index));
        assert!(i1_books(is), "I1: books of {index} after {action:?}");
        if done.is_ok() && names_vault(before, action, index) {
            assert!(i2_vault(is, after.vaults[index].amount), "I2: vault {index} after {action:?}");
        }
        let writes_off = matches!(action, Action::Liquidate(_) | Action::SettleBadDebt { .. });
        let loss = writes_off || is.recognised_loss() > was.recognised_loss();
        let replaced = done.is_ok() && closing::of(action) == Some(index);
        assert!(replaced || i3_supply_index(was, is, loss), "I3: index of {index} after {action:?}");
        assert!(
            // of no reserve there are no shares: `closing`
            is.listed() == 0 || i11_shares(is, after.positions.iter(), after.receipt_supply(index)),
            "I11: shares of {index} after {action:?}"
        );
        assert!(replaced || t7_terminal(was, is), "T7: terminal price of {index} after {action:?}");
        let state = is.state(&after.header().risk_context(after.now));
        assert!(i8_open_doors(state), "I8: {state:?} of {index} after {action:?}");
    }
    match action {
        Action::Liquidate(what) if done.is_ok() => liquidation(before, what, after),
        Action::Liquidate(_) | Action::SettleBadDebt { .. } => {}
        _ if action.is_instruction() && done.is_ok() => round_trips(before, action, after),
        _ => {}
    }
    people(before, action, after);
    fast_path(action, after);
    governance::check(before, action, done, after);
    closing::check(before, action, done, after);
    if let (Action::FlashLoan(what), Ok(moved)) = (action, done) {
        let index = usize::from(what.reserve);
        let mut was = *before.reserve(index);
        was.sync(before.vaults[index].amount);
        assert!(i9_flash_restored(&was, after.reserve(index), moved.shares), "I9: {action:?}");
    }
    match done {
        Ok(_) => {
            risk(action, after);
            caps(before, action, after);
            if let Action::Batch(what) = action {
                batch::steps(before, what, after);
            }
        }
        Err(rejection) => refused(before, action, *rejection),
    }
}

/// Whatever was done, the fast path of health and the whole one agree on every slot.
fn fast_path(action: &Action, after: &PureWorld) {
    let moment = after.header().risk_context(after.now);
    for slot in after.positions.iter().flat_map(|position| position.used()) {
        let reserve = after.reserve(usize::from(slot.reserve()));
        let agrees = fast_health_agrees(reserve, slot, after.header().debt_floor(), &moment);
        assert!(agrees != Some(false), "{slot:?} after {action:?}");
    }
}

fn reserve_of(action: &Action) -> Option<usize> {
    match action {
        Action::Deposit(what) | Action::Withdraw(what) | Action::Borrow(what) => Some(usize::from(what.reserve)),
        Action::Repay(what) | Action::Donate(what) | Action::FlashLoan(what) => Some(usize::from(what.reserve)),
        Action::SyncVault { reserve } | Action::CollectFees { reserve } => Some(usize::from(*reserve)),
        _ => None,
    }
}

fn names_vault(world: &PureWorld, action: &Action, index: usize) -> bool {
    match action {
        Action::Batch(what) => what.names(index),
        Action::Liquidate(what) => index == usize::from(what.repay) || index == usize::from(what.seize),
        Action::RefreshPrices { reserves, .. } => world.reserve(index).reads_issuer() && reserves & 1 << index != 0,
        _ => reserve_of(action) == Some(index),
    }
}

/// Who signs it.
fn signer(action: &Action) -> Option<usize> {
    match action {
        Action::Deposit(what) | Action::Withdraw(what) | Action::Borrow(what) => Some(what.by),
        Action::Repay(what) | Action::Donate(what) | Action::FlashLoan(what) => Some(what.by),
        Action::SetCollateral { by, .. } | Action::SetDelegate { by, .. } | Action::SetOrder { by, .. } => Some(*by),
        Action::ReopenPosition { of } => Some(*of),
        Action::OfferPosition { by, .. } | Action::AcceptPosition { by, .. } => Some(*by),
        Action::Liquidate(what) => Some(what.by),
        Action::Batch(what) => Some(what.by),
        Action::MintReceipt(what) | Action::RedeemReceipt(what) => Some(what.by),
        _ => None,
    }
}

fn stakes(world: &PureWorld, reserve: &Reserve, index: usize) -> [i128; USERS] {
    [0, 1, 2].map(|user| {
        stake(reserve, &world.positions[user], world.receipts[user][index], world.wallets[user][index])
            .expect("amounts here stay below 2^64")
    })
}

/// I4, action by action: once interest and losses are in, an action moves nothing but what its user gives, and gives
/// nobody anything that is not another's.
fn round_trips(before: &PureWorld, action: &Action, after: &PureWorld) {
    for index in 0..RESERVES {
        let mut was = *before.reserve(index);
        let is = after.reserve(index);
        let moves = reserve_of(action) == Some(index) || matches!(action, Action::Batch(what) if what.names(index));
        if is.accrued_ts() != was.accrued_ts() || moves {
            // the order of the two makes no difference to shares
            was.sync(before.vaults[index].amount);
            was.accrue(after.now);
        }
        if was.supply_index() != is.supply_index() || was.debt_index() != is.debt_index() {
            let refreshed = matches!(action, Action::RefreshPrices { .. } | Action::SyncVault { .. });
            assert!(refreshed || !moves, "an index of {index} moved in {action:?}");
            continue;
        }
        let (had, have) = (stakes(before, &was, index), stakes(after, is, index));
        // shares given to somebody else may make up an atom with those that were there: two stakes are rounded, not one
        let given = matches!(action, Action::RedeemReceipt(what) if what.by != what.of);
        let (total_had, total_have) = (had.iter().sum::<i128>(), have.iter().sum());
        assert!(
            i4_round_trip(total_had + i128::from(given), total_have),
            "I4: {total_had} became {total_have} in {index} by {action:?}"
        );
        let parties = match action {
            Action::Deposit(what) | Action::Repay(what) | Action::Withdraw(what) | Action::Borrow(what) => {
                [what.by, what.of]
            }
            Action::Donate(what) | Action::FlashLoan(what) => [what.by; 2],
            Action::Batch(what) => [what.by, what.of],
            Action::MintReceipt(what) | Action::RedeemReceipt(what) => [what.by, what.of],
            _ => [USERS; 2],
        };
        for user in (0..USERS).filter(|user| !parties.contains(user)) {
            assert_eq!(had[user], have[user], "I4: {user} takes no part in {action:?}");
        }
        if parties[0] == parties[1] && parties[0] < USERS {
            assert!(i4_round_trip(had[parties[0]], have[parties[0]]), "I4: {action:?}");
        }
    }
}

/// I6.
fn liquidation(before: &PureWorld, what: &Exchange, after: &PureWorld) {
    let (repay, seize) = (usize::from(what.repay), usize::from(what.seize));
    let (mut was, mut is) = (before.words.clone(), after.words.clone());
    let (mut was, is) = (PureWorld::market(&mut was), PureWorld::market(&mut is));
    for index in [repay, seize] {
        let reserve = was.reserve_mut(index as u8).expect("listed");
        reserve.sync(before.vaults[index].amount);
        reserve.accrue(after.now);
    }
    let context = was.header.liquidation_context(after.now);
    let (had, has) = (&before.positions[what.of], &after.positions[what.of]);
    assert!(t6_one_age(&was, had, what.repay, what.seize, &context), "T6: a stale board helped in {what:?}");
    orders::check(&was, &is, before, what, after);
    let sums =
        |market: &Market<'_>, position: &Position| account_liquidity(market, position, &context).expect("listed").sums;
    let (sums_before, sums_after) = (sums(&was, had), sums(&is, has));
    let closed = has.slot(what.repay, Side::Debt).is_err() || has.slot(what.seize, Side::Supply).is_err();
    assert!(closed || i6_health(&sums_before, &sums_after, had.used().len()), "I6: health fell in {what:?}");

    let paid = before.wallets[what.by][repay] - after.wallets[what.by][repay];
    let got = if what.to_shares {
        let gained =
            |world: &PureWorld| world.positions[what.by].slot(what.seize, Side::Supply).map_or(0, |slot| slot.shares());
        after.reserve(seize).supply_assets_down(gained(after) - gained(before)).expect("small")
    } else {
        after.wallets[what.by][seize] - before.wallets[what.by][seize]
    };
    let (debt, supply) = (after.reserve(repay), after.reserve(seize));
    let paid = debt.settle_low().value_up_saturating(paid);
    let got = supply.settle_high().value_down_saturating(got);
    let config = supply.config();
    let most = config.bonus_max_bps().saturating_add(config.bonus_blocked_bps());
    assert!(i6_bonus(&sums_before, paid, got, config.bonus_bad_bps(), most), "I6: {got} for {paid} in {what:?}");
}

/// I12.
fn people(before: &PureWorld, action: &Action, after: &PureWorld) {
    let key = signer(action).map_or(hypothec_interface::Key::NONE, |by| before.users[by]);
    let exempt = match action {
        Action::Liquidate(what) => what.of,
        Action::SettleBadDebt { of } => *of,
        _ => USERS,
    };
    for (n, (was, is)) in before.positions.iter().zip(&after.positions).enumerate() {
        if n == exempt {
            continue;
        }
        assert!(i12_untouched(was, is, &key), "I12: {action:?}");
    }
}

/// I5 and I7.
fn risk(action: &Action, after: &PureWorld) {
    let of = match action {
        Action::Borrow(what) | Action::Withdraw(what) | Action::MintReceipt(what) => what.of,
        Action::SetCollateral { of, on: 0, .. } | Action::AcceptPosition { of, .. } => *of,
        Action::Batch(what) if what.takes_risk() => what.of,
        _ => return,
    };
    let (mut words, position) = (after.words.clone(), &after.positions[of]);
    let market = PureWorld::market(&mut words);
    let context = market.header.risk_context(after.now);
    assert!(i5_healthy(&market, position, &context), "I5: {action:?}");
    assert!(i7_no_dust_debt(&market, position, &context), "I7: {action:?}");
}

/// I8, of what was refused.
fn refused(before: &PureWorld, action: &Action, rejection: Rejection) {
    let Some(index) = reserve_of(action) else { return };
    let error = match rejection {
        Rejection::Program(error) => error,
        Rejection::Token => {
            assert!(!before.token_moves(index), "the token refused {action:?} for nothing");
            return;
        }
    };
    match action {
        Action::Repay(what) => {
            let is_strangers = before.owner_of(what.of) != what.by;
            assert!(i8_repay_may_fail(error, is_strangers), "I8: {action:?} refused with {error:?}");
        }
        Action::Deposit(what) => {
            let position = &before.positions[what.of];
            let (reserve, moment) = (before.reserve(index), before.header().risk_context(before.now));
            // a slot that carries no debt mends nothing
            let carries = |slot: &Slot| reserve.liq_weight_bps(slot, &moment) != 0;
            if position.has_debt() && position.slot(what.reserve, Side::Supply).is_ok_and(carries) {
                let limits = matches!(
                    error,
                    Error::SupplyCap | Error::GroupCap | Error::Wiped | Error::DeepShortfall | Error::Overflow
                );
                assert!(limits || i8_repay_may_fail(error, false), "I8: {action:?} refused with {error:?}");
            }
        }
        Action::Withdraw(what) if before.owner_of(what.of) == what.by && !before.positions[what.of].has_debt() => {
            let limits = matches!(error, Error::InsufficientCash | Error::OutflowLimit | Error::DustSupply);
            assert!(limits || i8_repay_may_fail(error, false), "I8: {action:?} refused with {error:?}");
        }
        _ => {}
    }
}

/// I13.
fn caps(before: &PureWorld, action: &Action, after: &PureWorld) {
    let of = match action {
        Action::Deposit(what) => what.of,
        Action::Batch(what) => what.of,
        _ => return,
    };
    let (mut was, mut is) = (before.words.clone(), after.words.clone());
    let (mut was, is) = (PureWorld::market(&mut was), PureWorld::market(&mut is));
    for index in (0..RESERVES).filter(|index| names_vault(before, action, *index)) {
        let reserve = was.reserve_mut(index as u8).expect("listed");
        reserve.sync(before.vaults[index].amount);
        reserve.accrue(after.now);
    }
    let context = was.header.liquidation_context(after.now);
    for index in (0..RESERVES).filter(|index| after.is_listed(*index)) {
        let kept = i13_caps(&was, &before.positions[of], &is, index as u8, &context);
        assert!(kept, "I13: supply of {index} passed a cap in {action:?}");
    }
}

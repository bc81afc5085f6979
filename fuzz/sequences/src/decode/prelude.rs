//! How sequences begin, and a market that falls.

use super::input::Input;
use super::scenarios::scenario;
use crate::action::{Action, Change, Exchange, RESERVES, Signer, TokenMove, USERS};
use hypothec_interface::state::Kind;

/// A market at its limits, which half of all sequences start from: everyone supplies two reserves and owes the third
/// as much as can be; a little of the supply is out as receipts.
pub fn prelude(input: &mut Input<'_>) -> Vec<Action> {
    let shape = input.byte();
    // a quarter of all sequences begin with a scenario of the stock
    let scenario = if shape / 2 % 4 == 3 { scenario(shape / 8, input) } else { vec![] };
    if shape % 16 == 4 {
        return closing(shape / 16 % RESERVES as u8);
    }
    if shape.is_multiple_of(2) {
        return scenario;
    }
    let each = |n: usize, amount: fn(u8) -> u64| {
        (0..USERS).map(move |by| {
            let reserve = ((by + n) % RESERVES) as u8;
            TokenMove { by, of: by, reserve, amount: amount(reserve) }
        })
    };
    let worth = |reserve| if reserve == 1 { 20_000_000_000 } else { 40_000_000_000 };
    let mut actions: Vec<Action> = each(0, worth).chain(each(1, worth)).map(Action::Deposit).collect();
    actions.extend((0..RESERVES).map(|by| Action::OpenReceipt { by, reserve: by as u8 }));
    actions.extend(each(1, |_| 1_000_000_000).map(Action::MintReceipt));
    actions.extend(each(2, |_| u64::MAX).map(Action::Borrow));
    actions.push(Action::Advance { seconds: 20 });
    actions.extend(scenario);
    actions
}

/// A reserve winds down before anybody has anything in it.
fn closing(reserve: u8) -> Vec<Action> {
    let change = Change { kind: Kind::Close, reserve, pick: 0, value: 0, more: 1, wild: false };
    vec![
        Action::Propose { by: Signer::Admin, change },
        Action::Advance { seconds: 86_400 },
        Action::Execute { by: 0, pick: 16 },
        Action::REFRESH,
    ]
}

/// Refreshes that a fall stands for before the next: what one feed says counts by the time it stands.
const HELD: usize = 4;

/// A market at its limits that falls, `step` bps at a time, each reserve in turn from `first`, while everyone
/// liquidates and settles whom they can.
pub fn crash(first: u8, step: i64, rounds: usize) -> Vec<Action> {
    let mut actions = prelude(&mut Input::new(&[1]));
    for round in 0..rounds {
        let reserve = (first + (round / 6) as u8) % RESERVES as u8;
        actions.push(Action::Drift { reserve, bps: -step });
        for _ in 0..HELD {
            actions.extend([Action::Advance { seconds: 20 }, Action::REFRESH]);
        }
        for n in 0..USERS {
            let (by, of) = ((n + round) % USERS, (n + round + 1 + round / 2 % 2) % USERS);
            let slot = |n: usize| ((of + n) % RESERVES) as u8;
            let amount = if round % 5 == 4 { 1_000_000_000 } else { u64::MAX };
            let (repay, seize, to_shares) = (slot(2), slot(round / 3 % 2), round % 3 == 1);
            actions.push(Action::Liquidate(Exchange { by, of, repay, seize, amount, to_shares }));
        }
        actions.extend((0..USERS).map(|of| Action::SettleBadDebt { of }));
    }
    actions
}

//! Bytes to one action. The first tags are what users send; the rest is the world.

use super::batch::read_batch;
use super::governance::read_governance;
use super::input::Input;
use super::order::read_order;
use super::receipts::read_receipt;
use super::stock::read_stock;
use crate::action::{ALL_POSTED, Action, Exchange, RESERVES, Replacement, Signer, TokenMove, USERS};

/// Tags of what happens to the stock.
const STOCK_TAGS: std::ops::Range<u8> = 176..RARE;
/// Tags from here on are batches, receipts and governance.
const RARE: u8 = 220;

/// The next action, if there are bytes left.
pub fn read_action(input: &mut Input<'_>) -> Option<Action> {
    if input.is_empty() {
        return None;
    }
    let tag = input.byte();
    if STOCK_TAGS.contains(&tag) {
        return Some(Action::Stock(read_stock(input)));
    }
    let shape = input.byte();
    let by = usize::from(shape) % USERS;
    // mostly everyone supplies two reserves and owes the third; sometimes anything is tried
    let (supplied, owed) = match shape / 4 % 16 {
        0 => (shape / 64 % RESERVES as u8, shape / 64 % RESERVES as u8),
        pick => ((by as u8 + pick % 2) % RESERVES as u8, (by as u8 + 2) % RESERVES as u8),
    };
    let reserve = shape / 4 % RESERVES as u8;
    // seven times in eight one acts on one's own position
    let of = if shape >= 224 { (by + 1) % USERS } else { by };
    let on = shape.is_multiple_of(4);
    if tag >= RARE {
        return Some(match tag {
            RARE..=229 => Action::Batch(read_batch(by, of, input)),
            242.. => read_governance(tag, input),
            _ => read_receipt(tag, TokenMove { by, of, reserve: supplied, amount: 0 }, input),
        });
    }
    Some(match tag % 44 {
        0..=4 => Action::Deposit(TokenMove { by, of, reserve: supplied, amount: input.amount() }),
        5..=8 => Action::Withdraw(TokenMove { by, of, reserve: supplied, amount: input.amount() }),
        9..=12 => {
            let amount = if shape / 4 % 4 == 1 { u64::MAX } else { input.amount() };
            Action::Borrow(TokenMove { by, of, reserve: owed, amount })
        }
        13..=16 => Action::Repay(TokenMove { by, of, reserve: owed, amount: input.amount() }),
        17 => Action::Donate(TokenMove { by, of: by, reserve, amount: input.amount() }),
        18 => Action::SetCollateral { by, of, reserve, on: input.below(3) },
        19 => Action::SetDelegate { by, of, to: on.then_some((of + 1) % USERS) },
        20 => Action::SyncVault { reserve },
        21..=23 | 38..=39 => {
            let reserves = if shape < 64 { shape } else { 7 };
            // mostly all there is; sometimes one feed of the stock or none; sometimes a feed that no one has
            let posted = match input.byte() {
                any @ 0..=31 => any * 2 + shape % 2,
                few @ 32..=127 => ALL_POSTED & !(few % 4 * 4),
                _ => ALL_POSTED,
            };
            Action::RefreshPrices { reserves, posted }
        }
        24 => Action::Advance { seconds: i64::from(shape % 40) },
        25 => Action::Advance { seconds: i64::from(input.word()) * i64::from(shape % 8 + 1) / 2 },
        26..=27 => Action::Post {
            reserve,
            bps: if shape < 64 { 5_000 + input.word() % 10_000 } else { 9_000 + input.word() % 2_000 },
            conf_bps: input.below(220),
            age_s: if shape < 32 { i64::from(input.below(12)) } else { 0 },
        },
        28 => Action::Multiply { reserve, bps: 9_000 + input.word() % 2_100, in_s: i64::from(input.byte()) * 60 },
        29 => match input.below(4) {
            0 => Action::Pause { reserve, on },
            1 => Action::Freeze { reserve, on },
            2 => replace_mint(on, input),
            _ => Action::ArmHook { reserve, on },
        },
        30 => Action::ClawBack { reserve, bps: (input.word() % 10_001) >> (shape % 16) },
        31 => Action::Return { reserve, atoms: input.amount() >> 8 },
        32..=35 => {
            let of = (by + 1 + usize::from(shape / 128)) % USERS;
            let slot = |n: u8| (of as u8 + n) % RESERVES as u8;
            Action::Liquidate(Exchange {
                by,
                of,
                repay: slot(2),
                seize: slot(shape / 32 % 2),
                amount: if shape < 200 { u64::MAX } else { input.amount() },
                to_shares: tag.is_multiple_of(2),
            })
        }
        36 => Action::SettleBadDebt { of },
        37 => Action::SetOrder { by, of, index: shape / 4 % 2, order: read_order(of, input) },
        40 if shape < 128 => Action::ReopenPosition { of },
        41 if on => Action::AcceptPosition { by: (of + 1) % USERS, of, more: input.below(4) == 0 },
        41 => Action::OfferPosition { by, of, to: (input.below(5) != 0).then_some((of + 1) % USERS) },
        42 => Action::FlashLoan(TokenMove { by, of: by, reserve, amount: input.amount() }),
        43 if shape < 64 => {
            let by = if shape.is_multiple_of(8) { Signer::Anyone(by) } else { Signer::Admin };
            if input.below(4) == 0 { Action::Relist { by, reserve } } else { Action::CloseReserve { by, reserve } }
        }
        43 => Action::CollectFees { reserve },
        _ => Action::Drift { reserve, bps: i64::from(input.word() % 3_500) - 1_900 },
    })
}

/// Mostly of the one mint that can be closed; half the time the listed one comes back.
fn replace_mint(back: bool, input: &mut Input<'_>) -> Action {
    let pick = usize::from(input.below(Replacement::ALL.len() as u8));
    Action::ReplaceMint { reserve: 2, by: if back { Replacement::Same } else { Replacement::ALL[pick] } }
}

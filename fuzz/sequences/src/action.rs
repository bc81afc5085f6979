//! What can happen: what users do, and what time, oracles and issuers do to them.

use crate::batch::Batch;
use crate::change::{Change, Levers};
use crate::governance::{self, By};
use crate::input::Input;
use crate::receipts;
use crate::refresh::ALL_POSTED;
use crate::stock::Stock;
use crate::stories::story;
use crate::world::{RESERVES, USERS, World};

/// Tokens in or out: who signs and pays or is paid, whose position, which reserve, how much.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Move {
    pub by: usize,
    pub of: usize,
    pub reserve: u8,
    pub amount: u64,
}

/// A liquidation: who pays, whose position, which debt, which supply, at most how much; as tokens or as shares.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Exchange {
    pub by: usize,
    pub of: usize,
    pub repay: u8,
    pub seize: u8,
    pub amount: u64,
    pub to_shares: bool,
}

/// Tags of what happens to the stock.
const STOCK_TAGS: std::ops::Range<u8> = 176..RARE;
/// Tags from here on are batches, receipts and governance.
const RARE: u8 = 220;

/// One step of a sequence. The first ones are what users send; the rest is the world.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    Deposit(Move),
    Withdraw(Move),
    Borrow(Move),
    Repay(Move),
    Donate(Move),
    Batch(Batch),
    /// Whose signature pays the rent.
    OpenReceipt {
        by: usize,
        reserve: u8,
    },
    /// The amount is in shares, as is that of a redemption.
    MintReceipt(Move),
    RedeemReceipt(Move),
    Propose {
        by: By,
        change: Change,
    },
    /// By any key, of users and officers.
    Execute {
        by: usize,
        pick: u8,
    },
    Cancel {
        by: By,
        pick: u8,
    },
    Tighten {
        by: By,
        pulled: Levers,
    },
    AcceptAdmin {
        by: By,
    },
    /// Of a trade date so many days ahead.
    SetClosure {
        by: By,
        ahead: u16,
        minute: u16,
    },
    SetCollateral {
        by: usize,
        of: usize,
        reserve: u8,
        on: u8,
    },
    SetDelegate {
        by: usize,
        of: usize,
        to: Option<usize>,
    },
    SyncVault {
        reserve: u8,
    },
    RefreshPrices {
        /// Bit n for reserve n.
        reserves: u8,
        /// Two bits a reserve: its token feed, its share feed.
        posted: u8,
    },
    Advance {
        seconds: i64,
    },
    /// A flash loan, in the middle of which somebody syncs the vault.
    FlashLoan(Move),
    CollectFees {
        reserve: u8,
    },
    Liquidate(Exchange),
    SettleBadDebt {
        of: usize,
    },
    SetOrder {
        by: usize,
        of: usize,
        line_bps: u16,
        target_bps: u16,
        bonus_cap_bps: u16,
    },
    /// Every later print is so much higher or lower than the one before.
    Drift {
        reserve: u8,
        bps: i64,
    },
    /// A second later, a print at `bps` of the reserve's first price, so many seconds old.
    Post {
        reserve: u8,
        bps: u16,
        conf_bps: u8,
        age_s: i64,
    },
    /// Something happens to the stock, its feeds or its exchange.
    Stock(Stock),
    /// The multiplier becomes `bps` of 1, in so many seconds.
    Multiply {
        reserve: u8,
        bps: u16,
        in_s: i64,
    },
    Pause {
        reserve: u8,
        on: bool,
    },
    Freeze {
        reserve: u8,
        on: bool,
    },
    ArmHook {
        reserve: u8,
        on: bool,
    },
    /// The issuer takes so much of the vault.
    ClawBack {
        reserve: u8,
        bps: u16,
    },
    /// Tokens arrive in the vault: returned, or a gift.
    Return {
        reserve: u8,
        atoms: u64,
    },
}

impl Action {
    /// RefreshPrices of all reserves with all their feeds.
    pub const REFRESH: Action = Action::RefreshPrices { reserves: 7, posted: ALL_POSTED };

    /// The next action, if there are bytes left.
    pub fn read(input: &mut Input<'_>) -> Option<Action> {
        if input.is_empty() {
            return None;
        }
        let tag = input.byte();
        if STOCK_TAGS.contains(&tag) {
            return Some(Action::Stock(Stock::read(input)));
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
                RARE..=229 => Action::Batch(Batch::read(by, of, input)),
                242.. => governance::read(tag, input),
                _ => receipts::read(tag, Move { by, of, reserve: supplied, amount: 0 }, input),
            });
        }
        Some(match tag % 44 {
            0..=4 => Action::Deposit(Move { by, of, reserve: supplied, amount: input.amount() }),
            5..=8 => Action::Withdraw(Move { by, of, reserve: supplied, amount: input.amount() }),
            9..=12 => {
                let amount = if shape / 4 % 4 == 1 { u64::MAX } else { input.amount() };
                Action::Borrow(Move { by, of, reserve: owed, amount })
            }
            13..=16 => Action::Repay(Move { by, of, reserve: owed, amount: input.amount() }),
            17 => Action::Donate(Move { by, of: by, reserve, amount: input.amount() }),
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
            29 => match input.below(3) {
                0 => Action::Pause { reserve, on },
                1 => Action::Freeze { reserve, on },
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
            37 => Action::SetOrder {
                by,
                of,
                line_bps: 9_900 + input.word() % 4_000,
                target_bps: 9_900 + input.word() % 8_000,
                bonus_cap_bps: u16::from(input.byte()) * 10,
            },
            42 => Action::FlashLoan(Move { by, of: by, reserve, amount: input.amount() }),
            43 => Action::CollectFees { reserve },
            _ => Action::Drift { reserve, bps: i64::from(input.word() % 3_500) - 1_900 },
        })
    }

    /// The variant's name, for an instruction that of its instruction.
    pub fn name(&self) -> String {
        let text = if let Action::Stock(what) = self { format!("{what:?}") } else { format!("{self:?}") };
        text.split([' ', '(']).next().unwrap_or_default().into()
    }

    /// A market at its limits that falls, `step` bps at a time, each reserve in turn from `first`, while everyone
    /// liquidates and settles whom they can.
    pub fn crash(first: u8, step: i64, rounds: usize) -> Vec<Action> {
        let mut actions = Action::prelude(&mut Input::new(&[1]));
        for round in 0..rounds {
            let reserve = (first + (round / 6) as u8) % RESERVES as u8;
            actions.push(Action::Drift { reserve, bps: -step });
            actions.push(Action::Advance { seconds: 21 });
            actions.push(Action::REFRESH);
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

    /// Whether this is an instruction, which the program may refuse.
    pub fn is_instruction(&self) -> bool {
        matches!(
            self,
            Action::Deposit(_)
                | Action::Withdraw(_)
                | Action::Borrow(_)
                | Action::Repay(_)
                | Action::Donate(_)
                | Action::Batch(_)
                | Action::OpenReceipt { .. }
                | Action::MintReceipt(_)
                | Action::RedeemReceipt(_)
                | Action::Propose { .. }
                | Action::Execute { .. }
                | Action::Cancel { .. }
                | Action::Tighten { .. }
                | Action::AcceptAdmin { .. }
                | Action::SetClosure { .. }
                | Action::SetCollateral { .. }
                | Action::SetDelegate { .. }
                | Action::SyncVault { .. }
                | Action::RefreshPrices { .. }
                | Action::Liquidate(_)
                | Action::FlashLoan(_)
                | Action::CollectFees { .. }
                | Action::SettleBadDebt { .. }
                | Action::SetOrder { .. }
        )
    }

    /// A market at its limits, which half of all sequences start from: everyone supplies two reserves and owes the third
    /// as much as can be; a little of the supply is out as receipts.
    pub fn prelude(input: &mut Input<'_>) -> Vec<Action> {
        let shape = input.byte();
        // a quarter of all sequences begin with a story of the stock
        let story = if shape / 2 % 4 == 3 { story(shape / 8, input) } else { vec![] };
        if shape.is_multiple_of(2) {
            return story;
        }
        let each = |n: usize, amount: fn(u8) -> u64| {
            (0..USERS).map(move |by| {
                let reserve = ((by + n) % RESERVES) as u8;
                Move { by, of: by, reserve, amount: amount(reserve) }
            })
        };
        let worth = |reserve| if reserve == 1 { 20_000_000_000 } else { 40_000_000_000 };
        let mut actions: Vec<Action> = each(0, worth).chain(each(1, worth)).map(Action::Deposit).collect();
        actions.extend((0..RESERVES).map(|by| Action::OpenReceipt { by, reserve: by as u8 }));
        actions.extend(each(1, |_| 1_000_000_000).map(Action::MintReceipt));
        actions.extend(each(2, |_| u64::MAX).map(Action::Borrow));
        actions.push(Action::Advance { seconds: 20 });
        actions.extend(story);
        actions
    }

    /// A borrow of everything, also in a batch, becomes the most that the position can borrow now; a redemption of all
    /// receipts is by somebody who has some.
    pub fn resolve(self, world: &World) -> Action {
        if let Action::RedeemReceipt(what) = self {
            return Action::RedeemReceipt(world.where_held(what));
        }
        let with = |amount| match self {
            Action::Borrow(what) if what.amount == u64::MAX => Action::Borrow(Move { amount, ..what }),
            Action::Batch(what) => what.with_borrow(amount).map_or(self, Action::Batch),
            _ => self,
        };
        if with(0) == self {
            return self;
        }
        let bits = (0..50).rev().map(|n| 1u64 << n);
        let most = bits.fold(0, |sum, bit| if world.clone().step(&with(sum | bit)).is_ok() { sum | bit } else { sum });
        if most == 0 { self } else { with(most) }
    }
}

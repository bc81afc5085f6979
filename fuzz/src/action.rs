//! What can happen: what users do, and what time, oracles and issuers do to them.

use crate::input::Input;
use crate::world::{RESERVES, USERS};

/// Tokens in or out: who signs and pays or is paid, whose position, which reserve, how much.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Move {
    pub by: usize,
    pub of: usize,
    pub reserve: u8,
    pub amount: u64,
}

/// One step of a sequence. The first nine are instructions; the rest is the world.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    Deposit(Move),
    Withdraw(Move),
    Borrow(Move),
    Repay(Move),
    Donate(Move),
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
    /// Bit n for reserve n.
    RefreshPrices {
        reserves: u8,
    },
    Advance {
        seconds: i64,
    },
    /// A print at `bps` of the reserve's first price, so many seconds old.
    Post {
        reserve: u8,
        bps: u16,
        conf_bps: u8,
        age_s: i64,
    },
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
    /// The next action, if there are bytes left.
    pub fn read(input: &mut Input<'_>) -> Option<Action> {
        if input.is_empty() {
            return None;
        }
        let tag = input.byte();
        let shape = input.byte();
        let (by, reserve) = (usize::from(shape) % USERS, shape / 4 % RESERVES as u8);
        // three times in four one acts on one's own position
        let of = if shape >= 192 { (by + 1) % USERS } else { by };
        let on = shape % 4 == 0;
        Some(match tag % 32 {
            0..=4 => Action::Deposit(Move { by, of, reserve, amount: input.amount() }),
            5..=8 => Action::Withdraw(Move { by, of, reserve, amount: input.amount() }),
            9..=12 => Action::Borrow(Move { by, of, reserve, amount: input.amount() }),
            13..=16 => Action::Repay(Move { by, of, reserve, amount: input.amount() }),
            17 => Action::Donate(Move { by, of: by, reserve, amount: input.amount() }),
            18 => Action::SetCollateral { by, of, reserve, on: input.below(3) },
            19 => Action::SetDelegate { by, of, to: on.then_some((of + 1) % USERS) },
            20 => Action::SyncVault { reserve },
            21..=23 => Action::RefreshPrices { reserves: if shape < 64 { shape } else { 7 } },
            24 => Action::Advance { seconds: i64::from(shape % 64) },
            25 => Action::Advance { seconds: i64::from(input.word()) * i64::from(shape % 16 + 1) },
            26..=27 => Action::Post {
                reserve,
                bps: 5_000 + input.word() % 10_000,
                conf_bps: input.below(220),
                age_s: i64::from(input.below(12)),
            },
            28 => Action::Multiply { reserve, bps: 9_000 + input.word() % 2_100, in_s: i64::from(input.byte()) * 60 },
            29 => match input.below(3) {
                0 => Action::Pause { reserve, on },
                1 => Action::Freeze { reserve, on },
                _ => Action::ArmHook { reserve, on },
            },
            30 => Action::ClawBack { reserve, bps: input.word() % 10_001 >> (shape % 16) },
            _ => Action::Return { reserve, atoms: input.amount() >> 8 },
        })
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
                | Action::SetCollateral { .. }
                | Action::SetDelegate { .. }
                | Action::SyncVault { .. }
                | Action::RefreshPrices { .. }
        )
    }
}

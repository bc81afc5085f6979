//! What can happen, as data: what users do, and what time, oracles and issuers do to them.

mod batch;
mod governance;
mod mint;
mod moves;
mod parties;
mod stock;

use hypothec_interface::state::Order;

pub use batch::{Batch, Step};
pub use governance::{Change, Levers, Signer};
pub use mint::Replacement;
pub use moves::{Exchange, TokenMove};
pub use parties::{FEEDS, OFFICERS, RESERVES, SHARE, STOCK, USERS};
pub use stock::{Prints, RATIOS, ROGUES, Stock};

/// Two bits a reserve: its token feed, its share feed.
pub const ALL_POSTED: u8 = 0b01_11_01;

/// One step of a sequence. The first ones are what users send; the rest is the world.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    Deposit(TokenMove),
    Withdraw(TokenMove),
    Borrow(TokenMove),
    Repay(TokenMove),
    Donate(TokenMove),
    Batch(Batch),
    /// Whose signature pays the rent.
    OpenReceipt {
        by: usize,
        reserve: u8,
    },
    /// The amount is in shares, as is that of a redemption.
    MintReceipt(TokenMove),
    RedeemReceipt(TokenMove),
    Propose {
        by: Signer,
        change: Change,
    },
    /// Signed by any key, of users and officers.
    Execute {
        by: usize,
        pick: u8,
    },
    Cancel {
        by: Signer,
        pick: u8,
    },
    Tighten {
        by: Signer,
        pulled: Levers,
    },
    AcceptAdmin {
        by: Signer,
    },
    /// What is left goes to the fee recipient.
    CloseReserve {
        by: Signer,
        reserve: u8,
    },
    /// The asset of the lowest index that is free is listed there again.
    Relist {
        by: Signer,
        reserve: u8,
    },
    /// Of a trade date this many days ahead.
    SetClosure {
        by: Signer,
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
    OfferPosition {
        by: usize,
        of: usize,
        to: Option<usize>,
    },
    /// On the terms of what it holds, or of a share more of each supply.
    AcceptPosition {
        by: usize,
        of: usize,
        more: bool,
    },
    /// Its first owner closes it and opens it again, in one transaction.
    ReopenPosition {
        of: usize,
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
    FlashLoan(TokenMove),
    CollectFees {
        reserve: u8,
    },
    Liquidate(Exchange),
    SettleBadDebt {
        of: usize,
    },
    /// A line of price below 2^17 is a number of basis points of what the price is then.
    SetOrder {
        by: usize,
        of: usize,
        index: u8,
        order: Order,
    },
    /// Every later print is so much higher or lower than the one before.
    Drift {
        reserve: u8,
        bps: i64,
    },
    /// A second later, a print at `bps` of the reserve's first price, this many seconds old.
    Post {
        reserve: u8,
        bps: u16,
        conf_bps: u8,
        age_s: i64,
    },
    /// Something happens to the stock, its feeds or its exchange.
    Stock(Stock),
    /// The multiplier becomes `bps` of 1, in this many seconds.
    Multiply {
        reserve: u8,
        bps: u16,
        in_s: i64,
    },
    Pause {
        reserve: u8,
        on: bool,
    },
    /// The issuer closes the mint, where it can, and something else comes to stand there.
    ReplaceMint {
        reserve: u8,
        by: Replacement,
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

    /// The variant's name, for an instruction that of its instruction.
    pub fn name(&self) -> String {
        let text = if let Action::Stock(what) = self { format!("{what:?}") } else { format!("{self:?}") };
        text.split([' ', '(']).next().unwrap_or_default().into()
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
                | Action::CloseReserve { .. }
                | Action::Relist { .. }
                | Action::SetCollateral { .. }
                | Action::SetDelegate { .. }
                | Action::OfferPosition { .. }
                | Action::AcceptPosition { .. }
                | Action::ReopenPosition { .. }
                | Action::SyncVault { .. }
                | Action::RefreshPrices { .. }
                | Action::Liquidate(_)
                | Action::FlashLoan(_)
                | Action::CollectFees { .. }
                | Action::SettleBadDebt { .. }
                | Action::SetOrder { .. }
        )
    }
}

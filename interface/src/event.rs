//! Events: one `sol_log_data` of 64 bytes per instruction. Logs can be truncated by the runtime: books come from
//! accounts, events are a convenience.

use crate::Key;
use crate::instruction::Instruction;
pub use crate::instruction::NO_RESERVE;
use bytemuck::{Pod, Zeroable};

/// Event flag: a shortfall was recognised or tokens were restored; `extra` holds the signed change of cash.
pub const EVENT_SYNCED: u8 = 2;
/// Event flag: a refresh held a print out, see `amount`.
pub const EVENT_HELD_OUT: u8 = 4;
/// Event flag: a refresh accepted another UI multiplier; bit n of `shares` for the n-th reserve named.
pub const EVENT_MULTIPLIED: u8 = 64;

/// Event flag: debt was written off.
pub const EVENT_BAD_DEBT: u8 = 8;
/// Event flag: a liquidation by the owner's order.
pub const EVENT_ORDER: u8 = 16;
/// Event flag: a limit of index or debt stopped the accrual of a reserve that the instruction touched, or of an earlier
/// instruction in the same second; its interest is not charged.
pub const EVENT_SATURATED: u8 = 128;

/// What an instruction did.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Pod, Zeroable)]
pub struct Event {
    /// Tag of the instruction.
    pub tag: u8,
    /// Version of this layout, 1.
    pub version: u8,
    /// Index of the reserve, or 0xff.
    pub reserve: u8,
    /// `EVENT_...` bits.
    pub flags: u8,
    /// Index of the seized reserve, of a liquidation; otherwise zero.
    pub reserved: u32,
    /// The position, or the market where none takes part.
    pub account: Key,
    /// Atoms moved; the nonce of a proposal. Of a refresh two masks of 32 bits, in which bits 2n and 2n + 1 are token feed
    /// and share feed of the n-th reserve named: the lower one of prints that were no news, the upper of those held out.
    pub amount: u64,
    /// Shares moved; the mask of a proposal.
    pub shares: u64,
    /// Signed atoms of a recognised shortfall or restoration; of a liquidation, what its liquidator received; the kind of
    /// a proposal; otherwise 0.
    pub extra: i64,
}

impl Event {
    /// Layout version written to byte 1.
    pub const VERSION: u8 = 1;

    /// What this event is called: past tense of its instruction.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match Instruction::from_tag(self.tag) {
            Some(Instruction::InitMarket) => "MarketInitialized",
            Some(Instruction::Seal) => "MarketSealed",
            Some(Instruction::AddReserve) => "ReserveAdded",
            Some(Instruction::Configure) => "Configured",
            Some(Instruction::CollectFees) => "FeesCollected",
            Some(Instruction::Propose) => "Proposed",
            Some(Instruction::Execute) => "Executed",
            Some(Instruction::Cancel) => "Cancelled",
            Some(Instruction::Tighten) => "Tightened",
            Some(Instruction::SetClosure) => "ClosureSet",
            Some(Instruction::AcceptAdmin) => "AdminAccepted",
            Some(Instruction::Donate) => "Donated",
            Some(Instruction::RefreshPrices) => "PricesRefreshed",
            Some(Instruction::OpenPosition) => "PositionOpened",
            Some(Instruction::ClosePosition) => "PositionClosed",
            Some(Instruction::SetDelegate) => "DelegateSet",
            Some(Instruction::SetCollateral) => "CollateralSet",
            Some(Instruction::SetOrder) => "OrderSet",
            Some(Instruction::Deposit) => "Deposited",
            Some(Instruction::Withdraw) => "Withdrawn",
            Some(Instruction::Borrow) => "Borrowed",
            Some(Instruction::Repay) => "Repaid",
            Some(Instruction::Liquidate) => "Liquidated",
            Some(Instruction::SettleBadDebt) => "BadDebtSettled",
            Some(Instruction::LiquidateToShares) => "LiquidatedToShares",
            Some(Instruction::Batch) => "Batched",
            Some(Instruction::SyncVault) => "VaultSynced",
            Some(Instruction::FlashBorrow) => "FlashBorrowed",
            Some(Instruction::FlashRepay) => "FlashRepaid",
            Some(Instruction::Quote) => "Quoted",
            Some(Instruction::MintReceipt) => "ReceiptMinted",
            Some(Instruction::RedeemReceipt) => "ReceiptRedeemed",
            Some(Instruction::OpenReceipt) => "ReceiptOpened",
            None => "Unknown",
        }
    }
}

const _: () = assert!(size_of::<Event>() == 64);

//! Events: what an instruction did is its return data, one event of 64 bytes for each reserve that it moved something of,
//! which the runtime logs as `Program return:`. What it found out beside that (a loss that was booked, a vault that was
//! synced in a refresh) it logs, as `Program data:`. Logs can be truncated by the runtime: books come from accounts,
//! events are a convenience. `Quote` alone returns something else.

use crate::Key;
use crate::instruction::Instruction;
pub use crate::instruction::NO_RESERVE;
use bytemuck::{Pod, Zeroable};

/// Event flag: it tells of the supply that a liquidation seized; the event before it tells of the debt that was repaid.
pub const EVENT_SEIZED: u8 = 1;
/// Event flag: a shortfall was recognised or tokens were restored; `extra` holds the signed change of cash.
pub const EVENT_SYNCED: u8 = 2;
/// Event flag: a refresh held a print out, see `amount`.
pub const EVENT_HELD_OUT: u8 = 4;
/// Event flag: a refresh accepted another UI multiplier; bit n of `shares` for the n-th reserve named.
pub const EVENT_MULTIPLIED: u8 = 64;

/// Event flag: debt was written off. Of each reserve such an event is logged: `amount` atoms were lost, the buffer bore
/// `shares` atoms of it and the fees `extra`, the suppliers the rest. With [`EVENT_SEIZED`] it tells instead of supply that
/// the position left behind, `amount` atoms in `shares` shares, which went to the buffer.
pub const EVENT_BAD_DEBT: u8 = 8;
/// Event flag: a liquidation by the owner's order.
pub const EVENT_ORDER: u8 = 16;
/// Event flag: a step of a batch.
pub const EVENT_BATCHED: u8 = 32;
/// Event flag: a limit of index or debt stopped the accrual of a reserve that the instruction touched, or of an earlier
/// instruction in the same second; its interest is not charged.
pub const EVENT_SATURATED: u8 = 128;

/// What an instruction did to a reserve, or to the market.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Pod, Zeroable)]
pub struct Event {
    /// Atoms moved; of what was seized, what the liquidator received, in atoms or in shares; the nonce of a proposal. Of a
    /// refresh two masks of 32 bits, in which bits 2n and 2n + 1 are token feed and share feed of the n-th reserve named:
    /// the lower one of prints that were no news, the upper of those held out. Of a settlement the Value that was lost.
    pub amount: u64,
    /// Shares moved; of what was seized, the supply shares that the position lost; the mask of a proposal; of a settlement
    /// the number of debts.
    pub shares: u64,
    /// Signed atoms by which the vault differed from its books: negative is a recognised shortfall, positive a
    /// restoration; the kind of a proposal; otherwise 0.
    pub extra: i64,
    /// Tag of the instruction; of a batch the tag of the step.
    pub tag: u8,
    /// Version of this layout, 1.
    pub version: u8,
    /// Index of the reserve, or 0xff.
    pub reserve: u8,
    /// `EVENT_...` bits.
    pub flags: u8,
    /// Of what was seized: the bonus that the liquidator had, basis points; otherwise 0.
    pub bonus_bps: u16,
    /// Of a deposit, withdrawal, borrow, repayment or step of a batch: the number of the integrator that the caller named;
    /// 0 is nobody. Anyone may name any.
    pub integrator: u16,
    /// The position, or the market where none takes part.
    pub account: Key,
}

impl Event {
    /// Layout version.
    pub const VERSION: u8 = 1;

    /// Every flag with its name, from the lowest bit.
    pub const FLAGS: [(u8, &'static str); 8] = [
        (EVENT_SEIZED, "Seized"),
        (EVENT_SYNCED, "Synced"),
        (EVENT_HELD_OUT, "HeldOut"),
        (EVENT_BAD_DEBT, "BadDebt"),
        (EVENT_ORDER, "Order"),
        (EVENT_BATCHED, "Batched"),
        (EVENT_MULTIPLIED, "Multiplied"),
        (EVENT_SATURATED, "Saturated"),
    ];

    /// The names of its flags, from the lowest bit.
    pub fn flag_names(&self) -> impl Iterator<Item = &'static str> + '_ {
        Self::FLAGS.iter().filter(|(flag, _)| self.flags & flag != 0).map(|(_, name)| *name)
    }

    /// The events in what an instruction returned, whole, or in a line of `Program data:`. Bytes that are something else,
    /// a quotation or another program's, hold none.
    pub fn all(bytes: &[u8]) -> impl Iterator<Item = Event> + '_ {
        let (chunks, rest) = bytes.as_chunks::<{ size_of::<Event>() }>();
        let events = if rest.is_empty() { chunks } else { &[] };
        events.iter().map(|chunk| bytemuck::pod_read_unaligned::<Event>(chunk)).filter(Event::is_ours)
    }

    const fn is_ours(&self) -> bool {
        self.version == Self::VERSION && Instruction::from_tag(self.tag).is_some()
    }

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
            Some(Instruction::CloseReserve) => "ReserveClosed",
            Some(Instruction::CloseMarket) => "MarketClosed",
            Some(Instruction::RefreshPrices) => "PricesRefreshed",
            Some(Instruction::OpenPosition) => "PositionOpened",
            Some(Instruction::ClosePosition) => "PositionClosed",
            Some(Instruction::SetDelegate) => "DelegateSet",
            Some(Instruction::SetCollateral) => "CollateralSet",
            Some(Instruction::SetOrder) => "OrderSet",
            Some(Instruction::OfferPosition) => "PositionOffered",
            Some(Instruction::AcceptPosition) => "PositionAccepted",
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_bit_is_one_flag() {
        for (n, (flag, name)) in Event::FLAGS.iter().enumerate() {
            assert_eq!(u32::from(*flag), 1 << n, "{name}");
        }
    }
}

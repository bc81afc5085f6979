//! One mint's record inside the market: books, price board, risk parameters. Hot fields lie in the first 512 bytes.

use super::config::{CLASS_CONTINUOUS, ReserveConfig, SWITCH_BORROW};
use super::layout::layout;
use super::{PriceSource, SOURCE_COUNT, SourceId};
use crate::Key;
use crate::math::price::Price;
use crate::math::q64::Q64;
use crate::token::Offsets;

/// Board flag: the sources disagree beyond the divergence limit.
pub const BOARD_DIVERGED: u8 = 1;
/// Board flag: the leading print is wide or far from the slow reference, or a suspended source leaves the board without
/// one.
pub const BOARD_QUARANTINED: u8 = 2;
/// Board flag: a corporate action suspends a source, and the other carries the board.
pub const BOARD_HELD: u8 = 4;
/// From this bit on, the sources that the board rests on: bit n for source n.
pub const BOARD_USED_SHIFT: u32 = 4;

/// Reserve flag: the supply index fell below its floor; only withdrawals remain.
pub const RESERVE_WIPED: u8 = 1;

layout! {
    /// What is remembered of a mint's UI multiplier.
    pub(crate) MultiplierMemory: 64 {
        0 accepted_q32: u64 = "multiplier the board trusts, Q32.32; 2^32 without the extension";
        8 before_q32: u64 = "the one before it until the first share print after the change; else the same";
        16 effective_ts: i64 = "when the accepted one came into force";
        24 day_q32: u64 = "value before the first of the steps that lie less than 20 h apart";
        32 day_ts: u32 = "when the last step was accepted, unix seconds";
        36 month_ts: u32 = "start of the 30 day budget window, unix seconds";
        40 month_q32: u64 = "value at the start of that window";
        48 earlier_q32: u64 = "value at the start of the window before";
        56 base_q32: u64 = "base of the accepted cumulative ratio; splits carry it along, admin re-bases it";
    }
}

layout! {
    /// A change of the UI multiplier that is too large to be taken at its word, and what speaks for it.
    pub(crate) PendingMultiplier: 40 {
        0 multiplier_q32: u64 = "multiplier that is pending; 0 when none is";
        8 start_ts: u32 = "when it came into force; prints from before say nothing";
        12 since_ts: u32 = "since when prints have borne it out; 0 when they do not";
        16 regular_s: u16 = "seconds of Regular session it has been pending, up to 65,535";
        18 open: u16 = "1 once the share feed is back, valued by both multipliers";
        20 jumped_ts: u32 = "when the share feed last jumped by more than 15 %; 0 is never";
        24 before_jump: Price = "the share feed's good value before that jump";
        32 reference: Price = "the share feed's good value before the pending multiplier";
    }
}

layout! {
    /// A reserve record.
    pub(crate) Reserve: 1024 {
        0 mint: Key = "the mint";
        32 vault: Key = "the vault, PDA [\"vault\", market, index u8]";
        64 token_program: Key = "the program that owns the mint";
        96 low: Price = "board: lower bound for taking risk, down";
        104 high: Price = "board: upper bound for taking risk, up";
        112 liq_low: Price = "board: lower bound for the liquidation test, down";
        120 liq_high: Price = "board: upper bound for the liquidation test, up";
        128 settle_high: Price = "board: price at which seized collateral is exchanged, up";
        136 board_ts: i64 = "oldest publish time that the board rests on; 0 before the first refresh";
        144 issuer_ts: i64 = "when mint and vault were last read";
        152 regular_ts: i64 = "last change of the share feed (else the token feed) in a Regular session; decay counts from it";
        160 cash: u64 = "booked atoms in the vault";
        168 flash_out: u64 = "atoms out on a flash loan";
        176 supply_shares: u64 = "all supply shares";
        184 supply_index: Q64 = "atoms per supply share, Q64.64";
        200 debt_shares: u64 = "all debt shares";
        208 debt_index: Q64 = "atoms per debt share, Q64.64";
        224 fees: Q64 = "atoms owed to the fee recipient, Q64.64";
        240 buffer: Q64 = "atoms that stand first against losses, Q64.64";
        256 rate_q64: u64 = "borrow rate per second since the last accrual, Q64";
        264 accrued_ts: i64 = "last accrual, unix seconds";
        272 index: u8 = "index in the market";
        273 decimals: u8 = "decimals of the mint";
        274 board_flags: u8 = "1 diverged, 2 quarantined, 4 a source suspended; 16 token feed used, 32 share feed used";
        275 flags: u8 = "1 wiped";
        276 issuer_flags: u16 = "issuer events at the last refresh, bits of policy::State";
        278 class: u8 = "1 equity (sessions, issuer checks), 2 continuous, 3 continuous with issuer checks";
        279 listed: u8 = "1 once listed";
        280 recognised_loss: u64 = "atoms of recognised shortfall that have not come back";
        288 limiter_start_ts: i64 = "start of the outflow limiter's present window";
        296 limiter_now: u64 = "outflow of the present window that no inflow covered, atoms";
        304 limiter_before: u64 = "outflow of the window before that no inflow covered, atoms";
        312 config: ReserveConfig = "risk parameters, see ReserveConfig";
        512 sources: [PriceSource; 2] = "token feed, share feed";
        752 slow: Price = "slow reference per atom; before the first print the lower end of the listing's band";
        760 quick: Price = "quick reference per atom; before the first print the upper end of the listing's band";
        768 settle_low: Price = "board: price at which repaid debt is exchanged, down";
        776 limiter_credit: u64 = "inflow of the present window that may flow out again, atoms";
        784 limiter_credit_before: u64 = "inflow of the window before that may flow out again, atoms";
        792 relisted_ts: u32 = "when it took the place of a reserve that was closed, unix seconds; 0 is never";
        796 closing: u8 = "1 once it winds down: every switch stays off until it is closed, or one is put on again";
        797 reserved: [u8; 3] = "zero";
        800 multiplier: MultiplierMemory = "UI multiplier memory";
        864 offsets: Offsets = "where the mint's extensions lie";
        888 supply_exposure: u64 = "Value this reserve adds to its groups' exposure";
        896 saturated_ts: i64 = "last accrual that a limit stopped, unix seconds; 0 is never";
        904 terminal: Price = "terminal settlement price per atom; used when terminal_ts is set";
        912 terminal_ts: i64 = "when terminal settlement was set; 0 is never";
        920 ref_ts: i64 = "until when the references have counted time, a publish time";
        928 reopen_ts: i64 = "first change of the share feed after the last Closed spell of a day or more";
        936 pending: PendingMultiplier = "UI multiplier that prices have yet to bear out";
        976 lost_per_share: Q64 = "what recognised losses took from a supply share and returned tokens may restore, atoms";
        992 receipt: Key = "the mint of its receipts, PDA [\"receipt\", market, index u8]; zero before OpenReceipt";
    }
}

impl Reserve {
    /// Makes the record one of nothing.
    #[inline(never)]
    pub(crate) fn clear(&mut self) {
        for word in bytemuck::cast_slice_mut::<_, u64>(core::slice::from_mut(self)) {
            *word = core::hint::black_box(0); // a loop: 128 stores written out are a kilobyte of program
        }
    }

    /// Whether what was said of this index at a time, unix seconds, was of a reserve that has been closed since: an order's
    /// line, a proposal. In the same second nobody knows, and it does not count.
    #[must_use]
    pub const fn is_another_since(&self, said_ts: u32) -> bool {
        self.relisted_ts != 0 && said_ts <= self.relisted_ts
    }

    /// Whether it is owed, or may be by these parameters.
    #[must_use]
    pub const fn is_lent(&self, config: &ReserveConfig) -> bool {
        config.switches & SWITCH_BORROW != 0 || self.debt_shares != 0
    }

    /// Whether every refresh reads its mint and its vault.
    #[inline(always)]
    #[must_use]
    pub const fn reads_issuer(&self) -> bool {
        self.class != CLASS_CONTINUOUS
    }

    /// The identities of token feed and share feed, in place.
    #[inline(always)]
    #[must_use]
    pub fn source_ids(&self) -> [&SourceId; SOURCE_COUNT] {
        let [token, share] = &self.sources;
        [&token.id, &share.id]
    }
}

//! A position's claim on one reserve.

use bytemuck::{Pod, Zeroable};

/// Slot flag: the slot is debt; otherwise supply.
pub const SLOT_DEBT: u8 = 1;
/// Slot flag: the supply counts as collateral.
pub const SLOT_COLLATERAL: u8 = 2;

/// Which side of a reserve a slot is on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// Supply shares.
    Supply,
    /// Debt shares.
    Debt,
}

/// A claim on one reserve: 16 bytes.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Pod, Zeroable)]
pub struct Slot {
    /// Index of the reserve in the market.
    pub(crate) reserve: u8,
    /// Bits: 1 debt (otherwise supply), 2 supply that counts as collateral.
    pub(crate) flags: u8,
    /// Zero.
    pub(crate) reserved: [u8; 6],
    /// Shares of the reserve's supply or debt.
    pub(crate) shares: u64,
}

impl Slot {
    /// Index of the reserve in the market.
    #[inline(always)]
    #[must_use]
    pub const fn reserve(&self) -> u8 {
        self.reserve
    }

    /// Shares of the reserve's supply or debt.
    #[inline(always)]
    #[must_use]
    pub const fn shares(&self) -> u64 {
        self.shares
    }

    /// Supply or debt.
    #[inline(always)]
    #[must_use]
    pub const fn side(&self) -> Side {
        if self.flags & SLOT_DEBT != 0 { Side::Debt } else { Side::Supply }
    }

    /// Whether the slot is supply that counts as collateral.
    #[inline(always)]
    #[must_use]
    pub const fn is_collateral(&self) -> bool {
        self.flags & (SLOT_DEBT | SLOT_COLLATERAL) == SLOT_COLLATERAL
    }
}

//! One owner's deposits and debts in one market: 16 slots, 512 bytes.

use super::Record;
use super::layout::layout;
use super::order::{MAX_ORDERS, Order};
use super::slot::{SLOT_COLLATERAL, SLOT_DEBT, Side, Slot};
use crate::math::wide::add_64;
use crate::{Error, Key};
use bytemuck::Zeroable;

/// Slots in a position.
pub const MAX_SLOTS: usize = 16;

layout! {
    /// A position account. PDA `["position", market, owner, id as u16 LE]`.
    pub(crate) Position: 512 {
        0 tag: u8 = "2 once initialised";
        1 version: u8 = "layout version, 1";
        2 bump: u8 = "bump of the position's own address";
        3 slot_count: u8 = "slots in use, contiguous from 0";
        4 id: u16 = "the owner's number for this position";
        6 emode: u16 = "0; kept for e-mode groups";
        8 market: Key = "the market";
        40 owner: Key = "who owns what the position holds";
        72 delegate: Key = "who may act for the owner; zero is nobody";
        104 rent_payer: Key = "who paid the rent and gets it back";
        136 risk_ts: i64 = "last borrow or withdrawal with debt, unix seconds";
        144 offered_to: Key = "who may take the position over; zero is nobody";
        176 orders: [Order; 2] = "the owner's orders; the first that may be executed is";
        240 ordered_ts: [u32; 2] = "when each order was set, unix seconds";
        248 reserved: u64 = "zero";
        256 slots: [Slot; 16] = "{reserve u8, flags u8 (1 debt, 2 collateral), 6 zero bytes, shares u64}";
    }
}

impl Record for Position {
    const TAG: u8 = 2;
    const VERSION: u8 = 1;
}

impl Position {
    /// Fills an all-zero record; the tag is written last.
    pub fn init(&mut self, market: Key, owner: Key, rent_payer: Key, id: u16, bump: u8) {
        self.version = Self::VERSION;
        self.bump = bump;
        self.id = id;
        self.market = market;
        self.owner = owner;
        self.rent_payer = rent_payer;
        self.tag = Self::TAG;
    }

    /// The slots in use.
    #[inline(always)]
    #[must_use]
    pub fn used(&self) -> &[Slot] {
        self.slots.get(..usize::from(self.slot_count)).unwrap_or(&self.slots)
    }

    /// Whether nothing is held: the position may be closed.
    #[inline(always)]
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.slot_count == 0
    }

    /// Whether any slot is debt.
    #[inline(never)]
    #[must_use]
    pub fn has_debt(&self) -> bool {
        self.used().iter().fold(0, |flags, slot| flags | slot.flags) & SLOT_DEBT != 0
    }

    /// Whether `key` is the owner, or the delegate where one is set.
    #[inline(always)]
    #[must_use]
    pub fn is_owner_or_delegate(&self, key: &Key) -> bool {
        self.owner == *key || (self.delegate == *key && !self.delegate.is_none())
    }

    /// Which slot holds this reserve, on whichever side; [`MAX_SLOTS`] when none does. Actions look once, here, and
    /// without a loop: three units a slot, where one takes eight.
    #[inline(always)]
    #[must_use]
    pub fn find(&self, reserve: u8) -> usize {
        self.find_among_used(u64::from(reserve)) // the wide one is not cut off again before every comparison
    }

    #[inline(never)]
    fn find_among_used(&self, reserve: u64) -> usize {
        let first = self.first(reserve);
        // a used slot comes before every unused one: when the first is unused, no used one holds the reserve
        if first < usize::from(self.slot_count) { first } else { MAX_SLOTS }
    }

    #[inline(always)]
    fn first(&self, reserve: u64) -> usize {
        let [a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p] = &self.slots;
        macro_rules! first {
            ($($slot:ident $n:literal)*) => { $(if u64::from($slot.reserve) == reserve { return $n; })* };
        }
        // most positions are small: past their end there is nothing to look at
        if self.slot_count != 0 {
            first!(a 0 b 1 c 2);
            if self.slot_count > 3 {
                first!(d 3 e 4 f 5 g 6 h 7 i 8 j 9 k 10 l 11 m 12 n 13 o 14 p 15);
            }
        }
        MAX_SLOTS
    }

    /// The slot that [`Position::find`] found, on this side.
    ///
    /// # Errors
    /// `NoSuchSlot`; `OtherSide` when the reserve is held on the other side.
    #[inline(always)]
    pub fn slot_at(&self, n: usize, side: Side) -> Result<&Slot, Error> {
        match self.slots.get(n) {
            Some(slot) if slot.side() == side => Ok(slot),
            Some(_) => Err(Error::OtherSide.cold()),
            None => Err(Error::NoSuchSlot.cold()),
        }
    }

    /// Adds shares to the slot that [`Position::find`] found, or opens one for the reserve.
    ///
    /// # Errors
    /// `OtherSide`, `PositionFull`, `Overflow`.
    #[inline(always)]
    pub fn add_shares_at(&mut self, n: usize, reserve: u8, side: Side, shares: u64) -> Result<(), Error> {
        match self.slots.get_mut(n) {
            Some(slot) if slot.side() == side => {
                slot.shares = add_64(slot.shares, shares).ok_or_else(|| Error::Overflow.cold())?;
            }
            Some(_) => return Err(Error::OtherSide.cold()),
            None => self.open_slot(reserve, side)?.shares = shares,
        }
        Ok(())
    }

    /// As [`Position::take_shares`], of the slot that [`Position::find`] found.
    ///
    /// # Errors
    /// `NoSuchSlot`; `Overflow` when the slot holds less.
    #[inline(always)]
    pub fn take_shares_at(&mut self, n: usize, shares: u64) -> Result<(), Error> {
        let slot = self.slots.get_mut(n).ok_or_else(|| Error::NoSuchSlot.cold())?;
        slot.shares = slot.shares.checked_sub(shares).ok_or_else(|| Error::Overflow.cold())?;
        if slot.shares == 0 {
            self.close_slot_at(n);
        }
        Ok(())
    }

    /// The slot of this reserve on this side.
    ///
    /// # Errors
    /// `NoSuchSlot`; `OtherSide` when the reserve is held on the other side.
    #[inline(always)]
    pub fn slot_mut(&mut self, reserve: u8, side: Side) -> Result<&mut Slot, Error> {
        let used = usize::from(self.slot_count);
        let slots = self.slots.get_mut(..used).ok_or_else(|| Error::WrongLength.cold())?;
        match slots.iter_mut().find(|slot| slot.reserve == reserve) {
            Some(slot) if slot.side() == side => Ok(slot),
            Some(_) => Err(Error::OtherSide.cold()),
            None => Err(Error::NoSuchSlot.cold()),
        }
    }

    /// As [`Position::slot_mut`], for reading.
    ///
    /// # Errors
    /// `NoSuchSlot`; `OtherSide` when the reserve is held on the other side.
    #[inline(always)]
    pub fn slot(&self, reserve: u8, side: Side) -> Result<&Slot, Error> {
        match self.used().iter().find(|slot| slot.reserve == reserve) {
            Some(slot) if slot.side() == side => Ok(slot),
            Some(_) => Err(Error::OtherSide.cold()),
            None => Err(Error::NoSuchSlot.cold()),
        }
    }

    /// The slot of this reserve on this side, opened when the reserve is not held yet.
    ///
    /// # Errors
    /// `OtherSide`, `PositionFull`.
    #[inline(always)]
    pub fn slot_or_open(&mut self, reserve: u8, side: Side) -> Result<&mut Slot, Error> {
        let held = self.used().iter().position(|slot| slot.reserve == reserve);
        match held {
            Some(n) => match self.slots.get_mut(n) {
                Some(slot) if slot.side() == side => Ok(slot),
                _ => Err(Error::OtherSide.cold()),
            },
            None => self.open_slot(reserve, side),
        }
    }

    /// Opens a slot of zero shares; a supply slot counts as collateral until its owner says otherwise.
    ///
    /// # Errors
    /// `PositionFull`.
    pub fn open_slot(&mut self, reserve: u8, side: Side) -> Result<&mut Slot, Error> {
        let slot = self.slots.get_mut(usize::from(self.slot_count)).ok_or_else(|| Error::PositionFull.cold())?;
        self.slot_count = self.slot_count.wrapping_add(1); // ARITH: below 16, or the slot was not there
        let flags = match side {
            Side::Supply => SLOT_COLLATERAL,
            Side::Debt => SLOT_DEBT,
        };
        *slot = Slot { reserve, flags, reserved: [0; 6], shares: 0 };
        Ok(slot)
    }

    /// Takes shares off a slot; an emptied slot is closed by moving the last one into its place.
    ///
    /// # Errors
    /// `NoSuchSlot`, `OtherSide`; `Overflow` when the slot holds less.
    #[inline(always)]
    pub fn take_shares(&mut self, reserve: u8, side: Side, shares: u64) -> Result<(), Error> {
        let n = self.find(reserve);
        self.slot_at(n, side)?;
        self.take_shares_at(n, shares)
    }

    /// Closes a slot in use.
    #[inline(never)]
    fn close_slot_at(&mut self, n: usize) {
        let last = usize::from(self.slot_count).wrapping_sub(1); // ARITH: get() below refuses what is out of range
        let Some(moved) = self.slots.get(last).copied() else { return };
        if let Some(slot) = self.slots.get_mut(n) {
            *slot = moved;
        }
        if let Some(slot) = self.slots.get_mut(last) {
            *slot = Slot::zeroed();
        }
        self.slot_count = self.slot_count.wrapping_sub(1); // ARITH: at least one slot was found in use
    }

    /// Empties every slot, after what they held has been booked elsewhere.
    pub(crate) fn clear(&mut self) {
        self.slots = [Slot::zeroed(); MAX_SLOTS];
        self.slot_count = 0;
    }

    /// The owner's choice whether a supply slot counts as collateral.
    ///
    /// # Errors
    /// `NoSuchSlot`, `OtherSide`.
    pub fn set_collateral(&mut self, reserve: u8, on: bool) -> Result<(), Error> {
        let slot = self.slot_mut(reserve, Side::Supply)?;
        slot.flags = if on { slot.flags | SLOT_COLLATERAL } else { slot.flags & !SLOT_COLLATERAL };
        Ok(())
    }

    /// Another owner's from now on, as it stands, with nothing of what the former one let others do. The rent stays that of
    /// who paid it.
    pub(crate) fn hand_over(&mut self, owner: Key) {
        self.owner = owner;
        self.delegate = Key::NONE;
        self.orders = [Order::zeroed(); MAX_ORDERS];
        self.ordered_ts = [0; MAX_ORDERS];
        self.offered_to = Key::NONE;
    }

    /// Sets or, with [`Key::NONE`], clears the delegate.
    pub fn set_delegate(&mut self, delegate: Key) {
        self.delegate = delegate;
    }
}

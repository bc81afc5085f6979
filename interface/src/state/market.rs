//! The market account: one 2,048-byte header and up to 128 reserves.

use super::layout::layout;
use super::{MarketParams, Record, Reserve};
use crate::session::{Calendar, Session};
use crate::{Error, Key};
use bytemuck::{Pod, Zeroable};

/// Bytes of the header.
pub const HEADER_SIZE: usize = 2048;
/// Most reserves a market can hold.
pub const MAX_RESERVES: usize = 128;

/// Size of a market account with room for `reserves` reserves.
#[must_use]
pub const fn market_size(reserves: u8) -> usize {
    // ARITH: 2,048 + 255 * 1,024 fits any usize
    HEADER_SIZE.wrapping_add((reserves as usize).wrapping_mul(size_of::<Reserve>()))
}

/// Cap and exposure of an issuer or factor group.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Pod, Zeroable)]
pub struct Group {
    /// Most supply Value the group's reserves may hold; 0 is no cap.
    pub cap: u64,
    /// Their supply Value as last counted.
    pub exposure: u64,
}

layout! {
    /// The market's header.
    pub(crate) MarketHeader: 2048 {
        0 tag: u8 = "1 once initialised";
        1 version: u8 = "layout version, 1";
        2 authority_bump: u8 = "bump of the authority PDA";
        3 sealed: u8 = "1 once configuration goes through the timelock";
        4 reserve_count: u8 = "number of indices that were ever listed, those of closed reserves among them";
        5 capacity: u8 = "reserves there is room for";
        6 session: u8 = "session at the last refresh: 0 Regular, 1 Extended, 2 Overnight, 3 Closed";
        7 adapters: u8 = "oracle adapters enabled, bit n for adapter n";
        8 session_until: i64 = "until when the cached session holds, unix seconds; 0 has it looked up anew";
        16 authority: Key = "authority PDA [\"authority\", market]; owns the vaults";
        48 admin: Key = "who proposes and configures";
        80 pending_admin: Key = "who may accept the admin role; zero is nobody";
        112 guardian: Key = "who may tighten and cancel; zero is nobody";
        144 fee_recipient: Key = "owner of the token accounts that fees are paid to";
        176 delay_s: u32 = "timelock, seconds; may only grow";
        180 target_health_bps: u16 = "health a liquidation aims at";
        182 cool_off_s: u16 = "seconds after risk was taken before a liquidation";
        184 debt_floor: u64 = "smallest debt of a slot, Value";
        192 reduce_only_until_ts: i64 = "end of reduce-only mode; 0 is off";
        200 reduce_only_window_ts: i64 = "start of the 14 day window of reduce-only mode";
        208 reduce_only_used_s: u32 = "seconds of reduce-only mode used in that window";
        212 reopen_grace_s: u32 = "liquidation grace after a Closed spell, seconds";
        216 nonce: u64 = "proposals made";
        224 closed_ts: i64 = "start of the last Closed spell, as far back as five days were looked at";
        232 reopened_ts: i64 = "end of the last Closed spell of a day or more";
        240 groups: [Group; 16] = "issuer and factor groups: cap and exposure, Value";
        496 calendar: Calendar = "sessions, closures and clock changes, see session.rs";
        1008 session_from: i64 = "since when the cached session holds, unix seconds";
        1016 reserved: [u64; 129] = "zero";
    }
}

impl Record for MarketHeader {
    const TAG: u8 = 1;
    const VERSION: u8 = 1;
}

layout! {
    /// What a closed market leaves at its address, so that no other is ever made there: positions, proposals and receipts
    /// of the old one would be the new one's.
    pub(crate) ClosedMarket: 8 {
        0 tag: u8 = "4: a market was here";
        1 version: u8 = "layout version, 1";
        2 reserved: [u8; 6] = "zero";
    }
}

impl Record for ClosedMarket {
    const TAG: u8 = 4;
    const VERSION: u8 = 1;
}

impl ClosedMarket {
    /// The record: there is but this one.
    pub const RECORD: ClosedMarket = ClosedMarket { tag: Self::TAG, version: Self::VERSION, reserved: [0; 6] };
}

/// What a new market is made of; everything else starts at zero.
pub(crate) struct NewMarket {
    pub authority: Key,
    pub authority_bump: u8,
    pub admin: Key,
    pub guardian: Key,
    pub params: MarketParams,
    pub calendar: Calendar,
}

impl MarketHeader {
    /// Ends immediate configuration, permanently.
    ///
    /// # Errors
    /// `MarketSealed`.
    pub fn seal(&mut self) -> Result<(), Error> {
        if self.sealed != 0 {
            return Err(Error::MarketSealed.cold());
        }
        self.sealed = 1;
        Ok(())
    }

    /// Fills an all-zero header; the tag is written last.
    pub(crate) fn init(&mut self, new: &NewMarket, capacity: u8) {
        self.version = Self::VERSION;
        self.authority_bump = new.authority_bump;
        self.capacity = capacity;
        self.session = Session::Closed as u8;
        self.authority = new.authority;
        self.admin = new.admin;
        self.guardian = new.guardian;
        self.set_params(&new.params);
        self.calendar = new.calendar;
        self.tag = Self::TAG;
    }

    /// The parameters as they are.
    #[must_use]
    pub fn params(&self) -> MarketParams {
        MarketParams {
            debt_floor: self.debt_floor,
            fee_recipient: self.fee_recipient,
            delay_s: self.delay_s,
            reopen_grace_s: self.reopen_grace_s,
            target_health_bps: self.target_health_bps,
            cool_off_s: self.cool_off_s,
            adapters: self.adapters,
            reserved: [0; 3],
        }
    }

    pub(crate) fn set_params(&mut self, params: &MarketParams) {
        self.debt_floor = params.debt_floor;
        self.fee_recipient = params.fee_recipient;
        self.delay_s = params.delay_s;
        self.reopen_grace_s = params.reopen_grace_s;
        self.target_health_bps = params.target_health_bps;
        self.cool_off_s = params.cool_off_s;
        self.adapters = params.adapters;
    }
}

/// A market in memory: the header and all reserve records, listed or not.
pub struct Market<'a> {
    /// The header.
    pub header: &'a mut MarketHeader,
    /// Room for `capacity` reserves.
    pub reserves: &'a mut [Reserve],
}

impl<'a> Market<'a> {
    /// Reads an initialised market account.
    ///
    /// # Errors
    /// `WrongLength`, `WrongTag`, `WrongVersion`.
    #[inline(always)]
    pub fn load(bytes: &'a mut [u8]) -> Result<Market<'a>, Error> {
        let (header, reserves) = bytes.split_at_mut_checked(HEADER_SIZE).ok_or_else(|| Error::WrongLength.cold())?;
        let header: &mut MarketHeader = super::load_mut(header)?;
        let reserves = bytemuck::try_cast_slice_mut(reserves).map_err(|_| Error::WrongLength.cold())?;
        Ok(Market { header, reserves })
    }

    /// The index that the next listing takes: the lowest that is free, of a reserve that was closed too. Where such a one
    /// had receipts the index stays theirs: a receipt mint stays at its address, and whoever takes it elsewhere for
    /// the old asset must not be paid with another's.
    ///
    /// # Errors
    /// `MarketFull`.
    pub fn free_index(&self) -> Result<u8, Error> {
        let free = self.reserves.iter().position(|reserve| reserve.listed == 0 && reserve.receipt.is_none());
        free.and_then(|index| u8::try_from(index).ok()).ok_or(Error::MarketFull)
    }

    /// The listed reserve with this index.
    ///
    /// # Errors
    /// `NoSuchReserve`.
    #[inline(always)]
    pub fn reserve_mut(&mut self, index: u8) -> Result<&mut Reserve, Error> {
        match self.reserves.get_mut(usize::from(index)) {
            Some(reserve) if reserve.listed != 0 => Ok(reserve),
            _ => Err(Error::NoSuchReserve.cold()),
        }
    }

    /// Whether an accrual of this reserve was stopped by a limit at this very time.
    #[inline(always)]
    #[must_use]
    pub fn saturated_at(&self, index: u8, now: i64) -> bool {
        self.reserves.get(usize::from(index)).is_some_and(|reserve| reserve.saturated_ts == now)
    }

    /// As [`Market::reserve_mut`], for reading.
    ///
    /// # Errors
    /// `NoSuchReserve`.
    #[inline(always)]
    pub fn reserve(&self, index: u8) -> Result<&Reserve, Error> {
        match self.reserves.get(usize::from(index)) {
            Some(reserve) if reserve.listed != 0 => Ok(reserve),
            _ => Err(Error::NoSuchReserve.cold()),
        }
    }
}

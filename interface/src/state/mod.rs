//! Account layouts and the state transitions on them.
//!
//! `load` and `load_mut` are the only ways from bytes to a record: they check length, tag and version.

mod books;
mod config;
pub mod layout;
mod limits;
mod market;
mod order;
mod params;
mod position;
mod proposal;
mod reserve;
mod seizure;
mod shortfall;
mod slot;
mod source;

pub use config::{
    CLASS_CONTINUOUS, CLASS_EQUITY, CLASS_WATCHED, Ramp, ReserveConfig, SWITCH_BORROW, SWITCH_DEPOSIT, SWITCH_FLASH,
    quick_log2,
};
pub(crate) use market::NewMarket;
pub use market::{ClosedMarket, Group, HEADER_SIZE, MAX_RESERVES, Market, MarketHeader, market_size};
pub use order::{
    MAX_ORDERS, ORDER_KIND_HEALTH_BELOW, ORDER_KIND_NONE, ORDER_KIND_PRICE_ABOVE, ORDER_KIND_PRICE_BELOW,
    ORDER_REGULAR_ONLY, ORDER_TARGET_ALL, Order,
};
pub use params::{DELAY_MAX_S, MarketParams, REOPEN_GRACE_MAX_S, REOPEN_GRACE_S};
pub use position::{MAX_SLOTS, Position};
pub(crate) use proposal::NewProposal;
pub use proposal::{Kind, Proposal, Span, VALUES_SIZE};
pub use reserve::{
    BOARD_DIVERGED, BOARD_HELD, BOARD_QUARANTINED, BOARD_USED_SHIFT, MultiplierMemory, PendingMultiplier,
    RESERVE_WIPED, Reserve,
};
pub use slot::{SLOT_COLLATERAL, SLOT_DEBT, Side, Slot};
pub use source::{
    PriceSource, SHARE_FEED, SOURCE_COUNT, SOURCE_FAR, SOURCE_SUSPENDED, SOURCE_WIDE, SourceId, TOKEN_FEED,
};

use crate::Error;
use bytemuck::Pod;

/// A record that starts with a tag and a version.
pub trait Record: Pod {
    /// Byte 0 of an initialised record.
    const TAG: u8;
    /// Byte 1: the layout version this build reads.
    const VERSION: u8;
}

fn check<T: Record>(bytes: &[u8]) -> Result<(), Error> {
    match bytes {
        [tag, ..] if *tag != T::TAG => Err(Error::WrongTag.cold()),
        [_, version, ..] if *version != T::VERSION => Err(Error::WrongVersion.cold()),
        [_, _, ..] => Ok(()),
        _ => Err(Error::WrongLength.cold()),
    }
}

/// Reads an initialised record of exactly its size.
///
/// # Errors
/// `WrongLength`, `WrongTag`, `WrongVersion`.
#[inline(always)]
pub fn load<T: Record>(bytes: &[u8]) -> Result<&T, Error> {
    let record = bytemuck::try_from_bytes(bytes).map_err(|_| Error::WrongLength.cold())?;
    check::<T>(bytes)?;
    Ok(record)
}

/// As [`load`], for writing.
///
/// # Errors
/// `WrongLength`, `WrongTag`, `WrongVersion`.
#[inline(always)]
pub fn load_mut<T: Record>(bytes: &mut [u8]) -> Result<&mut T, Error> {
    // length, tag and version in two comparisons; which of them is wrong is asked only then
    let head = bytes.first_chunk::<2>().map(|head| u16::from_le_bytes(*head));
    if bytes.len() != size_of::<T>() || head != Some(u16::from_le_bytes([T::TAG, T::VERSION])) {
        return Err(unsound::<T>(bytes));
    }
    bytemuck::try_from_bytes_mut(bytes).map_err(|_| Error::WrongLength.cold())
}

#[cold]
#[inline(never)]
fn unsound<T: Record>(bytes: &[u8]) -> Error {
    check::<T>(bytes).err().unwrap_or(Error::WrongLength)
}

/// An all-zero record of exactly its size, about to be initialised.
///
/// # Errors
/// `WrongLength`; `AlreadyInitialized` when the tag is set.
pub fn load_empty_mut<T: Record>(bytes: &mut [u8]) -> Result<&mut T, Error> {
    if bytes.first().is_some_and(|tag| *tag != 0) {
        return Err(Error::AlreadyInitialized.cold());
    }
    bytemuck::try_from_bytes_mut(bytes).map_err(|_| Error::WrongLength.cold())
}

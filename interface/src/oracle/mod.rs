//! Prices: one parser per oracle program, from account bytes to a [`PriceUpdate`].
//!
//! Who owns the account is the caller's to check, against [`Adapter::programs`]. *Which* account it is, is checked
//! here, by [`Adapter::read`]: owner and discriminator alone prove nothing where anyone may create such an account.

pub mod pyth_legacy;
pub mod pyth_receiver;
pub mod scope;
pub mod switchboard;
mod update;

pub use update::PriceUpdate;

use crate::state::SourceId;
use crate::{Error, Key};

/// The oracle programs that a market may enable. The number is stored in accounts.
#[repr(u8)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Adapter {
    /// Pyth's `PriceUpdateV2` under either receiver. Identity: the feed id; the account's address is free.
    PythReceiver = 1,
    /// Pyth's older push account. It names no feed: its identity is its address.
    PythLegacy = 2,
    /// One entry of Kamino Scope's `OraclePrices`. Identity: address and entry index, since anyone may create one.
    Scope = 3,
    /// Switchboard On-Demand pull feed. Identity: its address, and Switchboard's own queue inside.
    Switchboard = 4,
}

/// Core receiver, `rec5EKMGg6MxZYaMdyBfgwp4d5rB9T1VQH5pJv5LtFJ`.
const PYTH_RECEIVER: Key =
    Key([0x48a6_f752_bbfa_b70c, 0x908b_019a_7d31_5bbb, 0x01fe_fa74_4702_cb57, 0x8158_38cc_98df_c4e6]);
/// Core Compatible receiver, `rec2HHDDnjLfj4kE7VyEtFA1HPGQLK33259532cRyHp`.
const PYTH_RECEIVER_COMPATIBLE: Key =
    Key([0xfb28_a65d_7afa_b70c, 0x3bbf_f799_ea9a_a9ac, 0x41bf_2a60_6889_36dc, 0xbfb0_bb67_a58b_4e4d]);
/// `FsJ3A3u2vn5cTVofAjvy6y5kwABJAqYWpe4975bi2epH`.
const PYTH_LEGACY: Key =
    Key([0x9f3b_9ce4_e1eb_e5dc, 0x9ea9_504c_54b5_4c11, 0x5a79_563f_d692_d6c0, 0xe28b_ead9_83ac_29e0]);
/// `HFn8GnPADiny6XqUoWE8uRPPxb29ikn4yTuPa9MF2fWJ`.
const SCOPE: Key = Key([0xdd16_8fb9_4425_84f1, 0x8685_4d83_0ca7_e781, 0x1fc2_52db_c8bb_580c, 0x035e_2fca_df4c_bce2]);
/// `SBondMDrcV3K4kxZR1HNVT7osZxAHVHgYXL5Ze1oMUv`.
const SWITCHBOARD: Key =
    Key([0x047e_e4f2_46bd_7306, 0x8e96_31b7_2fd9_2bf1, 0x87da_74c2_5797_9dcd, 0x7365_0c04_5c46_6f47]);

/// Reads the account of a source: its adapter enabled in the market, owned by one of the adapter's programs, and the one
/// account or feed that the source names.
///
/// # Errors
/// [`Error::NoSource`], [`Error::AdapterDisabled`], [`Error::WrongOracleProgram`], and those of [`Adapter::read`].
#[inline(always)]
pub fn read(source: &SourceId, adapters: u8, address: &Key, owner: &Key, data: &[u8]) -> Result<PriceUpdate, Error> {
    if source.adapter != Adapter::PythReceiver as u8 {
        return read_other(source, adapters, address, owner, data);
    }
    if adapters & Adapter::PythReceiver.bit() == 0 {
        return Err(Error::AdapterDisabled.cold());
    }
    if *owner != PYTH_RECEIVER && *owner != PYTH_RECEIVER_COMPATIBLE {
        return Err(Error::WrongOracleProgram.cold());
    }
    pyth_receiver::parse(data, &source.key)
}

/// The print of a source's account, or none where the account is the source's and says no price: zero or below, not
/// trading, or not to be represented. That is no error of whoever posts it.
///
/// # Errors
/// Those of [`read`] that are wrong whoever posts the account.
#[inline(always)]
pub fn print(
    source: &SourceId,
    adapters: u8,
    address: &Key,
    owner: &Key,
    data: &[u8],
) -> Result<Option<PriceUpdate>, Error> {
    match read(source, adapters, address, owner, data) {
        Ok(print) => Ok(Some(print)),
        Err(error) => silent(error),
    }
}

#[cold]
#[inline(never)]
fn silent(error: Error) -> Result<Option<PriceUpdate>, Error> {
    match error {
        Error::PriceNotPositive
        | Error::PriceExponent
        | Error::PriceTooHigh
        | Error::PriceNotTrading
        | Error::PriceFromFuture => Ok(None),
        _ => Err(error),
    }
}

/// The same for every adapter, off the path that most prices take.
#[inline(never)]
fn read_other(source: &SourceId, adapters: u8, address: &Key, owner: &Key, data: &[u8]) -> Result<PriceUpdate, Error> {
    let adapter = Adapter::from_u8(source.adapter).ok_or(Error::NoSource)?;
    if adapters & adapter.bit() == 0 {
        return Err(Error::AdapterDisabled.cold());
    }
    if !adapter.programs().contains(owner) {
        return Err(Error::WrongOracleProgram.cold());
    }
    adapter.read(data, address, &source.key, source.index)
}

impl Adapter {
    /// The bits of all adapters.
    pub const MASK: u8 = 0b1111;

    /// All adapters.
    pub const ALL: [Adapter; 4] = [Adapter::PythReceiver, Adapter::PythLegacy, Adapter::Scope, Adapter::Switchboard];

    /// The adapter with this stored number.
    #[must_use]
    pub const fn from_u8(number: u8) -> Option<Adapter> {
        match number {
            1 => Some(Adapter::PythReceiver),
            2 => Some(Adapter::PythLegacy),
            3 => Some(Adapter::Scope),
            4 => Some(Adapter::Switchboard),
            _ => None,
        }
    }

    /// This adapter's bit in a market's mask of enabled adapters.
    #[must_use]
    pub const fn bit(self) -> u8 {
        match self {
            Adapter::PythReceiver => 1,
            Adapter::PythLegacy => 2,
            Adapter::Scope => 4,
            Adapter::Switchboard => 8,
        }
    }

    /// The programs that may own a price account of this adapter. Compiled in: no market can name another.
    #[must_use]
    pub const fn programs(self) -> &'static [Key] {
        match self {
            Adapter::PythReceiver => &[PYTH_RECEIVER, PYTH_RECEIVER_COMPATIBLE],
            Adapter::PythLegacy => &[PYTH_LEGACY],
            Adapter::Scope => &[SCOPE],
            Adapter::Switchboard => &[SWITCHBOARD],
        }
    }

    /// Reads a price account after checking that it is the one the reserve names. `key` is the feed id for
    /// [`Adapter::PythReceiver`] and the account's address for all others; `index` is Scope's entry.
    ///
    /// The caller has checked that one of [`Adapter::programs`] owns the account.
    ///
    /// # Errors
    /// [`Error::WrongFeed`] if it is another account or feed; else what the adapter's `parse` says.
    #[inline]
    pub fn read(self, data: &[u8], address: &Key, key: &Key, index: u16) -> Result<PriceUpdate, Error> {
        if self == Adapter::PythReceiver {
            return pyth_receiver::parse(data, key);
        }
        if address != key {
            return Err(Error::WrongFeed);
        }
        match self {
            Adapter::Scope => scope::parse(data, index),
            Adapter::Switchboard => switchboard::parse(data),
            Adapter::PythLegacy | Adapter::PythReceiver => pyth_legacy::parse(data),
        }
    }
}

//! One walk over a mint: base, padding, every TLV entry. It collects facts and checks nothing but the layout, so that
//! listing and refresh see the same mint.

use super::multiplier::Scaled;
use super::{IssuerFlags, MULTISIG_LEN, Offsets};
use crate::Error;
use crate::bytes::{at, le_u16, le_u32, le_u64};

/// Bytes of a mint without extensions.
pub(super) const BASE_LEN: usize = 82;
/// Zero bytes up to where a token account would end.
const PADDING: usize = 83;
/// Where the first entry starts: base, padding, account type.
const TLV: usize = BASE_LEN + PADDING + 1;
/// The account type of mints.
const MINT: u8 = 1;

pub(super) const TRANSFER_FEE: u16 = 1;
pub(super) const CLOSE_AUTHORITY: u16 = 3;
pub(super) const CONFIDENTIAL: u16 = 4;
pub(super) const DEFAULT_STATE: u16 = 6;
pub(super) const NON_TRANSFERABLE: u16 = 9;
pub(super) const HOOK: u16 = 14;
pub(super) const SCALED: u16 = 25;
pub(super) const PAUSABLE: u16 = 26;

/// The first word of an entry of `N` bytes, header included: its kind, and the length of its value.
#[inline(always)]
pub(super) const fn head<const N: usize>(kind: u16) -> u32 {
    // CAST: entries read by offset are shorter than 2^16 bytes.
    #[expect(clippy::cast_possible_truncation, reason = "evaluated at compile time")]
    let len = const { ((N - 4) as u32) << 16 };
    kind as u32 | len
}

/// The bit of an extension kind below 32.
pub(super) const fn bit(kind: u16) -> u32 {
    1u32.wrapping_shl(kind as u32)
}

/// A set of extension kinds.
pub(super) const fn kinds(list: &[u16]) -> u32 {
    match list {
        [kind, rest @ ..] => bit(*kind) | kinds(rest),
        [] => 0,
    }
}

/// What a mint says of itself.
pub(super) struct Facts {
    pub offsets: Offsets,
    pub scaled: Scaled,
    /// What the extensions switch on right now; neither NEW_EXTENSION nor DECIMALS_CHANGED, which need a listing.
    pub flags: IssuerFlags,
    pub close_authority: bool,
    pub confidential_auto_approve: bool,
    /// Holds an entry of a kind past those that `Offsets::kinds` has a bit for.
    pub unknown: bool,
}

/// Length of the value of a kind that is read or accepted; TokenMetadata (19) varies and has at least its two keys and
/// four counts.
fn length_fits(kind: u16, len: usize) -> bool {
    match kind {
        TRANSFER_FEE => len == 108,
        CONFIDENTIAL => len == 65,
        DEFAULT_STATE => len == 1,
        CLOSE_AUTHORITY | 12 => len == 32,
        HOOK | 18 | 20 | 22 => len == 64,
        16 => len == 129,
        19 => len >= 80,
        21 => len == 80,
        23 => len == 72,
        SCALED => len == 56,
        PAUSABLE => len == 33,
        _ => true,
    }
}

/// Walks the whole mint. An unused tail shorter than an entry's header is legal (Token-2022 pads a mint of 355 bytes);
/// a longer one is not, for an extension could appear in it without changing the length.
pub(super) fn walk(data: &[u8]) -> Result<Facts, Error> {
    let (base, extended) = data.split_first_chunk::<BASE_LEN>().ok_or(Error::MalformedMint)?;
    let [decimals, initialized] = *at::<44, 2, _>(base);
    // The tags of mint and freeze authority are 0 or 1: a multisig's first bytes never are.
    if initialized != 1 || le_u32::<0, _>(base) > 1 || le_u32::<46, _>(base) > 1 {
        return Err(Error::MalformedMint);
    }
    let len = u32::try_from(data.len()).map_err(|_| Error::MalformedMint)?;
    let mut facts = Facts {
        offsets: Offsets { len, decimals, ..Offsets::default() },
        scaled: Scaled::ONE,
        flags: IssuerFlags::NONE,
        close_authority: false,
        confidential_auto_approve: false,
        unknown: false,
    };
    if extended.is_empty() {
        return Ok(facts);
    }
    let (padding, typed) = extended.split_first_chunk::<PADDING>().ok_or(Error::MalformedMint)?;
    let ([account_type], mut rest) = typed.split_first_chunk::<1>().ok_or(Error::MalformedMint)?;
    if *account_type != MINT || data.len() == MULTISIG_LEN || padding.iter().any(|byte| *byte != 0) {
        return Err(Error::MalformedMint);
    }
    let mut offset = TLV;
    while let Some((header, tail)) = rest.split_first_chunk::<4>() {
        let kind = le_u16::<0, _>(header);
        let len = usize::from(le_u16::<2, _>(header));
        let (value, next) = tail.split_at_checked(len).ok_or(Error::MalformedMint)?;
        if kind == 0 {
            return Err(Error::MalformedMint);
        }
        facts.note(kind, rest, value, offset)?;
        // ARITH: the entry was split off `data`, so its end is at most data.len().
        offset = offset.wrapping_add(4).wrapping_add(len);
        rest = next;
    }
    match rest {
        [a, b, ..] if (*a | *b) != 0 => Err(Error::MalformedMint),
        _ => Ok(facts),
    }
}

impl Facts {
    /// Takes in one entry: `entry` starts at its header, `value` follows it.
    fn note(&mut self, kind: u16, entry: &[u8], value: &[u8], offset: usize) -> Result<(), Error> {
        if kind >= 32 {
            self.unknown = true;
            return Ok(());
        }
        let bit = bit(kind);
        if self.offsets.kinds & bit != 0 || !length_fits(kind, value.len()) {
            return Err(Error::MalformedMint);
        }
        self.offsets.kinds |= bit;
        let here = u16::try_from(offset).map_err(|_| Error::MalformedMint);
        match kind {
            SCALED => {
                self.scaled = Scaled::read(first(entry)?);
                self.offsets.scaled = here?;
            }
            PAUSABLE => {
                self.flags |= paused(first(entry)?);
                self.offsets.pausable = here?;
            }
            HOOK => {
                self.flags |= hook_armed(first(entry)?);
                self.offsets.hook = here?;
            }
            DEFAULT_STATE => {
                self.flags |= default_frozen(first(entry)?);
                self.offsets.default_state = here?;
            }
            TRANSFER_FEE => {
                self.flags |= fee_armed(first(entry)?);
                self.offsets.fee = here?;
            }
            CLOSE_AUTHORITY => self.close_authority = value.iter().any(|byte| *byte != 0),
            CONFIDENTIAL => self.confidential_auto_approve = value.get(32) != Some(&0),
            _ => {}
        }
        Ok(())
    }
}

fn first<const N: usize>(entry: &[u8]) -> Result<&[u8; N], Error> {
    entry.first_chunk().ok_or(Error::MalformedMint)
}

// Each reads one whole entry, header included.

/// Authority 4, paused 36.
#[inline(always)]
pub(super) fn paused(entry: &[u8; 37]) -> IssuerFlags {
    let [paused] = *at::<36, 1, _>(entry);
    IssuerFlags::PAUSED.when(paused != 0)
}

/// Authority 4, program 36.
#[inline(always)]
pub(super) fn hook_armed(entry: &[u8; 68]) -> IssuerFlags {
    let program = le_u64::<36, _>(entry) | le_u64::<44, _>(entry) | le_u64::<52, _>(entry) | le_u64::<60, _>(entry);
    IssuerFlags::HOOK_ARMED.when(program != 0)
}

/// State 4: 1 is initialised.
#[inline(always)]
pub(super) fn default_frozen(entry: &[u8; 5]) -> IssuerFlags {
    let [state] = *at::<4, 1, _>(entry);
    IssuerFlags::DEFAULT_FROZEN.when(state != 1)
}

/// Two authorities 4, withheld 68, older fee 76 (epoch, max, bps 92), newer fee 94 (epoch, max, bps 110).
#[inline(always)]
pub(super) fn fee_armed(entry: &[u8; 112]) -> IssuerFlags {
    IssuerFlags::FEE_ARMED.when(le_u16::<92, _>(entry) | le_u16::<110, _>(entry) != 0)
}

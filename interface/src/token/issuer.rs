//! What the issuer can change under a listed mint, read at every refresh.
//!
//! At the stored offsets first; if the layout no longer matches, by a walk that reports instead of refusing, so that no
//! act of the issuer can stop a refresh and with it liquidations.

use super::multiplier::Scaled;
use super::tlv;
use super::{IssuerFlags, Offsets, mint};
use crate::bytes::{le_u16, le_u32};
use crate::{Error, Key};

/// A listed mint's changing facts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Issuer {
    /// What the issuer has switched on.
    pub flags: IssuerFlags,
    /// The multipliers as they stand there: [`super::multiplier::multiplier_q32_down`] refuses what is out of range.
    pub scaled: Scaled,
    /// The offsets to store, when entries have moved and the mint is else what was listed.
    pub moved: Option<Offsets>,
}

impl Offsets {
    /// Whether the mint was listed with MintCloseAuthority, be it nobody's: another may come to stand at its address.
    #[inline(always)]
    #[must_use]
    pub const fn is_closable(&self) -> bool {
        self.kinds & tlv::bit(tlv::CLOSE_AUTHORITY) != 0
    }
}

/// Reads the account at a listed mint's address. Only a mint with a close authority can be gone from there, or be another:
/// of such a mint the owner is looked at too, and what is not the listed mint is the flag MINT_REPLACED.
///
/// # Errors
/// [`Error::MalformedMint`] if a mint without a close authority does not parse.
#[inline(always)]
pub fn read_account(data: &[u8], owner: &Key, token_program: &Key, listed: &Offsets) -> Result<Issuer, Error> {
    if listed.is_closable() {
        return Ok(read_closable(data, owner, token_program, listed).unwrap_or(REPLACED));
    }
    read(data, listed)
}

/// What a refresh takes from an account that is not the listed mint: nothing of what it says.
const REPLACED: Issuer = Issuer { flags: IssuerFlags::MINT_REPLACED, scaled: Scaled::ONE, moved: None };

/// A mint that may have been closed since it was listed.
///
/// # Errors
/// [`Error::MintReplaced`] for an account of another owner, one that is no mint, or a mint of other decimals or extensions.
#[cold]
#[inline(never)]
pub fn read_closable(data: &[u8], owner: &Key, token_program: &Key, listed: &Offsets) -> Result<Issuer, Error> {
    if owner != token_program {
        return Err(Error::MintReplaced);
    }
    // walked whole: at its offsets another mint may say what the listed one did
    let issuer = walk_again(data, listed).map_err(|_| Error::MintReplaced)?;
    let estranged = IssuerFlags::NEW_EXTENSION | IssuerFlags::DECIMALS_CHANGED;
    if issuer.flags.has_any(estranged) { Err(Error::MintReplaced) } else { Ok(issuer) }
}

/// Reads the bytes of a listed mint that stands.
///
/// # Errors
/// [`Error::MalformedMint`] if it does not parse. An armed hook, a fee or a new extension is a flag.
#[inline(always)]
pub fn read(data: &[u8], listed: &Offsets) -> Result<Issuer, Error> {
    if let Some((flags, scaled)) = at_offsets(data, listed) {
        return Ok(Issuer { flags, scaled, moved: None });
    }
    let Issuer { flags, scaled, moved } = walk_again(data, listed)?;
    Ok(Issuer { flags, scaled, moved })
}

/// The mint at its stored offsets; `None` unless length, decimals and every entry's header are as stored.
#[inline(always)]
fn at_offsets(data: &[u8], listed: &Offsets) -> Option<(IssuerFlags, Scaled)> {
    let base = data.first_chunk::<{ tlv::BASE_LEN }>()?;
    // Decimals, and the byte beside them that says initialised.
    if data.len() != listed.len as usize || le_u16::<44, _>(base) != u16::from(listed.decimals) | 0x100 {
        return None;
    }
    let (mut flags, mut scaled) = (IssuerFlags::NONE, Scaled::ONE);
    if listed.scaled != 0 {
        scaled = Scaled::read(entry(data, listed.scaled, tlv::SCALED)?);
    }
    if listed.pausable != 0 {
        flags |= tlv::paused(entry(data, listed.pausable, tlv::PAUSABLE)?);
    }
    if listed.hook != 0 {
        flags |= tlv::hook_armed(entry(data, listed.hook, tlv::HOOK)?);
    }
    if listed.default_state != 0 {
        flags |= tlv::default_frozen(entry(data, listed.default_state, tlv::DEFAULT_STATE)?);
    }
    if listed.fee != 0 {
        flags |= tlv::fee_armed(entry(data, listed.fee, tlv::TRANSFER_FEE)?);
    }
    Some((flags, scaled))
}

/// The entry at an offset if its header is that of this kind and length.
#[inline(always)]
fn entry<const N: usize>(data: &[u8], offset: u16, kind: u16) -> Option<&[u8; N]> {
    let entry = data.get(usize::from(offset)..)?.first_chunk::<N>()?;
    (le_u32::<0, _>(entry) == tlv::head::<N>(kind)).then_some(entry)
}

/// The mint by a walk. Offsets are handed on only while the mint is what was listed: else every refresh walks, and flags
/// it, until it is again.
#[cold]
#[inline(never)]
fn walk_again(data: &[u8], listed: &Offsets) -> Result<Issuer, Error> {
    let facts = tlv::walk(data)?;
    let changed = (facts.offsets.kinds ^ listed.kinds) & !mint::INERT != 0;
    let estranged = IssuerFlags::NEW_EXTENSION.when(facts.unknown || changed)
        | IssuerFlags::DECIMALS_CHANGED.when(facts.offsets.decimals != listed.decimals);
    let moved = Offsets { kinds: listed.kinds, ..facts.offsets };
    Ok(Issuer {
        flags: facts.flags | estranged,
        scaled: facts.scaled,
        moved: (estranged == IssuerFlags::NONE).then_some(moved),
    })
}

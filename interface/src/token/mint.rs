//! Listing: which mints a market takes, and what it remembers of their layout.
//!
//! Accepted extensions: zero TransferFeeConfig, MintCloseAuthority (of a token without sessions), ConfidentialTransferMint
//! without auto-approval, DefaultAccountState of Initialized, PermanentDelegate, unarmed TransferHook,
//! ConfidentialTransferFeeConfig, MetadataPointer, TokenMetadata, the group kinds, ScaledUiAmount, Pausable. All else is
//! refused.

use super::multiplier::{Scaled, multiplier_q32_down};
use super::tlv::{self, kinds};
use super::{IssuerFlags, Offsets, TOKEN_2022_PROGRAM, TOKEN_PROGRAM};
use crate::{Error, Key};

/// Extensions that may appear and vanish while a mint is listed: they say who the token is, not what it does.
/// MetadataPointer, TokenMetadata, GroupPointer, TokenGroup, GroupMemberPointer, TokenGroupMember.
pub(super) const INERT: u32 = kinds(&[18, 19, 20, 21, 22, 23]);

/// Extensions a listed mint may have: besides the inert ones, PermanentDelegate (12), ConfidentialTransferFeeConfig (16)
/// and those whose content [`walk`] checks.
const ACCEPTED: u32 = INERT
    | kinds(&[12, 16, tlv::TRANSFER_FEE, tlv::CLOSE_AUTHORITY, tlv::CONFIDENTIAL])
    | kinds(&[tlv::DEFAULT_STATE, tlv::HOOK, tlv::SCALED, tlv::PAUSABLE]);

/// Extensions by which an issuer changes what the mint does, takes tokens, or ends the mint: TransferFeeConfig,
/// MintCloseAuthority, DefaultAccountState, PermanentDelegate (12), TransferHook, Pausable.
const WATCHED: u32 =
    kinds(&[12, tlv::TRANSFER_FEE, tlv::CLOSE_AUTHORITY, tlv::DEFAULT_STATE, tlv::HOOK, tlv::PAUSABLE]);

/// Decimals beyond this have no power of ten in a u64.
const MAX_DECIMALS: u8 = 18;

/// A mint that a market may list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mint {
    /// At most 18.
    pub decimals: u8,
    /// What [`super::issuer::read`] needs at refresh.
    pub offsets: Offsets,
    /// Bytes that a token account of this mint takes when its owner asks for no extension.
    pub vault_len: u16,
    /// Somebody may close it, and another mint come to stand at its address.
    pub closable: bool,
    /// Both multipliers are within the range of [`multiplier_q32_down`].
    pub scaled: Scaled,
}

impl Mint {
    /// Whether its issuer can change what it does, so that refreshes read it whatever its class.
    #[must_use]
    pub const fn is_watched(&self) -> bool {
        self.offsets.kinds & WATCHED != 0
    }
}

/// Whether a market may list this mint, which `token_program` owns. Walks every extension.
///
/// Auto-approval of confidential transfers is refused because it lets every holder turn balances private: a fault in the
/// proof system would then mint backing out of nothing, with no gate. The vault itself never opts in.
///
/// # Errors
/// [`Error::WrongTokenProgram`], [`Error::MalformedMint`], [`Error::TooManyDecimals`], [`Error::NonTransferableMint`],
/// [`Error::TransferFeeMint`] for a fee above zero now or next, [`Error::HookedMint`], [`Error::UnsupportedExtension`],
/// [`Error::DefaultFrozen`], [`Error::MintPaused`], [`Error::BadMultiplier`] for either
/// multiplier.
#[inline(never)]
pub fn walk(data: &[u8], token_program: &Key) -> Result<Mint, Error> {
    let classic = *token_program == TOKEN_PROGRAM;
    if !classic && *token_program != TOKEN_2022_PROGRAM {
        return Err(Error::WrongTokenProgram);
    }
    if classic && data.len() != tlv::BASE_LEN {
        return Err(Error::MalformedMint);
    }
    let facts = tlv::walk(data)?;
    let present = facts.offsets.kinds;
    let refusals = [
        (facts.offsets.decimals > MAX_DECIMALS, Error::TooManyDecimals),
        (present & tlv::bit(tlv::NON_TRANSFERABLE) != 0, Error::NonTransferableMint),
        (facts.flags.has_any(IssuerFlags::FEE_ARMED), Error::TransferFeeMint),
        (facts.flags.has_any(IssuerFlags::HOOK_ARMED), Error::HookedMint),
        (facts.unknown || present & !ACCEPTED != 0 || facts.confidential_auto_approve, Error::UnsupportedExtension),
        (facts.flags.has_any(IssuerFlags::DEFAULT_FROZEN), Error::DefaultFrozen),
        (facts.flags.has_any(IssuerFlags::PAUSED), Error::MintPaused),
    ];
    if let Some((_, error)) = refusals.into_iter().find(|(refused, _)| *refused) {
        return Err(error);
    }
    multiplier_q32_down(facts.scaled.multiplier)?;
    multiplier_q32_down(facts.scaled.new_multiplier)?;
    Ok(Mint {
        decimals: facts.offsets.decimals,
        offsets: facts.offsets,
        vault_len: vault_len(present),
        closable: facts.close_authority,
        scaled: facts.scaled,
    })
}

/// Base 165, then the account type and one entry for each mint extension that demands one on the account's side:
/// TransferFeeAmount 4 + 8, TransferHookAccount 4 + 1, PausableAccount 4 + 0.
fn vault_len(present: u32) -> u16 {
    [(tlv::TRANSFER_FEE, 12), (tlv::HOOK, 5), (tlv::PAUSABLE, 4)]
        .into_iter()
        .filter(|(kind, _)| present & tlv::bit(*kind) != 0)
        // ARITH: at most 165 + 1 + 12 + 5 + 4.
        .fold(165, |len: u16, (_, entry)| len.max(166).wrapping_add(entry))
}

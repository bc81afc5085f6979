//! Token accounts: what both token programs lay out in the first 165 bytes.
//!
//! Mint 0..32, owner 32..64, amount u64 64, state u8 108 (0 uninitialised, 1 initialised, 2 frozen). Token-2022 accounts
//! with extensions are longer and carry the account type, 2, at byte 165.

use super::MULTISIG_LEN;
use crate::bytes::{at, key, le_u64};
use crate::{Error, Key};

/// Bytes of an account without extensions.
pub const LEN: usize = 165;
/// The account type of token accounts.
const ACCOUNT: u8 = 2;
/// The state of an account that the freeze authority has frozen.
const FROZEN: u8 = 2;

/// An initialised token account; its existence is the proof that the bytes have that layout.
#[derive(Clone, Copy, Debug)]
pub struct TokenAccount<'a>(&'a [u8; LEN]);

impl<'a> TokenAccount<'a> {
    /// Checks the layout. Which mint, owner and token program is the caller's to check.
    ///
    /// # Errors
    /// [`Error::WrongTokenAccount`] if it is too short, of another kind, or uninitialised.
    #[inline]
    pub fn parse(data: &'a [u8]) -> Result<TokenAccount<'a>, Error> {
        let (base, extended) = data.split_first_chunk::<LEN>().ok_or_else(|| Error::WrongTokenAccount.cold())?;
        if extended.first().is_some_and(|kind| *kind != ACCOUNT) || data.len() == MULTISIG_LEN {
            return Err(Error::WrongTokenAccount.cold());
        }
        let account = TokenAccount(base);
        match account.state() {
            1 | FROZEN => Ok(account),
            _ => Err(Error::WrongTokenAccount.cold()),
        }
    }

    /// The mint whose tokens it holds.
    #[inline(always)]
    #[must_use]
    pub fn mint(&self) -> Key {
        key::<0, _>(self.0)
    }

    /// Whether it holds tokens of this mint.
    #[inline(always)]
    #[must_use]
    pub fn is_of(&self, mint: &Key) -> bool {
        crate::bytes::key_is::<0, _>(self.0, mint)
    }

    /// Who may transfer from it.
    #[inline(always)]
    #[must_use]
    pub fn owner(&self) -> Key {
        key::<32, _>(self.0)
    }

    /// Atoms held.
    #[inline(always)]
    #[must_use]
    pub fn amount(&self) -> u64 {
        le_u64::<64, _>(self.0)
    }

    /// Whether the issuer has frozen it.
    #[inline(always)]
    #[must_use]
    pub fn is_frozen(&self) -> bool {
        self.state() == FROZEN
    }

    #[inline(always)]
    fn state(&self) -> u8 {
        let [state] = *at::<108, 1, _>(self.0);
        state
    }
}

/// Atoms held, of an account whose layout was proven before: its length check is the only one left.
///
/// # Errors
/// [`Error::WrongTokenAccount`] if it is too short.
#[inline(always)]
pub fn amount(data: &[u8]) -> Result<u64, Error> {
    Ok(le_u64::<64, _>(data.first_chunk::<LEN>().ok_or_else(|| Error::WrongTokenAccount.cold())?))
}

/// Whether the issuer has frozen an account whose layout was proven before.
///
/// # Errors
/// [`Error::WrongTokenAccount`] if it is too short.
#[inline(always)]
pub fn is_frozen(data: &[u8]) -> Result<bool, Error> {
    Ok(TokenAccount(data.first_chunk::<LEN>().ok_or_else(|| Error::WrongTokenAccount.cold())?).is_frozen())
}

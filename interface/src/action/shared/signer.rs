//! Who may: the admin, an officer, the owner, or a delegate within its bounds.

use crate::state::{MarketHeader, Position};
use crate::{Error, Key};

/// Whether the key is the admin's.
///
/// # Errors
/// `NotAdmin`.
#[inline(never)]
pub(in crate::action) fn check_admin(header: &MarketHeader, signer: &Key) -> Result<(), Error> {
    if header.admin == *signer { Ok(()) } else { Err(Error::NotAdmin.cold()) }
}

/// Whether the key is the admin's or the guardian's.
///
/// # Errors
/// `NotAdminOrGuardian`.
#[inline(never)]
pub(in crate::action) fn check_officer(header: &MarketHeader, signer: &Key) -> Result<(), Error> {
    if header.admin == *signer || header.guardian == *signer { Ok(()) } else { Err(Error::NotAdminOrGuardian) }
}

/// Whether the key is the owner's.
///
/// # Errors
/// `NotOwner`.
#[inline(never)]
pub(in crate::action) fn check_owner(position: &Position, signer: &Key) -> Result<(), Error> {
    if position.owner == *signer { Ok(()) } else { Err(Error::NotOwner.cold()) }
}

/// Whether `signer` may have the position pay out to a token account of `payee`: the owner anywhere, a delegate to the
/// owner only.
///
/// # Errors
/// `NotOwnerOrDelegate`, `DelegatePayout`.
#[inline(always)]
pub(in crate::action) fn check_payout(position: &Position, signer: &Key, payee: &Key) -> Result<(), Error> {
    if position.owner() == *signer {
        return Ok(());
    }
    if !position.is_owner_or_delegate(signer) {
        return Err(Error::NotOwnerOrDelegate.cold());
    }
    if position.owner() == *payee { Ok(()) } else { Err(Error::DelegatePayout.cold()) }
}

//! AcceptAdmin: the admin role goes to the key that an executed proposal named, by its own signature.

use crate::state::MarketHeader;
use crate::{Error, Key};

/// Gives the admin role to the key that an executed proposal named.
///
/// # Errors
/// `NotPendingAdmin`.
pub fn accept_admin(header: &mut MarketHeader, signer: &Key) -> Result<(), Error> {
    if header.pending_admin.is_none() || header.pending_admin != *signer {
        return Err(Error::NotPendingAdmin);
    }
    header.admin = *signer;
    header.pending_admin = Key::NONE;
    Ok(())
}

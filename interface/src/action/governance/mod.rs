//! Who may change what, and when: proposals that wait, and the closed list of changes that act at once because they can
//! only make the market safer.

mod closure;
mod execute;
mod propose;
mod tighten;

pub use closure::set_closure;
pub use execute::{Probe, execute};
pub use propose::{cancel, propose};
pub use tighten::{
    TIGHTEN_BORROW_CAP, TIGHTEN_BORROW_OFF, TIGHTEN_DEPOSIT_OFF, TIGHTEN_EVENT, TIGHTEN_LTV, TIGHTEN_REDUCE_ONLY,
    TIGHTEN_SUPPLY_CAP, tighten,
};

use crate::state::MarketHeader;
use crate::{Error, Key};

/// Whether the key is the admin's or the guardian's.
///
/// # Errors
/// `NotAdminOrGuardian`.
fn check_admin_or_guardian(header: &MarketHeader, signer: &Key) -> Result<(), Error> {
    if header.admin == *signer || header.guardian == *signer { Ok(()) } else { Err(Error::NotAdminOrGuardian) }
}

/// Gives the admin role to who was named by an executed proposal.
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

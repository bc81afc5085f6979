//! Cancel: a proposal is taken back before it is executed.

use super::shared::signer::check_officer;
use crate::state::{Kind, MarketHeader, Proposal};
use crate::{Error, Key};

/// Whether this key may take the proposal back: the admin any, the guardian any but one that replaces it; of a market that
/// was closed, where `header` is none, anybody. The rent goes to the account that paid it.
///
/// # Errors
/// `NotAdminOrGuardian`, `GuardianReplacement`, `WrongRentRecipient`.
pub fn cancel(
    header: Option<&MarketHeader>,
    proposal: &Proposal,
    signer: &Key,
    rent_recipient: &Key,
) -> Result<(), Error> {
    if let Some(header) = header {
        check_officer(header, signer)?;
        if header.admin != *signer && proposal.change()? == Kind::Guardian {
            return Err(Error::GuardianReplacement);
        }
    }
    if proposal.rent_payer() == *rent_recipient { Ok(()) } else { Err(Error::WrongRentRecipient) }
}

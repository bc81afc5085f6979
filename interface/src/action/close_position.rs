//! ClosePosition: an empty position ends.

use super::shared::signer::check_owner;
use crate::state::Position;
use crate::{Error, Key};

/// Whether `signer` may close the position and have its rent go to `rent_recipient`, who must be the one that paid it.
///
/// # Errors
/// `NotOwner`, `PositionInUse`, `WrongRentRecipient`.
pub fn close_position(position: &Position, signer: &Key, rent_recipient: &Key) -> Result<(), Error> {
    check_owner(position, signer)?;
    if !position.is_empty() {
        return Err(Error::PositionInUse);
    }
    if position.rent_payer() == *rent_recipient { Ok(()) } else { Err(Error::WrongRentRecipient) }
}

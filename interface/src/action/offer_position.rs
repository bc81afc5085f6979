//! OfferPosition: the owner names who may take the position over.

use super::shared::signer::check_owner;
use crate::instruction::OfferPositionArgs;
use crate::state::Position;
use crate::{Error, Key};

/// Offers the position; the zero key takes the offer back. Until it is accepted the position is its owner's, who may do
/// with it as before: what it holds then is what its taker's terms are for.
///
/// # Errors
/// `NotOwner`.
pub fn offer_position(position: &mut Position, args: &OfferPositionArgs, signer: &Key) -> Result<(), Error> {
    check_owner(position, signer)?;
    position.offered_to = args.to;
    Ok(())
}

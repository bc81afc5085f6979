//! SetDelegate: who may act for the owner.

use super::shared::signer::check_owner;
use crate::instruction::SetDelegateArgs;
use crate::state::Position;
use crate::{Error, Key};

/// Sets the delegate; the zero key clears it.
///
/// # Errors
/// `NotOwner`.
pub fn set_delegate(position: &mut Position, args: &SetDelegateArgs, signer: &Key) -> Result<(), Error> {
    check_owner(position, signer)?;
    position.set_delegate(args.delegate);
    Ok(())
}

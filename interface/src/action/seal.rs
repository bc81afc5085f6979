//! Seal: ends immediate configuration, permanently.

use super::shared::signer::check_admin;
use crate::state::MarketHeader;
use crate::{Error, Key};

/// From here on every change but a tightening waits as a proposal, and anyone may pay in.
///
/// # Errors
/// `NotAdmin`, `MarketSealed`.
pub fn seal(header: &mut MarketHeader, signer: &Key) -> Result<(), Error> {
    check_admin(header, signer)?;
    header.seal()
}

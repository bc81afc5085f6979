//! CloseMarket: a market without reserves ends.

use super::shared::signer::check_admin;
use crate::state::Market;
use crate::{Error, Key};

/// Whether `signer` may close the market. That no reserve is listed means that each was closed, through the delay, when
/// nobody had anything in it: there is nothing left that another delay could protect.
///
/// # Errors
/// `NotAdmin`, `MarketInUse`.
pub fn close_market(market: &Market<'_>, signer: &Key) -> Result<(), Error> {
    check_admin(market.header, signer)?;
    if market.reserves.iter().any(|reserve| reserve.listed != 0) { Err(Error::MarketInUse) } else { Ok(()) }
}

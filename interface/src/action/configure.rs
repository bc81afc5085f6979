//! Configure: parameters of a reserve at once, while the market is not sealed.

use super::shared::config::{check_config, set_config};
use super::shared::signer::check_admin;
use crate::instruction::ConfigureArgs;
use crate::state::Market;
use crate::{Error, Key};

/// Takes over the named parameters of a reserve at once, in a market that is not sealed yet.
///
/// # Errors
/// `NotAdmin`, `MarketSealed`, `NoSuchReserve`, `ArgumentOutOfRange`, and those of `check_config`; then nothing has
/// changed.
pub fn configure(market: &mut Market<'_>, args: &ConfigureArgs, signer: &Key, now: i64) -> Result<(), Error> {
    check_admin(market.header, signer)?;
    if market.header.sealed != 0 {
        return Err(Error::MarketSealed);
    }
    let reserve = market.reserve(args.reserve)?;
    let mut config = reserve.config;
    config.take_fields(args.mask, &{ args.config })?;
    check_config(market, args.reserve, &config)?;
    set_config(market, args.reserve, &config, now)
}

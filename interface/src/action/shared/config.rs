//! How a reserve takes new parameters.

use crate::Error;
use crate::state::{Market, ReserveConfig};

/// Replaces the parameters of a reserve: interest up to now is by the old ones, and its groups are counted by the new.
///
/// # Errors
/// `NoSuchReserve`.
pub(in crate::action) fn set_config(
    market: &mut Market<'_>,
    index: u8,
    config: &ReserveConfig,
    now: i64,
) -> Result<(), Error> {
    market.leave_groups(index)?;
    let reserve = market.reserve_mut(index)?;
    reserve.accrue(now);
    reserve.config = *config;
    reserve.set_rate();
    market.count_groups(index)?;
    Ok(())
}

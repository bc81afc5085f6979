//! Donate: atoms that have arrived in the vault stand first against losses.

use super::Moved;
use crate::Error;
use crate::state::Market;

/// Books `arrived` atoms as the reserve's buffer.
///
/// # Errors
/// `NoSuchReserve`, `Overflow`.
pub fn donate(market: &mut Market<'_>, index: u8, arrived: u64, now: i64) -> Result<Moved, Error> {
    let reserve = market.reserve_mut(index)?;
    reserve.accrue(now);
    reserve.donate(arrived)?;
    reserve.set_rate_outlined();
    Ok(Moved { amount: arrived, shares: 0 })
}

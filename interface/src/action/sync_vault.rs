//! SyncVault: the books learn what the vault holds.

use crate::Error;
use crate::state::Market;

/// Recognises that the vault holds less than booked, or restores tokens that came back; returns the signed change of
/// cash, atoms.
///
/// # Errors
/// `NoSuchReserve`.
pub fn sync_vault(market: &mut Market<'_>, index: u8, vault_amount: u64, now: i64) -> Result<i64, Error> {
    let reserve = market.reserve_mut(index)?;
    reserve.accrue(now);
    let synced = reserve.sync(vault_amount);
    reserve.set_rate_outlined();
    market.count_groups(index)?;
    Ok(synced)
}

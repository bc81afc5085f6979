//! InitMarket: a zeroed account becomes a market, not sealed yet.

use crate::instruction::InitMarketArgs;
use crate::state::{MAX_RESERVES, MarketHeader, MarketParams, NewMarket, REOPEN_GRACE_S};
use crate::{Error, Key};
use bytemuck::Zeroable;

/// Initialises an all-zero header for a market with room for `capacity` reserves.
///
/// # Errors
/// `ArgumentOutOfRange`, `BadCalendar`, `WrongLength` when there is room for none or for more than 128.
pub fn init_market(
    header: &mut MarketHeader,
    capacity: usize,
    args: &InitMarketArgs,
    authority: Key,
    authority_bump: u8,
) -> Result<(), Error> {
    let calendar = args.calendar;
    calendar.validate()?;
    let capacity = u8::try_from(capacity).map_err(|_| Error::WrongLength)?;
    if capacity == 0 || usize::from(capacity) > MAX_RESERVES {
        return Err(Error::WrongLength);
    }
    let params = MarketParams {
        debt_floor: args.debt_floor,
        fee_recipient: args.fee_recipient,
        delay_s: args.delay_s,
        target_health_bps: args.target_health_bps,
        cool_off_s: args.cool_off_s,
        adapters: args.adapters,
        reopen_grace_s: REOPEN_GRACE_S,
        ..MarketParams::zeroed()
    };
    params.validate()?;
    let (admin, guardian) = (args.admin, args.guardian);
    if admin.is_none() {
        return Err(Error::ArgumentOutOfRange);
    }
    header.init(&NewMarket { authority, authority_bump, admin, guardian, params, calendar }, capacity);
    Ok(())
}

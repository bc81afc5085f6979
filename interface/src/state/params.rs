//! A market's own parameters and their compiled-in bounds: what `InitMarket` sets and a proposal may change.

use super::layout::layout;
use crate::oracle::Adapter;
use crate::{Error, Key};

/// The longest delay, so that no typing error ends governance: 30 days.
pub const DELAY_MAX_S: u32 = 30 * 24 * 3600;
/// The liquidation grace after a Closed spell that a market begins with, seconds.
pub const REOPEN_GRACE_S: u32 = 1800;
/// The longest liquidation grace after a Closed spell: below one Regular session.
pub const REOPEN_GRACE_MAX_S: u32 = 6 * 3600;

const TARGET_HEALTH: core::ops::RangeInclusive<u16> = 10_000..=20_000;
const COOL_OFF_S: core::ops::RangeInclusive<u16> = 11..=3600;

layout! {
    /// The market's parameters. A proposal names its fields by their place in this list.
    pub MarketParams: 56 {
        0 debt_floor: u64 = "smallest debt of a slot, Value, below 2^48";
        8 fee_recipient: Key = "owner of the token accounts that fees are paid to";
        40 delay_s: u32 = "timelock, seconds, at most 30 days; may only grow";
        44 reopen_grace_s: u32 = "liquidation grace after a Closed spell, seconds, at most 6 hours";
        48 target_health_bps: u16 = "health a liquidation aims at, 10,000 to 20,000";
        50 cool_off_s: u16 = "seconds after risk was taken before a liquidation, 11 to 3,600";
        52 adapters: u8 = "oracle adapters enabled, bit n for adapter n";
        53 reserved: [u8; 3] = "zero";
    }
}

impl MarketParams {
    /// Whether every parameter is inside its bound.
    ///
    /// # Errors
    /// `ArgumentOutOfRange`.
    pub fn validate(&self) -> Result<(), Error> {
        let sound = !self.fee_recipient.is_none()
            && self.delay_s <= DELAY_MAX_S
            && self.reopen_grace_s <= REOPEN_GRACE_MAX_S
            && TARGET_HEALTH.contains(&self.target_health_bps)
            && COOL_OFF_S.contains(&self.cool_off_s)
            && self.debt_floor < 1 << 48
            && self.adapters & !Adapter::MASK == 0;
        if sound { Ok(()) } else { Err(Error::ArgumentOutOfRange) }
    }
}

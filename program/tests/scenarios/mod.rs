//! Rules that several instructions share: sessions, issuers and their mints, callers by CPI, the ends of the number line.

pub mod attribution;
pub mod clawback;
pub mod example;
pub mod flow;
pub mod hook;
pub mod issuer;
pub mod issuer_events;
pub mod liquidation_events;
pub mod max_slots;
pub mod mints;
pub mod numeric_limits;
pub mod saturation;
pub mod sessions;
pub mod terminal;

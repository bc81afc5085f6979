//! What several instructions do alike: who may sign, where a position may pay out, the exchange of a liquidation, the
//! write-off of bad debt, and how a reserve takes new parameters.

pub(super) mod config;
pub mod exchange;
pub mod offer;
pub mod orders;
pub(super) mod signer;
pub(super) mod write_off;

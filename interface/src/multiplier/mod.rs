//! What the board makes of the mint's UI multiplier. A step of at most 1 % is taken at its word within a budget per
//! time (every dividend), see `steps`; a larger one is pending until prices bear it out, see `pending`; what is not a
//! multiplier, or beyond the accepted cumulative ratio, changes nothing and suspends the share feed. A stolen multiplier
//! key mints no borrow power.

mod effective;
mod pending;
mod steps;
#[cfg(test)]
mod tests;
mod types;

pub use effective::{AHEAD_S, NOTICE_S, evaluate, rebase};
pub use types::{EffectiveMultipliers, ONE_Q32, Observation};

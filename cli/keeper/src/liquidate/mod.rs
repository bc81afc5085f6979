//! Liquidation: which positions, which of their slots, how much, and where what is seized is sold.

pub mod compose;
pub mod exchange;

pub use exchange::{Exchange, Means};

//! Price boards in exact fractions, from the prints of their sources by the rules of `docs/prices.md`.
//!
//! What is the program's judgement is taken from it: which prints it holds out, which multiplier it trusts, which one is on
//! trial. What those come to is not: freshness, the range of a print with its confidence and average, the multipliers
//! that count in it, how two sources are combined, what an absent one still bounds, divergence, and the flags.

mod combine;
mod feed;
mod ticker;

pub use feed::{Feed, Good, Print, Range};
pub use ticker::{Refresh, Ticker};

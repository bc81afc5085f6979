//! Price boards in exact fractions, by the rules of `docs/prices.md`, independent of the program's own code for them.
//!
//! What is the program's judgement is taken from it: which multiplier it trusts, which one is pending, and whether that
//! suspends the share feed. All else is computed: which prints are news, what they are worth per atom, which sources live,
//! how the references move, how two sources are combined, what an absent one still bounds, and the flags.

mod feed;
mod multipliers;
mod reference;
mod refresh;
mod ticker;

pub use feed::{Print, Range};
pub use refresh::Refresh;
pub use ticker::Ticker;

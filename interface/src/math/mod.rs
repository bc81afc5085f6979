//! Arithmetic of the books: limbs, Q64.64, shares, prices, interest, losses.
//!
//! Every function is total: no input panics, and no function needs its caller to have validated an account first.
//! Lossy functions say `_down` or `_up`. The normative text, with the bounds the tests check, is `docs/math.md`.

pub mod books;
pub mod divide;
mod exchange;
pub mod interest;
pub mod liquidation;
pub mod loss;
pub mod price;
pub mod q64;
pub mod rate;
pub(crate) mod ratio;
pub mod scale;
pub mod shares;
mod step;
pub mod wide;

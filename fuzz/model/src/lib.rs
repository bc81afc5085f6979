//! The exact model of the program, in rational numbers: no shares, no indices, no packed prices, no rounding but what is
//! defined as part of a rule. Tests, the sequences and the stories run it beside the program and compare.
//!
//! It reads the program's records (`Reserve`, `ReserveConfig`) as data and calls none of the program's rules, except the
//! interest polynomial and the decoding of a mint's multiplier, which are definitions.

pub mod book;
pub mod interest;
pub mod ledger;
pub mod lending;
pub mod number;
pub mod prices;

pub use book::Book;
pub use ledger::{Ledger, LenderReport, check_books};
pub use lending::Lending;
pub use number::{Exact, atoms, bps_of, hair, q64, ratio};

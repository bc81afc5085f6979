//! Transactions with limits: the builder's.

pub use hypothec_interface::budget::*;

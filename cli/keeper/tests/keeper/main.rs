//! The keeper, part by part and as a whole, with everything outside of it on loopback.

#[path = "../support/mod.rs"]
mod support;

mod exits;
mod pyth;

//! Sequences of actions, decoded from bytes, over a world of pure state transitions and through the built program: what
//! the fuzz targets and the seeded tests run.
//!
//! `action` is data; `decode` makes it from bytes; `world` does it without a runtime; `check` holds what came of it to the
//! invariants and to the exact models; `svm` does the same on the chain. Arrows point from right to left only.

pub mod action;
pub mod check;
pub mod decode;
pub mod health;
pub mod readers;
pub mod run;
pub mod svm;
pub mod world;

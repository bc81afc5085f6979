//! Seeded sequences without a fuzzer, and the files of `fuzz/regressions` run again.

mod boards;
mod closing;
mod differential;
mod health;
mod orders;
mod reach;
mod regressions;

//! The rules of the UI multiplier, as pure functions: steps, splits, thefts, and that nothing hangs.

mod announced;
mod properties;
mod setup;
mod splits;
mod steps;
mod theft;

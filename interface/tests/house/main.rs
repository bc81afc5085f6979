//! The laws of the house, read from its sources: where arrows point, what tests are called, which words are ours.

mod arrows;
mod crates;
mod layers;
mod names;
mod pages;
mod sizes;
mod source;
mod words;

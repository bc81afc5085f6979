//! Tests of the built program: each instruction, all of them at once, attacks, replays and what several of them share.

mod builtins;
mod fixtures;
mod instructions;
mod matrix;
mod replays;
mod scenarios;
mod threats;
mod verification;

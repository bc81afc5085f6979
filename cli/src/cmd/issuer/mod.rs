//! What an issuer can do to its mint, by Token-2022's own instructions, signed by the embedded chain's `issuer` wallet.

mod act;
mod adopt;
mod arm_hook;
mod clawback;
mod disarm_hook;
mod dividend;
mod freeze;
mod give_back;
mod holder;
mod multiplier;
mod pause;
mod split;
mod thaw;
mod unpause;

use crate::context::Env;
use crate::output::Answer;
use anyhow::Result;
use clap::Subcommand;

#[derive(Subcommand)]
pub enum Command {
    Dividend(dividend::Dividend),
    Split(split::Split),
    Pause(pause::Pause),
    Unpause(unpause::Unpause),
    Freeze(freeze::Freeze),
    Thaw(thaw::Thaw),
    Clawback(clawback::Clawback),
    GiveBack(give_back::GiveBack),
    ArmHook(arm_hook::ArmHook),
    DisarmHook(disarm_hook::DisarmHook),
    Adopt(adopt::Adopt),
}

impl Command {
    pub fn run(self, env: &Env) -> Result<Answer> {
        match self {
            Command::Dividend(verb) => verb.run(env),
            Command::Split(verb) => verb.run(env),
            Command::Pause(verb) => verb.run(env),
            Command::Unpause(verb) => verb.run(env),
            Command::Freeze(verb) => verb.run(env),
            Command::Thaw(verb) => verb.run(env),
            Command::Clawback(verb) => verb.run(env),
            Command::GiveBack(verb) => verb.run(env),
            Command::ArmHook(verb) => verb.run(env),
            Command::DisarmHook(verb) => verb.run(env),
            Command::Adopt(verb) => verb.run(env),
        }
    }
}

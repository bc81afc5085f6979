//! Transactions that were printed by --sign-only or --unsigned.

mod send;
mod show;
mod sign;
mod text;

use crate::context::Env;
use crate::output::Answer;
use anyhow::Result;
use clap::Subcommand;

#[derive(Subcommand)]
pub enum Command {
    Show(show::Show),
    Sign(sign::Sign),
    Send(send::Send),
}

impl Command {
    pub fn run(self, env: &Env) -> Result<Answer> {
        match self {
            Command::Show(verb) => verb.run(env),
            Command::Sign(verb) => verb.run(env),
            Command::Send(verb) => verb.run(env),
        }
    }
}

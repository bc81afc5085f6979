//! Prices: post to the embedded chain, update the market's prices, show them.

mod outcome;
mod post;
mod refresh;
mod show;

use crate::context::Env;
use crate::output::Answer;
use anyhow::Result;
use clap::Subcommand;

#[derive(Subcommand)]
pub enum Command {
    Post(post::Post),
    Refresh(refresh::Refresh),
    Show(show::Show),
}

impl Command {
    pub fn run(self, env: &Env) -> Result<Answer> {
        match self {
            Command::Post(verb) => verb.run(env),
            Command::Refresh(verb) => verb.run(env),
            Command::Show(verb) => verb.run(env),
        }
    }
}

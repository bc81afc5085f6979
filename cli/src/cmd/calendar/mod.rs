//! The exchange's calendar, as the market holds it.

mod close_day;
mod next;
mod show;

use crate::context::Env;
use crate::output::Answer;
use anyhow::Result;
use clap::Subcommand;

#[derive(Subcommand)]
pub enum Command {
    Show(show::Show),
    Next(next::Next),
    CloseDay(close_day::CloseDay),
}

impl Command {
    pub fn run(self, env: &Env) -> Result<Answer> {
        match self {
            Command::Show(verb) => verb.run(env),
            Command::Next(verb) => verb.run(env),
            Command::CloseDay(verb) => verb.run(env),
        }
    }
}

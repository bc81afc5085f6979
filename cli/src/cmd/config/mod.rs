//! The command's own configuration.

mod get;
mod set;

use crate::output::Answer;
use anyhow::Result;
use clap::Subcommand;

#[derive(Subcommand)]
pub enum Command {
    Get(get::Get),
    Set(set::Set),
}

impl Command {
    pub fn run(self) -> Result<Answer> {
        match self {
            Command::Get(verb) => verb.run(),
            Command::Set(verb) => verb.run(),
        }
    }
}

//! Liquidation: find unhealthy positions, repay and seize, settle bad debt.

mod outcome;
mod plan;
mod run;
mod scan;
mod settle;

use crate::context::Env;
use crate::output::Answer;
use anyhow::Result;
use clap::Subcommand;

#[derive(Subcommand)]
pub enum Command {
    Scan(scan::Scan),
    Run(run::Run),
    Settle(settle::Settle),
}

impl Command {
    pub fn run(self, env: &Env) -> Result<Answer> {
        match self {
            Command::Scan(verb) => verb.run(env),
            Command::Run(verb) => verb.run(env),
            Command::Settle(verb) => verb.run(env),
        }
    }
}

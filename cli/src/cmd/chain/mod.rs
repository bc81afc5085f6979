//! The embedded chain: start it, let time pass, look back.

mod check;
mod genesis;
mod history;
mod new_token;
mod pool;
mod reset;
mod restore;
mod snapshot;
mod start;
mod status;
mod upgrade;
mod warp;

use crate::context::Env;
use crate::output::Answer;
use anyhow::Result;
use clap::Subcommand;

#[derive(Subcommand)]
pub enum Command {
    Start(start::Start),
    Status(status::Status),
    Warp(warp::Warp),
    History(history::History),
    NewToken(new_token::NewToken),
    Pool(pool::Pool),
    Snapshot(snapshot::Snapshot),
    Restore(restore::Restore),
    Check(check::Check),
    Upgrade(upgrade::Upgrade),
    Reset(reset::Reset),
}

impl Command {
    pub fn run(self, env: &Env) -> Result<Answer> {
        match self {
            Command::Start(verb) => verb.run(env),
            Command::Status(verb) => verb.run(env),
            Command::Warp(verb) => verb.run(env),
            Command::History(verb) => verb.run(env),
            Command::NewToken(verb) => verb.run(env),
            Command::Pool(verb) => verb.run(env),
            Command::Snapshot(verb) => verb.run(env),
            Command::Restore(verb) => verb.run(env),
            Command::Check(verb) => verb.run(env),
            Command::Upgrade(verb) => verb.run(env),
            Command::Reset(verb) => verb.run(env),
        }
    }
}

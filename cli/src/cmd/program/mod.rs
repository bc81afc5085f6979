//! The program itself: put on a cluster, replaced, compared with a build.

mod deploy;
mod file;
mod set_authority;
mod show;
mod upgrade;
mod verify;
mod write_buffer;

use crate::context::Env;
use crate::output::Answer;
use anyhow::Result;
use clap::Subcommand;

#[derive(Subcommand)]
pub enum Command {
    Deploy(deploy::Deploy),
    WriteBuffer(write_buffer::WriteBuffer),
    Upgrade(upgrade::Upgrade),
    Show(show::Show),
    Verify(verify::Verify),
    SetAuthority(set_authority::SetAuthority),
}

impl Command {
    pub fn run(self, env: &Env) -> Result<Answer> {
        match self {
            Command::Deploy(verb) => verb.run(env),
            Command::WriteBuffer(verb) => verb.run(env),
            Command::Upgrade(verb) => verb.run(env),
            Command::Show(verb) => verb.run(env),
            Command::Verify(verb) => verb.run(env),
            Command::SetAuthority(verb) => verb.run(env),
        }
    }
}

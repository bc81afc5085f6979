//! Wallets of the embedded chain, and its faucet.

mod airdrop;
mod export;
mod import;
mod list;
mod mint;
mod new;
mod recover;
mod show;
mod transfer;

use crate::context::Env;
use crate::output::Answer;
use anyhow::Result;
use clap::Subcommand;

#[derive(Subcommand)]
pub enum Command {
    New(new::New),
    Show(show::Show),
    List(list::List),
    Transfer(transfer::Transfer),
    Import(import::Import),
    Recover(recover::Recover),
    Export(export::Export),
    Airdrop(airdrop::Airdrop),
    Mint(mint::Mint),
}

impl Command {
    pub fn run(self, env: &Env) -> Result<Answer> {
        match self {
            Command::New(verb) => verb.run(env),
            Command::Show(verb) => verb.run(env),
            Command::List(verb) => verb.run(env),
            Command::Transfer(verb) => verb.run(env),
            Command::Import(verb) => verb.run(env),
            Command::Recover(verb) => verb.run(env),
            Command::Export(verb) => verb.run(env),
            Command::Airdrop(verb) => verb.run(env),
            Command::Mint(verb) => verb.run(env),
        }
    }
}

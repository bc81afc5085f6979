//! The market: create, list, configure, govern, show.

mod accept_admin;
mod apply;
mod cancel;
mod change;
mod close;
mod close_reserve;
mod configure;
mod create;
mod diff;
mod donate;
mod execute;
mod fees;
mod flash;
mod list;
mod list_asset;
mod parameters;
mod params;
mod preset;
mod proposals;
mod propose;
mod seal;
mod show;
mod source;
mod sync;
mod tighten;
mod use_market;
mod watch;

pub use source::price_of_token;

use crate::context::Env;
use crate::output::Answer;
use anyhow::Result;
use clap::Subcommand;

#[derive(Subcommand)]
pub enum Command {
    Create(create::Create),
    Use(use_market::Use),
    List(list::List),
    ListAsset(list_asset::ListAsset),
    Configure(configure::Configure),
    Params(params::Params),
    Diff(diff::Diff),
    Apply(apply::Apply),
    Seal(seal::Seal),
    Propose(propose::Propose),
    Proposals(proposals::Proposals),
    Execute(execute::Execute),
    Cancel(cancel::Cancel),
    Tighten(tighten::Tighten),
    AcceptAdmin(accept_admin::AcceptAdmin),
    Donate(donate::Donate),
    Fees(fees::Fees),
    Flash(flash::Flash),
    Sync(sync::Sync),
    CloseReserve(close_reserve::CloseReserve),
    Close(close::Close),
    Show(show::Show),
    Watch(watch::Watch),
}

impl Command {
    pub fn run(self, env: &Env) -> Result<Answer> {
        match self {
            Command::Create(verb) => verb.run(env),
            Command::Use(verb) => verb.run(env),
            Command::List(verb) => verb.run(env),
            Command::ListAsset(verb) => verb.run(env),
            Command::Configure(verb) => verb.run(env),
            Command::Params(verb) => verb.run(env),
            Command::Diff(verb) => verb.run(env),
            Command::Apply(verb) => verb.run(env),
            Command::Seal(verb) => verb.run(env),
            Command::Propose(verb) => verb.run(env),
            Command::Proposals(verb) => verb.run(env),
            Command::Execute(verb) => verb.run(env),
            Command::Cancel(verb) => verb.run(env),
            Command::Tighten(verb) => verb.run(env),
            Command::AcceptAdmin(verb) => verb.run(env),
            Command::Donate(verb) => verb.run(env),
            Command::Fees(verb) => verb.run(env),
            Command::Flash(verb) => verb.run(env),
            Command::Sync(verb) => verb.run(env),
            Command::CloseReserve(verb) => verb.run(env),
            Command::Close(verb) => verb.run(env),
            Command::Show(verb) => verb.run(env),
            Command::Watch(verb) => verb.run(env),
        }
    }
}

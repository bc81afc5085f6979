//! The commands, a folder for each noun and a file for each verb.

mod boards;
mod calendar;
mod chain;
mod completion;
mod config;
mod examples;
mod inspect;
mod issuer;
mod keeper;
mod liquidate;
mod man;
mod market;
mod position;
mod price;
mod program;
mod repeat;
mod selector;
mod transaction;
mod wallet;

pub use examples::with_examples;

use crate::context::{Env, Options};
use crate::output::Answer;
use anyhow::Result;
use clap::Subcommand;

#[derive(Subcommand)]
pub enum Noun {
    /// The embedded chain: start, time, history
    #[command(subcommand)]
    Chain(chain::Command),
    /// What the command takes where neither a flag nor the environment says it
    #[command(subcommand)]
    Config(config::Command),
    /// The program on a cluster: deploy, upgrade, compare with a build
    #[command(subcommand)]
    Program(program::Command),
    /// Wallets: keys kept here, what they hold, and the embedded chain's faucet
    #[command(subcommand)]
    Wallet(wallet::Command),
    /// The market: create, list assets, configure, show
    #[command(subcommand)]
    Market(market::Command),
    /// The exchange's calendar: sessions, closures, closing a day
    #[command(subcommand)]
    Calendar(calendar::Command),
    /// Prices: post to the embedded chain, update the market's prices, show
    #[command(subcommand)]
    Price(price::Command),
    /// Positions: deposit, withdraw, borrow, repay
    #[command(subcommand)]
    Position(position::Command),
    /// Liquidation: find unhealthy positions, repay and seize, settle bad debt
    #[command(subcommand)]
    Liquidate(liquidate::Command),
    /// The keeper: posts prices, refreshes boards, liquidates through an exchange, tells people
    #[command(subcommand)]
    Keeper(keeper::Command),
    /// What the issuers of the stocks do: dividends, splits, pauses, freezes, clawbacks, hooks
    #[command(subcommand)]
    Issuer(issuer::Command),
    /// Transactions that were printed instead of sent: show, sign, send
    #[command(subcommand)]
    Transaction(transaction::Command),
    Inspect(inspect::Inspect),
    Completion(completion::Completion),
    Man(man::Man),
}

impl Noun {
    /// Runs the command; `whole` is the command line with all of them.
    pub fn run(self, options: Options, whole: clap::Command) -> Result<Answer> {
        // the configuration can be mended even where it cannot be used
        let env = || Env::new(options);
        match self {
            Noun::Config(command) => command.run(),
            Noun::Completion(command) => command.run(whole),
            Noun::Man(command) => command.run(whole),
            Noun::Chain(command) => command.run(&env()?),
            Noun::Program(command) => command.run(&env()?),
            Noun::Wallet(command) => command.run(&env()?),
            Noun::Market(command) => command.run(&env()?),
            Noun::Calendar(command) => command.run(&env()?),
            Noun::Price(command) => command.run(&env()?),
            Noun::Position(command) => command.run(&env()?),
            Noun::Liquidate(command) => command.run(&env()?),
            Noun::Keeper(command) => command.run(&env()?),
            Noun::Issuer(command) => command.run(&env()?),
            Noun::Transaction(command) => command.run(&env()?),
            Noun::Inspect(command) => command.run(&env()?),
        }
    }
}

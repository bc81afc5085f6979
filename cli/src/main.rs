//! `hypothec`: runs a market on an embedded chain whose state is kept on disk between commands.

mod amount;
mod demo;
mod inspect;
mod market;
mod position;
mod price;
mod store;
mod wallet;

use anyhow::{Result, bail};
use clap::{Parser, Subcommand};
use serde_json::Value;
use std::path::PathBuf;
use std::process::ExitCode;

/// Run a Hypothec market.
#[derive(Parser)]
#[command(version, arg_required_else_help = true)]
struct Cli {
    /// Where the embedded chain is kept [default: hypothec in the user's data directory]
    #[arg(long, global = true, env = "HYPOTHEC_STATE")]
    state: Option<PathBuf>,
    /// Print JSON
    #[arg(long, global = true)]
    json: bool,
    /// A cluster's RPC address (not yet: only the embedded chain is supported)
    #[arg(long, global = true)]
    url: Option<String>,
    #[command(subcommand)]
    noun: Noun,
}

#[derive(Subcommand)]
enum Noun {
    /// The embedded chain
    #[command(subcommand)]
    Chain(store::Command),
    /// Wallets of the embedded chain, and its faucet
    #[command(subcommand)]
    Wallet(wallet::Command),
    /// The market
    #[command(subcommand)]
    Market(market::Command),
    /// Prices and boards
    #[command(subcommand)]
    Price(price::Command),
    /// Positions
    #[command(subcommand)]
    Position(position::Command),
    /// Decode an account of the program
    Inspect {
        /// The account's address
        address: String,
    },
    /// The main job from an empty chain, checked against the exact model
    Demo,
}

/// What a command has to say: JSON for programs, text for people.
pub struct Answer {
    pub json: Value,
    pub text: String,
}

fn run(cli: &Cli) -> Result<Answer> {
    if cli.url.is_some() {
        bail!("--url: not yet; only the embedded chain is supported");
    }
    let store = store::Store::at(cli.state.clone())?;
    match &cli.noun {
        Noun::Chain(command) => store::run(command, &store),
        Noun::Wallet(command) => wallet::run(command, &store),
        Noun::Market(command) => market::run(command, &store),
        Noun::Price(command) => price::run(command, &store),
        Noun::Position(command) => position::run(command, &store),
        Noun::Inspect { address } => inspect::run(address, &store),
        Noun::Demo => demo::run(),
    }
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    match run(&cli) {
        Ok(answer) if cli.json => println!("{}", answer.json),
        Ok(answer) => println!("{}", answer.text),
        Err(error) => {
            eprintln!("error: {error:#}");
            return ExitCode::FAILURE;
        }
    }
    ExitCode::SUCCESS
}

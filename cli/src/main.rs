//! `hypothec`: runs a market on an embedded chain whose state is kept on disk between commands.

mod amount;
mod answer;
mod asset;
mod batch;
mod calendar;
mod chain;
mod checks;
mod crash;
mod create;
mod demo;
mod desk;
mod event;
mod fields;
mod governance;
mod health;
mod history;
mod inspect;
mod issuer;
mod keys;
mod liquidate;
mod listing;
mod market;
mod model;
mod moment;
mod position;
mod price;
mod quote;
mod reading;
mod receipt;
mod reserve;
mod source;
mod store;
mod story;
mod wallet;
mod watch;
mod week;

use answer::Answer;
use anyhow::{Result, bail};
use clap::{Args, Parser, Subcommand};
use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

/// Run a Hypothec market.
///
/// Everything happens on a chain inside this command, kept on disk between commands: `hypothec chain start` makes one.
/// Transactions are signed by --wallet, by --keypair, or by the keypair that Solana's command line is configured with.
#[derive(Parser)]
#[command(version, arg_required_else_help = true)]
struct Cli {
    #[command(flatten)]
    options: Options,
    #[command(subcommand)]
    noun: Noun,
}

/// What every command takes.
#[derive(Args)]
pub struct Options {
    /// Where the embedded chain is kept [default: hypothec in the user's data directory]
    #[arg(long, global = true, value_name = "DIR", env = "HYPOTHEC_STATE")]
    state: Option<PathBuf>,
    /// Sign with this wallet of the embedded chain, see `hypothec wallet new`
    #[arg(short, long, global = true, value_name = "NAME", env = "HYPOTHEC_WALLET", conflicts_with = "keypair")]
    wallet: Option<String>,
    /// Sign with this keypair file, as solana-keygen writes it
    #[arg(short, long, global = true, value_name = "FILE")]
    keypair: Option<PathBuf>,
    /// Solana's configuration file, whose keypair_path signs when neither --wallet nor --keypair is given
    #[arg(short = 'C', long, global = true, value_name = "FILE", env = "SOLANA_CONFIG")]
    solana_config: Option<PathBuf>,
    /// Print JSON, errors too
    #[arg(long, global = true)]
    json: bool,
    /// A cluster's RPC address (not yet: only the embedded chain is supported)
    #[arg(long, global = true, value_name = "URL")]
    url: Option<String>,
}

#[derive(Subcommand)]
enum Noun {
    /// The embedded chain: start, time, history
    #[command(subcommand)]
    Chain(chain::Command),
    /// Wallets of the embedded chain, and its faucet
    #[command(subcommand)]
    Wallet(wallet::Command),
    /// The market: create, list assets, configure, show
    #[command(subcommand)]
    Market(market::Command),
    /// The exchange's calendar: sessions, closures, closing a day
    #[command(subcommand)]
    Calendar(calendar::Command),
    /// Prices: post to the embedded chain, refresh boards, show
    #[command(subcommand)]
    Price(price::Command),
    /// Positions: deposit, withdraw, borrow, repay
    #[command(subcommand)]
    Position(position::Command),
    /// Liquidation: find the unhealthy, repay and seize, settle bad debt
    #[command(subcommand)]
    Liquidate(liquidate::Command),
    /// What the issuers of the stocks do: dividends, splits, pauses, freezes, clawbacks, hooks
    #[command(subcommand)]
    Issuer(issuer::Command),
    /// Decode an account or a transaction
    Inspect {
        /// An address, or the signature of a transaction
        target: String,
    },
    /// The main job from an empty chain, checked against the exact model
    Demo,
    /// A weekend: dividend, move, clawback and gap, checked against the exact model
    DemoWeek,
    /// Two hundred loans through the weekend to 5 August 2024, each judged by the exact model
    DemoCrash,
}

fn run(cli: &Cli) -> Result<Answer> {
    if let Some(url) = &cli.options.url {
        bail!("--url {url}: not yet; only the embedded chain is supported");
    }
    let store = store::Store::at(&cli.options)?;
    match &cli.noun {
        Noun::Chain(command) => chain::run(command, &store),
        Noun::Wallet(command) => wallet::run(command, &store),
        Noun::Market(command) => market::run(command, &store, cli.options.json),
        Noun::Calendar(command) => calendar::run(command, &store),
        Noun::Price(command) => price::run(command, &store),
        Noun::Position(command) => position::run(command, &store),
        Noun::Liquidate(command) => liquidate::run(command, &store),
        Noun::Issuer(command) => issuer::run(command, &store),
        Noun::Inspect { target } => inspect::run(target, &store),
        Noun::Demo => demo::run(cli.options.json),
        Noun::DemoCrash => crash::run(cli.options.json),
        Noun::DemoWeek => week::run(cli.options.json),
    }
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    match run(&cli) {
        Ok(answer) => {
            let text = if cli.options.json { answer.json.to_string() } else { answer.text };
            // whoever reads may have read enough
            let _ = writeln!(std::io::stdout(), "{text}");
        }
        Err(error) => {
            let text = if cli.options.json { answer::failure(&error).to_string() } else { format!("error: {error:#}") };
            eprintln!("{text}");
            return ExitCode::FAILURE;
        }
    }
    ExitCode::SUCCESS
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    fn check(command: &clap::Command, path: &str) {
        assert!(command.get_about().is_some(), "{path} says nothing of itself");
        for argument in command.get_arguments() {
            assert!(argument.get_help().is_some(), "{path} {}: no help", argument.get_id());
        }
        for inner in command.get_subcommands() {
            check(inner, &format!("{path} {}", inner.get_name()));
        }
    }

    #[test]
    fn every_command_and_argument_explains_itself() {
        let command = Cli::command();
        command.clone().debug_assert();
        check(&command, "hypothec");
    }
}

//! `hypothec`: runs a market on an embedded chain whose state is kept on disk between commands.

mod cmd;
mod context;
mod output;

use anyhow::Result;
use clap::Parser;
use output::Answer;
use std::io::{ErrorKind, Write};
use std::process::ExitCode;

/// Run a Hypothec market.
///
/// Everything happens on a chain inside this command, kept on disk between commands: `hypothec chain start` makes one.
/// Transactions are signed by --wallet, by --keypair, or by the keypair that Solana's command line is configured with.
#[derive(Parser)]
#[command(name = "hypothec", version, subcommand_required = true, arg_required_else_help = true)]
struct Cli {
    #[command(flatten)]
    options: context::Options,
    #[command(subcommand)]
    noun: cmd::Noun,
}

fn run(cli: Cli) -> Result<Answer> {
    cli.noun.run(&context::Env::new(cli.options)?)
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    let json = cli.options.json;
    let answer = match run(cli) {
        Ok(answer) => answer,
        Err(error) => {
            let text = if json { output::failure(&error).to_string() } else { format!("error: {error:#}") };
            // nobody is left to tell when stderr is gone
            let _ = writeln!(std::io::stderr(), "{text}");
            return ExitCode::FAILURE;
        }
    };
    let text = if json { answer.json.to_string() } else { answer.text };
    match writeln!(std::io::stdout(), "{text}") {
        // whoever reads may have read enough
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            let _ = writeln!(std::io::stderr(), "error: cannot print the answer: {error}");
            ExitCode::FAILURE
        }
        _ => ExitCode::SUCCESS,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    fn check(command: &clap::Command, path: &str) {
        assert!(command.get_about().is_some(), "{path} has no help");
        for argument in command.get_arguments() {
            assert!(argument.get_help().is_some(), "{path} {}: no help", argument.get_id());
        }
        for inner in command.get_subcommands() {
            check(inner, &format!("{path} {}", inner.get_name()));
        }
    }

    #[test]
    fn every_command_and_argument_has_help() {
        let command = Cli::command();
        command.clone().debug_assert();
        check(&command, "hypothec");
    }
}

//! `hypothec`: runs a Hypothec market, on a cluster or on an embedded chain whose state is kept on disk between commands.

mod cmd;
mod context;
mod output;

use crate::output::json;
use anyhow::Result;
use clap::{CommandFactory, FromArgMatches, Parser};
use context::early::Early;
use context::fault::{EXIT_CODES, exit_code};
use context::options::Output;
use output::Answer;
use serde_json::Value;
use std::io::{ErrorKind, Write};
use std::process::ExitCode;

/// Run a Hypothec market.
///
/// Without --url everything happens on a chain inside this command, kept on disk between commands: `hypothec chain start`
/// makes one. With --url the same commands work on a Solana cluster. Transactions are signed by --wallet, by --keypair, or
/// by the keypair that Solana's command line is configured with.
#[derive(Parser)]
#[command(name = "hypothec", version, subcommand_required = true, arg_required_else_help = true, after_long_help = exit_codes())]
struct Cli {
    #[command(flatten)]
    options: context::Options,
    #[command(subcommand)]
    noun: cmd::Noun,
}

/// The exit codes, for `--help`.
fn exit_codes() -> String {
    let lines = EXIT_CODES.iter().map(|(code, what)| format!("\n  {code}  {what}"));
    format!("Exit codes:{}", lines.collect::<String>())
}

fn run(cli: Cli) -> Result<Answer> {
    match cli.noun.run(cli.options, cmd::with_examples(Cli::command())) {
        Err(error) => error.downcast::<Early>().map(|Early { json, text }| Answer { json, text }),
        answer => answer,
    }
}

/// An answer or an error on one of the streams.
fn print(to: &mut dyn Write, form: Output, text: &str, json: &Value) -> std::io::Result<()> {
    match form {
        Output::Display => writeln!(to, "{}", output::harmless(text)),
        Output::Json => writeln!(to, "{json:#}"),
        Output::JsonCompact => writeln!(to, "{json}"),
    }
}

/// The form of output that a command line asks for which cannot be parsed.
fn form_of_misuse() -> Output {
    let words: Vec<String> = std::env::args().collect();
    let asks = |form: &str| words.iter().any(|word| word.strip_prefix("--output=").unwrap_or(word) == form);
    match (asks("--json") || asks("json-compact"), asks("json")) {
        (true, _) => Output::JsonCompact,
        (false, true) => Output::Json,
        (false, false) => Output::Display,
    }
}

fn main() -> ExitCode {
    let parsed = cmd::with_examples(Cli::command()).try_get_matches();
    let cli = match parsed.and_then(|matches| Cli::from_arg_matches(&matches)) {
        Ok(cli) => cli,
        Err(error) if error.use_stderr() && form_of_misuse() != Output::Display => {
            let words = error.to_string();
            // nobody is left to tell when stderr is gone
            let _ = print(&mut std::io::stderr(), form_of_misuse(), "", &json!({ "error": words.trim_end() }));
            return ExitCode::from(2);
        }
        Err(error) => error.exit(),
    };
    if let Some((width, _)) = terminal_size::terminal_size_of(std::io::stdout()).filter(|_| !cli.options.wide) {
        output::table::set_width(usize::from(width.0));
    }
    let (form, quiet) = (cli.options.form(), cli.options.quiet);
    let answer = match run(cli) {
        Ok(answer) => answer,
        Err(error) => {
            let _ = print(&mut std::io::stderr(), form, &format!("error: {error:#}"), &output::failure(&error));
            return ExitCode::from(exit_code(&error));
        }
    };
    let is_silent = quiet || (answer.text.is_empty() && answer.json.is_null());
    if is_silent {
        return ExitCode::SUCCESS;
    }
    match print(&mut std::io::stdout(), form, &answer.text, &answer.json) {
        // whoever reads may have read enough
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            let why = format!("cannot print the answer: {error}");
            let _ = print(&mut std::io::stderr(), form, &format!("error: {why}"), &json!({ "error": why }));
            ExitCode::FAILURE
        }
        _ => ExitCode::SUCCESS,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(command: &clap::Command, path: &str) {
        assert!(command.get_about().is_some(), "{path} has no help");
        for argument in command.get_arguments() {
            assert!(argument.get_help().is_some(), "{path} {}: no help", argument.get_id());
        }
        for inner in command.get_subcommands() {
            check(inner, &format!("{path} {}", inner.get_name()));
        }
    }

    /// Two arguments of one name are one to the parser, which ends in a panic where their types differ.
    #[test]
    fn no_argument_has_the_name_of_a_global_one() {
        fn own(command: &clap::Command, names: &[String], path: &str) {
            for argument in command.get_arguments().filter(|argument| !argument.is_global_set()) {
                assert!(!names.contains(&argument.get_id().to_string()), "{path} {}", argument.get_id());
            }
            for inner in command.get_subcommands() {
                own(inner, names, &format!("{path} {}", inner.get_name()));
            }
        }
        let command = Cli::command();
        let names: Vec<String> = command.get_arguments().map(|argument| argument.get_id().to_string()).collect();
        own(&command, &names, "hypothec");
    }

    /// Words as a shell would split them that knows single quotes.
    fn words(line: &str) -> Vec<String> {
        let parts = line.split('\'').enumerate();
        let split = parts.flat_map(|(n, part)| match n % 2 {
            0 => part.split(' ').filter(|word| !word.is_empty()).map(String::from).collect::<Vec<_>>(),
            _ => vec![part.into()],
        });
        split.collect()
    }

    #[test]
    fn every_command_has_an_example_that_parses() {
        fn each(command: &clap::Command, path: &str) {
            let texts = [command.get_after_help(), command.get_long_about()].map(|text| text.map(ToString::to_string));
            let texts = texts.map(Option::unwrap_or_default).join("\n");
            let shown = texts.lines().filter(|line| line.starts_with("  hypothec ") || line.starts_with("Example: "));
            let lines: Vec<&str> = shown.map(|line| line.trim_start_matches("Example:").trim()).collect();
            let is_leaf = command.get_subcommands().next().is_none();
            assert!(!is_leaf || !lines.is_empty(), "{path} has no example");
            for line in lines {
                assert!(line.contains(path), "{path}: {line}");
                for part in line.replace("`, or `", " | ").replace('`', "").split(" | ") {
                    let typed = part.split(" > ").next().unwrap_or_default();
                    let parsed = Cli::command().try_get_matches_from(words(typed));
                    let _ = parsed.unwrap_or_else(|error| panic!("{line}: {error}"));
                }
            }
            for inner in command.get_subcommands() {
                each(inner, &format!("{path} {}", inner.get_name()));
            }
        }
        let whole = cmd::with_examples(Cli::command());
        for inner in whole.get_subcommands() {
            each(inner, &format!("hypothec {}", inner.get_name()));
        }
    }

    #[test]
    fn every_command_and_argument_has_help() {
        let command = Cli::command();
        command.clone().debug_assert();
        check(&command, "hypothec");
    }
}

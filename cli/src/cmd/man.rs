//! The manual: pages for man, and the same as one page in Markdown.

use crate::output::{Answer, json};
use anyhow::{Context as _, Result};
use clap::{Arg, Args, Command};
use std::fs;
use std::path::PathBuf;

/// Write the manual: a man page for each command, or one page in Markdown
#[derive(Args)]
pub struct Man {
    /// The folder that the man pages are written to
    #[arg(required_unless_present = "markdown")]
    dir: Option<PathBuf>,
    /// Print one page in Markdown instead
    #[arg(long, conflicts_with = "dir")]
    markdown: bool,
}

impl Man {
    pub fn run(self, whole: Command) -> Result<Answer> {
        let mut whole = without_help(whole);
        whole.build();
        let Some(dir) = &self.dir else {
            let text = markdown(&whole);
            return Ok(Answer { json: json!({ "markdown": text }), text });
        };
        fs::create_dir_all(dir).with_context(|| format!("cannot make {}", dir.display()))?;
        clap_mangen::generate_to(whole, dir).with_context(|| format!("cannot write into {}", dir.display()))?;
        let text = format!("the pages are in {}", dir.display());
        Ok(Answer { json: json!({ "dir": dir }), text })
    }
}

/// The same without the verb `help` of each noun: --help says the same, and a page of it says nothing.
fn without_help(whole: Command) -> Command {
    whole.disable_help_subcommand(true).mut_subcommands(without_help)
}

/// Every command in Markdown, the options of all of them first.
fn markdown(whole: &Command) -> String {
    let mut text = String::from("## Options of every command\n\n");
    for argument in whole.get_arguments().filter(|argument| argument.is_global_set()) {
        text += &line(argument);
    }
    for noun in whole.get_subcommands() {
        text += &format!("\n## hypothec {}\n\n{}", noun.get_name(), about(noun));
        if noun.has_subcommands() {
            for verb in noun.get_subcommands() {
                text += &leaf(verb, &format!("{} {}", noun.get_name(), verb.get_name()), "###");
                for kind in verb.get_subcommands() {
                    let path = format!("{} {} {}", noun.get_name(), verb.get_name(), kind.get_name());
                    text += &leaf(kind, &path, "####");
                }
            }
        } else {
            text += &arguments(noun);
        }
    }
    text.trim_end().into()
}

fn leaf(command: &Command, path: &str, level: &str) -> String {
    format!("\n{level} {path}\n\n{}{}", about(command), arguments(command))
}

fn about(command: &Command) -> String {
    let text = command.get_long_about().or(command.get_about()).map(ToString::to_string).unwrap_or_default();
    let example = command.get_after_help().map(ToString::to_string).unwrap_or_default();
    let lines = example.lines().filter_map(|line| line.find("hypothec ").map(|at| &line[at..]));
    let lines: String = lines.map(|line| format!("\n    {line}\n")).collect();
    format!("{}\n{lines}", text.trim_end())
}

fn arguments(command: &Command) -> String {
    let own = command.get_arguments().filter(|argument| !argument.is_global_set() && argument.get_id() != "help");
    let lines: String = own.map(line).collect();
    if lines.is_empty() { lines } else { format!("\n{lines}") }
}

fn line(argument: &Arg) -> String {
    let value = argument.get_value_names().filter(|_| argument.get_action().takes_values());
    let value = value.map_or_else(String::new, |names| names.iter().map(|name| format!("<{name}>")).collect());
    let name = match (argument.get_long(), argument.get_short()) {
        (Some(long), Some(short)) => format!("-{short}, --{long} {value}"),
        (Some(long), None) => format!("--{long} {value}"),
        _ => value,
    };
    let help = argument.get_long_help().or(argument.get_help()).map(ToString::to_string).unwrap_or_default();
    let mut text = help.split('\n').map(str::trim).filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ");
    let choices: Vec<String> = argument
        .get_possible_values()
        .iter()
        .filter(|_| argument.get_action().takes_values())
        .map(|choice| {
            let help = choice.get_help().map_or_else(String::new, |help| format!(": {help}"));
            format!("`{}`{help}", choice.get_name())
        })
        .collect();
    if !choices.is_empty() {
        text += &format!(" ({})", choices.join("; "));
    }
    let defaults: Vec<_> = argument.get_default_values().iter().map(|value| value.to_string_lossy()).collect();
    if !defaults.is_empty() && !argument.is_hide_default_value_set() && argument.get_action().takes_values() {
        text += &format!(" [default: {}]", defaults.join(", "));
    }
    format!("- `{}`: {text}\n", name.trim_end())
}

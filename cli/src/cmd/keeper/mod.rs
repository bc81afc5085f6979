//! The keeper: posts prices, refreshes boards, liquidates through an exchange, tells people.

mod lookup_table;

use crate::context::fault::Detailed;
use crate::context::{Context, Env};
use crate::output::table::table;
use crate::output::{Answer, json};
use anyhow::{Context as _, Result, bail};
use clap::{Args, Subcommand};
use hypothec_keeper::{Config, Keeper, config, run};
use serde_json::Value;
use std::path::PathBuf;

#[derive(Subcommand)]
pub enum Command {
    /// Write a configuration file with every key, its unit and its default
    Init(Init),
    /// Ask for everything a keeper needs, and send nothing to the chain
    Check(Check),
    /// Look at the market, again and again, and do what there is to do
    Run(Run),
    LookupTable(lookup_table::LookupTable),
}

/// Where the configuration is.
#[derive(Args)]
struct File {
    /// The keeper's configuration
    #[arg(long, value_name = "FILE", default_value = "keeper.toml")]
    config_file: PathBuf,
}

impl File {
    fn read(&self) -> Result<Config> {
        let file = &self.config_file;
        match Config::read(file) {
            Err(error @ config::ConfigError::Unreadable { .. }) => Err(error.into()), // it names the file
            read => read.with_context(|| file.display().to_string()),
        }
    }
}

#[derive(Args)]
pub struct Init {
    #[command(flatten)]
    file: File,
}

#[derive(Args)]
pub struct Check {
    #[command(flatten)]
    file: File,
    /// Send a test alert to every receiver
    #[arg(long)]
    alerts: bool,
}

#[derive(Args)]
pub struct Run {
    #[command(flatten)]
    file: File,
    /// End after this many looks [default: SIGTERM or Ctrl-C ends it]
    #[arg(long, value_name = "LOOKS", value_parser = clap::value_parser!(u32).range(1..))]
    looks: Option<u32>,
    /// Log JSON, a line for each event
    #[arg(long)]
    log_json: bool,
}

impl Command {
    pub fn run(self, env: &Env) -> Result<Answer> {
        match self {
            Command::Init(verb) => verb.run(),
            Command::Check(verb) => verb.run(env),
            Command::Run(verb) => verb.run(env),
            Command::LookupTable(verb) => verb.run(env),
        }
    }
}

impl Init {
    fn run(self) -> Result<Answer> {
        let file = self.file.config_file;
        if file.exists() {
            bail!("{} exists already: name another file with --config-file", file.display());
        }
        std::fs::write(&file, config::EXAMPLE).with_context(|| format!("cannot write {}", file.display()))?;
        let text = format!("{} is written: name the market in it, then run `hypothec keeper check`", file.display());
        Ok(Answer { json: json!({ "file": file }), text })
    }
}

impl Check {
    fn run(self, env: &Env) -> Result<Answer> {
        let config = self.file.read()?;
        let mut ctx = Context::read(env)?;
        let mut keeper = Keeper::new(config, env.keys.key()?, ctx.cluster())?;
        let findings = keeper.check(ctx.cluster_mut(), self.alerts);
        let rows = findings.iter().map(|finding| {
            vec![finding.what.into(), if finding.ok { "ok" } else { "NOT OK" }.into(), finding.text.clone()]
        });
        let shown = table(&["what", "", "found"], rows);
        let json = findings.iter().map(|one| json!({ "what": one.what, "ok": one.ok, "found": one.text }));
        let rows: Value = json.collect();
        if findings.iter().any(|finding| !finding.ok) {
            return Err(Detailed { words: "not everything is there".into(), shown, name: "findings", rows }.into());
        }
        Ok(Answer { json: rows, text: shown })
    }
}

impl Run {
    fn run(self, env: &Env) -> Result<Answer> {
        let level = if env.options.verbose { run::Level::DEBUG } else { run::Level::INFO };
        run::log(self.log_json, level);
        let mut config = self.file.read()?;
        config.dry_run |= env.options.sending.dry_run;
        let mut ctx = Context::open(env)?;
        let mut keeper = Keeper::new(config, env.keys.key()?, ctx.cluster())?;
        let stop = run::stop_on_signals().context("signals cannot be heard")?;
        let ended = run::run(&mut keeper, ctx.cluster_mut(), &stop, self.looks)?;
        ctx.keep_sent_by(&keeper.address())?;
        let json = json!({ "looks": ended.looks, "liquidated": ended.liquidated, "profit_usd": ended.profit_usd });
        let text = format!(
            "{} looks, {} liquidations, profit {:.2} USD before the chain's fees",
            ended.looks, ended.liquidated, ended.profit_usd
        );
        Ok(Answer { json, text })
    }
}

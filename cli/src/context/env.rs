//! What a command starts from: its options, the directory it works in, the keys it may sign with.

use super::config::Config;
use super::fault::Detailed;
use super::keys::Keys;
use super::options::Options;
use super::program;
use super::store::Store;
use super::target::Target;
use crate::output::Answer;
use anyhow::{Context as _, Result, bail};
use hypothec_interface::builder::PROGRAM_ID;
use solana_address::Address;
use std::io::{BufRead, IsTerminal, Write};

/// Options, directory and keys of one command.
pub struct Env {
    pub options: Options,
    pub store: Store,
    pub keys: Keys,
    /// The cluster that is worked on, if it is not the embedded chain.
    pub target: Option<Target>,
    /// Where Hypothec is deployed on it.
    pub program: Address,
}

impl Env {
    pub fn new(options: Options) -> Result<Env> {
        let options = options.filled(&Config::load()?);
        let target = Target::of(&options)?;
        let given = options.program_id.as_ref().filter(|_| target.is_some());
        let parsed =
            given.map(|text| text.parse().ok().with_context(|| format!("{text:?} is not a program's address")));
        if target.is_none()
            && let Some(other) = options.named.program.as_ref().filter(|own| **own != PROGRAM_ID.to_string())
        {
            bail!("the embedded chain has Hypothec at {PROGRAM_ID}, and none at {other}: leave out --program-id");
        }
        let program = parsed.transpose()?.unwrap_or(PROGRAM_ID);
        program::set(program);
        if options.sending.authority.is_some() && !options.sending.is_rehearsal() {
            bail!("--authority signs elsewhere: give --unsigned base58, --unsigned base64, or --dry-run");
        }
        let dir = options.state.clone().or_else(|| Some(dirs::data_dir()?.join("hypothec")));
        let dir = dir.context("no data directory: give --state DIR")?;
        Ok(Env { keys: Keys::new(&dir, &options), store: Store { dir }, options, target, program })
    }

    /// An error on a cluster, for a command of the embedded chain alone.
    pub fn expect_embedded(&self) -> Result<()> {
        if let Some(target) = &self.target {
            bail!("only the embedded chain can do this, and {} is a cluster: give --url embedded", target.name());
        }
        Ok(())
    }

    /// An error in a rehearsal, for what is not a transaction.
    pub fn expect_for_real(&self) -> Result<()> {
        if self.options.sending.is_rehearsal() {
            bail!("this is no transaction, and cannot be rehearsed: leave out --dry-run, --unsigned and --sign-only");
        }
        Ok(())
    }

    /// Asks before something that cannot be undone; `--yes` answers. Without a terminal and without `--yes` it refuses.
    /// What is not sent needs no answer.
    pub fn confirm(&self, question: &str) -> Result<()> {
        if self.options.yes || self.options.sending.is_rehearsal() {
            return Ok(());
        }
        if !std::io::stdin().is_terminal() {
            bail!("{question} Give --yes to go on");
        }
        write!(std::io::stderr(), "{question} [y/N] ")?;
        let mut answer = String::new();
        std::io::stdin().lock().read_line(&mut answer)?;
        if !matches!(answer.trim(), "y" | "Y" | "yes") {
            bail!("nothing was done");
        }
        Ok(())
    }

    /// The same, after what it is about: shown to people, and given to programs under this name.
    pub fn confirm_shown(&self, answer: &Answer, name: &'static str, question: &str) -> Result<()> {
        let is_answered = self.options.yes || self.options.sending.is_rehearsal();
        if !is_answered && self.options.is_json() && !std::io::stdin().is_terminal() {
            let words = format!("{question} Give --yes to go on");
            let (shown, rows) = (answer.text.clone(), answer.json.clone());
            return Err(Detailed { words, shown, name, rows }.into());
        }
        self.confirm(&format!("{}\n{question}", answer.text))
    }

    /// A line to stderr about what takes long, for people.
    pub fn say(&self, line: &str) {
        if !self.options.quiet && !self.options.is_json() {
            // nobody is left to tell when stderr is gone
            let _ = writeln!(std::io::stderr(), "{line}");
        }
    }

    /// A line to stderr for whoever asked to be told more.
    pub fn tell(&self, line: impl FnOnce() -> String) {
        if self.options.verbose {
            // nobody is left to tell when stderr is gone
            let _ = writeln!(std::io::stderr(), "{}", line());
        }
    }
}

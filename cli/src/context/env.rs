//! What a command starts from: its options, the directory it works in, the keys it may sign with.

use super::keys::Keys;
use super::options::Options;
use super::store::Store;
use anyhow::{Context as _, Result, bail};
use std::io::{BufRead, IsTerminal, Write};

/// Options, directory and keys of one command.
pub struct Env {
    pub options: Options,
    pub store: Store,
    pub keys: Keys,
}

impl Env {
    pub fn new(options: Options) -> Result<Env> {
        let options = options.with_environment();
        if let Some(url) = &options.url {
            bail!("--url {url}: not yet; only the embedded chain is supported");
        }
        let dir = options.state.clone().or_else(|| Some(dirs::data_dir()?.join("hypothec")));
        let dir = dir.context("no data directory: give --state DIR")?;
        Ok(Env { keys: Keys::new(&dir, &options), store: Store { dir }, options })
    }

    /// Asks before something that cannot be undone; `--yes` answers. Without a terminal and without `--yes` it refuses.
    pub fn confirm(&self, question: &str) -> Result<()> {
        if self.options.yes {
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
}

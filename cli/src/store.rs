//! The state directory: the machine, what this command knows beside it, the history, the wallets, and a lock.

use crate::Options;
use crate::history::Entry;
use crate::keys::Keys;
use anyhow::{Context, Result, anyhow, bail};
use hypothec_localnet::Chain;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions};
use std::io::Write;
use std::path::PathBuf;

/// A state directory, and who signs.
pub struct Store {
    pub dir: PathBuf,
    pub keys: Keys,
}

/// What the command knows that is not on the chain.
#[derive(Default, Serialize, Deserialize)]
pub struct Book {
    /// The market's address.
    pub market: Option<String>,
    /// Made-up tokens by symbol.
    pub tokens: BTreeMap<String, Token>,
}

/// A made-up token.
#[derive(Clone, Serialize, Deserialize)]
pub struct Token {
    /// The mint's address.
    pub mint: String,
    /// Pyth feed id that stands for its price, hexadecimal.
    pub feed: String,
    /// 1 equity, 2 continuous.
    pub class: u8,
}

/// The right to change the directory: while it is held no other command reads or writes there.
pub struct Lock {
    _file: File,
}

impl Store {
    pub fn at(options: &Options) -> Result<Store> {
        let dir = options.state.clone().or_else(|| Some(dirs::data_dir()?.join("hypothec")));
        let dir = dir.context("no data directory: give --state DIR")?;
        Ok(Store { keys: Keys::new(&dir, options), dir })
    }

    fn machine(&self) -> PathBuf {
        self.dir.join("chain.bin")
    }

    fn book(&self) -> PathBuf {
        self.dir.join("book.json")
    }

    fn history(&self) -> PathBuf {
        self.dir.join("history.jsonl")
    }

    pub fn exists(&self) -> bool {
        self.machine().exists()
    }

    /// Waits for the other commands that work here.
    pub fn lock(&self) -> Result<Lock> {
        fs::create_dir_all(&self.dir).with_context(|| format!("cannot make {}", self.dir.display()))?;
        let file =
            File::create(self.dir.join("lock")).with_context(|| format!("cannot lock {}", self.dir.display()))?;
        file.lock().with_context(|| format!("cannot lock {}", self.dir.display()))?;
        Ok(Lock { _file: file })
    }

    /// The chain as it was left.
    pub fn load(&self, _lock: &Lock) -> Result<(Chain, Book)> {
        if !self.exists() {
            bail!("no chain at {}: run `hypothec chain start`", self.dir.display());
        }
        let svm = litesvm_persistence::load_from_file(self.machine())
            .map_err(|error| anyhow!("cannot read {}: {error}", self.machine().display()))?;
        let book = match fs::read_to_string(self.book()) {
            Ok(text) => serde_json::from_str(&text).with_context(|| format!("{} is damaged", self.book().display()))?,
            Err(_) => Book::default(),
        };
        Ok((Chain::from_svm(svm), book))
    }

    /// Keeps the chain and adds to the history. Each file is written beside and moved into place: a command that is
    /// stopped half-way loses nothing that was kept before.
    pub fn save(&self, _lock: &Lock, chain: &Chain, book: &Book, new: &[Entry]) -> Result<()> {
        let (machine, notes) = (self.machine().with_extension("new"), self.book().with_extension("new"));
        litesvm_persistence::save_to_file(chain.svm(), &machine)
            .map_err(|error| anyhow!("cannot write the chain: {error}"))?;
        fs::write(&notes, serde_json::to_string(book)?)?;
        let mut history = OpenOptions::new().create(true).append(true).open(self.history())?;
        for entry in new {
            writeln!(history, "{}", serde_json::to_string(entry)?)?;
        }
        fs::rename(notes, self.book())?;
        Ok(fs::rename(machine, self.machine())?)
    }

    /// Every transaction sent, the oldest first.
    pub fn entries(&self) -> Result<Vec<Entry>> {
        let Ok(text) = fs::read_to_string(self.history()) else { return Ok(Vec::new()) };
        let lines = text.lines().map(serde_json::from_str::<Entry>);
        lines.collect::<Result<_, _>>().with_context(|| format!("{} is damaged", self.history().display()))
    }

    /// Forgets chain, history and wallets: only what this command wrote, the directory may be the user's own.
    pub fn forget(&self, _lock: &Lock) -> Result<()> {
        for file in [self.machine(), self.book(), self.history()] {
            if file.exists() {
                fs::remove_file(file)?;
            }
        }
        self.keys.forget()
    }
}

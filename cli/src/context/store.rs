//! The state directory. One file, `state.bin`, holds the chain and what is known beside it, and says how much of
//! `history.jsonl` belongs to them: a command commits by renaming one file, so a reader needs no lock.

use super::fault::NotThere;
use super::record::TxRecord;
use anyhow::{Context as _, Result, anyhow, bail};
use hypothec_localnet::Chain;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fs::{self, DirBuilder, File, OpenOptions, TryLockError};
use std::io::{ErrorKind, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use tempfile::NamedTempFile;

/// First bytes of `state.bin`, with the version of its format.
const MAGIC: &[u8; 8] = b"HYPO\0\0\0\x01";
/// Bytes before the body: magic, checksum, length of the notes.
const HEAD: usize = 8 + 32 + 4;
/// How the name of a file begins that is not in place yet.
const BESIDE: &str = ".unfinished-";
/// How long a command waits for the others, and after how long it says that it waits.
const PATIENCE: Duration = Duration::from_secs(300);
const SILENCE: Duration = Duration::from_secs(2);

/// A state directory.
pub struct Store {
    pub dir: PathBuf,
}

/// What the command knows that is not on the chain.
#[derive(Clone, Default, Serialize, Deserialize)]
pub struct LocalState {
    /// The market's address.
    pub market: Option<String>,
    /// Made-up tokens by symbol.
    pub tokens: BTreeMap<String, Token>,
    /// Transactions that were sent.
    pub transactions: usize,
    /// Bytes of the history that belong to the chain; what follows them was never committed.
    history_bytes: u64,
}

impl LocalState {
    /// Bytes of the history that belong to the chain.
    pub(super) fn history_bytes(&self) -> u64 {
        self.history_bytes
    }

    /// Of a cluster, of which nothing is kept here: only which market is meant.
    pub fn of_cluster(market: Option<String>) -> LocalState {
        LocalState { market, ..LocalState::default() }
    }
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

/// The right to change the directory. It is held by at most one command.
pub struct Lock {
    _file: File,
}

/// Makes a directory that only its owner may enter.
pub fn private_dir(dir: &Path) -> Result<()> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(dir).with_context(|| format!("cannot make {}", dir.display()))
}

impl Store {
    pub(super) fn state(&self) -> PathBuf {
        self.dir.join("state.bin")
    }

    pub(super) fn history(&self) -> PathBuf {
        self.dir.join("history.jsonl")
    }

    pub fn exists(&self) -> bool {
        self.state().exists()
    }

    /// An error that says how to make a chain where there is none.
    pub fn expect_chain(&self) -> Result<()> {
        match fs::metadata(self.state()) {
            Ok(_) => Ok(()),
            Err(error) if error.kind() == ErrorKind::NotFound => {
                if self.dir.join("chain.bin").exists() {
                    bail!(
                        "{} holds a chain of an older version: `hypothec chain reset` deletes it",
                        self.dir.display()
                    );
                }
                Err(NotThere(format!("no chain at {}: run `hypothec chain start`", self.dir.display())).into())
            }
            Err(error) => Err(error).with_context(|| format!("cannot read {}", self.state().display())),
        }
    }

    /// Waits for the other commands that change this directory.
    pub fn lock(&self) -> Result<Lock> {
        private_dir(&self.dir)?;
        let path = self.dir.join("lock");
        let open = OpenOptions::new().create(true).append(true).open(&path);
        let file = open.with_context(|| format!("cannot lock {}", self.dir.display()))?;
        let (since, mut told) = (Instant::now(), false);
        loop {
            match file.try_lock() {
                Ok(()) => {
                    self.sweep()?;
                    return Ok(Lock { _file: file });
                }
                Err(TryLockError::Error(error)) => {
                    return Err(error).with_context(|| format!("cannot lock {}", self.dir.display()));
                }
                Err(TryLockError::WouldBlock) if since.elapsed() > PATIENCE => {
                    bail!("another hypothec command has worked in {} for too long", self.dir.display());
                }
                Err(TryLockError::WouldBlock) if since.elapsed() > SILENCE && !told => {
                    told = true;
                    eprintln!("waiting for another hypothec command in {}", self.dir.display());
                }
                Err(TryLockError::WouldBlock) => std::thread::sleep(Duration::from_millis(5)),
            }
        }
    }

    /// A new file beside the others, which a rename puts in place.
    pub(super) fn beside(&self) -> Result<NamedTempFile> {
        Ok(tempfile::Builder::new().prefix(BESIDE).tempfile_in(&self.dir)?)
    }

    /// Deletes what a command that was ended has left beside the others.
    fn sweep(&self) -> Result<()> {
        for file in fs::read_dir(&self.dir)? {
            let file = file?;
            if file.file_name().to_str().is_some_and(|name| name.starts_with(BESIDE)) {
                fs::remove_file(file.path()).with_context(|| format!("cannot delete {}", file.path().display()))?;
            }
        }
        Ok(())
    }

    /// The chain as it was left.
    pub fn load(&self) -> Result<(Chain, LocalState)> {
        let path = self.state();
        let bytes = fs::read(&path).with_context(|| format!("cannot read {}", path.display()))?;
        let (state, chain) = parts(&bytes, &path)?;
        let svm = litesvm_persistence::from_bytes(chain)
            .map_err(|error| anyhow!("{} holds no chain that this version reads: {error}", path.display()))?;
        Ok((Chain::from_svm(svm), state))
    }

    /// Commits chain, state and new records. Until the last rename nothing that was kept before has changed.
    pub fn save(&self, _lock: &Lock, chain: &Chain, state: &mut LocalState, new: &[TxRecord]) -> Result<()> {
        let mut next = state.clone();
        self.append(&mut next, new).with_context(|| format!("cannot write {}", self.history().display()))?;
        let notes = serde_json::to_vec(&next)?;
        let chain = litesvm_persistence::to_bytes(chain.svm()).map_err(|error| anyhow!("the chain: {error}"))?;
        self.replace(&notes, &chain).with_context(|| format!("cannot write {}", self.state().display()))?;
        *state = next;
        Ok(())
    }

    fn replace(&self, notes: &[u8], chain: &[u8]) -> Result<()> {
        let length = u32::try_from(notes.len())?.to_le_bytes();
        let sum = Sha256::new().chain_update(length).chain_update(notes).chain_update(chain).finalize();
        let mut file = self.beside()?;
        for part in [MAGIC, sum.as_slice(), &length, notes, chain] {
            file.write_all(part)?;
        }
        file.as_file().sync_all()?;
        file.persist(self.state())?;
        Ok(File::open(&self.dir)?.sync_all()?)
    }

    /// Puts records after those that are committed, over what a command that was stopped may have left there.
    fn append(&self, state: &mut LocalState, new: &[TxRecord]) -> Result<()> {
        if new.is_empty() {
            return Ok(());
        }
        let mut file = OpenOptions::new().create(true).read(true).write(true).truncate(false).open(self.history())?;
        let end = state.history_bytes.min(file.metadata()?.len());
        let mut lines = String::new();
        if end > 0 {
            let mut last = [0];
            file.seek(SeekFrom::Start(end - 1))?;
            file.read_exact(&mut last)?;
            if last != *b"\n" {
                lines.push('\n'); // a line that somebody cut stays alone
            }
        }
        for record in new {
            lines += &serde_json::to_string(record)?;
            lines.push('\n');
        }
        file.seek(SeekFrom::Start(end))?;
        file.write_all(lines.as_bytes())?;
        let end = file.stream_position()?;
        file.set_len(end)?;
        file.sync_all()?;
        state.history_bytes = end;
        state.transactions += new.len();
        Ok(())
    }

    /// The transactions that were sent, the oldest first, and what could not be read of them.
    pub fn records(&self, state: &LocalState) -> Result<(Vec<TxRecord>, Vec<String>)> {
        let path = self.history();
        let mut bytes = match fs::read(&path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == ErrorKind::NotFound => Vec::new(),
            Err(error) => return Err(error).with_context(|| format!("cannot read {}", path.display())),
        };
        bytes.truncate(usize::try_from(state.history_bytes)?);
        let (mut records, mut damage) = (Vec::new(), Vec::new());
        for (n, line) in bytes.split(|byte| *byte == b'\n').enumerate().filter(|(_, line)| !line.is_empty()) {
            match serde_json::from_slice(line) {
                Ok(record) => records.push(record),
                Err(error) => damage.push(format!("{} line {}: {error}", path.display(), n + 1)),
            }
        }
        let missing = state.transactions.saturating_sub(records.len());
        if missing > 0 {
            damage.push(format!("{missing} of {} transactions cannot be read", state.transactions));
        }
        Ok((records, damage))
    }

    /// Deletes chain and history: only what this command wrote, for the directory may be the user's own.
    pub fn delete(&self, _lock: &Lock) -> Result<()> {
        let older = ["chain.bin", "book.json"].map(|name| self.dir.join(name));
        for file in [self.state(), self.history()].into_iter().chain(older) {
            match fs::remove_file(&file) {
                Err(error) if error.kind() != ErrorKind::NotFound => {
                    return Err(error).with_context(|| format!("cannot delete {}", file.display()));
                }
                _ => {}
            }
        }
        Ok(())
    }
}

/// Notes and chain out of a state file's bytes; an error says how to mend it.
pub(super) fn parts<'a>(bytes: &'a [u8], path: &Path) -> Result<(LocalState, &'a [u8])> {
    let parts = body(bytes).and_then(|(notes, chain)| Ok((serde_json::from_slice(notes)?, chain)));
    parts.with_context(|| {
        format!(
            "{} is damaged: put a copy back (`hypothec chain restore`), or delete the chain with `hypothec chain reset`",
            path.display()
        )
    })
}

/// Notes and chain out of the file's bytes, when they are those that were written.
fn body(bytes: &[u8]) -> Result<(&[u8], &[u8])> {
    let (head, rest) = bytes.split_at_checked(HEAD).context("it is too short")?;
    let (magic, head) = head.split_at(MAGIC.len());
    if magic != MAGIC {
        bail!("it does not begin as a file of this version does");
    }
    let (sum, length) = head.split_at(32);
    if Sha256::new().chain_update(length).chain_update(rest).finalize().as_slice() != sum {
        bail!("its checksum is wrong");
    }
    let length = length.try_into().map(u32::from_le_bytes)? as usize;
    rest.split_at_checked(length).context("it is too short")
}

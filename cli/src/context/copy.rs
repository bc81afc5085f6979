//! A chain and its history in one file, to be put back.

use super::store::{Lock, Store, parts};
use anyhow::{Context as _, Result, bail};
use sha2::{Digest, Sha256};
use std::fs::{self, File, OpenOptions};
use std::io::{ErrorKind, Read, Write};
use std::path::Path;

/// First bytes of a copy, with the version of its format; a checksum and the state's length follow.
const MAGIC: &[u8; 8] = b"HYPC\0\0\0\x01";
const HEAD: usize = 8 + 32 + 8;

fn checksum(length: &[u8], state: &[u8], history: &[u8]) -> Vec<u8> {
    Sha256::new().chain_update(length).chain_update(state).chain_update(history).finalize().to_vec()
}

impl Store {
    /// Copies what is committed; the bytes written.
    pub fn snapshot(&self, to: &Path) -> Result<u64> {
        let read = |path: &Path| fs::read(path).with_context(|| format!("cannot read {}", path.display()));
        let state = read(&self.state())?;
        let committed = usize::try_from(parts(&state, &self.state())?.0.history_bytes())?;
        let mut history = Vec::new();
        match File::open(self.history()) {
            Ok(file) => drop(file.take(committed as u64).read_to_end(&mut history)?),
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            Err(error) => return Err(error).with_context(|| format!("cannot read {}", self.history().display())),
        }
        let length = (state.len() as u64).to_le_bytes();
        let sum = checksum(&length, &state, &history);
        let whole = [MAGIC.as_slice(), &sum, &length, &state, &history].concat();
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(to).with_context(|| format!("cannot write {}", to.display()))?;
        file.write_all(&whole)
            .and_then(|()| file.sync_all())
            .with_context(|| format!("cannot write {}", to.display()))?;
        Ok(whole.len() as u64)
    }

    /// Puts a copy back in place of what is there.
    pub fn restore(&self, _lock: &Lock, from: &Path) -> Result<()> {
        let bytes = fs::read(from).with_context(|| format!("cannot read {}", from.display()))?;
        let damaged = || format!("{} is damaged, or is no copy of a chain", from.display());
        let (head, rest) = bytes.split_at_checked(HEAD).with_context(damaged)?;
        let (magic, head) = head.split_at(MAGIC.len());
        let (sum, length) = head.split_at(32);
        let at = usize::try_from(u64::from_le_bytes(length.try_into()?))?;
        let (state, history) = rest.split_at_checked(at).with_context(damaged)?;
        if magic != MAGIC || sum != checksum(length, state, history) {
            bail!(damaged());
        }
        parts(state, from)?;
        // the history first: what follows the part that a state names counts for nothing
        for (bytes, to) in [(history, self.history()), (state, self.state())] {
            let mut file = self.beside()?;
            file.write_all(bytes)?;
            file.as_file().sync_all()?;
            file.persist(&to).with_context(|| format!("cannot write {}", to.display()))?;
        }
        Ok(File::open(&self.dir)?.sync_all()?)
    }
}

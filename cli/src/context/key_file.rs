//! Keypair files: how they are read and written, and whether others may read them.

use anyhow::{Context as _, Result, anyhow};
use solana_keypair::Keypair;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use tempfile::NamedTempFile;

/// Whether others than its owner may read a file.
pub fn is_exposed(file: &Path) -> bool {
    #[cfg(unix)]
    return fs::metadata(file)
        .is_ok_and(|found| std::os::unix::fs::PermissionsExt::mode(&found.permissions()) & 0o077 != 0);
    #[cfg(not(unix))]
    false
}

/// Says on stderr, once, that others may read a key.
pub fn warn(file: &Path) {
    static TOLD: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());
    let Ok(mut told) = TOLD.lock() else { return };
    if !told.iter().any(|own| own == file) {
        told.push(file.into());
        let name = file.display();
        // nobody is left to tell when stderr is gone
        let _ = writeln!(std::io::stderr(), "warning: others can read the key in {name}: run `chmod 600 {name}`");
    }
}

/// Writes a keypair into a file that is not there yet, and that only its owner may read.
pub fn write(dir: &Path, file: &Path, keypair: &Keypair) -> Result<()> {
    let mut beside = NamedTempFile::new_in(dir).with_context(|| format!("cannot write into {}", dir.display()))?;
    beside.write_all(serde_json::to_string(&keypair.to_bytes().to_vec())?.as_bytes())?;
    beside.as_file().sync_all()?;
    let done = beside.persist_noclobber(file).map_err(|error| error.error);
    done.map(drop).with_context(|| format!("cannot write {}", file.display()))
}

/// The keypair in a file, or on standard input for `-`.
pub fn parsed(file: &Path) -> Result<Keypair> {
    let text = match file.to_str() {
        Some("-") => std::io::read_to_string(std::io::stdin()),
        _ => fs::read_to_string(file),
    };
    let text = text.with_context(|| format!("cannot read the keypair {}", file.display()))?;
    let bytes: Vec<u8> = serde_json::from_str(&text)
        .map_err(|_| anyhow!("{} is not a keypair file: it holds 64 numbers in brackets", file.display()))?;
    Keypair::try_from(bytes.as_slice()).map_err(|_| {
        anyhow!(
            "{} is not a keypair file: its {} numbers are not a secret key and its address",
            file.display(),
            bytes.len()
        )
    })
}

//! What is read of the configuration file of Solana's command line.

use super::commitment::Commitment;
use anyhow::{Context as _, Result, anyhow};
use serde::Deserialize;
use std::fs;
use std::path::{Path, PathBuf};

/// The keys that count here.
#[derive(Deserialize)]
pub struct SolanaConfig {
    pub json_rpc_url: Option<String>,
    pub keypair_path: Option<PathBuf>,
    commitment: Option<String>,
}

impl SolanaConfig {
    /// The file given, or the one in its usual place, if there is one.
    pub fn load(given: Option<&Path>) -> Result<Option<(PathBuf, SolanaConfig)>> {
        let usual = || Some(dirs::home_dir()?.join(".config/solana/cli/config.yml")).filter(|file| file.exists());
        let Some(file) = given.map(PathBuf::from).or_else(usual) else { return Ok(None) };
        let text = fs::read_to_string(&file).with_context(|| format!("cannot read {}", file.display()))?;
        let config = serde_norway::from_str(&text)
            .map_err(|error| anyhow!("{} is not Solana's configuration: {error}", file.display()))?;
        Ok(Some((file, config)))
    }

    pub fn commitment(&self) -> Option<Commitment> {
        Commitment::named(self.commitment.as_deref()?)
    }
}

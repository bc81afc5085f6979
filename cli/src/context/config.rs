//! The command's own configuration file: what neither a flag nor the environment gives.

use super::commitment::Commitment;
use super::forms;
use super::variable::variable;
use anyhow::{Context as _, Result, anyhow, bail};
use hypothec_client::rpc::shown;
use serde::{Deserialize, Serialize};
use solana_address::Address;
use solana_hash::Hash;
use std::fs;
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};
use tempfile::NamedTempFile;

/// What the file may hold; every value is text.
#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub program: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub market: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub wallet: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub keypair: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub commitment: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub price_cap: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub genesis: Option<String>,
}

/// The names of what the file may hold, and what each is.
pub const KEYS: [(&str, &str); 8] = [
    ("url", "a cluster's URL, a moniker such as devnet, or embedded"),
    ("program", "where Hypothec is deployed: an address"),
    ("market", "the market on the cluster: an address"),
    ("wallet", "the wallet that signs, by its name"),
    ("keypair", "a keypair file that is there and signs; goes before wallet"),
    ("commitment", "processed, confirmed or finalized"),
    ("price_cap", "most micro-lamports a compute unit that are offered as priority fee"),
    ("genesis", "the genesis hash that the cluster must have, so that no other is taken for it"),
];

/// Where the file is.
pub fn path() -> Result<PathBuf> {
    if let Some(path) = variable("HYPOTHEC_CONFIG") {
        return Ok(path.into());
    }
    Ok(dirs::config_dir().context("no configuration directory: set HYPOTHEC_CONFIG")?.join("hypothec/config.yml"))
}

impl Config {
    /// The file as it is; empty where there is none.
    pub fn load() -> Result<Config> {
        let path = path()?;
        let config: Config = match fs::read_to_string(&path) {
            Ok(text) => serde_norway::from_str(&text)
                .map_err(|error| anyhow!("{} is not hypothec's configuration: {error}", path.display()))?,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Config::default()),
            Err(error) => return Err(error).with_context(|| format!("cannot read {}", path.display())),
        };
        Ok(config)
    }

    fn place(&mut self, key: &str) -> Result<&mut Option<String>> {
        Ok(match key {
            "url" => &mut self.url,
            "program" => &mut self.program,
            "market" => &mut self.market,
            "wallet" => &mut self.wallet,
            "keypair" => &mut self.keypair,
            "commitment" => &mut self.commitment,
            "price_cap" => &mut self.price_cap,
            "genesis" => &mut self.genesis,
            _ => bail!("there is no {key}: there are {}", KEYS.map(|(name, _)| name).join(", ")),
        })
    }

    /// The value of a key.
    pub fn get(&mut self, key: &str) -> Result<Option<String>> {
        Ok(self.place(key)?.clone())
    }

    /// Sets a key, or with nothing takes it out, and writes the file.
    pub fn set(&mut self, key: &str, value: Option<String>) -> Result<()> {
        if let Some(text) = &value {
            let fits = match key {
                "program" | "market" => text.parse::<Address>().is_ok(),
                "commitment" => Commitment::named(text).is_some(),
                "price_cap" => text.parse::<u64>().is_ok(),
                "url" => forms::is_cluster(text),
                "wallet" => forms::is_wallet_name(text),
                "keypair" => forms::is_key_source(text),
                "genesis" => text.parse::<Hash>().is_ok(),
                _ => !text.is_empty(),
            };
            if let Some((_, what)) = KEYS.iter().find(|(name, _)| *name == key && !fits) {
                let text = if key == "url" { shown(text) } else { text.clone() };
                bail!("{text:?} does not fit {key}: it is {what}");
            }
        }
        *self.place(key)? = value;
        let path = path()?;
        let dir = path.parent().filter(|dir| !dir.as_os_str().is_empty()).unwrap_or(Path::new("."));
        fs::create_dir_all(dir).with_context(|| format!("cannot make {}", dir.display()))?;
        let cannot = || format!("cannot write {}", path.display());
        // for its owner's eyes: a URL may hold a provider's key
        let mut file = NamedTempFile::new_in(dir).with_context(cannot)?;
        file.write_all(serde_norway::to_string(self)?.as_bytes()).with_context(cannot)?;
        file.persist(&path).with_context(cannot)?;
        Ok(())
    }

    pub fn commitment(&self) -> Option<Commitment> {
        Commitment::named(self.commitment.as_deref()?)
    }

    pub fn price_cap(&self) -> Option<u64> {
        self.price_cap.as_deref()?.parse().ok()
    }
}

//! Who signs: a wallet of the embedded chain, a keypair file, or the one Solana's command line is configured with.

use crate::Options;
use anyhow::{Context, Result, anyhow, bail};
use serde::Deserialize;
use solana_keypair::Keypair;
use std::fs;
use std::path::{Path, PathBuf};

/// The wallet that stands for every issuer on the embedded chain.
pub const ISSUER: &str = "issuer";

/// Where keys come from.
pub struct Keys {
    wallets: PathBuf,
    wallet: Option<String>,
    keypair: Option<PathBuf>,
    config: Option<PathBuf>,
}

/// What is read of Solana's configuration file.
#[derive(Deserialize)]
struct SolanaConfig {
    keypair_path: Option<PathBuf>,
}

impl Keys {
    pub fn new(state: &Path, options: &Options) -> Keys {
        Keys {
            wallets: state.join("wallets"),
            wallet: options.wallet.clone(),
            keypair: options.keypair.clone(),
            config: options.solana_config.clone(),
        }
    }

    /// Who signs this command.
    pub fn signer(&self) -> Result<Keypair> {
        if let Some(name) = &self.wallet {
            return self.named(name);
        }
        if let Some(file) = &self.keypair {
            return read(file);
        }
        let file = self.config.clone().or_else(|| Some(dirs::home_dir()?.join(".config/solana/cli/config.yml")));
        let file = file.filter(|file| self.config.is_some() || file.exists()).context(
            "who signs? Give --wallet NAME (`hypothec wallet new NAME` makes one) or --keypair FILE, or configure \
             Solana's command line",
        )?;
        let text = fs::read_to_string(&file).with_context(|| format!("cannot read {}", file.display()))?;
        let config: SolanaConfig = serde_norway::from_str(&text)
            .map_err(|error| anyhow!("{} is not Solana's configuration: {error}", file.display()))?;
        let path =
            config.keypair_path.with_context(|| format!("{} has no keypair_path: give --wallet", file.display()))?;
        read(&path).with_context(|| format!("keypair_path of {}", file.display()))
    }

    fn file(&self, name: &str) -> Result<PathBuf> {
        if name.is_empty() || !name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-') {
            bail!("{name:?} is not a wallet's name: use letters, digits and hyphens");
        }
        Ok(self.wallets.join(format!("{name}.json")))
    }

    /// Makes a wallet.
    pub fn create(&self, name: &str) -> Result<Keypair> {
        let file = self.file(name)?;
        if file.exists() {
            bail!("wallet {name} exists already");
        }
        fs::create_dir_all(&self.wallets)?;
        let keypair = Keypair::new();
        fs::write(file, serde_json::to_string(&keypair.to_bytes().to_vec())?)?;
        Ok(keypair)
    }

    /// A wallet of the embedded chain.
    pub fn named(&self, name: &str) -> Result<Keypair> {
        let file = self.file(name)?;
        if !file.exists() {
            bail!("no wallet {name}: run `hypothec wallet new {name}`");
        }
        read(&file)
    }

    /// The names of the embedded chain's wallets, sorted.
    pub fn names(&self) -> Vec<String> {
        let files = fs::read_dir(&self.wallets).into_iter().flatten().flatten();
        let mut names: Vec<String> =
            files.filter_map(|file| file.file_name().to_str()?.strip_suffix(".json").map(String::from)).collect();
        names.sort();
        names
    }

    /// Forgets every wallet.
    pub fn forget(&self) -> Result<()> {
        if self.wallets.exists() {
            fs::remove_dir_all(&self.wallets)?;
        }
        Ok(())
    }
}

fn read(file: &Path) -> Result<Keypair> {
    let text = fs::read_to_string(file).with_context(|| format!("cannot read the keypair {}", file.display()))?;
    let bytes: Vec<u8> = serde_json::from_str(&text)
        .map_err(|_| anyhow!("{} is not a keypair file: it holds 64 numbers in brackets", file.display()))?;
    Keypair::try_from(bytes.as_slice()).map_err(|error| anyhow!("{} is not a keypair file: {error}", file.display()))
}

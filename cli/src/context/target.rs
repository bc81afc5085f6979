//! The cluster that a command names.

use super::forms::CLUSTER;
use super::options::Options;
use super::solana_config::SolanaConfig;
use anyhow::{Context as _, Result, bail};
use hypothec_client::rpc::shown;
use hypothec_client::{Cluster, Rpc};
use solana_address::Address;
use solana_commitment_config::CommitmentConfig;
use std::time::Duration;

/// Longest wait for an answer.
const TIMEOUT: Duration = Duration::from_secs(30);
/// The first blocks of the public clusters.
const GENESIS: [(&str, &str); 3] = [
    ("5eykt4UsFv8P8NJdTREpY1vzqKqZKvdpKuc147dw2N9d", "mainnet-beta"),
    ("EtWTRABZaYq6iMfeYKouRu166VU2xqa1wcaWoxPkrZBG", "devnet"),
    ("4uhcVJyU9pJkvQyS88uRDiswHXSGkY3zQawwpvk2NsNY", "testnet"),
];

/// A cluster that a command names.
pub struct Target {
    url: String,
    commitment: CommitmentConfig,
    timeout: Duration,
}

impl Target {
    /// The cluster that these options name; none is the embedded chain.
    pub fn of(options: &Options) -> Result<Option<Target>> {
        let Some(url) = options.url.as_deref() else { return Ok(None) };
        let mut commitment = options.commitment;
        let public = |name: &str| format!("https://api.{name}.solana.com");
        let url = match url {
            "embedded" => return Ok(None),
            "m" | "mainnet-beta" | "mainnet" => public("mainnet-beta"),
            "t" | "testnet" => public("testnet"),
            "d" | "devnet" => public("devnet"),
            "l" | "localhost" => "http://localhost:8899".into(),
            "solana" => {
                let found = SolanaConfig::load(options.solana_config.as_deref())?;
                let (file, config) =
                    found.context("Solana's command line is not configured: give -C FILE, or a URL")?;
                commitment = commitment.or(config.commitment());
                config.json_rpc_url.with_context(|| format!("{} has no json_rpc_url", file.display()))?
            }
            url if url.starts_with("http://") || url.starts_with("https://") => url.into(),
            other => bail!("{:?} is no cluster: give {CLUSTER}", shown(other)),
        };
        let timeout = options.rpc_timeout.map_or(TIMEOUT, Duration::from_secs);
        Ok(Some(Target { url, commitment: commitment.unwrap_or_default().config(), timeout }))
    }

    /// Its URL as it may be shown.
    pub fn name(&self) -> String {
        shown(&self.url)
    }

    /// The node there, which is taken to have Hypothec at `program`.
    pub fn connect(&self, program: Address) -> Rpc {
        Rpc::with(&self.url, program, self.commitment, self.timeout)
    }
}

/// What a person calls a node's cluster, when it is a public one: a signature there costs or moves something.
pub fn public_name(rpc: &Rpc) -> Result<Option<String>> {
    let genesis = rpc.genesis_hash()?.to_string();
    if let Some((_, name)) = GENESIS.iter().find(|(hash, _)| *hash == genesis) {
        return Ok(Some((*name).into()));
    }
    let name = rpc.name();
    let host = name.split("//").nth(1).unwrap_or_default().rsplit('@').next().unwrap_or_default();
    let is_own = ["localhost", "127.", "[::1]"].iter().any(|own| host.starts_with(own));
    Ok((!is_own).then(|| format!("{name} (genesis {genesis})")))
}

//! Makes a keeper out of its configuration.

use super::Keeper;
use crate::alert::{Alerts, Sink};
use crate::book::Book;
use crate::config::{AlertConfig, Config, ConfigError, Receiver, Role};
use crate::exit::{self, OpenError};
use crate::jito::Jito;
use crate::pyth::hermes::Hermes;
use crate::pyth::receiver::{CORE, CORE_COMPATIBLE};
use crate::quarantine::Quarantine;
use crate::spend::Spend;
use crate::watch::Watcher;
use hypothec_client::Cluster;
use solana_keypair::Keypair;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::time::Duration;

/// Why a keeper cannot start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The configuration is wrong.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// An exit cannot be opened.
    #[error(transparent)]
    Exit(#[from] OpenError),
    /// An environment variable that the configuration names is not set.
    #[error("the environment variable {name} is not set: `{key}` names it")]
    NoVariable {
        /// Which variable.
        name: String,
        /// Which key names it.
        key: &'static str,
    },
    /// The cluster cannot be asked, or has no such account.
    #[error(transparent)]
    Cluster(#[from] hypothec_client::Error),
    /// Anything else, in a whole sentence.
    #[error("{0}")]
    Other(String),
}

impl Keeper {
    /// A keeper with this configuration and wallet, of a market on this cluster.
    ///
    /// # Errors
    /// [`StartError`].
    pub fn new(config: Config, wallet: Keypair, cluster: &dyn Cluster) -> Result<Keeper, StartError> {
        let market = crate::config::address("market", &config.market)?;
        let exits = config.exits.iter().map(|exit| exit::open(exit, cluster)).collect::<Result<_, _>>()?;
        let sinks = config.alerts.iter().map(sink).collect::<Result<_, _>>()?;
        let receiver = config.hermes.as_ref().map_or(Receiver::Core, |hermes| hermes.receiver);
        Ok(Keeper {
            deployment: if receiver == Receiver::Core { CORE } else { CORE_COMPATIBLE },
            book: Book::new(market, cluster.program()),
            exits,
            hermes: if config.has(Role::Post) { hermes(&config)? } else { None },
            hermes_waits_until: 0,
            jito: config.jito.as_ref().map(Jito::new).transpose().map_err(StartError::Other)?,
            quarantine: Quarantine::default(),
            spend: Spend::default(),
            watcher: Watcher::new(config.watch.clone()),
            alerts: Alerts::new(sinks, config.watch.dedup_s, config.watch.quiet),
            metrics: Arc::default(),
            pulse: Arc::default(),
            lamports: 0,
            reconciled_at: None,
            looked_slot: 0,
            told: HashMap::new(),
            suspects: HashSet::new(),
            tables: Vec::new(),
            wallet,
            config,
        })
    }
}

/// The value of an environment variable.
fn variable(name: &str, key: &'static str) -> Result<String, StartError> {
    std::env::var(name).map_err(|_| StartError::NoVariable { name: name.into(), key })
}

fn hermes(config: &Config) -> Result<Option<Hermes>, StartError> {
    let Some(hermes) = &config.hermes else { return Ok(None) };
    let key = hermes.key_env.as_deref().map(|name| variable(name, "hermes.key_env")).transpose()?;
    let made = Hermes::new(&hermes.url, key, Duration::from_secs(hermes.timeout_s));
    made.map(Some).map_err(|why| StartError::Other(why.to_string()))
}

fn sink(alert: &AlertConfig) -> Result<Sink, StartError> {
    let url = match alert.url.strip_prefix("env:") {
        Some(name) => variable(name, "alert.url")?,
        None => alert.url.clone(),
    };
    Sink::new(alert.kind, url, alert.chat.clone(), alert.least).map_err(StartError::Other)
}

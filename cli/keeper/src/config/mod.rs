//! The keeper's one TOML file. Every key is documented in [`EXAMPLE`], which `hypothec keeper init` writes; an unknown key
//! is an error, and says where it is.

mod check;
mod keys;

pub use check::ConfigError;
pub(crate) use check::address;
pub use keys::{
    AlertConfig, Capital, ExitConfig, ExitKind, HermesConfig, HttpConfig, JitoConfig, LiquidateConfig, PostConfig,
    Receiver, RefreshConfig, Role, WatchConfig,
};

use serde::Deserialize;
use std::path::Path;

/// A configuration file with every key, its unit and its default.
pub const EXAMPLE: &str = include_str!("example.toml");

/// What the keeper is told.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// The market's address.
    pub market: String,
    /// What it does.
    #[serde(default = "keys::all_roles")]
    pub roles: Vec<Role>,
    /// Whether it only says what it would do.
    #[serde(default)]
    pub dry_run: bool,
    /// Seconds between two looks at the market.
    #[serde(default = "keys::two")]
    pub poll_s: u64,
    /// Seconds between two readings of every position.
    #[serde(default = "keys::sixty")]
    pub reconcile_s: i64,
    /// Balance below which it warns, and sends nothing but liquidations, lamports.
    #[serde(default = "keys::least_lamports")]
    pub least_lamports: u64,
    /// Price of SOL by which fees are counted, USD.
    #[serde(default = "keys::sol_usd")]
    pub sol_usd: f64,
    /// Most that a transaction may pay for priority, lamports.
    #[serde(default = "keys::priority_lamports")]
    pub max_priority_lamports: u64,
    /// Where metrics and health are served.
    #[serde(default)]
    pub http: HttpConfig,
    /// Where prices come from; needed by the role `post`.
    pub hermes: Option<HermesConfig>,
    /// When prices are posted.
    #[serde(default)]
    pub post: PostConfig,
    /// When boards are refreshed.
    #[serde(default)]
    pub refresh: RefreshConfig,
    /// What is liquidated.
    #[serde(default)]
    pub liquidate: LiquidateConfig,
    /// Where what is seized is sold.
    #[serde(default, rename = "exit")]
    pub exits: Vec<ExitConfig>,
    /// Bundles for a block engine.
    pub jito: Option<JitoConfig>,
    /// What is watched.
    #[serde(default)]
    pub watch: WatchConfig,
    /// Who is told.
    #[serde(default, rename = "alert")]
    pub alerts: Vec<AlertConfig>,
}

impl Config {
    /// Reads the file.
    ///
    /// # Errors
    /// [`ConfigError`].
    pub fn read(path: &Path) -> Result<Config, ConfigError> {
        let file = || path.display().to_string();
        let text = std::fs::read_to_string(path)
            .map_err(|why| ConfigError::Unreadable { file: file(), why: why.to_string() })?;
        Config::parse(&text)
    }

    /// Reads the file's text.
    ///
    /// # Errors
    /// [`ConfigError`].
    pub fn parse(text: &str) -> Result<Config, ConfigError> {
        let config: Config = toml::from_str(text).map_err(|why| ConfigError::Syntax(why.to_string()))?;
        check::check(&config)?;
        Ok(config)
    }

    /// Whether it has this role.
    #[must_use]
    pub fn has(&self, role: Role) -> bool {
        self.roles.contains(&role)
    }
}

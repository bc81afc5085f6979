//! The file as a whole.

use super::keys::{
    self, AlertConfig, ExitConfig, HermesConfig, HttpConfig, JitoConfig, LiquidateConfig, PostConfig, RefreshConfig,
    Role, WatchConfig,
};
use serde::Deserialize;

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
    #[serde(default = "keys::poll_s")]
    pub poll_s: u64,
    /// Seconds between two readings of every position.
    #[serde(default = "keys::reconcile_s")]
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
    /// Lookup tables for liquidations, where the cluster takes no transactions of version 1.
    #[serde(default)]
    pub lookup_tables: Vec<String>,
    /// Where the node speaks websocket, or `auto` for where nodes usually do; without it the keeper only polls.
    pub websocket: Option<String>,
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
    /// Whether it has this role.
    #[must_use]
    pub fn has(&self, role: Role) -> bool {
        self.roles.contains(&role)
    }
}

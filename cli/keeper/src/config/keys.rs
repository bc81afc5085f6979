//! The configuration's tables, with their defaults.

use crate::alert::{Kind, QuietHours, Severity};
use serde::Deserialize;

/// What a keeper does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// Posts Pyth's prices.
    Post,
    /// Keeps boards fresh.
    Refresh,
    /// Liquidates, executes orders, settles bad debt.
    Liquidate,
    /// Tells people.
    Watch,
}

pub(super) fn all_roles() -> Vec<Role> {
    vec![Role::Post, Role::Refresh, Role::Liquidate, Role::Watch]
}

pub(super) const fn poll_s() -> u64 {
    2
}

pub(super) const fn reconcile_s() -> i64 {
    60
}

pub(super) const fn least_lamports() -> u64 {
    50_000_000
}

pub(super) const fn sol_usd() -> f64 {
    150.0
}

pub(super) const fn priority_lamports() -> u64 {
    200_000
}

/// Where metrics and health are served.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HttpConfig {
    /// `address:port`; nothing is served without it.
    pub listen: Option<String>,
}

/// Where prices come from.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HermesConfig {
    /// The server's URL, before `/v2`.
    pub url: String,
    /// Name of the environment variable that holds the API key.
    pub key_env: Option<String>,
    /// Seconds to wait for an answer.
    #[serde(default = "timeout_s")]
    pub timeout_s: u64,
    /// Which deployment of Pyth's receiver takes the prices: `core` or `core-compatible`.
    #[serde(default)]
    pub receiver: Receiver,
}

/// A deployment of Pyth's receiver.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Receiver {
    /// The original one.
    #[default]
    Core,
    /// The second one.
    CoreCompatible,
}

const fn timeout_s() -> u64 {
    5
}

/// When prices are posted.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct PostConfig {
    /// Change of a price since it was last posted, at which it is posted again, basis points.
    pub deviation_bps: u64,
    /// Most lamports spent on posting in an hour; liquidations go beyond it.
    pub max_lamports_per_hour: u64,
    /// Number of the receiver's treasury.
    pub treasury: u8,
}

impl Default for PostConfig {
    fn default() -> PostConfig {
        PostConfig { deviation_bps: 50, max_lamports_per_hour: 20_000_000, treasury: 0 }
    }
}

/// When boards are refreshed.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct RefreshConfig {
    /// Age at which a board is refreshed, percent of the age at which it is stale.
    pub at_percent: u8,
    /// Percent the same, while no position with debt holds the reserve; 0 leaves such boards alone, and stale.
    pub idle_percent: u16,
}

impl Default for RefreshConfig {
    fn default() -> RefreshConfig {
        RefreshConfig { at_percent: 60, idle_percent: 60 }
    }
}

/// Whose tokens repay a debt.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Capital {
    /// The market's, lent for the transaction.
    #[default]
    Flash,
    /// The keeper's own; what is seized is sold.
    Own,
    /// The keeper's own; what is seized is kept.
    Hold,
}

/// In what a liquidation's gain is taken.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum GainIn {
    /// In the debt's token: all that is seized is sold.
    #[default]
    Debt,
    /// In what is seized: only as much is sold as pays for the debt.
    Seized,
}

/// What is liquidated.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct LiquidateConfig {
    /// Least profit after fees, USD.
    pub min_profit_usd: f64,
    /// Whose tokens repay.
    pub capital: Capital,
    /// In what the gain is taken where what is seized is sold.
    pub gain_in: GainIn,
    /// Whether shares are seized, with own capital, where tokens cannot move.
    pub shares: bool,
    /// Whether owners' orders are executed.
    pub orders: bool,
    /// Whether bad debt is settled, which costs a fee and earns nothing.
    pub settle: bool,
    /// Most liquidations in one look.
    pub per_look: usize,
    /// Longest random wait before a liquidation is sent, milliseconds, so that keepers do not race in step.
    pub jitter_ms: u64,
}

impl Default for LiquidateConfig {
    fn default() -> LiquidateConfig {
        LiquidateConfig {
            min_profit_usd: 1.0,
            capital: Capital::Flash,
            gain_in: GainIn::Debt,
            shares: false,
            orders: true,
            settle: true,
            per_look: 8,
            jitter_ms: 150,
        }
    }
}

/// Which exchange.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ExitKind {
    /// Raydium's concentrated-liquidity pools.
    RaydiumClmm,
    /// Orca's Whirlpools.
    Whirlpool,
    /// The constant-product pool of the example program.
    Product,
}

/// Where what is seized is sold.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExitConfig {
    /// What it is called.
    pub name: String,
    /// Which exchange.
    pub kind: ExitKind,
    /// The pool's address.
    pub pool: Option<String>,
    /// The program's address, where it is not the exchange's own.
    pub program: Option<String>,
    /// The two mints, of a `product` pool.
    pub mints: Option<[String; 2]>,
}

/// Bundles for a block engine.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct JitoConfig {
    /// The block engine's URL, before `/api/v1/bundles`.
    pub url: String,
    /// Part of what is expected beyond the least profit and fees that is given as a tip, percent.
    #[serde(default = "tip_percent")]
    pub tip_percent: u8,
    /// Most that is given, lamports.
    pub max_tip_lamports: u64,
    /// Account that the tip goes to.
    pub tip_account: String,
}

const fn tip_percent() -> u8 {
    10
}

/// What is watched.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct WatchConfig {
    /// Positions whose health is watched; empty is all of the market.
    pub positions: Vec<String>,
    /// Lines of health; falling below one is told.
    pub health_lines: Vec<f64>,
    /// How near to the price at which it can be liquidated a position is told of, percent of the present price.
    pub trigger_percent: f64,
    /// Whether what happens to the market is told: sessions, issuer, multipliers, proposals, boards, limits.
    pub market: bool,
    /// Seconds in which the same is not told twice.
    pub dedup_s: i64,
    /// Hours in which only what is critical is told.
    pub quiet: Option<QuietHours>,
}

impl Default for WatchConfig {
    fn default() -> WatchConfig {
        WatchConfig {
            positions: Vec::new(),
            health_lines: vec![1.2, 1.1, 1.05, 1.0],
            trigger_percent: 3.0,
            market: true,
            dedup_s: 3_600,
            quiet: None,
        }
    }
}

/// Who is told.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AlertConfig {
    /// What receives it.
    pub kind: Kind,
    /// Its URL, or with `env:NAME` the environment variable that holds it.
    pub url: String,
    /// Telegram's chat.
    pub chat: Option<String>,
    /// Least severity that is told.
    #[serde(default)]
    pub least: Severity,
}

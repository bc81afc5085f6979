//! The keeper: one look after another at its market, each from what the chain says then.

mod attempt;
mod liquidate;
mod pass;
mod purse;
mod read;
mod receiver;
mod sale;
mod serve;
mod settings;
mod tip;

pub use pass::Look;
pub use settings::StartError;

use crate::alert::{Alert, Alerts, Severity};
use crate::book::Book;
use crate::config::{Config, Role};
use crate::demand;
use crate::exit::Exit;
use crate::http::Pulse;
use crate::jito::Jito;
use crate::metrics::Metrics;
use crate::pyth::hermes::Hermes;
use crate::pyth::receiver::Deployment;
use crate::quarantine::Quarantine;
use crate::spend::Spend;
use crate::watch::Watcher;
use hypothec_client::{Class, Cluster, Error, Result};
use pass::Pass;
use solana_address::Address;
use solana_keypair::Keypair;
use solana_message::AddressLookupTableAccount;
use solana_signer::Signer;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// A keeper of one market.
pub struct Keeper {
    config: Config,
    wallet: Keypair,
    deployment: Deployment,
    book: Book,
    exits: Vec<Box<dyn Exit>>,
    hermes: Option<Hermes>,
    hermes_waits_until: i64,
    jito: Option<Jito>,
    quarantine: Quarantine<Address>,
    spend: Spend,
    watcher: Watcher,
    alerts: Alerts,
    metrics: Arc<Metrics>,
    pulse: Arc<Pulse>,
    lamports: u64,
    reconciled_at: Option<i64>,
    /// The slot at which the last look began: what happened before it has been read.
    looked_slot: u64,
    /// Accounts that a websocket told of, with the slot of the change, which the next look reads.
    told: HashMap<Address, u64>,
    /// Reserves whose refresh was refused when it went alone.
    suspects: HashSet<u8>,
    tables: Vec<AddressLookupTableAccount>,
}

impl Keeper {
    /// Looks once at the market, and does what there is to do.
    ///
    /// # Errors
    /// When the cluster cannot be asked, or the market is not there. What fails for one board or one position stops
    /// nothing else, and is no error.
    pub fn look(&mut self, cluster: &mut dyn Cluster) -> Result<Look> {
        let result = self.look_once(cluster);
        match &result {
            Ok(look) => {
                self.metrics.looks.inc();
                self.metrics.last_look.set(look.unix_timestamp);
            }
            Err(why) => {
                let reason = if why.class() == Class::Network { "network" } else { "other" };
                self.metrics.failures.with_label_values(&[reason]).inc();
                tracing::warn!(%why, "the look failed");
            }
        }
        self.pulse.beat(result.is_ok());
        result
    }

    fn look_once(&mut self, cluster: &mut dyn Cluster) -> Result<Look> {
        let clock = cluster.clock()?;
        let mut pass = Pass::at(clock.unix_timestamp);
        let acted = self.act(cluster, clock.slot, &mut pass);
        self.tell(&pass.alerts, pass.now()); // what stopped the look stops none of them: they are not raised again
        self.measure(pass.now());
        acted.map(|()| Look { alerts: pass.alerts.len(), ..pass.look })
    }

    /// Each part whatever became of the one before it; the first error is the look's.
    fn act(&mut self, cluster: &mut dyn Cluster, slot: u64, pass: &mut Pass) -> Result<()> {
        let now = pass.now();
        self.read(cluster, now)?;
        self.has_read_at(slot);
        let (mut served, mut liquidated, mut ahead) = (Ok(()), Ok(()), Ok(()));
        if self.config.has(Role::Post) || self.config.has(Role::Refresh) {
            served = self.serve(cluster, pass);
        }
        if self.config.has(Role::Liquidate) {
            self.pulse.turn();
            liquidated = self.liquidate(cluster, pass);
        }
        if self.config.has(Role::Watch) {
            pass.alerts.extend(self.watcher.look(&self.book, now));
            if self.reconciled_at == Some(now) {
                ahead = self.watcher.look_ahead(cluster, &self.book, now).map(|found| pass.alerts.extend(found));
            }
        }
        if self.lamports < self.config.least_lamports {
            let holds = format!("{} holds {} lamports.", self.address(), self.lamports);
            let text = format!("{holds} Send it SOL: without it prices are not posted.");
            pass.alert("low-balance", Severity::Critical, "the keeper runs out of SOL", text);
        }
        served.and(liquidated).and(ahead)
    }

    /// The wallet's address.
    #[must_use]
    pub fn address(&self) -> Address {
        self.wallet.pubkey()
    }

    /// What it was told.
    #[must_use]
    pub const fn config(&self) -> &Config {
        &self.config
    }

    pub(crate) const fn wallet(&self) -> &Keypair {
        &self.wallet
    }

    pub(crate) const fn alerts_mut(&mut self) -> &mut Alerts {
        &mut self.alerts
    }

    /// Whether Hermes serves the market's feeds; what was found, or what would mend it.
    pub(crate) fn check_hermes(&self) -> std::result::Result<String, String> {
        let feeds = self.feeds();
        let Some(hermes) = &self.hermes else {
            return if self.config.has(Role::Refresh) && !feeds.is_empty() {
                let text = "the role `post` is off, and `refresh` alone serves no board of the market's";
                Err(format!("{text} {} feeds of Pyth: see roles", feeds.len()))
            } else {
                Ok("not asked: the role `post` is off".into())
            };
        };
        let updates = hermes.latest(&feeds).map_err(|why| why.to_string())?;
        let found: usize = updates.iter().map(|update| update.messages.len()).sum();
        let text = format!("{found} of {} feeds have a price", feeds.len());
        if found < feeds.len() { Err(format!("{text}: the key may lack an entitlement")) } else { Ok(text) }
    }

    /// Whether there is an exit for what the market's debts are repaid with.
    pub(crate) fn check_exits(&self) -> std::result::Result<String, String> {
        let name = |exit: &dyn Exit| {
            format!("{} ({})", exit.name(), if exit.mints().is_some() { "read" } else { "not found" })
        };
        let all: Vec<String> = self.exits.iter().map(|exit| name(exit.as_ref())).collect();
        let is_sound = self.exits.iter().all(|exit| exit.mints().is_some());
        match (self.exits.is_empty(), is_sound) {
            (true, _) if self.config.has(Role::Liquidate) => {
                Err("none: without an [[exit]] nothing that is seized can be sold".into())
            }
            (_, false) => Err(format!("{}: see exit.pool", all.join(", "))),
            _ => Ok(all.join(", ")),
        }
    }

    /// What it knows of the market.
    #[must_use]
    pub const fn book(&self) -> &Book {
        &self.book
    }

    /// What it counts.
    #[must_use]
    pub fn metrics(&self) -> &Arc<Metrics> {
        &self.metrics
    }

    /// Whether its loop turns.
    #[must_use]
    pub fn pulse(&self) -> &Arc<Pulse> {
        &self.pulse
    }

    /// Tells people that the cluster cannot be reached; the loop calls this when looks keep failing.
    pub fn tell_blind(&mut self, why: &Error, now: i64) {
        let text = format!("Until it answers nothing is posted and nothing liquidated: {why}.");
        let mut pass = Pass::at(now);
        pass.alert("blind", Severity::Critical, "the keeper cannot see its market", text);
        self.tell(&pass.alerts, now);
    }

    fn tell(&mut self, alerts: &[Alert], now: i64) {
        let mut failed = Vec::new();
        for alert in alerts {
            tracing::info!(subject = alert.subject, title = alert.title, "alert");
            let (told, errors) = self.alerts.tell(alert);
            if told != 0 {
                self.metrics.alerts.inc();
            }
            failed.extend(errors);
        }
        failed.extend(self.alerts.sweep(now));
        for why in failed {
            self.metrics.alerts_failed.inc();
            tracing::warn!(%why, "an alert was not delivered");
        }
    }

    fn measure(&mut self, now: i64) {
        self.quarantine.sweep(now);
        self.spend.sweep(now);
        let clip = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
        let (used, serves_idle) = (demand::in_use(&self.book), self.config.refresh.idle_percent != 0);
        let ages = self.book.reserves().filter(|reserve| {
            let is_served = serves_idle || used.contains(&reserve.index());
            is_served && reserve.board_ts() != 0 && reserve.terminal_ts() == 0
        });
        self.metrics.oldest_board.set(ages.map(|reserve| now.saturating_sub(reserve.board_ts())).max().unwrap_or(0));
        self.metrics.positions.set(clip(self.book.positions().len()));
        self.metrics.quarantined.set(clip(self.quarantine.waiting(now)));
        self.metrics.lamports.set(i64::try_from(self.lamports).unwrap_or(i64::MAX));
        self.metrics.post_lamports_hour.set(i64::try_from(self.spend.total()).unwrap_or(i64::MAX));
    }
}

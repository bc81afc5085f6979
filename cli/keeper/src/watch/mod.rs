//! What people are told: changes of a market and of the positions that somebody cares for, since the last look.

mod ahead;
mod market;
mod position;

use crate::alert::Alert;
use crate::book::Book;
use crate::config::WatchConfig;
use hypothec_client::{Cluster, Result};

/// Remembers the last look, to tell what changed.
pub struct Watcher {
    config: WatchConfig,
    market: Option<market::Seen>,
    ahead: ahead::Ahead,
    positions: position::Lines,
}

impl Watcher {
    /// Watches what the configuration names.
    #[must_use]
    pub fn new(config: WatchConfig) -> Watcher {
        Watcher { config, market: None, ahead: ahead::Ahead::default(), positions: position::Lines::default() }
    }

    /// What has changed since the last look. The first look tells only what is below a line already.
    pub fn look(&mut self, book: &Book, now: i64) -> Vec<Alert> {
        let mut alerts = Vec::new();
        if self.config.market
            && let Some(seen) = market::Seen::of(book, now)
        {
            if let Some(before) = &self.market {
                seen.tell(before, now, &mut alerts);
            }
            self.market = Some(seen);
        }
        self.positions.look(&self.config, book, now, &mut alerts);
        alerts
    }

    /// What issuers have announced, and what became of proposals; it asks the cluster, and need not at every look.
    ///
    /// # Errors
    /// When the cluster cannot be asked.
    pub fn look_ahead(&mut self, cluster: &dyn Cluster, book: &Book, now: i64) -> Result<Vec<Alert>> {
        if self.config.market { self.ahead.look(cluster, book, now) } else { Ok(Vec::new()) }
    }
}

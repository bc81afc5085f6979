//! What people are told: changes of a market and of the positions that somebody cares for, since the last look.

mod market;
mod position;

use crate::alert::Alert;
use crate::book::Book;
use crate::config::WatchConfig;
use solana_address::Address;
use std::collections::{HashMap, HashSet};

/// Remembers the last look, to tell what changed.
pub struct Watcher {
    config: WatchConfig,
    only: HashSet<Address>,
    market: Option<market::Seen>,
    /// Per position, how many of the lines its health was below.
    below: HashMap<Address, usize>,
}

impl Watcher {
    /// Watches what the configuration names.
    #[must_use]
    pub fn new(config: WatchConfig) -> Watcher {
        let only = config.positions.iter().filter_map(|position| position.parse().ok()).collect();
        Watcher { config, only, market: None, below: HashMap::new() }
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
        position::tell(self, book, now, &mut alerts);
        alerts
    }
}

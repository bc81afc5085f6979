//! Reads what a look needs: the market, the wallet, the exits; all positions now and then, and in between those that a
//! small move of a price would open.

use super::Keeper;
use crate::exit;
use crate::table;
use hypothec_client::snapshot::position_filters;
use hypothec_client::{Cluster, Error, Result};
use solana_address::Address;
use std::collections::{HashMap, HashSet};

/// Health below which a position is read at every look, basis points.
const NEAR_BPS: u64 = 12_000;
/// Slots by which one node may lag behind another.
const AHEAD: u64 = 150;
/// Accounts asked for in one call.
const CHUNK: usize = 100;

impl Keeper {
    pub(crate) fn read(&mut self, cluster: &mut dyn Cluster, now: i64) -> Result<()> {
        let (market, wallet) = (self.book.address(), self.address());
        let accounts = cluster.accounts(&[market, wallet])?;
        let [found, own] = &accounts[..] else { return Err(Error::Input("two accounts were asked for".into())) };
        let found = found.as_ref().ok_or(Error::Missing { what: "market", address: market })?;
        self.book.read_market(now, &found.data)?;
        self.lamports = own.as_ref().map_or(0, |account| account.lamports);
        self.read_positions(cluster, now)?;
        self.read_exits(cluster)
    }

    /// All of them when it is time, or when the clock has gone back.
    fn read_positions(&mut self, cluster: &mut dyn Cluster, now: i64) -> Result<()> {
        let is_due = |then: i64| !(0..self.config.reconcile_s).contains(&now.saturating_sub(then));
        if self.reconciled_at.is_none_or(is_due) {
            let filters = position_filters(&self.book.address(), None);
            let all = cluster.program_accounts(&cluster.program(), &filters)?;
            self.book.read_positions(all.iter().map(|(address, account)| (*address, account.data.as_slice())));
            self.read_tables(cluster)?;
            self.reconciled_at = Some(now);
            return Ok(());
        }
        let evaluated = self.book.evaluate(now).unwrap_or_default();
        let near = |health: Option<u64>| health.is_some_and(|bps| bps < NEAR_BPS);
        let near = evaluated.iter().filter(|s| near(s.health_bps)).map(|s| s.address);
        let wanted: HashSet<Address> = near.chain(self.told.keys().copied()).collect();
        let wanted: Vec<Address> = wanted.into_iter().collect();
        for some in wanted.chunks(CHUNK) {
            self.read_again(cluster, some)?;
        }
        Ok(())
    }

    /// A table that is not there is said, and left out: most transactions need none.
    fn read_tables(&mut self, cluster: &dyn Cluster) -> Result<()> {
        self.tables.clear();
        for at in self.config.lookup_tables.iter().filter_map(|text| text.parse().ok()) {
            match table::read(cluster, &[at]) {
                Ok(found) => self.tables.extend(found),
                Err(why) if why.is_transient() => return Err(why),
                Err(why) => tracing::warn!(%why, "a lookup table cannot be used"),
            }
        }
        Ok(())
    }

    /// Takes in what a websocket tells: accounts, each with a slot in which it changed. Whether any of it is news: a notice
    /// of a slot before the last look tells of what was read then. A notice brings no bytes: what the account has become is
    /// read, so that notices in a wrong order, or doubled, or of the keeper's own acts, change nothing but when.
    pub fn hear(&mut self, told: HashMap<Address, u64>) -> bool {
        let mut is_news = false;
        for (address, slot) in told {
            let is_late = slot < self.looked_slot;
            self.metrics.notices.with_label_values(&[if is_late { "late" } else { "fresh" }]).inc();
            if is_late {
                continue;
            }
            is_news = true;
            let held = self.told.entry(address).or_insert(slot);
            *held = slot.max(*held);
        }
        is_news
    }

    /// A node may lag behind the one that told: what was told of a later slot is read at the next look too, unless that
    /// slot is none that a cluster can have come to.
    pub(super) fn has_read_at(&mut self, slot: u64) {
        self.looked_slot = slot;
        self.told.retain(|_, told| (slot.saturating_add(1)..slot.saturating_add(AHEAD)).contains(told));
    }

    /// Reads these positions again.
    pub(super) fn read_again(&mut self, cluster: &dyn Cluster, positions: &[Address]) -> Result<()> {
        let found = cluster.accounts(positions)?;
        for (address, account) in positions.iter().zip(found) {
            let own = account.as_ref().filter(|account| account.owner == cluster.program());
            self.book.read_position(*address, own.map(|account| account.data.as_slice()));
        }
        Ok(())
    }

    /// Reads the market again, after something has changed it.
    pub(super) fn read_market(&mut self, cluster: &dyn Cluster, now: i64) -> Result<()> {
        let address = self.book.address();
        let account = cluster.account(&address)?.ok_or(Error::Missing { what: "market", address })?;
        self.book.read_market(now, &account.data)
    }

    /// An exit that is not what it must be is left as it was, and said so: others may do.
    pub(super) fn read_exits(&mut self, cluster: &dyn Cluster) -> Result<()> {
        for exit in &mut self.exits {
            match exit::refresh(exit.as_mut(), cluster) {
                Ok(()) => {}
                Err(exit::LoadError::Read(why)) => return Err(why),
                Err(exit::LoadError::Exit(why)) => tracing::warn!(exit = exit.name(), %why, "an exit cannot be used"),
            }
        }
        Ok(())
    }
}

//! What the market's account does not say: what issuers have announced in their mints, and what became of proposals.

use crate::alert::{Alert, Severity};
use crate::book::Book;
use hypothec_client::{Cluster, Result, events, snapshot};
use hypothec_interface::event::Event;
use hypothec_interface::state::Reserve;
use hypothec_interface::token::{Scaled, mint};
use solana_address::Address;
use std::collections::BTreeMap;

/// Remembers which proposals waited.
#[derive(Default)]
pub struct Ahead {
    /// By address, with their numbers.
    waiting: Option<BTreeMap<Address, u64>>,
}

impl Ahead {
    /// What has been announced, and which proposals are gone since the last look.
    ///
    /// # Errors
    /// When the cluster cannot be asked.
    pub fn look(&mut self, cluster: &dyn Cluster, book: &Book, now: i64) -> Result<Vec<Alert>> {
        let mut alerts = announced(cluster, book, now)?;
        let found = snapshot::proposals(cluster, &book.address())?.into_iter();
        let waiting: BTreeMap<_, _> = found.map(|(address, proposal)| (address, proposal.nonce())).collect();
        for (address, nonce) in self.waiting.iter().flatten().filter(|(address, _)| !waiting.contains_key(*address)) {
            alerts.push(gone(cluster, address, *nonce, now));
        }
        self.waiting = Some(waiting);
        Ok(alerts)
    }
}

/// What became of a proposal: its last transaction says so, where the node keeps it.
fn gone(cluster: &dyn Cluster, address: &Address, nonce: u64, now: i64) -> Alert {
    let last = cluster.signatures_for(address, 1, None).ok().and_then(|all| Some(all.first()?.signature));
    let record = last.and_then(|signature| cluster.transaction(&signature).ok().flatten());
    let done = record.and_then(|record| record.outcome.ok());
    let all = done.map_or_else(Vec::new, |done| events(&cluster.program(), &done.logs));
    let is_end = |event: &&Event| event.amount == nonce && matches!(event.name(), "Executed" | "Cancelled");
    let fate = match all.iter().find(is_end).map(Event::name) {
        Some("Executed") => "executed",
        Some(_) => "cancelled",
        None => "executed or cancelled",
    };
    let text = "`hypothec market show` shows the parameters that are in force now.".into();
    let title = format!("proposal {nonce} was {fate}");
    Alert { subject: format!("proposal-gone:{nonce}"), severity: Severity::Warning, title, text, unix_timestamp: now }
}

/// Multipliers that mints name for a time to come.
fn announced(cluster: &dyn Cluster, book: &Book, now: i64) -> Result<Vec<Alert>> {
    let reserves: Vec<&Reserve> = book.reserves().filter(|reserve| reserve.reads_issuer()).collect();
    let mints: Vec<Address> = reserves.iter().map(|reserve| Address::from(reserve.mint())).collect();
    let mut alerts = Vec::new();
    for (reserve, account) in reserves.iter().zip(cluster.accounts(&mints)?) {
        let read = account.and_then(|account| mint::walk(&account.data, &reserve.token_program()).ok());
        let ahead = read.map(|mint| mint.scaled).filter(|scaled| scaled.effective_ts > now);
        alerts.extend(ahead.and_then(|scaled| announcement(reserve, &scaled, now)));
    }
    Ok(alerts)
}

fn announcement(reserve: &Reserve, scaled: &Scaled, now: i64) -> Option<Alert> {
    let (old, new) = (f64::from_bits(scaled.multiplier), f64::from_bits(scaled.new_multiplier));
    if scaled.multiplier == scaled.new_multiplier {
        return None;
    }
    let minutes = scaled.effective_ts.saturating_sub(now) / 60;
    let of = format!("reserve {} (mint {})", reserve.index(), Address::from(reserve.mint()));
    // a dividend is a few percent at most: the program takes what is larger for a split until prices bear it out
    let what = if (1.0..1.05).contains(&(new / old)) { "a dividend" } else { "a split or a large dividend" };
    Some(Alert {
        subject: format!("announced:{}:{}:{new}", reserve.index(), scaled.effective_ts),
        severity: Severity::Warning,
        title: format!("{what} is announced: {of}"),
        text: format!("Its multiplier goes from {old} to {new} in {} h {} min.", minutes / 60, minutes % 60),
        unix_timestamp: now,
    })
}

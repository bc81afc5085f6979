//! Posts prices and refreshes boards: what is demanded, in as few transactions as hold it.

use super::Keeper;
use super::pass::Pass;
use crate::alert::Severity;
use crate::chain::{self, Draft, Posted};
use crate::config::Role;
use crate::demand::{self, Demand, Why};
use crate::pyth::hermes::HermesError;
use crate::pyth::{FeedId, Message, Price, Update};
use hypothec_client::{Cluster, Result};
use hypothec_interface::builder::{self, RefreshEntry};
use hypothec_interface::oracle::Adapter;
use hypothec_interface::state::{PriceSource, Reserve};
use sha3::{Digest, Keccak256};
use solana_address::Address;
use solana_instruction::Instruction;
use solana_keypair::Keypair;
use solana_signer::Signer;
use std::collections::HashMap;

/// A print older than this makes no news, seconds: the program would not take it.
const NEWS_S: i64 = 10;

/// A price with the update that proves it.
type Proven = (Update, Message);

/// What serves one board.
struct Service {
    posts: Vec<(FeedId, Instruction)>,
    entry: RefreshEntry,
}

/// Whether it was served.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Served {
    Yes,
    No,
    /// It may be yet. The others would wait as long, and liquidations behind them.
    Waits,
}

impl Keeper {
    pub(super) fn serve(&mut self, cluster: &mut dyn Cluster, pass: &mut Pass) -> Result<()> {
        let now = pass.now();
        let latest = self.ask_hermes(pass);
        let prices: HashMap<FeedId, Price> = latest.iter().map(|(feed, (_, message))| (*feed, message.price)).collect();
        let mut refresh = self.config.refresh.clone();
        if self.spend.total() >= self.config.post.max_lamports_per_hour / 2 {
            refresh.idle_percent = 0; // the other half is for boards that somebody owes against
        }
        let demands = demand::demands(&self.book, &prices, &self.config.post, &refresh, now);
        let is_poor = self.lamports < self.config.least_lamports;
        let is_spent = self.spend.total() >= self.config.post.max_lamports_per_hour;
        if is_spent && !demands.is_empty() {
            let text = "Boards are not served until the hour is over: see post.max_lamports_per_hour.";
            pass.alert("post-budget", Severity::Warning, "the hour's budget for posting is spent", text);
        }
        if is_poor || is_spent {
            return Ok(());
        }
        let mut services: Vec<Service> =
            demands.into_iter().filter_map(|demand| self.service(demand, &latest, now)).collect();
        services.sort_by_key(|service| self.suspects.contains(&service.entry.index)); // stable: suspects come last
        let (mut rest, mut served) = (&services[..], Served::Yes);
        while !rest.is_empty() && served != Served::Waits {
            (served, rest) = self.serve_some(cluster, rest, pass)?;
        }
        if pass.look.posted + pass.look.refreshed != 0 {
            self.read_market(cluster, now)?;
        }
        Ok(())
    }

    /// The feeds of Pyth's receiver that the market rests on.
    pub(super) fn feeds(&self) -> Vec<FeedId> {
        let priced = self.book.reserves().filter(|reserve| reserve.terminal_ts() == 0);
        let sources = priced.flat_map(Reserve::sources);
        let mut feeds: Vec<FeedId> = sources.filter_map(|source| demand::feed(&source)).collect();
        feeds.sort_unstable();
        feeds.dedup();
        feeds
    }

    /// The latest prices of the market's feeds; none when Hermes gives none, which is said.
    fn ask_hermes(&mut self, pass: &mut Pass) -> HashMap<FeedId, Proven> {
        let now = pass.now();
        let Some(hermes) = self.hermes.as_ref().filter(|_| now >= self.hermes_waits_until) else {
            return HashMap::new();
        };
        let updates = match hermes.latest(&self.feeds()) {
            Ok(updates) => updates,
            Err(why) => {
                self.metrics.failures.with_label_values(&["hermes"]).inc();
                if let HermesError::RateLimited { retry_after } = &why {
                    let wait = i64::try_from(retry_after.as_secs()).unwrap_or(i64::MAX);
                    self.hermes_waits_until = now.saturating_add(wait);
                }
                tracing::warn!(%why, "Hermes gives no prices");
                pass.alert("hermes", Severity::Critical, "Hermes gives no prices", format!("{why}."));
                return HashMap::new();
            }
        };
        let each = updates.iter().flat_map(|update| update.messages.iter().map(move |message| (update, message)));
        let latest: HashMap<_, _> =
            each.map(|(update, message)| (message.price.feed, (update.clone(), message.clone()))).collect();
        let newest = latest.values().map(|(_, message)| message.price.publish_time).max();
        if newest.is_some_and(|newest| now.saturating_sub(newest) > 600) {
            let text = "The newest price is more than ten minutes old. While exchanges are closed that can be.";
            pass.alert("hermes-old", Severity::Warning, "Hermes' prices are old", text);
        }
        latest
    }

    /// What serves this board; `None` when there is nothing new to give it.
    fn service(&self, demand: Demand, latest: &HashMap<FeedId, Proven>, now: i64) -> Option<Service> {
        let reserve = self.book.reserve(demand.reserve)?;
        let (mut posts, mut prices) = (Vec::new(), [None, None]);
        for (source, price) in reserve.sources().iter().zip(&mut prices) {
            let Some(feed) = demand::feed(source) else {
                *price = account_of(source);
                continue;
            };
            let Some((update, message)) = latest.get(&feed).filter(|_| self.config.has(Role::Post)) else { continue };
            let age = now.saturating_sub(message.price.publish_time);
            if message.price.publish_time <= source.seen_ts() || age > NEWS_S {
                continue;
            }
            let at = price_key(&self.wallet, &feed).pubkey();
            let treasury = self.config.post.treasury;
            posts.push((feed, self.deployment.post_update_atomic(self.address(), at, update, message, treasury)));
            *price = Some(at);
        }
        let reads_issuer = reserve.reads_issuer();
        if prices == [None, None] && !(reads_issuer && demand.why >= Why::Session) {
            return None;
        }
        let issuer_mint = reads_issuer.then(|| Address::from(reserve.mint()));
        let entry = RefreshEntry { index: demand.reserve, prices, issuer_mint };
        Some(Service { posts, entry })
    }

    /// Sends as many services as one transaction holds, and one by one those that it refuses together. Who was refused
    /// alone goes alone from then on, until it is served: one board that cannot be read holds up no other.
    fn serve_some<'a>(
        &mut self,
        cluster: &mut dyn Cluster,
        services: &'a [Service],
        pass: &mut Pass,
    ) -> Result<(Served, &'a [Service])> {
        let (together, rest) = services.split_at(self.count_together(cluster, services)?);
        if together.len() > 1 {
            let posts = together.iter().map(|service| service.posts.len()).sum();
            let draft = self.service_draft(together);
            let served = self.send_service(cluster, &draft, (posts, together.len()), pass)?;
            if served != Served::No {
                return Ok((served, rest));
            }
        }
        for service in together {
            if self.serve_alone(cluster, service, pass)? == Served::Waits {
                return Ok((Served::Waits, rest));
            }
        }
        Ok((Served::Yes, rest))
    }

    /// How many of the first services one transaction takes; at least one of some.
    fn count_together(&self, cluster: &dyn Cluster, services: &[Service]) -> Result<usize> {
        let trusted = services.iter().take_while(|service| !self.suspects.contains(&service.entry.index)).count();
        for count in (2..=trusted.min(16)).rev() {
            let some = services.get(..count).unwrap_or(services);
            if self.service_draft(some).fits(cluster)? {
                return Ok(count);
            }
        }
        Ok(services.len().min(1))
    }

    /// Of a service that one transaction does not hold, the posts go first.
    fn serve_alone(&mut self, cluster: &mut dyn Cluster, service: &Service, pass: &mut Pass) -> Result<Served> {
        let draft = self.service_draft(std::slice::from_ref(service));
        let (mut last, mut posts) = (draft, service.posts.len());
        if !last.fits(cluster)? {
            for (feed, post) in &service.posts {
                let draft = Draft::new(vec![post.clone()], vec![&self.wallet, &price_key(&self.wallet, feed)]);
                if self.send_service(cluster, &draft, (1, 0), pass)? == Served::Waits {
                    return Ok(Served::Waits);
                }
            }
            let refresh = builder::refresh_prices(self.book.owned(), &[service.entry]);
            (last, posts) = (Draft::new(vec![refresh], vec![&self.wallet]), 0);
        }
        let served = self.send_service(cluster, &last, (posts, 1), pass)?;
        match served {
            Served::Yes => self.suspects.remove(&service.entry.index),
            Served::No => self.suspects.insert(service.entry.index),
            Served::Waits => false,
        };
        Ok(served)
    }

    fn service_draft(&self, services: &[Service]) -> Draft {
        let mut keys: Vec<Keypair> = Vec::new();
        let mut all = Vec::new();
        for (feed, post) in services.iter().flat_map(|service| &service.posts) {
            let key = price_key(&self.wallet, feed);
            // two reserves can rest on one feed
            if keys.iter().all(|other| other.pubkey() != key.pubkey()) {
                all.push(post.clone());
                keys.push(key);
            }
        }
        let mut entries: Vec<RefreshEntry> = services.iter().map(|service| service.entry).collect();
        entries.sort_by_key(|entry| entry.index); // a refresh names reserves in ascending order
        all.push(builder::refresh_prices(self.book.owned(), &entries));
        let mut signers = vec![&self.wallet];
        signers.extend(&keys);
        Draft::new(all, signers)
    }

    /// A refusal is logged and counted: the next look evaluates anew.
    fn send_service(
        &mut self,
        cluster: &mut dyn Cluster,
        draft: &Draft,
        (posts, boards): (usize, usize),
        pass: &mut Pass,
    ) -> Result<Served> {
        let kind = if posts != 0 { "post" } else { "refresh" };
        match chain::post(cluster, draft, &self.config)? {
            Posted::Landed(lamports) => {
                self.spend.paid(lamports, pass.now());
                self.metrics.landed.with_label_values(&[kind]).inc();
                pass.look.posted += posts;
                pass.look.refreshed += boards;
                Ok(Served::Yes)
            }
            Posted::Rehearsed => Ok(Served::Yes),
            Posted::Failed(why, lamports) => {
                self.spend.paid(lamports, pass.now());
                self.metrics.refused.with_label_values(&[kind]).inc();
                tracing::warn!(kind, %why, "boards could not be served");
                Ok(if why.is_transient() { Served::Waits } else { Served::No })
            }
        }
    }
}

/// The account that a source is, with every adapter but Pyth's receiver.
fn account_of(source: &PriceSource) -> Option<Address> {
    let id = source.id();
    (id.adapter != 0 && id.adapter != Adapter::PythReceiver as u8).then(|| Address::from(id.key))
}

/// The key of the wallet's own price account for a feed: always the same, so that it is written again and nothing need
/// be remembered.
pub(crate) fn price_key(wallet: &Keypair, feed: &FeedId) -> Keypair {
    let seed = Keccak256::new()
        .chain_update(b"hypothec keeper price account")
        .chain_update(wallet.secret_bytes())
        .chain_update(feed)
        .finalize();
    Keypair::new_from_array(seed.into())
}

//! Liquidates what is open: the most gainful first, by the best that a simulation accepts; and settles what is beyond that.

use super::Keeper;
use super::attempt::{Passed, Tried};
use super::pass::Pass;
use crate::alert::Severity;
use crate::chain::{self, Draft};
use crate::liquidate::exchange::{self, Means, exchanges};
use hypothec_client::{Cluster, Result, snapshot};
use hypothec_interface::builder;
use solana_address::Address;

impl Keeper {
    pub(super) fn liquidate(&mut self, cluster: &mut dyn Cluster, pass: &mut Pass) -> Result<()> {
        let now = pass.now();
        let evaluated = self.book.evaluate(now).unwrap_or_default();
        let mut open: Vec<(i64, Address)> = Vec::new();
        let opened = evaluated.iter().filter(|one| one.is_open);
        self.metrics.open.set(i64::try_from(opened.clone().count()).unwrap_or(i64::MAX));
        for one in opened.filter(|one| self.quarantine.admits(&one.address, now)) {
            let best = exchanges(&self.book, &one.address, &self.address(), now).first().map_or(0, |best| best.gain);
            open.push((best, one.address));
        }
        // the most gainful first, and whom nobody gains from last
        open.sort_by_key(|(gain, address)| (core::cmp::Reverse(*gain), *address));
        for (_, address) in open.into_iter().take(self.config.liquidate.per_look) {
            self.act_on(cluster, address, pass)?;
        }
        Ok(())
    }

    fn act_on(&mut self, cluster: &mut dyn Cluster, address: Address, pass: &mut Pass) -> Result<()> {
        let now = pass.now();
        if self.config.liquidate.settle && exchange::is_settleable(&self.book, &address, now) {
            return self.settle(cluster, address, pass);
        }
        match self.best(cluster, &address, now)? {
            Ok(tried) => self.send_liquidation(cluster, &tried, pass),
            Err(passed) => {
                let reason = match passed {
                    Passed::Unprofitable => "unprofitable",
                    Passed::NoExit => "no_exit",
                };
                self.metrics.passed_over.with_label_values(&[reason]).inc();
                let wait = self.quarantine.passed_over(address, now);
                tracing::debug!(%address, reason, wait, "passed over");
                Ok(())
            }
        }
    }

    fn send_liquidation(&mut self, cluster: &mut dyn Cluster, tried: &Tried, pass: &mut Pass) -> Result<()> {
        let (now, Tried { exchange, profit_usd, .. }) = (pass.now(), tried);
        let (position, how) = (exchange.position, self.how(tried));
        if self.config.dry_run {
            tracing::info!(%position, how, profit_usd, "would liquidate");
            return Ok(());
        }
        chain::jitter(self.config.liquidate.jitter_ms);
        match self.send_best(cluster, tried, now) {
            Ok(profit_usd) => {
                self.quarantine.succeeded(&position);
                self.metrics.landed.with_label_values(&["liquidate"]).inc();
                self.metrics.profit_usd.add(profit_usd);
                pass.look.liquidated += 1;
                pass.look.profit_usd += profit_usd;
                let why = if exchange.by_order { "by its owner's order" } else { "for its health was below 1" };
                let text = format!(
                    "{} atoms of reserve {} were repaid, {} of reserve {} seized, and {how}.",
                    exchange.repay, exchange.repay_reserve, exchange.receive, exchange.seize_reserve
                );
                let title = format!("{position} was liquidated {why}; profit {profit_usd:.2} USD");
                pass.alert(&format!("liquidated:{position}:{now}"), Severity::Info, &title, text);
            }
            Err(why) if why.is_transient() => return Err(why),
            Err(why) => {
                let wait = self.quarantine.failed(position, now);
                self.metrics.refused.with_label_values(&["liquidate"]).inc();
                tracing::warn!(%position, wait, %why, "a liquidation was refused");
            }
        }
        self.read_market(cluster, now)?;
        self.read_exits(cluster)?;
        self.read_again(cluster, &[position])
    }

    /// What becomes of what is seized, for people.
    fn how(&self, tried: &Tried) -> String {
        match (tried.exit.and_then(|n| self.exits.get(n)), tried.exchange.means) {
            (Some(exit), _) => format!("sold through {}", exit.name()),
            (None, Means::Tokens) => "kept".into(),
            (None, Means::Shares) => "kept as shares".into(),
        }
    }

    fn settle(&mut self, cluster: &mut dyn Cluster, position: Address, pass: &mut Pass) -> Result<()> {
        if self.config.dry_run {
            tracing::info!(%position, "would settle bad debt");
            return Ok(());
        }
        let record = snapshot::position(cluster, &position)?;
        let settle = builder::settle_bad_debt(self.book.owned(), position, &record);
        match chain::send(cluster, &Draft::new(vec![settle], vec![&self.wallet]), &self.config) {
            Ok(_) => {
                self.quarantine.succeeded(&position);
                self.metrics.landed.with_label_values(&["settle"]).inc();
                pass.look.settled += 1;
                let text =
                    "Nothing of value stood for its debt: the buffer bore it, and after that who lends the asset.";
                let title = format!("the bad debt of {position} was settled");
                pass.alert(&format!("settled:{position}"), Severity::Critical, &title, text);
            }
            Err(why) if why.is_transient() => return Err(why),
            Err(why) => {
                self.quarantine.failed(position, pass.now());
                self.metrics.refused.with_label_values(&["settle"]).inc();
                tracing::warn!(%position, %why, "bad debt could not be settled");
            }
        }
        self.read_market(cluster, pass.now())?;
        self.read_again(cluster, &[position])
    }
}

//! Sends a liquidation: where there is a block engine with a tip, which is a cost like any other.

use super::Keeper;
use super::attempt::Tried;
use crate::chain::{self, Draft};
use crate::jito::Jito;
use hypothec_client::{Cluster, Result};

const LAMPORTS: f64 = 1e9;

impl Keeper {
    /// As a bundle with a tip where a block engine is to have it, by RPC otherwise; what it gains less the tip, USD.
    pub(super) fn send_best(&self, cluster: &mut dyn Cluster, tried: &Tried, now: i64) -> Result<f64> {
        if let Some(jito) = &self.jito
            && let Some((draft, profit_usd)) = self.tipped(jito, tried, now)
        {
            if draft.fits(cluster)? {
                return chain::send_bundle(cluster, &draft, &self.config, jito).map(|_| profit_usd);
            }
            tracing::warn!(position = %tried.exchange.position, "no transaction has room for a tip");
        }
        chain::send(cluster, &self.draft(tried.instructions()), &self.config).map(|_| tried.profit_usd)
    }

    /// The same with a tip, which the sale has to bring beside the least profit; and what is gained less the tip, USD.
    /// `None` where what is gained beyond the least profit pays for no tip.
    fn tipped(&self, jito: &Jito, tried: &Tried, now: i64) -> Option<(Draft, f64)> {
        let spare_usd = tried.profit_usd - self.least_profit_usd();
        // CAST: saturates; a loss, or a profit that is not a number, tips nothing
        let tip = jito.tip((spare_usd / self.config.sol_usd * LAMPORTS) as u64);
        if tip == 0 {
            return None;
        }
        let tip_usd = tip as f64 / LAMPORTS * self.config.sol_usd;
        let liquidation = match tried.exit {
            Some(exit) => self.sale(&tried.exchange, exit, tip_usd, now)?,
            None => tried.liquidation.clone(),
        };
        let all = [&tried.before[..], &liquidation, &[jito.pay(self.address(), tip)]].concat();
        Some((self.draft(all), tried.profit_usd - tip_usd))
    }
}

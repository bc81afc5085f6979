//! Liquidations that sell what they seize: each exit and size by estimate, and what is left by simulation.

use super::Keeper;
use super::attempt::{Tried, unread};
use super::purse::Purse;
use crate::config::{Capital, GainIn};
use crate::exit::{Exit, trades};
use crate::liquidate::compose::{Deal, Gain};
use crate::liquidate::exchange::{self, Exchange};
use crate::value::{atoms, usd};
use hypothec_client::{Cluster, Result};
use hypothec_interface::state::Reserve;
use solana_address::Address;
use solana_instruction::Instruction;

/// Parts of the largest liquidation that are tried: a pool that cannot take all of it may take some.
const PARTS: [u64; 5] = [1, 2, 4, 8, 16];

impl Keeper {
    /// The best exit and size for an exchange.
    pub(super) fn try_exits(
        &self,
        cluster: &mut dyn Cluster,
        exchange: &Exchange,
        now: i64,
        had_exit: &mut bool,
    ) -> Result<Option<Tried>> {
        let Some((repay, seize)) = self.pair(exchange) else { return Ok(None) };
        let (debt, stock) = (Address::from(repay.mint()), Address::from(seize.mint()));
        let mut best: Option<Tried> = None;
        for n in (0..self.exits.len()).filter(|n| trades(self.exits[*n].as_ref(), &stock, &debt)) {
            *had_exit = true;
            let mut last = f64::MIN;
            for part in PARTS {
                let sized = if part == 1 {
                    Some(*exchange)
                } else {
                    let amount = exchange.repay / part;
                    exchange::resized(&self.book, exchange, amount, &self.address(), now).ok()
                };
                let Some(sized) = sized.filter(|sized| !sized.whole || part == 1) else { break };
                let Some(tried) = self.try_sale(cluster, &sized, n, now)? else { continue };
                if tried.profit_usd <= last {
                    break; // smaller parts sell no better
                }
                last = tried.profit_usd;
                if best.as_ref().is_none_or(|best| tried.profit_usd > best.profit_usd) {
                    best = Some(tried);
                }
            }
        }
        Ok(best)
    }

    /// One exit, one size: by estimate first, which costs nothing, then by simulation.
    fn try_sale(&self, cluster: &mut dyn Cluster, exchange: &Exchange, exit: usize, now: i64) -> Result<Option<Tried>> {
        let Some((repay, seize)) = self.pair(exchange) else { return Ok(None) };
        let refresh = unread(&[repay, seize], now);
        let deal = self.deal(exchange, repay, seize, &refresh);
        if !self.may_pay(&deal, self.exits[exit].as_ref()) {
            return Ok(None);
        }
        let Some(sale) = self.sale(exchange, exit, 0.0, now) else { return Ok(None) };
        let Purse { missing, repay: debt, seize: stock } = self.purse(cluster, &deal)?;
        let (gainful, tokens) = if self.gains_debt() { (repay, debt) } else { (seize, stock) };
        let gained = self.simulated_gain(cluster, &[&missing, &sale[..]].concat(), &tokens)?;
        Ok(gained.map(|gained| Tried {
            before: missing,
            liquidation: sale,
            exchange: *exchange,
            exit: Some(exit),
            profit_usd: usd(gainful, gained.unsigned_abs()).copysign(gained as f64),
        }))
    }

    /// Whether a sale may bring what it costs, by the exit's estimate.
    fn may_pay(&self, deal: &Deal<'_>, exit: &dyn Exit) -> bool {
        let flash = self.config.liquidate.capital == Capital::Flash;
        let cost = deal.exchange.repay.saturating_add(if flash { deal.flash_fee_up() } else { 0 });
        exit.estimate_out(&deal.seize.mint, deal.exchange.receive).is_some_and(|out| out > cost)
    }

    /// A liquidation and its sale, which fails unless it brings the least profit and this much more, USD.
    pub(super) fn sale(&self, exchange: &Exchange, exit: usize, more_usd: f64, now: i64) -> Option<Vec<Instruction>> {
        let (repay, seize) = self.pair(exchange)?;
        let refresh = unread(&[repay, seize], now);
        let deal = self.deal(exchange, repay, seize, &refresh);
        let exit = self.exits.get(exit)?.as_ref();
        let gain = if self.gains_debt() {
            Gain::Debt(self.least_profit(repay, more_usd))
        } else {
            Gain::Seized(self.least_profit(seize, more_usd))
        };
        let composed = match self.config.liquidate.capital {
            Capital::Flash => deal.with_flash(exit, gain),
            Capital::Own | Capital::Hold => deal.with_own(exit, gain),
        };
        composed.inspect_err(|why| tracing::warn!(exit = exit.name(), %why, "an exit cannot be used")).ok()
    }

    fn gains_debt(&self) -> bool {
        self.config.liquidate.gain_in == GainIn::Debt
    }

    /// The least profit and this much more, in atoms of a reserve: what the configuration asks for, and the chain's fees.
    fn least_profit(&self, reserve: &Reserve, more_usd: f64) -> u64 {
        atoms(reserve, self.least_profit_usd() + more_usd).ceil() as u64 // CAST: saturates
    }
}

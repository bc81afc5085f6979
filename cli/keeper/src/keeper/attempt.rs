//! Tries liquidations of a position, and finds the most profitable that a simulation accepts.

use super::Keeper;
use super::purse::Tokens;
use crate::book::issuer_entries;
use crate::chain;
use crate::config::Capital;
use crate::liquidate::compose::Deal;
use crate::liquidate::exchange::{self, Exchange, Means, exchanges};
use crate::tokens;
use crate::value::usd_of;
use hypothec_client::{Cluster, Result};
use hypothec_interface::builder::RefreshEntry;
use hypothec_interface::state::Reserve;
use solana_address::Address;
use solana_instruction::Instruction;

/// A liquidation that a simulation has accepted.
pub(super) struct Tried {
    /// What has to be there first: token accounts, a position for shares.
    pub before: Vec<Instruction>,
    pub liquidation: Vec<Instruction>,
    pub exchange: Exchange,
    /// Where what is seized is sold; `None` where it is kept.
    pub exit: Option<usize>,
    pub profit_usd: f64,
}

impl Tried {
    pub fn instructions(&self) -> Vec<Instruction> {
        [&self.before[..], &self.liquidation].concat()
    }
}

/// Why a position was passed over.
pub(super) enum Passed {
    Unprofitable,
    NoExit,
}

impl Keeper {
    /// The most profitable liquidation of a position that a simulation accepts.
    pub(super) fn best(
        &mut self,
        cluster: &mut dyn Cluster,
        address: &Address,
        now: i64,
    ) -> Result<std::result::Result<Tried, Passed>> {
        let orders = self.config.liquidate.orders;
        let all = exchanges(&self.book, address, &self.address(), now);
        let (mut best, mut had_exit): (Option<Tried>, bool) = (None, false);
        for exchange in all.iter().filter(|exchange| orders || !exchange.by_order) {
            let tried = match (exchange.means, self.config.liquidate.capital) {
                (Means::Shares, _) if !self.config.liquidate.shares => continue,
                (Means::Shares, _) | (Means::Tokens, Capital::Hold) => {
                    had_exit = true;
                    self.try_held(cluster, exchange, now)?
                }
                (Means::Tokens, Capital::Flash | Capital::Own) => {
                    self.try_exits(cluster, exchange, now, &mut had_exit)?
                }
            };
            if let Some(tried) = tried
                && best.as_ref().is_none_or(|best| tried.profit_usd > best.profit_usd)
            {
                best = Some(tried);
            }
        }
        Ok(best.ok_or(if had_exit { Passed::Unprofitable } else { Passed::NoExit }))
    }

    /// Seizes and keeps: the gain is by the board's prices, at their worst.
    fn try_held(&self, cluster: &mut dyn Cluster, exchange: &Exchange, now: i64) -> Result<Option<Tried>> {
        let Some((repay, seize)) = self.pair(exchange) else { return Ok(None) };
        let refresh = unread(&[repay, seize], now);
        let purse = self.purse(cluster, &self.deal(exchange, repay, seize, &refresh))?;
        let held = purse.repay.held;
        let sized = if held < exchange.repay {
            exchange::resized(&self.book, exchange, held, &self.address(), now).ok()
        } else {
            Some(*exchange)
        };
        let Some(sized) = sized.filter(|sized| sized.repay <= held) else { return Ok(None) };
        let profit_usd = usd_of(sized.least_gain);
        if profit_usd < self.least_profit_usd() {
            return Ok(None);
        }
        let deal = self.deal(&sized, repay, seize, &refresh);
        let (before, liquidation) = match sized.means {
            Means::Tokens => (purse.missing, deal.held(None)),
            Means::Shares => {
                let Some((receiver, opening)) = self.receiver(cluster, sized.seize_reserve)? else { return Ok(None) };
                (opening.into_iter().collect(), deal.held(Some(receiver)))
            }
        };
        let tried = Tried { before, liquidation, exchange: sized, exit: None, profit_usd };
        let accepted = self.simulated_gain(cluster, &tried.instructions(), &purse.repay)?.is_some();
        Ok(accepted.then_some(tried))
    }

    /// What a token account of the keeper's would gain, atoms; `None` when the transaction would fail.
    pub(super) fn simulated_gain(
        &self,
        cluster: &mut dyn Cluster,
        instructions: &[Instruction],
        tokens: &Tokens,
    ) -> Result<Option<i64>> {
        let amount = |account: &Option<solana_account::Account>| {
            account.as_ref().and_then(|account| tokens::amount(&account.data)).unwrap_or(0)
        };
        match chain::simulate(cluster, &self.draft(instructions.to_vec()), std::slice::from_ref(&tokens.address)) {
            Ok((_, after)) => {
                let after = after.first().map_or(0, amount);
                Ok(Some(after.cast_signed().saturating_sub(tokens.held.cast_signed())))
            }
            Err(why) if why.is_transient() => Err(why),
            Err(why) => {
                tracing::debug!(%why, "a liquidation would fail");
                Ok(None)
            }
        }
    }

    pub(super) fn pair(&self, exchange: &Exchange) -> Option<(&Reserve, &Reserve)> {
        Some((self.book.reserve(exchange.repay_reserve)?, self.book.reserve(exchange.seize_reserve)?))
    }

    pub(super) fn deal<'a>(
        &self,
        exchange: &'a Exchange,
        repay: &Reserve,
        seize: &Reserve,
        refresh: &'a [RefreshEntry],
    ) -> Deal<'a> {
        Deal {
            exchange,
            repay: self.book.addresses(repay),
            seize: self.book.addresses(seize),
            keeper: self.address(),
            flash_fee_bps: repay.config().flash_fee_bps,
            refresh,
        }
    }

    /// The least profit that the configuration asks for, and what one transaction costs at most, USD.
    pub(super) fn least_profit_usd(&self) -> f64 {
        let fee = (self.config.max_priority_lamports as f64 + 5_000.0) / 1e9 * self.config.sol_usd;
        self.config.liquidate.min_profit_usd + fee
    }
}

/// Entries that read mint and vault again of those whose issuer was not read at `now`, which names no account that a
/// liquidation does not. Prices are posted before, on their own.
pub(super) fn unread(reserves: &[&Reserve], now: i64) -> Vec<RefreshEntry> {
    issuer_entries(reserves.iter().copied().filter(|reserve| reserve.issuer_ts() < now))
}

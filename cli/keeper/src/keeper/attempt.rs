//! Tries liquidations of a position: each exchange, exit and size by estimate, and what is left by simulation.

use super::Keeper;
use crate::book::issuer_entries;
use crate::chain::{self, Draft};
use crate::config::{Capital, GainIn};
use crate::exit::trades;
use crate::liquidate::compose::{Deal, Gain};
use crate::liquidate::exchange::{self, Exchange, Means, exchanges};
use crate::tokens;
use hypothec_client::{Cluster, Result};
use hypothec_interface::builder::RefreshEntry;
use hypothec_interface::state::Reserve;
use solana_address::Address;
use solana_instruction::Instruction;

/// Parts of the largest liquidation that are tried: a pool that cannot take all of it may take some.
const PARTS: [u64; 5] = [1, 2, 4, 8, 16];

/// A liquidation that a simulation has accepted.
pub(super) struct Tried {
    pub instructions: Vec<Instruction>,
    pub exchange: Exchange,
    pub exit: String,
    pub profit_usd: f64,
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
        for exchange in all.iter().filter(|exchange| exchange.gain > 0 && (orders || !exchange.by_order)) {
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

    /// The best exit and size for an exchange.
    fn try_exits(
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
        let exit = self.exits[exit].as_ref();
        let refresh = unread(&[repay, seize], now);
        let deal = self.deal(exchange, repay, seize, &refresh);
        let flash = self.config.liquidate.capital == Capital::Flash;
        let cost = exchange.repay.saturating_add(if flash { deal.flash_fee_up() } else { 0 });
        if exit.estimate_out(&deal.seize.mint, exchange.receive).is_none_or(|out| out <= cost) {
            return Ok(None);
        }
        let in_debt = self.config.liquidate.gain_in == GainIn::Debt;
        let gainful = if in_debt { repay } else { seize };
        let least = self.least_profit(gainful);
        let gain = if in_debt { Gain::Debt(least) } else { Gain::Seized(least) };
        let composed = if flash { deal.with_flash(exit, gain) } else { deal.with_own(exit, gain) };
        let instructions = match composed {
            Ok(instructions) => instructions,
            Err(why) => {
                tracing::warn!(exit = exit.name(), %why, "an exit cannot be used");
                return Ok(None);
            }
        };
        let side = if in_debt { &deal.repay } else { &deal.seize };
        let tokens = tokens::associated(&self.address(), &side.mint, &side.token_program);
        let gained = self.simulated_gain(cluster, &instructions, &tokens)?;
        Ok(gained.map(|gained| Tried {
            instructions,
            exchange: *exchange,
            exit: exit.name().to_owned(),
            profit_usd: usd(gainful, gained),
        }))
    }

    /// Seizes and keeps: the gain is by the board's price.
    fn try_held(&self, cluster: &mut dyn Cluster, exchange: &Exchange, now: i64) -> Result<Option<Tried>> {
        let Some((repay, seize)) = self.pair(exchange) else { return Ok(None) };
        let debt_tokens =
            tokens::associated(&self.address(), &Address::from(repay.mint()), &Address::from(repay.token_program()));
        let held = cluster.account(&debt_tokens)?.and_then(|account| tokens::amount(&account.data)).unwrap_or(0);
        let sized = if held < exchange.repay {
            exchange::resized(&self.book, exchange, held, &self.address(), now).ok()
        } else {
            Some(*exchange)
        };
        let Some(sized) = sized.filter(|sized| sized.repay <= held) else { return Ok(None) };
        let profit_usd = value_usd(sized.gain);
        if profit_usd < self.config.liquidate.min_profit_usd + self.fee_usd() {
            return Ok(None);
        }
        let refresh = unread(&[repay, seize], now);
        let deal = self.deal(&sized, repay, seize, &refresh);
        let mut instructions = Vec::new();
        let receiver = match sized.means {
            Means::Tokens => None,
            Means::Shares => {
                let Some((receiver, opening)) = self.receiver(cluster, sized.seize_reserve)? else { return Ok(None) };
                instructions.extend(opening);
                Some(receiver)
            }
        };
        instructions.extend(deal.held(receiver));
        let accepted = self.simulated_gain(cluster, &instructions, &debt_tokens)?.is_some();
        let exit = if sized.means == Means::Shares { "shares" } else { "held" };
        Ok(accepted.then(|| Tried { instructions, exchange: sized, exit: exit.into(), profit_usd }))
    }

    /// What a token account of the keeper's would gain, atoms; `None` when the transaction would fail.
    fn simulated_gain(
        &self,
        cluster: &mut dyn Cluster,
        instructions: &[Instruction],
        account: &Address,
    ) -> Result<Option<i64>> {
        let amount = |account: &Option<solana_account::Account>| {
            account.as_ref().and_then(|account| tokens::amount(&account.data)).unwrap_or(0)
        };
        let before = amount(&cluster.account(account)?);
        let draft = Draft::new(instructions.to_vec(), vec![&self.wallet]).with_tables(&self.tables);
        match chain::simulate(cluster, &draft, std::slice::from_ref(account)) {
            Ok((_, after)) => {
                let after = after.first().map_or(0, amount);
                Ok(Some(after.cast_signed().saturating_sub(before.cast_signed())))
            }
            Err(why) if why.is_transient() => Err(why),
            Err(why) => {
                tracing::debug!(%why, "a liquidation would fail");
                Ok(None)
            }
        }
    }

    fn pair(&self, exchange: &Exchange) -> Option<(&Reserve, &Reserve)> {
        Some((self.book.reserve(exchange.repay_reserve)?, self.book.reserve(exchange.seize_reserve)?))
    }

    fn deal<'a>(
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

    /// What one transaction costs at most, USD.
    fn fee_usd(&self) -> f64 {
        (self.config.max_priority_lamports as f64 + 5_000.0) / 1e9 * self.config.sol_usd
    }

    /// The least profit, in atoms of a reserve: what the configuration asks for, and the chain's fees.
    fn least_profit(&self, reserve: &Reserve) -> u64 {
        let unit = 10u64.saturating_pow(reserve.decimals().into());
        let price = usd(reserve, unit.cast_signed());
        if price <= 0.0 {
            return u64::MAX;
        }
        // CAST: saturates
        ((self.config.liquidate.min_profit_usd + self.fee_usd()) / price * unit as f64).ceil() as u64
    }
}

/// What atoms are worth at the board's lower price, USD: for decisions and people, not for books.
fn usd(reserve: &Reserve, atoms: i64) -> f64 {
    let value = value_usd(exchange::value(reserve, atoms.unsigned_abs()));
    if atoms < 0 { -value } else { value }
}

fn value_usd(value: i64) -> f64 {
    value as f64 / 65_536.0
}

/// Entries that read mint and vault again of those whose issuer was not read at `now`, which names no account that a
/// liquidation does not. Prices are posted before, on their own.
fn unread(reserves: &[&Reserve], now: i64) -> Vec<RefreshEntry> {
    issuer_entries(reserves.iter().copied().filter(|reserve| reserve.issuer_ts() < now))
}

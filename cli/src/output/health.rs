//! Position health, computed with the program's own functions.

use super::{amount, json};
use crate::context::Context;
use anyhow::{Context as _, Result, anyhow};
use hypothec_client::MarketSnapshot;
use hypothec_interface::Error;
use hypothec_interface::health::{RiskContext, Weights, risk_weights};
use hypothec_interface::policy::State;
use hypothec_interface::solvency::{AccountLiquidity, account_liquidity};
use hypothec_interface::state::{Position, Reserve, Side, Slot};
use serde_json::Value;

/// For what cannot be: a market that was read loads.
const UNREADABLE: &str = "the market cannot be read";

/// The names of the states that are set.
pub fn state_names(state: State) -> Vec<&'static str> {
    State::NAMES.iter().filter(|(bit, _)| state.any(*bit)).map(|(_, name)| *name).collect()
}

/// Assets that count for nothing where risk is taken, and what would mend it.
#[derive(Default)]
pub struct Unpriced {
    /// Those that a refresh may mend.
    stale: Vec<String>,
    /// Those that are in another such state, with its names; they may be stale besides.
    others: Vec<String>,
}

impl Unpriced {
    /// Takes an asset in, if it is one.
    pub fn add(&mut self, symbol: &str, state: State) {
        let refreshed = State::STALE | State::ISSUER_STALE;
        if state.any(refreshed) {
            self.stale.push(symbol.into());
        }
        if state.any(State::NO_POWER & !refreshed) {
            let names = state_names(State(state.0 & State::NO_POWER & !refreshed));
            self.others.push(format!("{symbol} is {}", names.join(" and ")));
        }
    }

    /// The parts of a sentence: what a refresh may mend, said by `newer`, and then what it does not.
    pub fn parts(&self, newer: impl Fn(&str) -> String) -> Vec<String> {
        let stale = self.stale.join(" ");
        let stale = (!stale.is_empty()).then(|| newer(&stale));
        stale.into_iter().chain(self.others.iter().cloned()).collect()
    }
}

/// The health of a position at one moment.
pub struct PositionHealth {
    pub slots: Vec<Value>,
    /// Borrow limit and weighted debt, or the error that says why they are not known.
    pub weights: Result<Weights, Error>,
    /// Assets of the position that have no valid price now.
    pub unpriced: Vec<String>,
    /// Why they have none.
    pub why_unpriced: Unpriced,
    /// Supply and debt at the last prices, Value.
    pub last_supply: u64,
    pub last_debt: u64,
    /// The two sides of the liquidation test, Value times basis points.
    pub liq_supply: u128,
    pub liq_debt: u128,
}

/// One slot at the last prices: its Value, and all of it for programs.
fn shown(ctx: &Context<'_>, reserve: &Reserve, slot: &Slot, atoms: u64, moment: &RiskContext) -> (u64, Value) {
    let (side, value) = match slot.side() {
        Side::Supply => ("supply", reserve.low().value_down_saturating(atoms)),
        Side::Debt => ("debt", reserve.high().value_up_saturating(atoms)),
    };
    let age = |ts: i64| (ts != 0).then(|| moment.ts - ts);
    let json = json!({
        "side": side, "symbol": ctx.symbol(&reserve.mint().into()), "reserve": slot.reserve(), "atoms": atoms,
        "amount": amount::show(atoms, reserve.decimals()), "shares": slot.shares(), "collateral": slot.is_collateral(),
        "value": value, "usd": amount::usd(value), "price": amount::price(reserve.settle_high(), reserve.decimals()),
        "age_s": age(reserve.board_ts()), "ltv_bps": reserve.ltv_bps(moment),
        "states": state_names(reserve.state(moment)),
    });
    (value, json)
}

/// A ratio of weights with four decimals, rounded down; nothing where there is no debt.
pub fn ratio(over: u128, under: u128) -> Option<String> {
    let whole = over.checked_mul(10_000)?.checked_div(under)?;
    Some(format!("{}.{:04}", whole / 10_000, whole % 10_000))
}

/// The two sides of the liquidation test, and the sums behind them.
pub fn liquidity(market: &MarketSnapshot, position: &Position, now: i64) -> Result<AccountLiquidity> {
    let test = market.header().liquidation_context(now);
    let liquidity = market.with_market(|market| account_liquidity(market, position, &test)).context(UNREADABLE)?;
    liquidity.map_err(|error| anyhow!("{}", error.message()))
}

impl PositionHealth {
    /// The health of a position now.
    pub fn of(ctx: &Context<'_>, market: &MarketSnapshot, position: &Position) -> Result<PositionHealth> {
        let moment = market.risk_context();
        let liquidity = liquidity(market, position, ctx.now())?;
        let mut health = PositionHealth {
            slots: Vec::new(),
            weights: market.with_market(|market| risk_weights(market, position, &moment)).context(UNREADABLE)?,
            unpriced: Vec::new(),
            why_unpriced: Unpriced::default(),
            last_supply: 0,
            last_debt: 0,
            liq_supply: liquidity.power,
            liq_debt: liquidity.debt,
        };
        for slot in position.used() {
            let reserve = market.reserve(slot.reserve())?;
            let sum = match slot.side() {
                Side::Supply => &mut health.last_supply,
                Side::Debt => &mut health.last_debt,
            };
            let atoms = market.slot_atoms(slot).unwrap_or(u64::MAX);
            let (value, shown) = shown(ctx, reserve, slot, atoms, &moment);
            *sum = sum.saturating_add(value);
            if reserve.state(&moment).any(State::NO_POWER) {
                let symbol = ctx.symbol(&reserve.mint().into());
                health.why_unpriced.add(&symbol, reserve.state(&moment));
                health.unpriced.push(symbol);
            }
            health.slots.push(shown);
        }
        Ok(health)
    }

    /// Health of the liquidation test: below 1 anyone may liquidate.
    pub fn health(&self) -> Option<String> {
        ratio(self.liq_supply, self.liq_debt)
    }

    /// The same for people.
    pub fn health_text(&self) -> String {
        self.health().unwrap_or_else(|| "none (no debt)".into())
    }

    /// Borrow limit, debt and what is available between them; or why they are not known, and what there was at the last
    /// prices.
    pub fn limits_text(&self) -> String {
        match self.weights {
            Ok(weights) => format!(
                "borrow limit {} USD, debt {} USD, available {} USD",
                amount::usd_bps(weights.power),
                amount::usd_bps(weights.debt),
                amount::usd_bps(weights.power.saturating_sub(weights.debt))
            ),
            Err(_) => format!(
                "borrow limit not known; at the last prices: supply {} USD, debt {} USD",
                amount::usd(self.last_supply),
                amount::usd(self.last_debt)
            ),
        }
    }

    /// Whether the position may borrow and withdraw, and if not, why.
    pub fn verdict(&self) -> String {
        match self.weights {
            Ok(weights) if weights.is_healthy() => "may borrow and withdraw".into(),
            Ok(_) => "debt exceeds the borrow limit: may not borrow or withdraw".into(),
            Err(error) if self.unpriced.is_empty() => {
                format!("may not borrow or withdraw: {}: {}", error.name(), error.message())
            }
            Err(error) => {
                let newer = |names: &str| format!("{names}: run `hypothec price refresh {names}`");
                let why = self.why_unpriced.parts(newer).join("; ");
                format!("may not borrow or withdraw: {}: {why}", error.name())
            }
        }
    }

    /// Why the borrow limit is not known, if it is not.
    pub fn unknown(&self) -> Option<String> {
        let error = self.weights.err()?;
        let names = if self.unpriced.is_empty() { String::new() } else { format!(": {}", self.unpriced.join(" ")) };
        Some(format!("not known: {}{names}", error.name()))
    }

    /// For programs; what is not known is null.
    pub fn json(&self) -> Value {
        let known = self.weights.ok();
        let usd = |part: fn(Weights) -> u128| known.map(|weights| amount::usd_bps(part(weights)));
        json!({
            "healthy": known.is_some_and(|weights| weights.is_healthy()), "verdict": self.verdict(),
            "health": self.health(), "borrow_limit_usd": usd(|weights| weights.power),
            "debt_usd": usd(|weights| weights.debt),
            "available_usd": usd(|weights| weights.power.saturating_sub(weights.debt)),
            "unpriced": self.unpriced, "last_supply_usd": amount::usd(self.last_supply),
            "last_debt_usd": amount::usd(self.last_debt),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refresh_is_advised_for_what_is_stale_and_for_nothing_else() {
        let mut unpriced = Unpriced::default();
        unpriced.add("NVDAx", State(State::QUARANTINED | State::OFF_HOURS));
        unpriced.add("TSLAx", State(State::STALE));
        unpriced.add("USDC", State(State::PAUSED));
        assert_eq!(unpriced.parts(|names| format!("refresh {names}")), ["refresh TSLAx", "NVDAx is Quarantined"]);
    }

    #[test]
    fn ratios_round_down() {
        assert_eq!(ratio(3, 2).as_deref(), Some("1.5000"));
        assert_eq!(ratio(2, 3).as_deref(), Some("0.6666"));
        assert_eq!(ratio(1, 0), None);
    }
}

//! Position health, computed with the program's own functions.

use super::amount;
use crate::context::Context;
use crate::context::snapshot::MarketSnapshot;
use anyhow::{Result, anyhow};
use hypothec_interface::health::{RiskContext, risk_weights};
use hypothec_interface::policy::State;
use hypothec_interface::solvency::account_liquidity;
use hypothec_interface::state::{Position, Reserve, Side, Slot};
use serde_json::{Value, json};

/// The names of the states that are set.
pub fn state_names(state: State) -> Vec<&'static str> {
    State::NAMES.iter().filter(|(bit, _)| state.any(*bit)).map(|(_, name)| *name).collect()
}

/// The health of a position at one moment.
pub struct PositionHealth {
    pub slots: Vec<Value>,
    /// Whether risk may be taken, or the error that says why not.
    pub verdict: Result<bool, hypothec_interface::Error>,
    /// Borrow power and debt weight, Value times basis points.
    pub power: u128,
    pub debt: u128,
    /// The two sides of the liquidation test, same unit.
    pub liq_supply: u128,
    pub liq_debt: u128,
}

fn slot_json(ctx: &Context<'_>, reserve: &Reserve, slot: &Slot, atoms: u64, moment: &RiskContext) -> Value {
    let (side, value) = match slot.side() {
        Side::Supply => ("supply", reserve.low().value_down_saturating(atoms)),
        Side::Debt => ("debt", reserve.high().value_up_saturating(atoms)),
    };
    let age = |ts: i64| (ts != 0).then(|| moment.ts - ts);
    json!({
        "side": side, "symbol": ctx.symbol(&reserve.mint().into()), "reserve": slot.reserve(), "atoms": atoms,
        "amount": amount::show(atoms, reserve.decimals()), "shares": slot.shares(), "collateral": slot.is_collateral(),
        "value": value, "usd": amount::usd(value), "price": amount::price(reserve.settle_high(), reserve.decimals()),
        "age_s": age(reserve.board_ts()), "ltv_bps": reserve.ltv_bps(moment),
        "states": state_names(reserve.state(moment)),
    })
}

/// A ratio of weights with four decimals, rounded down; nothing where there is no debt.
pub fn ratio(over: u128, under: u128) -> Option<String> {
    let whole = over.checked_mul(10_000)?.checked_div(under)?;
    Some(format!("{}.{:04}", whole / 10_000, whole % 10_000))
}

impl PositionHealth {
    /// The health of a position now.
    pub fn of(ctx: &Context<'_>, market: &MarketSnapshot, position: &Position) -> Result<PositionHealth> {
        let moment = market.risk_context(ctx.now());
        let mut slots = Vec::new();
        for slot in position.used() {
            let reserve = market.reserve(slot.reserve())?;
            let atoms = match slot.side() {
                Side::Supply => reserve.supply_assets_down(slot.shares()),
                Side::Debt => reserve.debt_with_pending_up(slot.shares(), moment.ts),
            }
            .unwrap_or(u64::MAX);
            slots.push(slot_json(ctx, reserve, slot, atoms, &moment));
        }
        let weights = market.with(|market| risk_weights(market, position, &moment));
        let (power, debt) = weights.map_or((0, 0), |weights| (weights.power, weights.debt));
        let verdict = weights.map(|weights| weights.is_healthy());
        let test = market.header().liquidation_context(ctx.now());
        let liquidity = market.with(|market| account_liquidity(market, position, &test));
        let liquidity = liquidity.map_err(|error| anyhow!("{}", error.message()))?;
        Ok(PositionHealth { slots, verdict, power, debt, liq_supply: liquidity.power, liq_debt: liquidity.debt })
    }

    /// Health of the liquidation test: below 1 anyone may liquidate.
    pub fn health(&self) -> Option<String> {
        ratio(self.liq_supply, self.liq_debt)
    }

    /// The health for people.
    pub fn health_text(&self) -> String {
        self.health().unwrap_or_else(|| "none (no debt)".into())
    }

    /// The verdict in words.
    pub fn verdict(&self) -> String {
        match self.verdict {
            Ok(true) => "may borrow and withdraw".into(),
            Ok(false) => "debt exceeds the borrow limit: may not borrow or withdraw".into(),
            Err(error) => format!("may not borrow or withdraw: {}: {}", error.name(), error.message()),
        }
    }

    /// For programs.
    pub fn json(&self) -> Value {
        json!({
            "healthy": self.verdict == Ok(true), "verdict": self.verdict(), "health": self.health(),
            "power_usd": amount::usd_bps(self.power), "debt_usd": amount::usd_bps(self.debt),
            "free_power_usd": amount::usd_bps(self.power.saturating_sub(self.debt)),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ratios_round_down() {
        assert_eq!(ratio(3, 2).as_deref(), Some("1.5000"));
        assert_eq!(ratio(2, 3).as_deref(), Some("0.6666"));
        assert_eq!(ratio(1, 0), None);
    }
}

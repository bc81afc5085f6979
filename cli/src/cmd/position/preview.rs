//! What a recipe would do, for whoever is about to sign it.

use super::plan::Plan;
use crate::context::Context;
use crate::context::rehearsal::Rehearsed;
use crate::output::health::PositionHealth;
use crate::output::table::table;
use crate::output::{json, terms};
use anyhow::Result;
use hypothec_client::{MarketSnapshot, snapshot};
use hypothec_interface::state::Position;
use hypothec_keeper::recipe::Recipe;
use serde_json::Value;

/// Before and after.
pub struct Preview {
    before: Stand,
    /// `None`: the position is closed.
    after: Option<Stand>,
    moves: String,
    trade: String,
    json: Value,
}

/// How a position stands.
struct Stand {
    health: Option<String>,
    slots: Vec<(String, String)>,
    /// Prices at which it can be liquidated, each when it moves alone.
    liquidation: Vec<(String, String)>,
}

impl Stand {
    fn of(ctx: &Context<'_>, market: &MarketSnapshot, position: &Position) -> Result<Stand> {
        let health = PositionHealth::of(ctx, market, position)?;
        let word = |line: &Value, name: &str| line[name].as_str().map(String::from);
        let trigger = |line: &Value| Some((word(line, "symbol")?, word(line, "liquidation_price")?));
        let liquidation = terms::of(ctx, market, position)?.iter().filter_map(trigger).collect();
        let cell = |slot: &Value, name: &str| slot[name].as_str().unwrap_or_default().to_owned();
        let slot = |slot: &Value| (format!("{} {}", cell(slot, "side"), cell(slot, "symbol")), cell(slot, "amount"));
        Ok(Stand { health: health.health(), slots: health.slots.iter().map(slot).collect(), liquidation })
    }

    fn row(&self, name: &str) -> String {
        self.slots.iter().find(|(own, _)| own == name).map_or_else(|| "0".into(), |(_, amount)| amount.clone())
    }

    fn price(&self, symbol: &str) -> String {
        self.liquidation.iter().find(|(own, _)| own == symbol).map_or_else(|| "none".into(), |(_, price)| price.clone())
    }

    fn json(&self) -> Value {
        let prices = self.liquidation.iter().map(|(symbol, price)| json!({ "symbol": symbol, "usd": price }));
        let slots = self.slots.iter().map(|(slot, amount)| json!({ "slot": slot, "amount": amount }));
        json!({ "health": self.health, "slots": Value::Array(slots.collect()), "liquidation_prices": Value::Array(prices.collect()) })
    }
}

impl Preview {
    pub fn of(plan: &Plan<'_>, exit: &str, recipe: &Recipe, done: &Rehearsed) -> Result<Preview> {
        let Plan { ctx, address, position, market } = plan;
        let before = Stand::of(ctx, market, position)?;
        let kept = done.after.get(address).filter(|account| account.lamports > 0);
        let after = match (done.after.get(&market.address.address), kept) {
            (Some(changed), Some(kept)) => {
                let market = MarketSnapshot::new(market.address, ctx.now(), &changed.data)?;
                Some(Stand::of(ctx, &market, &snapshot::record("position", address, &kept.data)?)?)
            }
            _ => None,
        };
        let percent = recipe.impact_bps as f64 / 100.0;
        let trade = format!(
            "through {exit}: price impact {percent:.2} %, network fee at most {} lamports, {} CU",
            done.fee, done.done.cu
        );
        let json = json!({
            "exit": exit, "impact_bps": i32::try_from(recipe.impact_bps)?, "loan": recipe.loan, "flash_fee": recipe.fee,
            "swapped_in": recipe.swapped_in, "swapped_out": recipe.swapped_out, "cu": done.done.cu,
            "bytes": done.done.tx_bytes, "fee": done.fee, "moves": done.moves, "before": before.json(),
            "after": after.as_ref().map(Stand::json),
        });
        Ok(Preview { before, after, moves: done.moves_text(), trade, json })
    }

    pub fn json(&self) -> Value {
        self.json.clone()
    }

    /// A table of before and after, and every token account that changes.
    pub fn text(&self) -> String {
        let closed = || String::from("closed");
        let after = |of: &dyn Fn(&Stand) -> String| self.after.as_ref().map_or_else(closed, of);
        let none = || String::from("none (no debt)");
        let health = |stand: &Stand| stand.health.clone().unwrap_or_else(none);
        let mut rows = Vec::new();
        let all = self.before.slots.iter().chain(self.after.iter().flat_map(|stand| &stand.slots));
        let mut names: Vec<&str> = all.map(|(name, _)| name.as_str()).collect();
        names.sort_unstable_by_key(|name| (name.starts_with("debt"), *name));
        names.dedup();
        for name in names {
            rows.push(vec![name.into(), self.before.row(name), after(&|stand| stand.row(name))]);
        }
        rows.push(vec!["health".into(), health(&self.before), after(&health)]);
        let priced = self.before.liquidation.iter().chain(self.after.iter().flat_map(|stand| &stand.liquidation));
        let mut symbols: Vec<&str> = priced.map(|(symbol, _)| symbol.as_str()).collect();
        symbols.sort_unstable();
        symbols.dedup();
        for symbol in symbols {
            let name = format!("liquidatable at {symbol}, USD");
            rows.push(vec![name, self.before.price(symbol), after(&|stand| stand.price(symbol))]);
        }
        let table = table(&["", ">before", ">after"], rows);
        format!("{table}\n{}\ntokens that move{}", self.trade, self.moves)
    }
}

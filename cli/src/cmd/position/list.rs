use crate::context::{Context, Env};
use crate::output::health::PositionHealth;
use crate::output::table::table;
use crate::output::{Answer, amount, json};
use anyhow::Result;
use clap::Args;
use hypothec_client::snapshot;
use serde_json::Value;
use solana_address::Address;

/// List positions with what they hold and owe
#[derive(Args)]
pub struct List {
    /// Whose: a wallet's name or an address [default: the signer's]
    #[arg(long, value_name = "WHO")]
    of: Option<String>,
    /// Everybody's
    #[arg(long, conflicts_with = "of")]
    all: bool,
    /// Show at most N
    #[arg(long, value_name = "N", default_value_t = 100)]
    limit: usize,
}

impl List {
    pub fn run(self, env: &Env) -> Result<Answer> {
        let ctx = Context::read(env)?;
        let market = ctx.market()?;
        let owner = if self.all { None } else { Some(env.keys.address(self.of.as_deref())?) };
        let mut found = snapshot::positions(ctx.cluster(), &market.address, owner.as_ref())?;
        found.sort_by_key(|(address, position)| (position.owner().to_bytes(), position.id(), *address));
        let (mut json, mut rows) = (Vec::new(), Vec::new());
        for (address, position) in found.iter().take(self.limit) {
            let health = PositionHealth::of(&ctx, &market, position)?;
            let owner = Address::from(position.owner());
            let (supply, debt) = (amount::usd(health.last_supply), amount::usd(health.last_debt));
            json.push(json!({
                "address": address.to_string(), "owner": owner.to_string(), "id": position.id(), "supply_usd": supply,
                "debt_usd": debt, "health": health.health(), "slots": health.slots,
            }));
            let what = health.slots.iter().map(|slot| {
                let sign = if slot["side"] == "debt" { "-" } else { "" };
                let word = |name: &str| slot[name].as_str().unwrap_or_default();
                format!("{sign}{} {}", word("amount"), word("symbol"))
            });
            let what = what.collect::<Vec<_>>().join(", ");
            let whose = if self.all { owner.to_string() } else { String::new() };
            rows.push(vec![
                address.to_string(),
                whose,
                position.id().to_string(),
                supply,
                debt,
                health.health_text(),
                what,
            ]);
        }
        let mut heading = vec!["position", "?owner", "?>number", "?>supply USD", ">debt USD", ">health", "holds"];
        if !self.all {
            heading.remove(1);
            rows.iter_mut().for_each(|row| drop(row.remove(1)));
        }
        let mut text = table(&heading, rows);
        if found.len() > self.limit {
            text += &format!("\n{} more: raise --limit", found.len() - self.limit);
        }
        Ok(Answer { json: Value::Array(json), text })
    }
}

use crate::context::{Context, Env};
use crate::output::health::PositionHealth;
use crate::output::table::table;
use crate::output::{Answer, amount};
use anyhow::Result;
use clap::Args;
use hypothec_interface::state::Position;
use serde_json::{Value, json};
use solana_address::Address;

/// List positions with debt, the least healthy first
#[derive(Args)]
pub struct Scan {
    /// Only those whose health is below this, such as 1.1
    #[arg(long, default_value = "1000", value_name = "HEALTH")]
    below: String,
}

impl Scan {
    pub fn run(self, env: &Env) -> Result<Answer> {
        let (ctx, below) = (Context::read(env)?, u128::from(amount::parse(&self.below, 4)?));
        let market = ctx.market()?;
        let mut found: Vec<(u128, Address, Position, PositionHealth)> = Vec::new();
        for (address, position) in ctx.positions(&market.address) {
            let health = PositionHealth::of(&ctx, &market, &position)?;
            let ratio = health.liq_supply.saturating_mul(10_000).checked_div(health.liq_debt);
            if let Some(ratio) = ratio.filter(|ratio| *ratio < below) {
                found.push((ratio, address, position, health));
            }
        }
        found.sort_by_key(|(ratio, address, ..)| (*ratio, *address));
        let rows = found.iter().map(|(ratio, address, _, health)| {
            vec![
                address.to_string(),
                health.health().unwrap_or_default(),
                amount::usd_bps(health.liq_debt),
                if *ratio < 10_000 { "yes".into() } else { "no".into() },
            ]
        });
        let text = table(&["position", ">health", ">debt USD, weighted", "may be liquidated"], rows);
        let json = found.iter().map(|(ratio, address, position, health)| {
            json!({
                "position": address.to_string(), "owner": Address::from(position.owner()).to_string(),
                "id": position.id(),
                "health": health.health(), "liquidatable": *ratio < 10_000, "slots": health.slots,
            })
        });
        Ok(Answer { json: Value::Array(json.collect()), text })
    }
}

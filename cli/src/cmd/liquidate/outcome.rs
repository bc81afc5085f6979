//! What a liquidation left of a position.

use crate::context::Context;
use crate::context::record::TxRecord;
use crate::output::health::PositionHealth;
use crate::output::{Answer, event};
use anyhow::Result;
use serde_json::{Value, json};
use solana_address::Address;

/// The position after this transaction.
pub fn show(ctx: &Context<'_>, address: &Address, sent: &TxRecord) -> Result<Answer> {
    let health = PositionHealth::of(ctx, &ctx.market()?, &ctx.position(address)?)?;
    let text = format!("{}position {address}: health now: {}", event::render(ctx, sent), health.health_text());
    let events: Vec<Value> = event::of(sent).iter().map(event::json).collect();
    let json = json!({
        "transaction": sent.summary(), "events": events, "position": address.to_string(), "slots": health.slots,
        "risk": health.json(),
    });
    Ok(Answer { json, text })
}

//! A position: what it holds and owes, its borrow limit and its health.

use super::answer::Answer;
use super::health::PositionHealth;
use super::table::{cell, table};
use super::{amount, event};
use crate::context::Context;
use crate::context::record::TxRecord;
use anyhow::Result;
use serde_json::json;
use solana_address::Address;

/// A position, after this transaction.
pub fn show(ctx: &Context<'_>, address: &Address, sent: Option<&TxRecord>) -> Result<Answer> {
    let lines = sent.map_or_else(String::new, |sent| event::render(ctx, sent));
    let transaction = sent.map(TxRecord::summary);
    if sent.is_some() && ctx.account(address).is_none() {
        let json = json!({ "transaction": transaction, "address": address.to_string(), "closed": true });
        return Ok(Answer { json, text: format!("{lines}position {address} is closed") });
    }
    let (position, market) = (ctx.position(address)?, ctx.market()?);
    let health = PositionHealth::of(ctx, &market, &position)?;
    let names = ["side", "symbol", "amount", "price", "usd", "age_s", "states"];
    let rows = health.slots.iter().map(|slot| names.iter().map(|name| cell(&slot[*name])).collect());
    let table = table(&["side", "asset", ">amount", ">price", ">USD", ">age s", "states"], rows);
    let owner = Address::from(position.owner());
    let text = format!(
        "{lines}position {address}\n  owner {owner}, number {}\n{table}\nborrow limit {} USD, debt {} USD, available {} \
         USD, health: {}\n{}",
        position.id(),
        amount::usd_bps(health.power),
        amount::usd_bps(health.debt),
        amount::usd_bps(health.power.saturating_sub(health.debt)),
        health.health_text(),
        health.verdict()
    );
    let json = json!({
        "transaction": transaction, "address": address.to_string(), "owner": owner.to_string(),
        "delegate": (!position.delegate().is_none()).then(|| Address::from(position.delegate()).to_string()),
        "id": position.id(), "slots": health.slots, "risk": health.json(),
    });
    Ok(Answer { json, text })
}

//! A position: what it holds and owes, its borrow limit and its health.

use super::answer::Answer;
use super::health::PositionHealth;
use super::table::{cell, table};
use super::{event, json, order, terms};
use crate::context::Context;
use crate::context::record::TxRecord;
use anyhow::Result;
use solana_address::Address;

/// A position, after this transaction.
pub fn show(ctx: &Context<'_>, address: &Address, sent: Option<&TxRecord>) -> Result<Answer> {
    let lines = sent.map_or_else(String::new, |sent| event::render(ctx, sent));
    let transaction = sent.map(TxRecord::summary);
    if sent.is_some() && ctx.account(address)?.is_none() {
        let json = json!({ "transaction": transaction, "address": address.to_string(), "closed": true });
        return Ok(Answer { json, text: format!("{lines}position {address} is closed") });
    }
    let (position, market) = (ctx.position(address)?, ctx.market()?);
    let health = PositionHealth::of(ctx, &market, &position)?;
    let names = ["side", "symbol", "amount", "price", "usd", "age_s", "states"];
    let rows = health.slots.iter().map(|slot| {
        let counts = match (slot["side"] == "supply", slot["collateral"] == true) {
            (true, true) => "yes",
            (true, false) => "no",
            (false, _) => "",
        };
        let mut row: Vec<String> = names.iter().map(|name| cell(&slot[*name])).collect();
        row.insert(2, counts.into());
        row
    });
    let heading = ["side", "asset", "collateral", ">amount", "?>price", ">USD", "?>age s", "states"];
    let table = table(&heading, rows);
    let terms = terms::of(ctx, &market, &position)?;
    let costs = terms::text(&terms);
    let owner = Address::from(position.owner());
    let delegate = (!position.delegate().is_none()).then(|| Address::from(position.delegate()).to_string());
    let by = delegate.as_ref().map_or_else(String::new, |delegate| format!(", delegate {delegate}"));
    let offered_to = (!position.offered_to().is_none()).then(|| Address::from(position.offered_to()).to_string());
    let by = offered_to.as_ref().map_or(by.clone(), |to| format!("{by}, offered to {to}"));
    let orders = order::of(ctx, &market, &position)?;
    let waiting = order::text(&orders);
    let text = format!(
        "{lines}position {address}\n  owner {owner}, number {}{by}{waiting}\n{table}\n{}, health: {}\n{}{costs}",
        position.id(),
        health.limits_text(),
        health.health_text(),
        health.verdict()
    );
    let json = json!({
        "transaction": transaction, "address": address.to_string(), "owner": owner.to_string(),
        "delegate": delegate, "offered_to": offered_to,
        "id": position.id(), "slots": health.slots, "risk": health.json(), "terms": terms,
        "orders": orders,
    });
    Ok(Answer { json, text })
}

//! The orders of a position, in words and as JSON.

use super::{amount, json, time};
use crate::context::Context;
use anyhow::Result;
use hypothec_client::MarketSnapshot;
use hypothec_interface::math::price::Price;
use hypothec_interface::state::{
    ORDER_KIND_HEALTH_BELOW, ORDER_KIND_NONE, ORDER_KIND_PRICE_BELOW, ORDER_REGULAR_ONLY, ORDER_TARGET_ALL, Order,
    Position,
};
use serde_json::Value;
use solana_address::Address;

/// Every order that is placed.
pub fn of(ctx: &Context<'_>, market: &MarketSnapshot, position: &Position) -> Result<Vec<Value>> {
    let placed = (1..).zip(position.orders()).filter(|(_, order)| order.kind != ORDER_KIND_NONE);
    placed.map(|(number, order)| one(ctx, market, number, &order)).collect()
}

fn one(ctx: &Context<'_>, market: &MarketSnapshot, number: u8, order: &Order) -> Result<Value> {
    // a reserve that the order names may not be listed: it is told by its number
    let decimals = |index: u8| market.reserve(index).map_or(0, |reserve| reserve.decimals());
    let symbol = |index: u8| match market.reserve(index) {
        _ if index == u8::MAX => "any".to_string(),
        Ok(reserve) => ctx.symbol(&Address::from(reserve.mint())),
        Err(_) => format!("reserve {index}"),
    };
    let sold = symbol(order.sell);
    let when = match order.kind {
        ORDER_KIND_HEALTH_BELOW => format!("health below {}", amount::show(order.line, 4)),
        kind => {
            let side = if kind == ORDER_KIND_PRICE_BELOW { "below" } else { "above" };
            format!("{sold} {side} {}", amount::price(Price::from_bits(order.line), decimals(order.sell)))
        }
    };
    let target = (order.target_bps != ORDER_TARGET_ALL).then(|| amount::show(order.target_bps.into(), 4));
    let most = (order.amount != u64::MAX).then(|| amount::show(order.amount, decimals(order.repay)));
    let until = (order.until_ts != i64::MAX).then(|| time::local(&market.header().calendar(), order.until_ts));
    Ok(json!({
        "number": number, "when": when, "sell": sold, "repay": symbol(order.repay), "target": target, "most": most,
        "bonus_cap_percent": amount::show(order.bonus_cap_bps.into(), 2), "until": until,
        "regular_only": order.flags & ORDER_REGULAR_ONLY != 0,
    }))
}

/// The same for people, a line each.
pub fn text(orders: &[Value]) -> String {
    let line = |order: &Value| {
        let word = |name: &str| order[name].as_str().unwrap_or_default().to_string();
        let target = order["target"].as_str().map_or("until nothing is owed".into(), |to| format!("up to health {to}"));
        let most = order["most"].as_str().map_or_else(String::new, |most| format!(", at most {most} more"));
        let until = order["until"].as_str().map_or_else(String::new, |until| format!(", until {until}"));
        let regular = if order["regular_only"] == true { ", only in Regular" } else { "" };
        format!(
            "\n  order {}: {}: sells {} for {} {target}{most}, bonus at most {} %{until}{regular}",
            order["number"],
            word("when"),
            word("sell"),
            word("repay"),
            word("bonus_cap_percent")
        )
    };
    orders.iter().map(line).collect()
}

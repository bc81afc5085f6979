//! The boards: each reserve's prices, their ages and what they allow.

use super::answer::Answer;
use super::table::{cell, table};
use super::{amount, health, json};
use crate::context::Context;
use crate::context::record::TxRecord;
use anyhow::Result;
use hypothec_client::MarketSnapshot;
use hypothec_interface::state::Reserve;
use serde_json::Value;

/// One board for programs.
pub fn board(ctx: &Context<'_>, market: &MarketSnapshot, reserve: &Reserve) -> Value {
    let moment = market.risk_context();
    let age = |ts: i64| (ts != 0).then(|| moment.ts - ts);
    let price = |price| amount::price(price, reserve.decimals());
    json!({
        "symbol": ctx.symbol(&reserve.mint().into()), "settle": price(reserve.settle_high()),
        "settle_low": price(reserve.settle_low()), "slow": price(reserve.slow()), "quick": price(reserve.quick()), "low": price(reserve.low()),
        "high": price(reserve.high()), "liq_low": price(reserve.liq_low()), "liq_high": price(reserve.liq_high()),
        "age_s": age(reserve.board_ts()), "issuer_age_s": age(reserve.issuer_ts()),
        "states": health::state_names(reserve.state(&moment)), "ltv_bps": reserve.ltv_bps(&moment),
    })
}

/// Boards for people.
pub fn boards_table(boards: &[Value]) -> String {
    let names = ["symbol", "settle", "low", "high", "liq_low", "liq_high", "age_s", "issuer_age_s", "states"];
    let heading = ["asset", ">price", "?>low", "?>high", "?>liq low", "?>liq high", ">age s", "?>issuer s", "states"];
    let rows = boards.iter().map(|board| names.iter().map(|name| cell(&board[*name])).collect());
    table(&heading, rows)
}

/// Every board, after these transactions.
pub fn show(ctx: &Context<'_>, sent: &[TxRecord]) -> Result<Answer> {
    let market = ctx.market()?;
    let boards: Vec<Value> = market.reserves().map(|reserve| board(ctx, &market, reserve)).collect();
    let lines = sent.iter().map(|entry| entry.line() + "\n").collect::<String>();
    let json = json!({ "transactions": sent.iter().map(TxRecord::summary).collect::<Vec<_>>(), "boards": boards });
    Ok(Answer { json, text: format!("{lines}{}", boards_table(&boards)) })
}

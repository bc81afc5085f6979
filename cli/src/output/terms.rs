//! What a position costs and gains a year, and at which prices it would be liquidated.

use super::{amount, json};
use crate::context::Context;
use anyhow::{Context as _, Result};
use hypothec_client::MarketSnapshot;
use hypothec_interface::action;
use hypothec_interface::instruction::{NO_RESERVE, QuoteArgs};
use hypothec_interface::math::rate::APR_BPS_Q64;
use hypothec_interface::state::{Position, Reserve, Side};
use serde_json::Value;

/// What borrowers of a reserve pay and its suppliers get at its present rate, basis points a year.
pub fn apr_bps(reserve: &Reserve) -> [u32; 2] {
    let owed = reserve.total_debt_up().unwrap_or(u64::MAX);
    let borrow = reserve.rate_q64() / APR_BPS_Q64;
    let kept = u64::from(reserve.config().reserve_factor_bps()).min(10_000);
    let supply = borrow * reserve.utilisation_bps_up(owed) * (10_000 - kept) / 100_000_000;
    [borrow, supply].map(|bps| u32::try_from(bps).unwrap_or(u32::MAX)) // a curve ends far below
}

/// One line for each asset of a position: its interest a year, and the price of it at which, were all others to stand, the
/// position would be liquidated.
pub fn of(ctx: &Context<'_>, market: &MarketSnapshot, position: &Position) -> Result<Vec<Value>> {
    let args = QuoteArgs { borrow: NO_RESERVE, withdraw: NO_RESERVE, repay: NO_RESERVE, seize: NO_RESERVE };
    let quoted = market.with_market(|market| action::quote(market, position, &args, ctx.now()));
    let quoted = quoted.and_then(Result::ok).context("the market cannot be read")?;
    let mut lines = Vec::new();
    for (slot, trigger) in position.used().iter().zip(quoted.trigger_bps) {
        let reserve = market.accrued(market.reserve(slot.reserve())?);
        let atoms = market.slot_atoms(slot).unwrap_or(u64::MAX);
        let ([borrow, supply], value) = (apr_bps(&reserve), reserve.high().value_up_saturating(atoms));
        let (side, apr, tested) = match slot.side() {
            Side::Debt => ("debt", borrow, reserve.liq_low()),
            Side::Supply => ("supply", supply, reserve.liq_high()),
        };
        let at = position.has_debt().then(|| amount::price_part(tested, trigger, reserve.decimals())).flatten();
        let a_year = u64::try_from(u128::from(value) * u128::from(apr) / 10_000).unwrap_or(u64::MAX);
        lines.push(json!({
            "symbol": ctx.symbol(&reserve.mint().into()), "side": side, "apr_bps": apr, "usd_a_year": amount::usd(a_year),
            "liquidation_price": at, "price": amount::price(tested, reserve.decimals()),
        }));
    }
    Ok(lines)
}

/// The same for people: what costs or gains nothing and stands far from a liquidation has no line.
pub fn text(lines: &[Value]) -> String {
    let mut text = String::new();
    for line in lines {
        let (symbol, apr) = (line["symbol"].as_str().unwrap_or_default(), line["apr_bps"].as_u64().unwrap_or(0));
        let verb = if line["side"] == "debt" { "costs" } else { "gains" };
        let a_year = line["usd_a_year"].as_str().unwrap_or_default();
        let interest = (apr > 0).then(|| format!("{verb} {}.{:02} % a year, {a_year} USD", apr / 100, apr % 100));
        let trigger = line["liquidation_price"].as_str().map(|at| format!("liquidation at {at} USD"));
        let parts: Vec<String> = interest.into_iter().chain(trigger).collect();
        if !parts.is_empty() {
            text += &format!("\n  {symbol}: {}", parts.join("; "));
        }
    }
    text
}

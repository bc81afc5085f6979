//! What a position costs and gains a year, and at which prices it would be liquidated.

use super::{amount, json};
use crate::context::Context;
use anyhow::{Context as _, Result};
use hypothec_client::MarketSnapshot;
use hypothec_interface::action;
use hypothec_interface::instruction::{NO_RESERVE, QuoteArgs};
use hypothec_interface::math::rate::APR_BPS_Q64;
use hypothec_interface::state::{Position, Reserve, Side, Slot};
use serde_json::Value;

/// What borrowers of a reserve pay and its suppliers get at its present rate, a part of 2^64 each second.
fn rates_q64(reserve: &Reserve) -> [u128; 2] {
    let owed = u128::from(reserve.total_debt_up().unwrap_or(u64::MAX));
    let (borrow, whole) = (u128::from(reserve.rate_q64()), owed + u128::from(reserve.cash_and_flash()));
    let given = 10_000u128.saturating_sub(reserve.config().reserve_factor_bps().into());
    // a rate is below 2^42 and what is owed below 2^64: below 2^120
    [borrow, (borrow * owed * given).checked_div(whole * 10_000).unwrap_or(0)]
}

/// The same, whole basis points a year.
pub fn apr_bps(reserve: &Reserve) -> [u32; 2] {
    // a curve ends far below 2^32
    rates_q64(reserve).map(|rate| u32::try_from(rate / u128::from(APR_BPS_Q64)).unwrap_or(u32::MAX))
}

/// What this rate makes of a Value in a year, rounded down once.
fn a_year(value: u64, rate_q64: u128) -> u64 {
    let year = u128::from(value) * rate_q64 / (u128::from(APR_BPS_Q64) * 10_000);
    u64::try_from(year).unwrap_or(u64::MAX)
}

/// One line for each asset of a position: its interest a year, and the price of it at which, were all others to stand, the
/// position would be liquidated. While one of them is stale there is no such price: what a stale board counts for fades,
/// and a refresh gives it back.
pub fn of(ctx: &Context<'_>, market: &MarketSnapshot, position: &Position) -> Result<Vec<Value>> {
    let args = QuoteArgs { borrow: NO_RESERVE, withdraw: NO_RESERVE, repay: NO_RESERVE, seize: NO_RESERVE };
    let quoted = market.with_market(|market| action::quote(market, position, &args, ctx.now()));
    let quoted = quoted.and_then(Result::ok).context("the market cannot be read")?;
    let moment = market.header().liquidation_context(ctx.now());
    let stale = |slot: &Slot| market.reserve(slot.reserve()).is_ok_and(|reserve| reserve.is_stale(&moment));
    let is_known = position.has_debt() && !position.used().iter().any(stale);
    let mut lines = Vec::new();
    for (slot, trigger) in position.used().iter().zip(quoted.trigger_bps) {
        let reserve = market.accrued(market.reserve(slot.reserve())?);
        let atoms = market.slot_atoms(slot).unwrap_or(u64::MAX);
        let value = reserve.high().value_up_saturating(atoms);
        let (side, n, tested) = match slot.side() {
            Side::Debt => ("debt", 0, reserve.liq_low()),
            Side::Supply => ("supply", 1, reserve.liq_high()),
        };
        let at = is_known.then(|| amount::price_part(tested, trigger, reserve.decimals())).flatten();
        lines.push(json!({
            "symbol": ctx.symbol(&reserve.mint().into()), "side": side, "apr_bps": apr_bps(&reserve)[n],
            "usd_a_year": amount::usd(a_year(value, rates_q64(&reserve)[n])), "stale": stale(slot),
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
        // the liquidation test has a price of its own, beside the one of the board
        let now = line["price"].as_str().unwrap_or_default();
        let trigger =
            line["liquidation_price"].as_str().map(|at| format!("liquidation at {at} USD, its test has {now} now"));
        let parts: Vec<String> = interest.into_iter().chain(trigger).collect();
        if !parts.is_empty() {
            text += &format!("\n  {symbol}: {}", parts.join("; "));
        }
    }
    let stale = lines.iter().filter(|line| line["stale"] == true).filter_map(|line| line["symbol"].as_str());
    let stale = stale.collect::<Vec<_>>().join(" ");
    if !stale.is_empty() && lines.iter().any(|line| line["side"] == "debt") {
        text += &format!("\n  at which prices it is liquidated is not known while these are stale: {stale}");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn interest_of_a_rate_between_two_basis_points_is_counted_whole() {
        // one and a half basis points of 100,000 USD are 15 USD a year, and not 10
        let rate = u128::from(APR_BPS_Q64) * 3 / 2;
        assert_eq!(a_year(100_000 << 16, rate), 15 << 16);
    }
}

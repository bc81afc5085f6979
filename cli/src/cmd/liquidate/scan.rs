use super::plan::{self, Prospect};
use crate::context::{Context, Env};
use crate::output::health::{PositionHealth, liquidity};
use crate::output::table::table;
use crate::output::{Answer, amount, json};
use anyhow::Result;
use clap::{Args, ValueEnum};
use hypothec_client::MarketSnapshot;
use hypothec_interface::state::Position;
use serde_json::Value;
use solana_address::Address;
use std::cmp::Reverse;

/// List positions with debt, and what the program would say to a liquidation of each
///
/// Status is `liquidatable`, `order` (the owner's order may be executed), `healthy`, or the error that the
/// program would answer with, such as StalePrice, CoolOff or ReopenGrace. Repay, receive and profit are those of the most
/// profitable pair of debt and collateral.
#[derive(Args)]
pub struct Scan {
    /// Only those whose health is below this, such as 1.1
    #[arg(long, default_value = "1000", value_name = "HEALTH")]
    below: String,
    /// Only those that may be liquidated now
    #[arg(long)]
    ready: bool,
    /// Show at most N positions
    #[arg(long, value_name = "N")]
    limit: Option<usize>,
    /// What comes first
    #[arg(long, value_enum, default_value = "health")]
    sort: Sort,
}

#[derive(Clone, Copy, ValueEnum)]
enum Sort {
    /// The least healthy first
    Health,
    /// The largest debt first
    Debt,
    /// The largest profit first
    Profit,
}

struct Row {
    address: Address,
    position: Position,
    /// Health in ten-thousandths.
    ratio: u128,
    /// What it owes in the liquidation test, Value times basis points.
    debt: u128,
    prospect: Option<Prospect>,
}

impl Row {
    fn status(&self) -> &'static str {
        self.prospect.as_ref().map_or("no collateral", Prospect::status)
    }

    fn is_ready(&self) -> bool {
        self.prospect.as_ref().is_some_and(|it| it.verdict.is_ok())
    }

    /// Amount and symbol of the two sides, and the profit.
    fn amounts(&self, ctx: &Context<'_>, market: &MarketSnapshot) -> Result<Option<[String; 3]>> {
        let Some(it) = self.prospect.as_ref().filter(|it| it.verdict.is_ok()) else { return Ok(None) };
        let tokens = |index: u8, atoms: u64| -> Result<String> {
            let reserve = market.reserve(index)?;
            Ok(format!("{} {}", amount::show(atoms, reserve.decimals()), ctx.symbol(&reserve.mint().into())))
        };
        let sign = if it.profit < 0 { "-" } else { "" };
        let profit = format!("{sign}{}", amount::usd(it.profit.unsigned_abs()));
        Ok(Some([tokens(it.repay, it.repaid)?, tokens(it.seize, it.received)?, profit]))
    }
}

impl Scan {
    pub fn run(self, env: &Env) -> Result<Answer> {
        let (ctx, below) = (Context::read(env)?, u128::from(amount::parse(&self.below, 4)?));
        let (market, now) = (ctx.market()?, ctx.now());
        let (mut rows, mut healthier) = (Vec::new(), 0usize);
        for (address, position) in ctx.positions(&market.address)? {
            let stands = liquidity(&market, &position, now)?;
            let Some(ratio) = stands.power.saturating_mul(10_000).checked_div(stands.debt) else { continue };
            if ratio >= below {
                healthier += 1;
                continue;
            }
            let prospect = plan::best(&market, &position, now);
            rows.push(Row { address, position, ratio, debt: stands.debt, prospect });
        }
        rows.retain(|row| !self.ready || row.is_ready());
        match self.sort {
            Sort::Health => rows.sort_by_key(|row| (row.ratio, row.address)),
            Sort::Debt => rows.sort_by_key(|row| (Reverse(row.debt), row.address)),
            Sort::Profit => rows.sort_by_key(|row| (Reverse(row.prospect.as_ref().map(|it| it.profit)), row.address)),
        }
        let found = rows.len();
        rows.truncate(self.limit.unwrap_or(usize::MAX));
        answer(&ctx, &market, &rows, found, healthier)
    }
}

/// Only what will be printed is made of the rows: there may be many.
fn answer(ctx: &Context<'_>, market: &MarketSnapshot, rows: &[Row], found: usize, healthier: usize) -> Result<Answer> {
    let (mut lines, mut json) = (Vec::new(), Vec::new());
    for row in rows {
        let amounts = row.amounts(ctx, market)?;
        let whole = PositionHealth::of(ctx, market, &row.position)?;
        let (health, debt) = (whole.health(), amount::usd(whole.last_debt));
        let collateral = amount::usd(whole.last_supply);
        if ctx.env.options.is_json() {
            let [repay, receive, profit] = amounts.map_or([const { None }; 3], |all| all.map(Some));
            json.push(json!({
                "position": row.address.to_string(), "owner": Address::from(row.position.owner()).to_string(),
                "id": row.position.id(), "health": health, "status": row.status(), "liquidatable": row.is_ready(),
                "debt_usd": debt, "collateral_usd": collateral, "repay": repay, "receive": receive,
                "profit_usd": profit, "bonus_bps": row.prospect.as_ref().map(|it| it.bonus_bps),
                "slots": whole.slots,
            }));
            continue;
        }
        let [repay, receive, profit] = amounts.unwrap_or_default();
        let (address, status) = (row.address.to_string(), row.status().into());
        lines.push(vec![address, health.unwrap_or_default(), status, debt, collateral, repay, receive, profit]);
    }
    let heading =
        ["position", ">health", "status", "?>debt USD", "?>collateral USD", "?>repay", "?>receive", ">profit USD"];
    let mut text = table(&heading, lines);
    if found > rows.len() {
        text += &format!("\n{} more: raise --limit", found - rows.len());
    }
    if healthier > 0 {
        text += &format!("\n{healthier} healthier positions are left out: raise --below");
    }
    Ok(Answer { json: Value::Array(json), text })
}

use crate::cmd::repeat::repeat;
use crate::context::{Context, Env};
use crate::output::health::PositionHealth;
use crate::output::table::table;
use crate::output::{Answer, amount, board, json, time};
use anyhow::Result;
use clap::Args;
use serde_json::Value;

/// Watch session, prices and the health of all positions
///
/// A terminal shows the last look alone, on its second screen; a pipe or a file gets one look after the other.
#[derive(Args)]
pub struct Watch {
    /// Print once and exit
    #[arg(long)]
    once: bool,
    /// Seconds between refreshes
    #[arg(long, default_value_t = 2, value_name = "SECONDS", value_parser = clap::value_parser!(u64).range(1..))]
    every: u64,
}

impl Watch {
    pub fn run(self, env: &Env) -> Result<Answer> {
        if self.once {
            return look(&Context::read(env)?);
        }
        repeat(env, self.every, || look(&Context::read(env)?))
    }
}

/// Lower ends of the health classes, in ten-thousandths, with their names.
const CLASSES: [(u128, &str); 7] = [
    (20_000, "2 and more"),
    (15_000, "1.5 to 2"),
    (12_000, "1.2 to 1.5"),
    (11_000, "1.1 to 1.2"),
    (10_500, "1.05 to 1.1"),
    (10_000, "1 to 1.05"),
    (0, "below 1"),
];

fn class(health: &PositionHealth) -> Option<usize> {
    let health = health.liq_supply.checked_mul(10_000)?.checked_div(health.liq_debt)?;
    CLASSES.iter().position(|(from, _)| health >= *from)
}

fn look(ctx: &Context<'_>) -> Result<Answer> {
    let market = ctx.market()?;
    let (now, header) = (ctx.now(), market.header());
    let (session, until) = market.session();
    let mut counts = [(0u32, 0u128); CLASSES.len()];
    let (mut free, mut total) = (0u32, 0u32);
    for (_, position) in ctx.positions(&market.address)? {
        let health = PositionHealth::of(ctx, &market, &position)?;
        total += 1;
        match class(&health) {
            Some(n) => {
                counts[n].0 += 1;
                counts[n].1 += u128::from(health.last_debt);
            }
            None => free += 1,
        }
    }
    let boards: Vec<Value> = market.reserves().map(|reserve| board::board(ctx, &market, reserve)).collect();
    let classes = CLASSES.iter().zip(counts);
    let usd = |debt: u128| amount::usd(u64::try_from(debt).unwrap_or(u64::MAX));
    let most = counts.iter().map(|(count, _)| *count).max().unwrap_or(0).max(40);
    let rows = classes.clone().map(|((_, name), (count, debt))| {
        // one that is not empty is seen
        let bar = (u64::from(count) * 40).div_ceil(u64::from(most)) as usize;
        vec![(*name).into(), count.to_string(), usd(debt), "#".repeat(bar)]
    });
    let text = format!(
        "{}, session {} until {}\n{}\n{total} positions, {free} without debt\n{}",
        time::local(&header.calendar(), now),
        time::session_name(session),
        time::local(&header.calendar(), until),
        board::boards_table(&boards),
        table(&["health", ">positions", ">debt USD", ""], rows)
    );
    let distribution: Vec<Value> = classes
        .map(|((_, name), (count, debt))| json!({ "health": name, "positions": count, "debt_usd": usd(debt) }))
        .collect();
    let json = json!({
        "unix_timestamp": now, "session": time::session_name(session), "boards": boards,
        "positions": total, "without_debt": free, "distribution": distribution,
    });
    Ok(Answer { json, text })
}

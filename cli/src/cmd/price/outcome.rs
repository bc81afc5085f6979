//! What a refresh did to each board, and why a price that was posted was not taken.

use crate::cmd::boards::posted;
use crate::context::Context;
use crate::output::json;
use anyhow::Result;
use hypothec_client::MarketSnapshot;
use hypothec_interface::state::{Reserve, SourceId};
use serde_json::Value;

/// A board's line: whether it rests on later prices than before, and what stands in the way when it does not.
pub fn of(ctx: &Context<'_>, before: &MarketSnapshot, symbols: &[String]) -> Result<Vec<Value>> {
    let after = ctx.market()?;
    let mut lines = Vec::new();
    for (old, new) in before.reserves().zip(after.reserves()) {
        let name = ctx.symbol(&new.mint().into());
        if !symbols.is_empty() && !symbols.iter().any(|symbol| symbol.eq_ignore_ascii_case(&name)) {
            continue;
        }
        let taken = new.board_ts() > old.board_ts();
        let why = if taken { Vec::new() } else { reasons(ctx, &after, old, new)? };
        lines.push(json!({ "symbol": name, "taken": taken, "why": why }));
    }
    Ok(lines)
}

/// The same for people: only what was not taken.
pub fn text(lines: &[Value]) -> String {
    let open = lines.iter().filter(|line| line["taken"] == false);
    let each = open.map(|line| {
        let why: Vec<&str> = line["why"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        format!("  {} not taken: {}\n", line["symbol"].as_str().unwrap_or_default(), why.join("; "))
    });
    each.collect()
}

fn reasons(ctx: &Context<'_>, market: &MarketSnapshot, old: &Reserve, new: &Reserve) -> Result<Vec<String>> {
    let session = usize::from(market.risk_context().session as u8).min(3);
    let (config, mut why) = (new.config(), Vec::new());
    let posted = posted(ctx, market, new)?;
    for ((source, posted), name) in new.source_ids().into_iter().zip(posted).zip(["token", "share"]) {
        if *source == SourceId::NONE {
            continue;
        }
        let Some(publish_ts) = posted.and_then(|posted| posted.publish_ts) else {
            why.push(format!("the {name}'s feed has no price posted"));
            continue;
        };
        let (age, most) = (ctx.now() - publish_ts, config.max_age_s().get(session).copied().unwrap_or_default());
        if age > i64::from(most) {
            why.push(format!("the {name}'s price is {age} s old, and at most {most} s count"));
        } else if publish_ts <= old.board_ts() {
            why.push(format!("the {name}'s price is not newer than the one taken before"));
        }
    }
    if why.is_empty() {
        why.push("the price is too wide, too far from the reference, or the sources disagree: see the states".into());
    }
    Ok(why)
}

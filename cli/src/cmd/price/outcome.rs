//! What a refresh did to each board, and why a price that was posted was not taken.

use crate::context::Context;
use crate::context::assets::AssetInfo;
use anyhow::Result;
use hypothec_client::MarketSnapshot;
use hypothec_interface::oracle::pyth_receiver;
use hypothec_interface::state::{Reserve, SHARE_FEED, TOKEN_FEED};
use serde_json::{Value, json};
use solana_address::Address;

/// A board's line: whether it rests on later prices than before, and what stands in the way when it does not.
pub fn of(ctx: &Context<'_>, before: &MarketSnapshot, symbols: &[String]) -> Result<Vec<Value>> {
    let after = ctx.market()?;
    let mut lines = Vec::new();
    for (old, new) in before.reserves().iter().zip(after.reserves()) {
        let asset = ctx.asset(&ctx.symbol(&new.mint().into()))?;
        if !symbols.is_empty() && !symbols.iter().any(|symbol| symbol.eq_ignore_ascii_case(&asset.symbol)) {
            continue;
        }
        let taken = new.board_ts() > old.board_ts();
        let why = if taken { Vec::new() } else { reasons(ctx, &after, &asset, old, new)? };
        lines.push(json!({ "symbol": asset.symbol, "taken": taken, "why": why }));
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

fn reasons(
    ctx: &Context<'_>,
    market: &MarketSnapshot,
    asset: &AssetInfo,
    old: &Reserve,
    new: &Reserve,
) -> Result<Vec<String>> {
    let session = usize::from(market.risk_context().session as u8).min(3);
    let (config, mut why) = (new.config(), Vec::new());
    let places = [(TOKEN_FEED, Some(asset.price_account()), "token"), (SHARE_FEED, asset.share_account(), "share")];
    for (place, account, name) in places {
        let sources = new.sources();
        let Some(source) = sources.get(place).filter(|source| source.is_some()) else { continue };
        let Some(update) = posted(ctx, account, &source.id().key)? else {
            why.push(format!("the {name}'s feed has no price posted"));
            continue;
        };
        let (age, most) = (ctx.now() - update.publish_ts, config.max_age_s().get(session).copied().unwrap_or_default());
        if age > i64::from(most) {
            why.push(format!("the {name}'s price is {age} s old, and at most {most} s count"));
        } else if update.publish_ts <= old.board_ts() {
            why.push(format!("the {name}'s price is not newer than the one taken before"));
        }
    }
    if why.is_empty() {
        why.push("the price is too wide, too far from the reference, or the sources disagree: see the states".into());
    }
    Ok(why)
}

fn posted(
    ctx: &Context<'_>,
    account: Option<Address>,
    feed: &hypothec_interface::Key,
) -> Result<Option<hypothec_interface::oracle::PriceUpdate>> {
    let Some(account) = account else { return Ok(None) };
    Ok(ctx.account(&account)?.and_then(|account| pyth_receiver::parse(&account.data, feed).ok()))
}

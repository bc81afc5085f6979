//! Proposals: what they change, and from when on they may be executed.

use super::answer::Answer;
use super::table::table;
use super::{event, fields, time};
use crate::context::record::TxRecord;
use crate::context::{Context, snapshot};
use anyhow::{Context as _, Result};
use hypothec_interface::state::{Kind, MarketParams, Proposal, ReserveConfig};
use serde_json::{Map, Value, json};
use solana_address::Address;

/// Proposals by number, as they are on the chain.
pub fn all(ctx: &Context<'_>) -> Result<Vec<Proposal>> {
    let market = ctx.market_address()?;
    let accounts = ctx.program_accounts().into_iter();
    let proposals =
        accounts.filter_map(|(address, account)| snapshot::record::<Proposal>(&address, &account.data).ok());
    let mut found: Vec<Proposal> = proposals.filter(|own| Address::from(own.market()) == market).collect();
    found.sort_by_key(Proposal::nonce);
    Ok(found)
}

/// The proposal of this number.
pub fn of_nonce(ctx: &Context<'_>, nonce: u64) -> Result<Proposal> {
    let found = all(ctx)?.into_iter().find(|own| own.nonce() == nonce);
    found.with_context(|| format!("no proposal {nonce} is waiting: `hypothec market proposals` lists them"))
}

/// What a proposal names: field, before, after.
pub fn changes(proposal: &Proposal) -> Value {
    let Ok(kind) = proposal.change() else { return Value::Null };
    let (before, after) = (proposal.before(), proposal.after());
    let (before, after): (&[u8], &[u8]) = (bytemuck::cast_slice(&before), bytemuck::cast_slice(&after));
    let mut map = Map::new();
    for n in (0..64).filter(|n| proposal.mask() & (1 << n) != 0) {
        let Some(span) = kind.span(n) else { continue };
        let (name, form) = match kind {
            Kind::Reserve => (ReserveConfig::FIELDS[n].name.to_string(), ReserveConfig::FIELDS[n].kind),
            Kind::Market => (MarketParams::FIELDS[n].name.to_string(), MarketParams::FIELDS[n].kind),
            Kind::Groups => (format!("cap of group {n}"), "u64"),
            Kind::Guardian => ("guardian".into(), "Key"),
            Kind::Admin => ("pending admin".into(), "Key"),
            Kind::Source => (format!("source {n}"), "SourceId"),
            Kind::Terminal => ("terminal price bits".into(), "u64"),
            Kind::Multiplier => ("multiplier base, 2^-32".into(), "u64"),
            Kind::Calendar => ("calendar".into(), "Calendar"),
        };
        let shown = |bytes: &[u8]| {
            bytes.get(span.values..span.values + span.size).map_or(Value::Null, |bytes| fields::decode(form, bytes, 0))
        };
        map.insert(name, json!({ "before": shown(before), "after": shown(after) }));
    }
    Value::Object(map)
}

fn described(ctx: &Context<'_>, proposal: &Proposal) -> Value {
    let kind = proposal.change().map_or_else(|_| "unknown".into(), |kind| format!("{kind:?}"));
    let reserve = ctx.market().ok().and_then(|market| market.reserve(proposal.reserve()).copied().ok());
    json!({
        "nonce": proposal.nonce(), "kind": kind, "symbol": reserve.map(|own| ctx.symbol(&own.mint().into())),
        "created_ts": proposal.created_ts(), "eta_ts": proposal.eta_ts(), "changes": changes(proposal),
        "executable": ctx.now() >= proposal.eta_ts(),
    })
}

/// The proposals that wait, after this transaction.
pub fn list(ctx: &Context<'_>, sent: Option<&TxRecord>) -> Result<Answer> {
    let calendar = ctx.market()?.header().calendar();
    let found: Vec<Value> = all(ctx)?.iter().map(|proposal| described(ctx, proposal)).collect();
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), String::from);
    let rows = found.iter().map(|row| {
        let changes = row["changes"].as_object().into_iter().flatten();
        let changes = changes.map(|(name, to)| format!("{name}: {} -> {}", text(&to["before"]), text(&to["after"])));
        vec![
            row["nonce"].to_string(),
            text(&row["kind"]),
            row["symbol"].as_str().unwrap_or_default().into(),
            time::local(&calendar, row["eta_ts"].as_i64().unwrap_or(0)),
            changes.collect::<Vec<_>>().join("\n"),
        ]
    });
    let told = sent.map_or_else(String::new, |sent| event::render(ctx, sent));
    let text = format!("{told}{}", table(&[">#", "kind", "reserve", "may be executed from", "changes"], rows));
    Ok(Answer { json: json!({ "transaction": sent.map(TxRecord::summary), "proposals": found }), text })
}

//! Proposals: what they change, and from when on they may be executed.

use super::answer::Answer;
use super::table::cell;
use super::{amount, event, fields, json, time, whole};
use crate::context::Context;
use crate::context::fault::NotThere;
use crate::context::hex::unhex;
use crate::context::record::TxRecord;
use anyhow::Result;
use hypothec_client::{Filter, MarketSnapshot, snapshot};
use hypothec_interface::Error;
use hypothec_interface::action::{self, PROPOSAL_LIFE_S};
use hypothec_interface::builder::proposal_address;
use hypothec_interface::math::price::Price;
use hypothec_interface::oracle::Adapter;
use hypothec_interface::preset::risk::UNCAPPED;
use hypothec_interface::state::{Kind, MarketParams, Proposal, ReserveConfig};
use serde_json::{Map, Value};
use solana_address::Address;
use std::collections::BTreeMap;

/// Where a proposal names its market.
const PROPOSAL_MARKET_OFFSET: usize = 8;
/// Names of changes that have no field of this name.
const TERMINAL: &str = "terminal price bits";
const CLOSING: &str = "closing";
/// Why a proposal can never be executed any more.
const NEVER: [Error; 4] =
    [Error::ProposedBeforeSeal, Error::NamedFieldChanged, Error::NoSuchReserve, Error::TerminalReserve];
const MULTIPLIER: &str = "multiplier base, 2^-32";

/// Proposals by number, as they are on the chain.
pub fn all(ctx: &Context<'_>) -> Result<Vec<Proposal>> {
    let market = ctx.market_address()?;
    let of_market = Filter::Bytes { offset: PROPOSAL_MARKET_OFFSET, bytes: market.address.to_bytes().to_vec() };
    let filters = [Filter::Size(size_of::<Proposal>() as u64), of_market];
    let accounts = ctx.cluster().program_accounts(&ctx.program(), &filters)?.into_iter();
    let proposals = accounts
        .filter_map(|(address, account)| snapshot::record::<Proposal>("proposal", &address, &account.data).ok());
    let mut found: Vec<Proposal> = proposals.collect();
    found.sort_by_key(Proposal::nonce);
    Ok(found)
}

/// The proposal of this number.
pub fn of_nonce(ctx: &Context<'_>, nonce: u64) -> Result<Proposal> {
    let found = all(ctx)?.into_iter().find(|own| own.nonce() == nonce);
    let none = || NotThere(format!("no proposal {nonce} is waiting: `hypothec market proposals` lists them"));
    Ok(found.ok_or_else(none)?)
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
            Kind::Terminal => (TERMINAL.into(), "u64"),
            Kind::Multiplier => (MULTIPLIER.into(), "u64"),
            Kind::Calendar => ("calendar".into(), "Calendar"),
            Kind::Close => (CLOSING.into(), "u8"),
        };
        let shown = |bytes: &[u8]| {
            bytes.get(span.values..span.values + span.size).map_or(Value::Null, |bytes| fields::decode(form, bytes, 0))
        };
        map.insert(name, json!({ "before": shown(before), "after": shown(after) }));
    }
    Value::Object(map)
}

/// A change in words: percent, dollars, dates; of a calendar only what differs.
fn readable(ctx: &Context<'_>, proposal: &Proposal) -> Vec<String> {
    let changes = changes(proposal);
    let reserve = ctx.market().ok().and_then(|market| market.reserve(proposal.reserve()).copied().ok());
    let decimals = reserve.map(|reserve| reserve.decimals());
    let mut lines = Vec::new();
    for (name, change) in changes.as_object().into_iter().flatten() {
        let (before, after) = (&change["before"], &change["after"]);
        if name == CLOSING {
            lines
                .push("winds down: nothing can be borrowed, and nothing new comes in but what tops up a debtor".into());
            continue;
        }
        if name == "calendar" {
            lines.extend(calendar_changes(before, after));
            continue;
        }
        let word = |value: &Value| words(name, value, decimals.unwrap_or(0));
        let name = match name.as_str() {
            TERMINAL => "settled permanently at",
            MULTIPLIER => "multiplier counted from",
            name => name,
        };
        lines.push(format!("{name}: {} -> {}", word(before), word(after)));
    }
    if proposal.has_band() {
        let [low, high] = proposal.band();
        let usd = |price| amount::price(price, decimals.unwrap_or(0));
        lines.push(format!("its first price is expected between {} and {} USD", usd(low), usd(high)));
        // a board of which nothing is known yet stands in no band's way
        let held = reserve.filter(|own| own.board_ts() != 0 && low <= own.slow() && own.slow() <= high);
        lines.extend(held.map(|own| {
            format!(
                "note: the band holds the board's own price, {} USD, and so decides nothing: a price that differs from the \
                 board's is refused as without a band. Propose a narrower one that leaves it out",
                usd(own.slow())
            )
        }));
    }
    lines
}

/// One value of a field of this name.
fn words(name: &str, value: &Value, decimals: u8) -> String {
    let each = |items: &[Value]| items.iter().map(|item| words(name, item, decimals)).collect::<Vec<_>>().join(", ");
    match value {
        Value::Array(items) if name != "curve" => return each(items),
        Value::String(text) if text.parse::<u64>().is_err() => return text.clone(),
        Value::Object(id) if id.contains_key("adapter") => return source(id),
        _ => {}
    }
    let Some(number) = whole(value) else { return value.to_string() };
    match name {
        TERMINAL => format!("{} USD", amount::price(Price::from_bits(number), decimals)),
        MULTIPLIER => amount::show(((u128::from(number) * 1_000_000_000) >> 32) as u64, 9),
        "debt_floor" | "borrow_cap" => format!("{} USD", amount::usd(number)),
        name if name.starts_with("cap of group") && number == 0 => "none".into(),
        name if name.starts_with("cap of group") => format!("{} USD", amount::usd(number)),
        name if name.ends_with("_bps") || name == "threshold" || name == "liq_borrow_factor" => {
            format!("{}.{:02} %", number / 100, number % 100)
        }
        "event_from" | "event_until" if number != 0 => time::utc(number.cast_signed()),
        name if name.ends_with("_s") => format!("{number} s"),
        "supply_cap" | "limiter_cap" if number >= UNCAPPED => "unlimited".into(),
        "supply_cap" | "limiter_cap" => format!("{number} atoms"),
        _ => number.to_string(),
    }
}

fn source(id: &Map<String, Value>) -> String {
    let adapter = id["adapter"].as_u64().and_then(|number| Adapter::from_u8(u8::try_from(number).ok()?));
    let key = id["key"].as_str().unwrap_or_default();
    let address = || unhex(key).map_or_else(String::new, |bytes| bs58::encode(bytes).into_string());
    match adapter {
        None => "none".into(),
        Some(Adapter::PythReceiver) => format!("Pyth feed {key}"),
        Some(Adapter::Scope) => format!("Scope {}/{}", address(), id["index"]),
        Some(adapter) => format!("{adapter:?} {}", address()),
    }
}

fn calendar_changes(before: &Value, after: &Value) -> Vec<String> {
    let mut lines = Vec::new();
    for (name, new) in after.as_object().into_iter().flatten().filter(|(name, new)| before[name.as_str()] != **new) {
        if name != "closures" {
            lines.push(format!("{name}: {} -> {new}", before[name.as_str()]));
            continue;
        }
        let days = |of: &Value| -> BTreeMap<u64, u64> {
            let pairs = of["closures"].as_array().into_iter().flatten();
            pairs.filter_map(|pair| Some((pair[0].as_u64()?, pair[1].as_u64()?))).filter(|(day, _)| *day != 0).collect()
        };
        let (old, new) = (days(before), days(after));
        let day = |(day, minute): (&u64, &u64)| {
            let date = time::date_of(u16::try_from(*day).unwrap_or(0));
            let early = format!("{date} closes at {}", time::clock(u16::try_from(*minute).unwrap_or(0)));
            if *minute == 0 { format!("{date} closed") } else { early }
        };
        lines.extend(old.iter().filter(|(at, _)| !new.contains_key(at)).map(|it| format!("opens: {}", day(it))));
        lines.extend(new.iter().filter(|(at, to)| old.get(at) != Some(to)).map(|it| format!("closes: {}", day(it))));
    }
    lines
}

/// Until when it may be executed.
fn expires_ts(proposal: &Proposal) -> i64 {
    proposal.eta_ts().saturating_add(PROPOSAL_LIFE_S)
}

/// What the program says of executing it now, or when its delay is over. A new source's print is looked at on that day.
fn refusal(market: &MarketSnapshot, proposal: &Proposal) -> Option<Error> {
    let then = market.now.max(proposal.eta_ts());
    let tried = market.with_market(|market| action::execute(market, proposal, None, then))?;
    tried.err().filter(|error| *error != Error::NotEnoughAccounts)
}

fn described(ctx: &Context<'_>, proposal: &Proposal) -> Value {
    let kind = proposal.change().map_or_else(|_| "unknown".into(), |kind| format!("{kind:?}"));
    let reserve = ctx.market().ok().and_then(|market| market.reserve(proposal.reserve()).copied().ok());
    let (now, eta) = (ctx.now(), proposal.eta_ts());
    let expires = expires_ts(proposal);
    let is_closed = ctx.market_unless_closed().is_ok_and(|market| market.is_err());
    let refusal = ctx.market().ok().and_then(|market| refusal(&market, proposal));
    let void = refusal.filter(|error| NEVER.contains(error)).map(Error::name);
    let status: String = match refusal {
        _ if is_closed => "void: the market is closed".into(),
        _ if let Some(name) = void => format!("void: {name}"),
        _ if now < eta => "waiting".into(),
        _ if now > expires => "expired".into(),
        Some(error) => format!("refused now: {}", error.name()),
        None => "executable".into(),
    };
    let market = Address::from(proposal.market());
    json!({
        "nonce": proposal.nonce(), "address": proposal_address(ctx.owned(market), proposal.nonce()).0.to_string(), "kind": kind,
        "symbol": reserve.map(|own| ctx.symbol(&own.mint().into())), "created_ts": proposal.created_ts(),
        "eta_ts": eta, "expires_ts": expires, "status": status, "executable": status == "executable", "void": void,
        "changes": changes(proposal), "readable": readable(ctx, proposal),
    })
}

/// The proposals that wait.
pub fn list(ctx: &Context<'_>) -> Result<Answer> {
    shown(ctx, None, &all(ctx)?)
}

/// The proposal that this transaction made.
pub fn made(ctx: &Context<'_>, nonce: u64, sent: &TxRecord) -> Result<Answer> {
    shown(ctx, Some(sent), &[of_nonce(ctx, nonce)?])
}

/// The proposal that this transaction has cancelled.
pub fn cancelled(ctx: &Context<'_>, proposal: &Proposal, sent: &TxRecord) -> Answer {
    let mut row = described(ctx, proposal);
    (row["status"], row["executable"]) = (json!("cancelled"), json!(false));
    let text = event::render(ctx, sent) + &lines(&row, "");
    Answer { json: json!({ "transaction": sent.summary(), "cancelled": row }), text: text.trim_end().into() }
}

fn shown(ctx: &Context<'_>, sent: Option<&TxRecord>, proposals: &[Proposal]) -> Result<Answer> {
    let market = ctx.market_unless_closed()?;
    // a closed market has no calendar
    let local = |ts: i64| match &market {
        Ok(market) => time::local(&market.header().calendar(), ts),
        Err(_) => time::utc(ts),
    };
    let mut text = sent.map_or_else(String::new, |sent| event::render(ctx, sent));
    let mut found = Vec::new();
    for proposal in proposals {
        let row = described(ctx, proposal);
        let (from, until) = (proposal.eta_ts(), expires_ts(proposal));
        text += &lines(&row, &format!("\n  may be executed from {} until {}", local(from), local(until)));
        found.push(row);
    }
    if found.is_empty() {
        text += "no proposal is waiting";
    }
    let json = json!({ "transaction": sent.map(TxRecord::summary), "proposals": found });
    Ok(Answer { json, text: text.trim_end().into() })
}

/// One proposal for people, with when it may be executed.
fn lines(row: &Value, when: &str) -> String {
    let symbol = row["symbol"].as_str().map_or_else(String::new, |symbol| format!(" {symbol}"));
    let head = ["nonce", "kind", "status", "address"].map(|name| cell(&row[name]));
    let mut text = format!("proposal {}: {}{symbol}, {}\n  {}{when}\n", head[0], head[1], head[2], head[3]);
    for line in row["readable"].as_array().into_iter().flatten() {
        text += &format!("    {}\n", cell(line));
    }
    text
}

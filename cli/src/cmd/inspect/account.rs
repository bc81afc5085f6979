//! Accounts: the program's own, token accounts and mints, Pyth's price updates, wallets, programs.

use super::lines::lines;
use super::mint;
use crate::context::Context;
use crate::context::fault::NotThere;
use crate::context::hex::hex;
use crate::context::program;
use crate::output::health::{self, PositionHealth};
use crate::output::{Answer, amount, authority, fields, json, proposal, time};
use anyhow::{Context as _, Result};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hypothec_client::{MarketSnapshot, snapshot};
use hypothec_interface::state::{MarketHeader, Position, Proposal, Reserve};
use hypothec_interface::token::TokenAccount;
use hypothec_localnet::mint::{TOKEN, TOKEN_2022};
use hypothec_localnet::{SYSTEM_PROGRAM, price, tlv, token};
use serde_json::Value;
use solana_account::Account;
use solana_address::Address;

pub fn inspect(target: &str, raw: bool, ctx: &Context<'_>) -> Result<Answer> {
    let address: Address = target.parse().context("an address is 32 bytes in base 58")?;
    let account = ctx.account(&address)?.ok_or_else(|| NotThere(format!("no account at {address}")))?;
    let (kind, fields) = decode(ctx, &address, &account)?;
    let text = format!(
        "{kind} {address}\n  owner {} {}, {} bytes, {} SOL\n{}",
        account.owner,
        program::name(&account.owner.to_string()).unwrap_or_default(),
        account.data.len(),
        amount::show(account.lamports, 9),
        lines(&fields, 1)
    );
    let data = raw.then(|| STANDARD.encode(&account.data));
    let text = data.as_ref().map_or_else(|| text.clone(), |data| format!("{text}{data}"));
    let mut json = json!({
        "kind": kind, "address": target, "owner": account.owner.to_string(), "bytes": account.data.len(),
        "lamports": account.lamports, "fields": fields,
    });
    if let Some(data) = data {
        json["data"] = json!(data);
    }
    Ok(Answer { json, text: text.trim_end().into() })
}

fn decode(ctx: &Context<'_>, address: &Address, account: &Account) -> Result<(&'static str, Value)> {
    let data = &account.data;
    let is_token = account.owner == TOKEN || account.owner == TOKEN_2022;
    let is_pyth = account.owner == price::RECEIVER || account.owner == price::RECEIVER_COMPATIBLE;
    Ok(match data.first() {
        Some(1) if account.owner == ctx.program() => {
            ("market", market(ctx, &MarketSnapshot::new(ctx.owned(*address), ctx.now(), data)?))
        }
        Some(2) if account.owner == ctx.program() => ("position", position(ctx, address, data)?),
        Some(3) if account.owner == ctx.program() => ("proposal", proposal(address, data)?),
        Some(4) if account.owner == ctx.program() => ("closed market", json!({})),
        _ if account.owner == ctx.program() => ("uninitialised account of Hypothec", json!({})),
        _ if is_token && (data.len() == 82 || data.get(tlv::ACCOUNT_TYPE) == Some(&tlv::MINT)) => {
            ("mint", mint::decode(ctx, address, account))
        }
        _ if is_token && data.len() >= token::BASE_LEN => ("token account", token_account(ctx, account)?),
        _ if is_pyth && data.len() == price::UPDATE_LEN => ("Pyth PriceUpdateV2", price_update(ctx, data)?),
        _ if account.executable => {
            let ours = *address == ctx.program();
            let fields =
                if ours { json!({ "upgrade_authority": authority::upgrade_authority(ctx)? }) } else { json!({}) };
            ("program", fields)
        }
        None if account.owner == SYSTEM_PROGRAM => ("wallet", json!({})),
        _ => ("account of another program", json!({ "first_bytes": hex(&data[..data.len().min(64)]) })),
    })
}

fn market(ctx: &Context<'_>, market: &MarketSnapshot) -> Value {
    let now = market.risk_context();
    let mut fields = fields::read(MarketHeader::FIELDS, bytemuck::bytes_of(market.header()), 0);
    fields.insert("session_now".into(), json!(time::session_name(now.session)));
    let reserves = market.reserves().map(|reserve| {
        let mut fields = fields::read(Reserve::FIELDS, bytemuck::bytes_of(reserve), reserve.decimals());
        fields.insert("symbol".into(), json!(ctx.symbol(&reserve.mint().into())));
        fields.insert("states".into(), json!(health::state_names(reserve.state(&now))));
        Value::Object(fields)
    });
    fields.insert("reserves".into(), reserves.collect());
    Value::Object(fields)
}

fn position(ctx: &Context<'_>, address: &Address, data: &[u8]) -> Result<Value> {
    let position: Position = snapshot::record("position", address, data)?;
    let mut fields = fields::read(Position::FIELDS, data, 0);
    fields.remove("slots");
    let market = Address::from(position.market());
    // a market that was closed has no reserves, and its positions hold nothing
    if let Some(account) = ctx.account(&market)?
        && let Ok(market) = MarketSnapshot::new(ctx.owned(market), ctx.now(), &account.data)
    {
        let health = PositionHealth::of(ctx, &market, &position)?;
        fields.insert("risk".into(), health.json());
        fields.insert("slots".into(), json!(health.slots));
    }
    Ok(Value::Object(fields))
}

fn proposal(address: &Address, data: &[u8]) -> Result<Value> {
    let proposal: Proposal = snapshot::record("proposal", address, data)?;
    let mut fields = fields::read(Proposal::FIELDS, data, 0);
    fields.remove("before");
    fields.remove("after");
    fields.insert("changes".into(), proposal::changes(&proposal));
    Ok(Value::Object(fields))
}

fn token_account(ctx: &Context<'_>, account: &Account) -> Result<Value> {
    let data = &account.data;
    let key = |at: usize| Address::try_from(&data[at..at + 32]).map(|key| key.to_string()).unwrap_or_default();
    let option = |at: usize| (data[at] != 0).then(|| key(at + 4));
    let mint_address: Address = key(0).parse()?;
    let decimals = ctx.account(&mint_address)?.map_or(0, |mint| hypothec_localnet::mint::decimals(&mint.data));
    let atoms = token::amount(data);
    let delegated = u64::from_le_bytes(data[121..129].try_into()?);
    let parsed = TokenAccount::parse(data);
    Ok(json!({
        "mint": key(0), "symbol": ctx.symbol(&mint_address), "token_owner": key(32), "atoms": atoms,
        "amount": amount::show(atoms, decimals), "state": format!("{:?}", token::state(data)),
        "delegate": option(72), "delegated_atoms": delegated, "close_authority": option(129),
        "readable_by_the_program": parsed.is_ok(), "extensions": mint::kinds(data),
    }))
}

fn price_update(ctx: &Context<'_>, data: &[u8]) -> Result<Value> {
    let eight = |at: usize| data[at..at + 8].try_into().map_or(0, u64::from_le_bytes);
    let exponent = data[89..93].try_into().map_or(0, i32::from_le_bytes);
    let decimals = u8::try_from(exponent.unsigned_abs()).unwrap_or(0);
    let feed = &data[41..73];
    let asset = ctx.all_assets()?.into_iter().find_map(|asset| {
        let share = asset.share_feed.is_some_and(|share| share == feed);
        if asset.token_feed == feed {
            Some(asset.symbol)
        } else {
            share.then(|| format!("a share of {}", asset.symbol))
        }
    });
    let publish = eight(93).cast_signed();
    Ok(json!({
        "level": if data[40] == 1 { "Full" } else { "Partial" }, "feed_id": hex(feed), "quotes": asset,
        "price": amount::show(eight(73), decimals), "conf": amount::show(eight(81), decimals), "exponent": exponent,
        "publish_time": publish, "published": time::utc(publish), "age_s": ctx.now() - publish,
        "prev_publish_time": eight(101).cast_signed(), "ema_price": amount::show(eight(109), decimals),
        "ema_conf": amount::show(eight(117), decimals), "posted_slot": eight(125),
    }))
}

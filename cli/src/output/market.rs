//! The market and its reserves.

use super::answer::Answer;
use super::table::table;
use super::{amount, authority, event, fields, json, time};
use crate::context::Context;
use crate::context::record::TxRecord;
use anyhow::Result;
use hypothec_client::MarketSnapshot;
use hypothec_interface::state::{MarketHeader, Reserve, ReserveConfig};
use solana_address::Address;

/// One reserve for programs.
fn reserve_json(ctx: &Context<'_>, market: &MarketSnapshot, reserve: &Reserve) -> Result<serde_json::Value> {
    let accrued = market.accrued(reserve); // with interest since it was last touched
    let config = reserve.config();
    let mint = Address::from(reserve.mint());
    Ok(json!({
        "symbol": ctx.symbol(&mint), "index": reserve.index(), "mint": mint.to_string(),
        "vault": market.vault(reserve).to_string(), "vault_atoms": ctx.atoms(&market.vault(reserve))?,
        "winds_down": reserve.closing() == 1, "decimals": reserve.decimals(), "class": reserve.class(),
        "supplied": accrued.supply_assets_down(accrued.supply_shares()), "owed": accrued.total_debt_up(),
        "cash": reserve.cash(), "board_ts": reserve.board_ts(), "recognised_loss": reserve.recognised_loss(),
        "price": amount::price(reserve.settle_high(), reserve.decimals()),
        "config": fields::read(ReserveConfig::FIELDS, bytemuck::bytes_of(&config), reserve.decimals()),
    }))
}

/// What holds for the whole market, and who waits for a role or has stopped risk.
fn rules(ctx: &Context<'_>, header: &MarketHeader) -> String {
    let (floor, health) = (amount::usd(header.debt_floor()), amount::percent(header.target_health_bps()));
    let fees = Address::from(header.fee_recipient());
    let mut text = format!(
        "  delay {} s, debt floor {floor} USD, liquidations aim at {health}, cool-off {} s, fees go to {fees}\n",
        header.delay_s(),
        header.cool_off_s()
    );
    if !header.pending_admin().is_none() {
        text += &format!("  {} may accept the admin role\n", Address::from(header.pending_admin()));
    }
    if header.reduce_only_until_ts() > ctx.now() {
        let until = time::local(&header.calendar(), header.reduce_only_until_ts());
        text += &format!("  reduce-only until {until}: nobody may take risk\n");
    }
    text
}

/// The market, after this transaction.
pub fn show(ctx: &Context<'_>, sent: Option<&TxRecord>) -> Result<Answer> {
    let market = ctx.market()?;
    let header = market.header();
    let (moment, authority) = (market.risk_context(), authority::upgrade_authority(ctx)?);
    let rows = market.reserves().map(|reserve| {
        let reserve = market.accrued(reserve);
        let tokens = |atoms: Option<u64>| amount::show(atoms.unwrap_or(u64::MAX), reserve.decimals());
        vec![
            reserve.index().to_string(),
            ctx.symbol(&reserve.mint().into()) + if reserve.closing() == 1 { " (winds down)" } else { "" },
            tokens(reserve.supply_assets_down(reserve.supply_shares())),
            tokens(reserve.total_debt_up()),
            tokens(Some(reserve.cash())),
            amount::price(reserve.settle_high(), reserve.decimals()),
            amount::percent(reserve.ltv_bps(&moment)),
            amount::percent(reserve.config().threshold.at(moment.ts)),
            tokens(Some(reserve.recognised_loss())),
        ]
    });
    let heading = ["?#", "asset", ">supplied", ">owed", "?>cash", ">price", ">LTV now", "?>threshold", "?>loss"];
    let (session, until) = market.session();
    // what the last refresh has written decides where risk is taken
    let for_risk = if session == moment.session {
        String::new()
    } else {
        format!(", for risk {} until the next refresh", time::session_name(moment.session))
    };
    let (ends, is_urgent) = time::calendar_end(&header.calendar(), ctx.now());
    let warning = if is_urgent { format!("{ends}\n") } else { String::new() };
    let text = format!(
        "{warning}{}market {} ({}), {} of {} reserves, session {} until {}{for_risk}\n  admin {}, guardian {}\n  the program's upgrade \
         authority outranks both: {authority}\n{}{}",
        sent.map_or_else(String::new, |sent| event::render(ctx, sent)),
        *market.address,
        if header.sealed() == 1 { "sealed" } else { "not sealed" },
        market.reserves().count(),
        header.capacity(),
        time::session_name(session),
        time::local(&header.calendar(), until),
        Address::from(header.admin()),
        Address::from(header.guardian()),
        rules(ctx, header),
        table(&heading, rows)
    );
    let reserves = market.reserves().map(|reserve| reserve_json(ctx, &market, reserve));
    let reserves = reserves.collect::<Result<Vec<_>>>()?;
    let json = json!({
        "transaction": sent.map(TxRecord::summary), "address": market.address.address.to_string(), "sealed": header.sealed() == 1,
        "admin": Address::from(header.admin()).to_string(), "guardian": Address::from(header.guardian()).to_string(),
        "session": time::session_name(session), "session_until": until,
        "session_for_risk": time::session_name(moment.session),
        "upgrade_authority": authority, "reserves": reserves,
        "header": fields::read(&MarketHeader::FIELDS[..22], bytemuck::bytes_of(header), 0),
    });
    Ok(Answer { json, text })
}

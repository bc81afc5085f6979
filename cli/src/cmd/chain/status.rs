use crate::context::{Context, Env, program};
use crate::output::{Answer, time};
use anyhow::Result;
use clap::Args;
use hypothec_interface::preset::nyse;
use hypothec_interface::session::Calendar;
use serde_json::json;

/// Show slot, time, the program and what the state directory holds
#[derive(Args)]
pub struct Status {}

impl Status {
    pub fn run(self, env: &Env) -> Result<Answer> {
        show(&Context::read(env)?)
    }
}

/// The market's calendar; before there is a market, the New York Stock Exchange's.
pub fn calendar(ctx: &Context<'_>) -> Calendar {
    ctx.market().map_or_else(|_| nyse::CALENDAR, |market| market.header().calendar())
}

pub fn show(ctx: &Context<'_>) -> Result<Answer> {
    let (clock, calendar) = (ctx.clock(), calendar(ctx));
    let (session, until) = calendar.session_at(clock.unix_timestamp);
    let (authority, dir) = (program::upgrade_authority(ctx), &ctx.env.store.dir);
    let json = json!({
        "slot": clock.slot, "unix_timestamp": clock.unix_timestamp, "utc": time::utc(clock.unix_timestamp),
        "local": time::local(&calendar, clock.unix_timestamp), "session": time::session_name(session),
        "session_until": until, "dir": dir, "program": hypothec_localnet::program_id().to_string(),
        "upgrade_authority": authority, "market": ctx.state.market, "transactions": ctx.state.transactions,
        "wallets": ctx.env.keys.names()?,
    });
    let text = format!(
        "slot {}, {} ({}), session {} until {}\nprogram {}\n  upgrade authority {authority}\nmarket {}\n{} \
         transactions, kept at {}",
        clock.slot,
        time::local(&calendar, clock.unix_timestamp),
        time::utc(clock.unix_timestamp),
        time::session_name(session),
        time::local(&calendar, until),
        hypothec_localnet::program_id(),
        ctx.state.market.as_deref().unwrap_or("none yet"),
        ctx.state.transactions,
        dir.display()
    );
    Ok(Answer { json, text })
}

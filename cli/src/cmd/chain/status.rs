use crate::context::{Context, Env, program};
use crate::output::{Answer, authority, json, time};
use anyhow::Result;
use clap::Args;
use hypothec_client::deploy::{DeployedProgram, code_hash};
use hypothec_interface::preset::nyse;
use hypothec_interface::session::Calendar;

/// Show slot, time, the program and what the state directory holds; of a cluster, its genesis hash
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

/// Whether the embedded chain runs the build that this command finds, and the words where it runs another.
fn built(ctx: &Context<'_>) -> (Option<bool>, &'static str) {
    let there = || DeployedProgram::read(ctx.cluster(), &ctx.program()).ok();
    let here = ctx.is_embedded().then(|| program::read(None).ok()).flatten();
    let same = here.and_then(|code| Some(code_hash(&code) == there()?.hash()));
    let newer = ", another build than the one beside this command: `hypothec chain upgrade` takes that one";
    (same, if same == Some(false) { newer } else { "" })
}

pub fn show(ctx: &Context<'_>) -> Result<Answer> {
    let (clock, calendar) = (ctx.clock(), calendar(ctx));
    let (session, until) = calendar.session_at(clock.unix_timestamp);
    let authority = authority::upgrade_authority(ctx)?;
    let (kept, whence) = if ctx.is_embedded() {
        let dir = &ctx.env.store.dir;
        let kept = json!({ "dir": dir, "transactions": ctx.state.transactions, "wallets": ctx.env.keys.names()? });
        (kept, format!("{} transactions, kept at {}", ctx.state.transactions, dir.display()))
    } else {
        let (url, genesis) = (ctx.cluster().name(), ctx.cluster().genesis_hash()?.to_string());
        let whence = format!("{url}, genesis {genesis}");
        (json!({ "url": url, "genesis": genesis }), whence)
    };
    let (is_built, newer) = built(ctx);
    let mut json = json!({
        "slot": clock.slot, "unix_timestamp": clock.unix_timestamp, "utc": time::utc(clock.unix_timestamp),
        "local": time::local(&calendar, clock.unix_timestamp), "session": time::session_name(session),
        "session_until": until, "program": ctx.program().to_string(), "upgrade_authority": authority,
        "market": ctx.state.market, "program_is_the_build": is_built,
    });
    for (key, value) in kept.as_object().into_iter().flatten() {
        json[key] = value.clone();
    }
    let text = format!(
        "slot {}, {} ({}), session {} until {}\nprogram {}{newer}\n  upgrade authority {authority}\nmarket {}\n{whence}",
        clock.slot,
        time::local(&calendar, clock.unix_timestamp),
        time::utc(clock.unix_timestamp),
        time::session_name(session),
        time::local(&calendar, until),
        ctx.program(),
        ctx.state.market.as_deref().unwrap_or("none yet"),
    );
    Ok(Answer { json, text })
}

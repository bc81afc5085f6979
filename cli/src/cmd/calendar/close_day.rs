use super::show;
use crate::context::{Context, Env};
use crate::output::{Answer, event, time};
use anyhow::Result;
use clap::Args;
use hypothec_interface::builder;
use solana_signer::Signer;

/// Close a trade date at once, or early; admin or guardian
#[derive(Args)]
pub struct CloseDay {
    /// The trade date, such as 2026-12-01
    date: String,
    /// Local time at which Regular ends, such as 13:00 [default: closed all day]
    #[arg(long, value_name = "TIME")]
    early: Option<String>,
}

impl CloseDay {
    pub fn run(self, env: &Env) -> Result<Answer> {
        let (mut ctx, officer) = (Context::open(env)?, env.keys.signer()?);
        let day = time::day_of(&self.date)?;
        let minute = self.early.as_deref().map_or(Ok(0), time::minute_of)?;
        env.confirm(&format!("This closes {} in the calendar and cannot be undone at once.", self.date))?;
        let close = builder::set_closure(ctx.market_address()?, officer.pubkey(), day, minute);
        let sent = ctx.send(&[close], &[&officer])?;
        let mut answer = show::show(&ctx)?;
        answer.text = format!("{}{}", event::render(&ctx, &sent), answer.text);
        answer.json["transaction"] = sent.summary();
        Ok(answer)
    }
}

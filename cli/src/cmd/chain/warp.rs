use super::status;
use crate::context::{Context, Env};
use crate::output::{Answer, time};
use anyhow::{Result, bail};
use clap::Args;

/// Let time pass
///
/// The embedded chain's time stands still between commands.
#[derive(Args)]
pub struct Warp {
    /// How many seconds; or give --to a time
    #[arg(required_unless_present = "to")]
    seconds: Option<u32>,
    /// New York time to go on to, such as 2026-09-18T15:55
    #[arg(long, value_name = "TIME", conflicts_with = "seconds")]
    to: Option<String>,
}

impl Warp {
    pub fn run(self, env: &Env) -> Result<Answer> {
        let mut ctx = Context::open(env)?;
        let (now, calendar) = (ctx.now(), status::calendar(&ctx));
        let then = match &self.to {
            Some(to) => time::parse_local(&calendar, to)?,
            None => now + i64::from(self.seconds.unwrap_or(0)),
        };
        if then < now {
            bail!("{} is in the past: time can only move forward", time::local(&calendar, then));
        }
        ctx.localnet()?.set_time(then);
        ctx.save()?;
        status::show(&ctx)
    }
}

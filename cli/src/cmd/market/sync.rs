use crate::context::{Context, Env};
use crate::output::{Answer, market};
use anyhow::Result;
use clap::Args;
use hypothec_interface::builder;

/// Book a clawback as a loss, or undo it when the tokens come back
#[derive(Args)]
pub struct Sync {
    /// The asset's symbol
    symbol: String,
}

impl Sync {
    pub fn run(self, env: &Env) -> Result<Answer> {
        let (mut ctx, payer) = (Context::open(env)?, env.keys.signer()?);
        let (_, reserve) = ctx.listed(&self.symbol)?;
        let sent = ctx.send(&[builder::sync_vault(reserve.market, reserve.index)], &[&payer])?;
        market::show(&ctx, Some(&sent))
    }
}

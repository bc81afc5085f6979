use crate::context::{Context, Env};
use crate::output::{Answer, market};
use anyhow::Result;
use clap::Args;
use hypothec_interface::builder;
use solana_signer::Signer;

/// End immediate configuration permanently; only the admin
#[derive(Args)]
pub struct Seal {}

impl Seal {
    pub fn run(self, env: &Env) -> Result<Answer> {
        let (mut ctx, admin) = (Context::open(env)?, env.keys.signer()?);
        env.confirm("After this every change of the market waits for its delay, permanently.")?;
        let seal = builder::seal(ctx.market_address()?, admin.pubkey());
        let sent = ctx.send(&[seal], &[&admin])?;
        market::show(&ctx, Some(&sent))
    }
}

use crate::context::{Context, Env};
use crate::output::{Answer, market};
use anyhow::Result;
use clap::Args;
use hypothec_interface::builder;
use solana_signer::Signer;

/// Accept the admin role; only for the wallet named by an executed proposal
#[derive(Args)]
pub struct AcceptAdmin {}

impl AcceptAdmin {
    pub fn run(self, env: &Env) -> Result<Answer> {
        let (mut ctx, signer) = (Context::open(env)?, env.keys.signer()?);
        env.confirm(&format!("This makes {} the admin; the present admin loses the role.", signer.pubkey()))?;
        let accept = builder::accept_admin(ctx.market_address()?, signer.pubkey());
        let sent = ctx.send(&[accept], &[&signer])?;
        market::show(&ctx, Some(&sent))
    }
}

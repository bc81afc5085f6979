use crate::context::{Context, Env};
use crate::output::{Answer, proposal};
use anyhow::Result;
use clap::Args;
use hypothec_interface::builder;
use solana_signer::Signer;

/// Cancel a proposal; admin or guardian, and anyone once the market is closed
#[derive(Args)]
pub struct Cancel {
    /// The proposal's number
    number: u64,
}

impl Cancel {
    pub fn run(self, env: &Env) -> Result<Answer> {
        let (mut ctx, officer) = (Context::open(env)?, env.keys.signer()?);
        let proposal = proposal::of_nonce(&ctx, self.number)?;
        let rent_payer = proposal.rent_payer().into();
        let cancel = builder::cancel(ctx.market_address()?, officer.pubkey(), self.number, rent_payer);
        let sent = ctx.send(&[cancel], &[&officer])?;
        Ok(proposal::cancelled(&ctx, &proposal, &sent))
    }
}

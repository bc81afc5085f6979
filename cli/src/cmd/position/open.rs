use crate::context::{Context, Env};
use crate::output::{Answer, position};
use anyhow::Result;
use clap::Args;
use hypothec_interface::builder;
use solana_signer::Signer;

/// Open a position of the signer
#[derive(Args)]
pub struct Open {
    /// Position number, 0-65535
    #[arg(long, default_value_t = 0)]
    id: u16,
}

impl Open {
    pub fn run(self, env: &Env) -> Result<Answer> {
        let (mut ctx, signer) = (Context::open(env)?, env.keys.signer()?);
        let (market, owner) = (ctx.market_address()?, signer.pubkey());
        let sent = ctx.send(&[builder::open_position(market, owner, owner, self.id)], &[&signer])?;
        position::show(&ctx, &builder::position_address(market, &owner, self.id).0, Some(&sent))
    }
}

use crate::cmd::selector::PositionSelector;
use crate::context::{Context, Env};
use crate::output::{Answer, position};
use anyhow::Result;
use clap::Args;
use hypothec_interface::builder;
use solana_signer::Signer;

/// Close an empty position; its rent comes back
#[derive(Args)]
pub struct Close {
    #[command(flatten)]
    position: PositionSelector,
}

impl Close {
    pub fn run(self, env: &Env) -> Result<Answer> {
        let (mut ctx, signer) = (Context::open(env)?, env.keys.signer()?);
        let address = self.position.address(&ctx)?;
        let rent_payer = ctx.position(&address)?.rent_payer().into();
        let sent = ctx.send(&[builder::close_position(ctx.owned(address), signer.pubkey(), rent_payer)], &[&signer])?;
        position::show(&ctx, &address, Some(&sent))
    }
}

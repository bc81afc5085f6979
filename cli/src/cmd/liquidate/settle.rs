use super::outcome::Before;
use crate::cmd::selector::NamedPosition;
use crate::context::{Context, Env};
use crate::output::Answer;
use anyhow::Result;
use clap::Args;
use hypothec_interface::builder;

/// Settle a position whose collateral is gone: the buffer pays first, then that asset's suppliers; anyone may
#[derive(Args)]
pub struct Settle {
    #[command(flatten)]
    position: NamedPosition,
}

impl Settle {
    pub fn run(self, env: &Env) -> Result<Answer> {
        let (mut ctx, payer) = (Context::open(env)?, env.keys.signer()?);
        let position = self.position.address(&ctx)?;
        let record = ctx.others_position(&position)?;
        let settle = builder::settle_bad_debt(ctx.market_address()?, position, &record);
        let before = Before::of(&ctx, position)?;
        let sent = ctx.send(&[settle], &[&payer])?;
        before.show(&ctx, &sent)
    }
}

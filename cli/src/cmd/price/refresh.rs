use super::entries::refreshes;
use crate::context::{Context, Env};
use crate::output::{Answer, board};
use anyhow::Result;
use clap::Args;

/// Update the market's prices from what was posted
#[derive(Args)]
pub struct Refresh {
    /// The assets' symbols [default: every listed asset]
    symbols: Vec<String>,
}

impl Refresh {
    pub fn run(self, env: &Env) -> Result<Answer> {
        let (mut ctx, payer) = (Context::open(env)?, env.keys.signer()?);
        let mut sent = Vec::new();
        for instruction in refreshes(&ctx, &self.symbols)? {
            sent.push(ctx.send(&[instruction], &[&payer])?);
        }
        board::show(&ctx, &sent)
    }
}

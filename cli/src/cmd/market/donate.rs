use crate::context::{Context, Env};
use crate::output::{Answer, amount, market};
use anyhow::Result;
use clap::Args;
use hypothec_interface::builder;
use hypothec_localnet::token;
use solana_signer::Signer;

/// Give tokens to a reserve's loss buffer
#[derive(Args)]
pub struct Donate {
    /// The asset's symbol
    symbol: String,
    /// How many tokens
    #[arg(allow_negative_numbers = true)]
    amount: String,
}

impl Donate {
    pub fn run(self, env: &Env) -> Result<Answer> {
        let (mut ctx, payer) = (Context::open(env)?, env.keys.signer()?);
        let (asset, reserve) = ctx.listed(&self.symbol)?;
        let atoms = amount::parse(&self.amount, asset.decimals)?;
        let source = token::associated(&payer.pubkey(), &asset.mint, &asset.token_program);
        ctx.expect_tokens(&payer.pubkey(), &asset, atoms)?;
        let donate = builder::donate(&reserve, source, payer.pubkey(), atoms);
        let sent = ctx.send(&[donate], &[&payer])?;
        market::show(&ctx, Some(&sent))
    }
}

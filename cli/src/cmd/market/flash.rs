use crate::context::{Context, Env};
use crate::output::{Answer, amount, market};
use anyhow::Result;
use clap::Args;
use hypothec_interface::builder;
use hypothec_localnet::token;
use solana_signer::Signer;

/// Borrow and give back within one transaction, without collateral: shows what a flash loan costs
#[derive(Args)]
pub struct Flash {
    /// The asset's symbol
    symbol: String,
    /// How many tokens
    amount: String,
}

impl Flash {
    pub fn run(self, env: &Env) -> Result<Answer> {
        let (mut ctx, payer) = (Context::open(env)?, env.keys.signer()?);
        let (asset, reserve) = ctx.listed(&self.symbol)?;
        let (signer, atoms) = (payer.pubkey(), amount::parse(&self.amount, asset.decimals)?);
        let tokens = token::associated(&signer, &asset.mint, &asset.token_program);
        let missing = ctx.missing_tokens(&signer, &signer, &asset.mint, &asset.token_program)?;
        let mut all: Vec<_> = missing.into_iter().collect();
        all.push(builder::flash_borrow(&reserve, tokens, atoms));
        all.push(builder::flash_repay(&reserve, tokens, signer, atoms));
        let sent = ctx.send(&all, &[&payer])?;
        market::show(&ctx, Some(&sent))
    }
}

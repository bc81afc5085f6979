use crate::context::{Context, Env};
use crate::output::{Answer, market};
use anyhow::Result;
use clap::Args;
use hypothec_interface::builder;
use hypothec_localnet::token;
use solana_address::Address;
use solana_signer::Signer;

/// Pay collected interest and fees to the fee recipient; anyone may
#[derive(Args)]
pub struct Fees {
    /// The asset's symbol
    symbol: String,
}

impl Fees {
    pub fn run(self, env: &Env) -> Result<Answer> {
        let (mut ctx, payer) = (Context::open(env)?, env.keys.signer()?);
        let (asset, reserve) = ctx.listed(&self.symbol)?;
        let recipient = Address::from(ctx.market()?.header().fee_recipient());
        let missing = ctx.missing_tokens(&payer.pubkey(), &recipient, &asset.mint, &asset.token_program)?;
        let mut all: Vec<_> = missing.into_iter().collect();
        let destination = token::associated(&recipient, &asset.mint, &asset.token_program);
        all.push(builder::collect_fees(&reserve, destination));
        let sent = ctx.send(&all, &[&payer])?;
        market::show(&ctx, Some(&sent))
    }
}

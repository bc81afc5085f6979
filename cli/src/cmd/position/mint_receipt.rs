use super::receipts::Receipts;
use crate::cmd::selector::PositionSelector;
use crate::context::{Context, Env};
use crate::output::{Answer, position};
use anyhow::Result;
use clap::Args;
use hypothec_interface::builder;
use hypothec_localnet::mint::TOKEN;
use solana_signer::Signer;

/// Turn supply shares of a lent asset into receipts, an SPL token that can be transferred
#[derive(Args)]
pub struct MintReceipt {
    #[command(flatten)]
    receipts: Receipts,
    #[command(flatten)]
    position: PositionSelector,
}

impl MintReceipt {
    pub fn run(self, env: &Env) -> Result<Answer> {
        let (mut ctx, payer) = (Context::open(env)?, env.keys.signer()?);
        let (signer, address) = (payer.pubkey(), self.position.address(&ctx)?);
        let it = self.receipts.held_by(&ctx, &signer)?;
        let mut all = Vec::new();
        if ctx.account(&it.receipt)?.is_none() {
            all.push(builder::open_receipt(it.market, signer, it.index));
        }
        all.extend(ctx.missing_tokens(&signer, &signer, &it.receipt, &TOKEN)?);
        all.push(builder::mint_receipt(it.market, address, it.tokens, signer, it.index, it.shares));
        let sent = ctx.send(&all, &[&payer])?;
        position::show(&ctx, &address, Some(&sent))
    }
}

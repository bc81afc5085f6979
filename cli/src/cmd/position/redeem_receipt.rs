use super::receipts::Receipts;
use crate::cmd::selector::PositionSelector;
use crate::context::{Context, Env};
use crate::output::{Answer, position};
use anyhow::Result;
use clap::Args;
use hypothec_interface::builder;
use solana_signer::Signer;

/// Turn receipts back into supply shares of the position
#[derive(Args)]
pub struct RedeemReceipt {
    #[command(flatten)]
    receipts: Receipts,
    #[command(flatten)]
    position: PositionSelector,
}

impl RedeemReceipt {
    pub fn run(self, env: &Env) -> Result<Answer> {
        let (mut ctx, payer) = (Context::open(env)?, env.keys.signer()?);
        let (signer, address) = (payer.pubkey(), self.position.address(&ctx)?);
        let it = self.receipts.held_by(&ctx, &signer)?;
        let redeem = builder::redeem_receipt(it.market, address, it.tokens, signer, it.index, it.shares);
        let sent = ctx.send(&[redeem], &[&payer])?;
        position::show(&ctx, &address, Some(&sent))
    }
}

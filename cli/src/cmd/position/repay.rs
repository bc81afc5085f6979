use super::transfer::{Attribution, Tokens};
use crate::cmd::selector::PositionSelector;
use crate::context::{Context, Env};
use crate::output::{Answer, position};
use anyhow::Result;
use clap::Args;
use hypothec_interface::builder;
use solana_signer::Signer;

/// Repay debt, one's own or another's
#[derive(Args)]
pub struct Repay {
    #[command(flatten)]
    tokens: Tokens,
    #[command(flatten)]
    attribution: Attribution,
    #[command(flatten)]
    position: PositionSelector,
}

impl Repay {
    pub fn run(self, env: &Env) -> Result<Answer> {
        let (mut ctx, signer) = (Context::open(env)?, env.keys.signer()?);
        let (own, symbol) = (signer.pubkey(), self.tokens.symbol.clone());
        let it = self.tokens.paid_by(&ctx, &own, &self.position)?;
        ctx.expect_tokens(&own, &ctx.listed(&symbol)?.0, it.atoms)?;
        let repay = builder::repay(&it.reserve, it.position, it.tokens, own, it.atoms);
        let all: Vec<_> = it.before.into_iter().chain([self.attribution.of(repay)]).collect();
        let sent = ctx.send(&all, &[&signer])?;
        position::show(&ctx, &it.position, Some(&sent))
    }
}

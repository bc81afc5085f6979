use super::transfer::{Attribution, Tokens};
use crate::cmd::selector::PositionSelector;
use crate::context::{Context, Env};
use crate::output::{Answer, position};
use anyhow::Result;
use clap::Args;
use hypothec_interface::builder;
use solana_signer::Signer;

/// Deposit tokens. Into someone else's position only if it already holds that asset
#[derive(Args)]
pub struct Deposit {
    #[command(flatten)]
    tokens: Tokens,
    /// Refuse to be given fewer shares than this, whole as `position show --json` has them [default: no limit]
    #[arg(long, value_name = "SHARES", default_value_t = 0, hide_default_value = true)]
    min_shares: u64,
    #[command(flatten)]
    attribution: Attribution,
    #[command(flatten)]
    position: PositionSelector,
}

impl Deposit {
    pub fn run(self, env: &Env) -> Result<Answer> {
        let (mut ctx, signer) = (Context::open(env)?, env.keys.signer()?);
        let (own, symbol) = (signer.pubkey(), self.tokens.symbol.clone());
        let it = self.tokens.paid_by(&ctx, &own, &self.position)?;
        ctx.expect_tokens(&own, &ctx.listed(&symbol)?.0, it.atoms)?;
        let deposit = builder::deposit(&it.reserve, it.position, it.tokens, own, it.atoms, self.min_shares);
        let all: Vec<_> = it.before.into_iter().chain([self.attribution.of(deposit)]).collect();
        let sent = ctx.send(&all, &[&signer])?;
        position::show(&ctx, &it.position, Some(&sent))
    }
}

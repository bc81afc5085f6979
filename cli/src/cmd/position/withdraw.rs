use super::transfer::Tokens;
use crate::cmd::selector::PositionSelector;
use crate::context::{Context, Env};
use crate::output::{Answer, position};
use anyhow::Result;
use clap::Args;
use hypothec_interface::builder;
use solana_signer::Signer;

/// Withdraw supplied tokens to the position's owner; owner or delegate
#[derive(Args)]
pub struct Withdraw {
    #[command(flatten)]
    tokens: Tokens,
    #[command(flatten)]
    position: PositionSelector,
}

impl Withdraw {
    pub fn run(self, env: &Env) -> Result<Answer> {
        let (mut ctx, signer) = (Context::open(env)?, env.keys.signer()?);
        let own = signer.pubkey();
        let it = self.tokens.paid_to_owner(&ctx, &own, &self.position)?;
        let withdraw = builder::withdraw(&it.reserve, it.position, it.tokens, own, it.atoms, 0);
        let all: Vec<_> = it.before.into_iter().chain([withdraw]).collect();
        let sent = ctx.send(&all, &[&signer])?;
        position::show(&ctx, &it.position, Some(&sent))
    }
}

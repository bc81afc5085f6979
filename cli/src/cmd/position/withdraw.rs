use super::transfer::Tokens;
use crate::cmd::boards;
use crate::cmd::selector::PositionSelector;
use crate::context::{Context, Env};
use crate::output::{Answer, position};
use anyhow::Result;
use clap::Args;
use hypothec_interface::builder;
use solana_signer::Signer;

/// Withdraw supplied tokens to the position's owner; owner or delegate
///
/// Where there is debt, prices that were posted since the market took them last are taken in the same transaction.
#[derive(Args)]
#[command(after_help = "Example: hypothec position withdraw NVDAx all")]
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
        // the program pays what is there when less than the amount is; a person who names a number means it
        let least = if it.atoms == u64::MAX { 0 } else { it.atoms };
        let withdraw = builder::withdraw(&it.reserve, it.position, it.tokens, own, it.atoms, least);
        let held = ctx.position(&it.position)?;
        // without debt nobody asks what the rest is worth
        let refreshes = if held.has_debt() { boards::needed(&ctx, &held, &[])? } else { Vec::new() };
        let all: Vec<_> = it.before.into_iter().chain([withdraw]).collect();
        let sent = ctx.send_refreshed(refreshes, all, &[&signer])?;
        position::show(&ctx, &it.position, Some(&sent))
    }
}

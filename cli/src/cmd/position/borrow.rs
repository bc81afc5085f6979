use super::transfer::{Attribution, Tokens};
use crate::cmd::boards;
use crate::cmd::selector::PositionSelector;
use crate::context::{Context, Env};
use crate::output::{Answer, position};
use anyhow::{Result, bail};
use clap::Args;
use hypothec_interface::builder;
use solana_signer::Signer;

/// Borrow against what is deposited, to the position's owner; owner or delegate
///
/// Prices that were posted since the market took them last are taken in the same transaction.
#[derive(Args)]
pub struct Borrow {
    /// The asset's symbol
    symbol: String,
    /// Amount in tokens, such as 3.14
    #[arg(allow_negative_numbers = true)]
    amount: String,
    /// Refuse to owe more debt shares than this for it, whole as `position show --json` has them [default: no limit]
    #[arg(long, value_name = "SHARES", default_value_t = u64::MAX, hide_default_value = true)]
    max_shares: u64,
    #[command(flatten)]
    attribution: Attribution,
    #[command(flatten)]
    position: PositionSelector,
}

impl Borrow {
    pub fn run(self, env: &Env) -> Result<Answer> {
        let (mut ctx, signer) = (Context::open(env)?, env.keys.signer()?);
        let own = signer.pubkey();
        if self.amount == "all" {
            bail!(
                "\"all\" is not an amount that can be borrowed: `hypothec position quote --borrow {}` shows the most",
                self.symbol
            );
        }
        let tokens = Tokens { symbol: self.symbol, amount: self.amount };
        let it = tokens.paid_to_owner(&ctx, &own, &self.position)?;
        let refreshes = boards::needed(&ctx, &ctx.position(&it.position)?, &[it.reserve.index])?;
        let borrow = builder::borrow(&it.reserve, it.position, it.tokens, own, it.atoms, self.max_shares);
        let all: Vec<_> = it.before.into_iter().chain([self.attribution.of(borrow)]).collect();
        let sent = ctx.send_refreshed(refreshes, all, &[&signer])?;
        position::show(&ctx, &it.position, Some(&sent))
    }
}

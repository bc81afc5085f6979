use super::transfer::{Attribution, Tokens, Transfer};
use crate::cmd::boards;
use crate::cmd::selector::PositionSelector;
use crate::context::{Context, Env};
use crate::output::{Answer, amount, position};
use anyhow::{Result, bail};
use clap::Args;
use hypothec_interface::builder;
use hypothec_interface::state::{Position, Side, Slot};
use solana_signer::Signer;

/// Withdraw supplied tokens to the position's owner; owner or delegate
///
/// Where there is debt, prices that were posted since the market took them last are taken in the same transaction.
#[derive(Args)]
pub struct Withdraw {
    #[command(flatten)]
    tokens: Tokens,
    #[command(flatten)]
    attribution: Attribution,
    #[command(flatten)]
    position: PositionSelector,
}

impl Withdraw {
    /// An error that says what the position holds where that is less than the amount.
    fn expect(&self, ctx: &Context<'_>, held: &Position, it: &Transfer) -> Result<()> {
        let market = ctx.market()?;
        let of = |slot: &&Slot| slot.reserve() == it.reserve.index && slot.side() == Side::Supply;
        let there = held.used().iter().find(of).and_then(|slot| market.slot_atoms(slot)).unwrap_or(0);
        let owes = held.used().iter().any(|slot| slot.reserve() == it.reserve.index && slot.side() == Side::Debt);
        if it.atoms == u64::MAX || there >= it.atoms || owes {
            return Ok(());
        }
        let holds = amount::show(there, market.reserve(it.reserve.index)?.decimals());
        let symbol = &self.tokens.symbol;
        bail!("the position holds {holds} {symbol}, less than {}: `all` withdraws what is there", self.tokens.amount)
    }

    pub fn run(self, env: &Env) -> Result<Answer> {
        let (mut ctx, signer) = (Context::open(env)?, env.keys.signer()?);
        let own = signer.pubkey();
        let it = self.tokens.paid_to_owner(&ctx, &own, &self.position)?;
        let held = ctx.position(&it.position)?;
        // the program pays what is there when less than the amount is; a person who names a number means it
        let least = if it.atoms == u64::MAX { 0 } else { it.atoms };
        self.expect(&ctx, &held, &it)?;
        let withdraw = builder::withdraw(&it.reserve, it.position, it.tokens, own, it.atoms, least);
        // without debt nobody asks what the rest is worth
        let refreshes = if held.has_debt() { boards::needed(&ctx, &held, &[])? } else { Vec::new() };
        let all: Vec<_> = it.before.into_iter().chain([self.attribution.of(withdraw)]).collect();
        let sent = ctx.send_refreshed(refreshes, all, &[&signer])?;
        position::show(&ctx, &it.position, Some(&sent))
    }
}
